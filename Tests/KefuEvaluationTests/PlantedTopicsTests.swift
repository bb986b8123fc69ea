// Planted topics are found.
//
// 1. Of a log of known phrasings bent a little, chit-chat and eight topics that the knowledge base
//    lacks, each topic is the larger part of some cluster among the first forty, nearly all of a
//    topic's messages are in clusters of its own, and those clusters hold little else.
//
// KEFU_MINING_LINES=20000 makes the log as long, of the shipped knowledge base.
import Foundation
import Kefu
import KefuTestSupport
import Testing

@testable import KefuEvaluation

@Suite struct PlantedTopicsTests {
  private static let shipped = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "KnowledgeBase/ecommerce-zh")

  @Test("1") func found() throws {
    let lines = ProcessInfo.processInfo.environment["KEFU_MINING_LINES"].flatMap { Int($0) }
    let oos = try String(
      contentsOf: Self.shipped.appending(path: "tests/oos.tsv"), encoding: .utf8
    ).split(separator: "\n").map { String($0.prefix { $0 != "\t" }) }
    // Half of them the knowledge base knows, the other half customers send.
    let known = oos.indices.filter { $0 % 2 == 0 }.map { oos[$0] }
    let sent = oos.indices.filter { $0 % 2 == 1 }.map { oos[$0] }
    var knowledgeBase =
      lines == nil ? SampleShop.knowledgeBase : try KnowledgeBase(contentsOf: Self.shipped)
    let here = SourceLocation(file: "tests/oos.tsv")
    knowledgeBase.outOfScope = known.map { Sourced($0, at: here) }
    let bot = Bot(knowledgeBase)
    let planted = PlantedLog(
      lines ?? 3000, phrasings: bot.knowledge.phrasings, chitChat: sent, seed: 1)
    let log = TranscriptLog(
      planted.texts.enumerated().map { LoggedMessage($1, line: $0 + 1) }, file: "log")
    let mined = Miner(bot).mine(log)

    var found: [String: Int] = [:]
    var firstRank: [String: Int] = [:]
    var (own, all) = (0, 0)
    for (rank, cluster) in mined.clusters.enumerated() {
      var counts: [String: Int] = [:]
      for line in cluster.phrases.flatMap(\.lines) {
        if case .topic(let name) = planted.origins[line - 1] { counts[name, default: 0] += 1 }
      }
      guard let (name, count) = counts.max(by: { ($0.value, $0.key) < ($1.value, $1.key) }),
        count * 2 > cluster.messages
      else { continue }
      firstRank[name] = firstRank[name] ?? rank
      found[name, default: 0] += count
      own += count
      all += cluster.messages
    }
    let total = planted.origins.count { if case .topic = $0 { true } else { false } }
    let purity = Double(own) / Double(all)
    let recall = Double(own) / Double(total)
    if lines != nil {
      print("topics \(found.count) of 8, purity \(purity), recall \(recall), ranks \(firstRank)")
    }
    #expect(Set(found.keys) == Set(PlantedLog.topics.map(\.name)))
    #expect(firstRank.values.allSatisfy { $0 < 40 }, "\(firstRank)")
    #expect(purity > 0.9)
    #expect(recall > 0.7)
  }
}
