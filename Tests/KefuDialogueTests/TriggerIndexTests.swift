// Triggers, found in one pass:
//  1. The index and a slow, plain reading agree on mutated phrases of the shipped shop.
//  2. Every match of a pattern holds one of its required words; the words are as in the table.
//  3. Attributes are conditions, or hits of their own.

import Foundation
import KefuKnowledge
import KefuTestSupport
import KefuText
import Testing

@testable import KefuDialogue

@Suite struct TriggerIndexTests {
  private static let shipped: Triggers = {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "KnowledgeBase/ecommerce-zh")
    return try! KnowledgeBase(contentsOf: folder).triggers
  }()

  @Test("1: agrees with the slow one", arguments: 0..<4 as Range<UInt64>)
  func agrees(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    let index = TriggerIndex(Self.shipped)
    let phrases = Self.shipped.all.flatMap { ($0.phrases + $0.unless).map(\.value) }
    for _ in 0..<75 {
      var message = random.pick(phrases)
      if random.below(2) == 0 {
        message += random.pick(["，", " ", "", "的"]) + random.pick(phrases)
      }
      if random.below(2) == 0 { message = RandomKnowledge.mutated(message, using: &random) }
      let slow = SlowTriggers.first(in: message, of: Self.shipped)
      let fast = index.first(in: Normalizer.shared.normalize(message), attributes: [:])
      #expect(fast?.id == slow?.id, "\(message)")
    }
  }

  @Test(
    "2: required words",
    arguments: [
      ("(真|太)(差|恶心)了?", ["真", "太"]), ("a+", ["a"]), ("转?人工", ["人工"]),
      ("(用|吃)(了|完).{0,12}(过敏|红肿)", ["过敏", "红肿"]), ("^[ ,.]*(人工|真人)[ !]*$", ["人工", "真人"]),
      ("人工|真人", []), ("(人工|真.)", []), ("(?i)agent", []), ("x{0,3}y", ["y"]), ("x{2}", ["x"]),
      ("(甲|乙)?丙", ["丙"]), ("\\d+分", ["分"]), ("((甲)|乙)丙丁", ["丙丁"]), ("[^)甲](乙)", ["乙"]),
    ])
  func requiredWords(pattern: String, expected: [String]) {
    #expect(RequiredWords.of(pattern) == expected)
  }

  @Test("3: attributes") func attributes() throws {
    let location = SourceLocation(file: "triggers.yaml")
    let index = TriggerIndex(
      Triggers(all: [
        Trigger(
          id: "gold", reason: .vip, conditions: ["level": ["gold"]], location: location),
        Trigger(
          id: "tmall", reason: .anger, priority: .high,
          phrases: [Sourced("生气", at: location)], conditions: ["channel": ["tmall"]],
          location: location),
      ]))
    func hit(_ message: String, _ attributes: [String: String]) -> String? {
      index.first(in: Normalizer.shared.normalize(message), attributes: attributes)?.id
    }
    #expect(hit("你好", ["level": "gold"]) == "gold")
    #expect(hit("你好", ["level": "silver"]) == nil)
    #expect(hit("生气", [:]) == nil)
    #expect(hit("生气", ["channel": "tmall", "level": "gold"]) == "tmall")
  }
}
