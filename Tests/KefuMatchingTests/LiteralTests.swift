// The score contract:
//  1. Every question and variant has confidence 1 and is answered with its entry, whatever keywords
//     and vetoes say; one that two entries have, with the first of them.
//  2. However else it is written: width, case, script, numbers, spaces, punctuation.
//  3. Nothing but a literal phrasing has confidence 1.
//  4. The shipped knowledge base keeps 1.
import Foundation
import KefuKnowledge
import KefuTestSupport
import KefuText
import Testing

@testable import KefuMatching

@Suite struct LiteralTests {
  @Test("1, 3: random knowledge bases") func random() {
    var random = SeededRandom(seed: 1)
    for _ in 0..<60 {
      check(KnowledgeBase(RandomKnowledge.entries(1 + random.below(8), using: &random)))
    }
  }

  @Test("1, 3: texts of anything") func anything() {
    var random = SeededRandom(seed: 2)
    for _ in 0..<60 {
      let entries = (0..<4).compactMap { number -> Entry? in
        let phrasings = (0..<4).map { _ in RandomText.pieces(6, using: &random) }
          .filter { !Normalizer.shared.literalKey($0).isEmpty }
        return phrasings.isEmpty ? nil : Entry("e\(number)", phrasings, any: ["退款"], none: ["的"])
      }
      check(KnowledgeBase(entries, synonyms: [["退款", "退货"]]))
    }
  }

  @Test("1, 3: a real one") func real() { check(SampleShop.knowledgeBase) }

  private func check(_ knowledgeBase: KnowledgeBase) {
    let compiled = CompiledKnowledge(knowledgeBase)
    var owners: [[UInt32]: Set<Int>] = [:]
    for (phrasing, entry) in zip(compiled.phrasings, compiled.entryOfPhrasing) {
      owners[matchText(phrasing, compiled.analyzer).literal, default: []].insert(Int(entry))
    }
    for phrasing in compiled.phrasings {
      let recognition = compiled.recognize(phrasing)
      let own = owners[recognition.text.literal] ?? []
      let certain = Set(recognition.candidates.filter { $0.confidence == .certain }.map(\.entry))
      #expect(certain == own, "\(phrasing)")
      guard case .answer(let answer) = recognition.decision else {
        Issue.record("\(phrasing) is not answered but \(recognition.decision)")
        continue
      }
      #expect(answer.entry == own.min(), "\(phrasing)")
    }
  }

  @Test(
    "2: written otherwise",
    arguments: [
      ("七天无理由", "7天无理由"), ("7天无理由", "七天無理由!"), ("ABC怎么用", "ａｂｃ 怎麼用?"), ("電子發票", "电子，发票"),
      ("十五天", "15天"), ("size chart", "SIZECHART"), ("退款", "　退 款 ～👍"),
      ("打13800138000", "打 138-0013-8000"),
    ])
  func written(phrasing: String, message: String) throws {
    let compiled = CompiledKnowledge([Entry("a", [phrasing]), Entry("b", ["别的事"])])
    let best = try #require(compiled.recognize(message).candidates.first)
    #expect(best.confidence == .certain)
    #expect(best.stage == .keyword)
    #expect(compiled.answered(message) == "a")
  }

  @Test("4: the shipped knowledge base") func shipped() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")
    let knowledgeBase = try KnowledgeBase(
      contentsOf: root.appending(path: "KnowledgeBase/ecommerce-zh"))
    let compiled = CompiledKnowledge(knowledgeBase)
    var scratch = MatchScratch()
    for (phrasing, entry) in zip(compiled.phrasings, compiled.entryOfPhrasing) {
      let recognition = compiled.recognize(phrasing, stages: [.keyword], scratch: &scratch)
      let certain = recognition.candidates.filter { $0.confidence == .certain }.map(\.entry)
      #expect(certain.contains(Int(entry)), "\(phrasing)")
      guard case .answer(let answer) = recognition.decision else {
        Issue.record("\(phrasing) is not answered")
        continue
      }
      #expect(certain.contains(answer.entry), "\(phrasing)")
    }
  }
}
