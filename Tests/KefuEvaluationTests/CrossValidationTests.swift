// Phrasings left out in turn:
//  1. Each is left out once, an entry of one never; every entry keeps one, and nothing else changes.
//  2. Phrasings that differ only in writing go together.
//  3. With as many parts as there are phrasings, each goes by itself, and with its like in writing.
//  4. Every message is judged once, by a bot that does not know it; out-of-scope ones too.
import Kefu
import KefuTestSupport
import Testing

@testable import KefuEvaluation

@Suite struct CrossValidationTests {
  static let shop = KnowledgeBase(
    SampleShop.entries + [Entry("lonely", ["只有一句"])],
    synonyms: [["怎么", "咋"]])

  @Test("1: each once", arguments: 2...7) func eachOnce(count: Int) {
    let folds = Fold.all(of: Self.shop, count: count)
    #expect(folds.count == count)
    let left = folds.flatMap { $0.messages.flatMap(\.texts) }
    let expected = Self.shop.entries.filter { $0.phrasings.count > 1 }.flatMap { entry in
      entry.phrasings.map { "\(entry.id) \($0.value)" }
    }
    #expect(left.map { "\($0.labels[0]) \($0.text)" }.sorted() == expected.sorted())
    for fold in folds {
      #expect(fold.rest.entries.map(\.id) == Self.shop.entries.map(\.id))
      #expect(fold.rest.entries.last == Self.shop.entries.last)
      #expect(fold.rest.synonyms == Self.shop.synonyms)
      let held = Set(fold.messages.flatMap(\.texts).map(\.text))
      let kept = fold.rest.entries.flatMap { $0.phrasings.map(\.value) }
      #expect(held.isDisjoint(with: kept))
      #expect(held.count + kept.count == Self.shop.entries.reduce(0) { $0 + $1.phrasings.count })
      // Evenly, but for one.
      #expect(abs(held.count - left.count / count) <= 1)
    }
  }

  @Test("2: writing that means nothing") func together() {
    let shop = KnowledgeBase([
      Entry("a", ["怎么退款", "怎么退款？", "我要退款", "怎麼退款"]), Entry("b", ["几号能发", "几号能发！"]),
    ])
    let folds = Fold.all(of: shop, count: 2)
    #expect(
      folds.map { $0.messages.flatMap(\.texts).map(\.text) } == [
        ["怎么退款", "怎么退款？", "怎麼退款"], ["我要退款"],
      ])
    #expect(folds.allSatisfy { $0.rest.entries[1] == shop.entries[1] })
  }

  @Test("3: one by one") func oneByOne() {
    let shop = KnowledgeBase([
      Entry("lonely", ["只有一句", "只有一句！"]), Entry("a", ["怎么退款", "怎么退款？", "我要退款"]),
      Entry("b", ["几号能发", "什么时候发"]),
    ])
    #expect(Fold.mostCount(of: shop) == 4)
    let folds = Fold.all(of: shop, count: 4)
    #expect(
      folds.map { $0.messages.flatMap(\.texts).map(\.text) } == [
        ["怎么退款", "怎么退款？"], ["我要退款"], ["几号能发"], ["什么时候发"],
      ])
    #expect(Fold.mostCount(of: KnowledgeBase([Entry("lonely", ["只有一句"])])) == 0)
    var done: [Int] = []
    let result = CrossValidation(folds: 4, stages: [.keyword, .weighted])
      .run(shop, folded: { done.append($0) })
    #expect(done == [1, 2, 3, 4])
    #expect(result.messages.count == 5)
  }

  @Test("4: judged once") func judgedOnce() {
    let outside = LabelledTexts(
      (1...5).map { LabelledText("天气\($0)", line: $0) }, file: "oos.tsv")
    let result = CrossValidation(folds: 3, stages: [.keyword, .weighted])
      .run(Self.shop, outOfScope: outside)
    let phrasings = SampleShop.entries.reduce(0) { $0 + $1.phrasings.count }
    #expect(result.messages.count == phrasings + 5)
    #expect(result.messages.suffix(5).map(\.message) == outside.texts)
    #expect(result.messages.allSatisfy { $0.time != nil })
    #expect(result.latency != nil)
    // None is recognised to the letter.
    #expect(!result.messages.contains { $0.outcome.confidence == 1 })
    let again = CrossValidation(folds: 3, stages: [.keyword, .weighted])
      .run(Self.shop, outOfScope: outside)
    #expect(again.messages.map(\.outcome) == result.messages.map(\.outcome))
  }
}
