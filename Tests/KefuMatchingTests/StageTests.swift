// The pipeline as a whole:
//  1. The same knowledge base gives the same recognitions: compiled again, by many tasks at once,
//     with working memory that served another message or another knowledge base.
//  2. Each stage can be called alone and gives what it gives beside the others; one switched off is
//     missing.
//  3. Odd messages and odd knowledge bases: words, not a crash; candidates exist and are in bounds.
import KefuKnowledge
import KefuTestSupport
import KefuText
import Testing

@testable import KefuMatching

@Suite struct StageTests {
  private static func messages(_ count: Int, seed: UInt64) -> [String] {
    var random = SeededRandom(seed: seed)
    return (0..<count).map { _ in
      random.below(3) == 0
        ? RandomText.pieces(8, using: &random)
        : RandomKnowledge.message(to: SampleShop.entries, using: &random)
    }
  }

  @Test("1: compiled again") func isDeterministic() {
    let first = CompiledKnowledge(SampleShop.knowledgeBase)
    let second = CompiledKnowledge(SampleShop.knowledgeBase)
    for message in Self.messages(200, seed: 1) {
      #expect(
        first.recognize(message).conclusion == second.recognize(message).conclusion, "\(message)")
    }
  }

  @Test("1: working memory used before") func reusesScratch() {
    let shop = CompiledKnowledge(SampleShop.knowledgeBase)
    var random = SeededRandom(seed: 2)
    let other = CompiledKnowledge(RandomKnowledge.entries(20, using: &random))
    var scratch = MatchScratch()
    for message in Self.messages(200, seed: 2) {
      for compiled in [shop, other] {
        #expect(
          compiled.recognize(message, scratch: &scratch).conclusion
            == compiled.recognize(message).conclusion, "\(message)")
      }
    }
  }

  @Test("1: many tasks") func isThreadSafe() async {
    let compiled = CompiledKnowledge(SampleShop.knowledgeBase)
    let messages = Self.messages(100, seed: 3)
    let expected = messages.map { compiled.recognize($0).conclusion }
    await withTaskGroup(of: Void.self) { group in
      for task in 0..<8 {
        group.addTask {
          var scratch = MatchScratch()
          for i in messages.indices {
            let i = (i * 7 + task * 13) % messages.count
            let found = compiled.recognize(messages[i], scratch: &scratch)
            #expect(found.conclusion == expected[i], "\(messages[i])")
          }
        }
      }
    }
  }

  @Test("2: alone and off") func alone() {
    let compiled = CompiledKnowledge(SampleShop.knowledgeBase)
    for message in Self.messages(100, seed: 4) {
      let all = compiled.recognize(message)
      #expect(all.stages.count == 3)
      // Stage 4 needs a trained model: see TrainedRecognitionTests.
      for stage in [Stage.keyword, .fuzzy, .weighted] {
        let alone = compiled.recognize(message, stages: [stage])
        #expect(Array(alone.stages.keys) == [stage])
        #expect(alone.stages[stage] == all.stages[stage], "\(message)")
        #expect(alone.candidates.allSatisfy { Array($0.scores.keys) == [stage] })
        let without = compiled.recognize(message, stages: Set(Stage.allCases).subtracting([stage]))
        #expect(without.stages[stage] == nil)
        #expect(without.stages == all.stages.filter { $0.key != stage }, "\(message)")
      }
      let none = compiled.recognize(message, stages: [])
      #expect(none.candidates.isEmpty && none.decision == .fallback(.nothingFound))
    }
  }

  static let oddMessages = [
    "", " ", "\n\t", "\u{0}", "\u{0}\u{0}退款\u{0}", "？！…", "👍👨‍👩‍👧", "，", "a", "退", "7", "\u{200B}",
    "\u{FFFD}",
    "13800138000", "https://x.cn/a?b=c", "\u{10FFFF}", "e\u{301}\u{301}\u{301}",
    String(repeating: "退款", count: 1_200), String(repeating: "退", count: 2_001),
    String(repeating: "运费险", count: 700), String(repeating: "a", count: 5_000),
    String(repeating: "shi", count: 900), String(repeating: "，", count: 3_000),
    String(repeating: "十", count: 2_100), String(repeating: "a b ", count: 900),
  ]

  @Test("3: odd messages", arguments: oddMessages)
  func odd(message: String) {
    let bases = [
      SampleShop.knowledgeBase, KnowledgeBase([]), KnowledgeBase([Entry("a", ["退款"])]),
      KnowledgeBase([Entry("a", ["!"]), Entry("b", [""], any: ["", "?"], all: [[], [""]])]),
    ]
    for knowledgeBase in bases {
      let compiled = CompiledKnowledge(knowledgeBase)
      let found = compiled.recognize(message)
      for candidate in found.candidates {
        #expect(compiled.entries.indices.contains(candidate.entry))
        #expect((0...1).contains(candidate.confidence.value))
      }
      if compiled.entries.isEmpty {
        #expect(found.candidates.isEmpty)
        #expect(found.decision == .fallback(.nothingFound))
      }
    }
  }

  @Test(
    "3: nothing to match finds nothing",
    arguments: ["", " ", "\u{0}", "，。！", "👍", "👨‍👩‍👧❤️", "\u{200B}"])
  func nothing(message: String) {
    let found = CompiledKnowledge(SampleShop.knowledgeBase).recognize(message)
    #expect(found.candidates.isEmpty)
    #expect(found.decision == .fallback(.nothingFound))
  }

  @Test("3: NUL is not there") func nul() {
    let compiled = CompiledKnowledge(SampleShop.knowledgeBase)
    #expect(compiled.answered("退款\u{0}多久\u{0}到账") == "refund.time")
  }

  @Test("3: a long message is cut, and what stands before the cut is found") func long() {
    let compiled = CompiledKnowledge(SampleShop.knowledgeBase)
    let filler = String(repeating: "嗯,", count: 2_000)
    let found = compiled.recognize("退货运费" + filler)
    #expect(found.text.analyzed.normalized.isTruncated)
    #expect(found.stages[.keyword]?.first.map { compiled.id($0.entry) } == "return.freight")
    #expect(compiled.recognize(filler + "退货运费").stages[.keyword]?.isEmpty == true)
  }

  @Test("3: one entry, without variants") func single() {
    let compiled = CompiledKnowledge([Entry("a", ["退款多久到账"])])
    #expect(compiled.answered("退款多久到账?") == "a")
    #expect(compiled.recognize("退款多久能到账").candidates.first?.entry == 0)
    #expect(compiled.answered("今天天气怎么样") == nil)
  }

  @Test("3: 1 000 entries with the same word") func sameWord() {
    let characters = Array("一丁七万丈三上下不与丑专且世丘丙业丛东丝两严丧个中丰串临为主举久义之乌乎乐乔习乡书买乱")
    let entries = (0..<1_000).map { number in
      let (a, b) = (characters[number / 32], characters[number % 32])
      return Entry(
        "e\(number)", ["退款\(a)\(b)", "怎么退款\(a)\(b)"], any: ["退款"], all: [["退款", "\(a)\(b)"]])
    }
    let compiled = CompiledKnowledge(entries)
    let found = compiled.recognize("退款")
    #expect(found.stages[.keyword]?.count == 1_000)
    // As many are as likely: none is answered.
    if case .answer = found.decision { Issue.record("one of a thousand is answered") }
    for number in [0, 500, 999] {
      let phrasing = compiled.entries[number].question.value
      let certain = compiled.recognize(phrasing).candidates.filter { $0.confidence == .certain }
      #expect(certain.contains { $0.entry == number }, "\(phrasing)")
    }
  }
}
