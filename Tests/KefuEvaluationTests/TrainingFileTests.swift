// A training file as a knowledge base:
//  1. Each label is an entry in the order of the first lines, its first line the question.
//  2. The places are those of the file.
//  3. The locale is Chinese from more than a fifth of Han letters on.
//  4. It answers its own lines.
import Kefu
import KefuTestSupport
import Testing

@testable import KefuEvaluation

@Suite struct TrainingFileTests {
  private func file(_ text: String) throws -> LabelledTexts {
    try LabelledTexts(Array(text.utf8), file: "train.tsv", .any)
  }

  @Test("1, 2: entries") func entries() throws {
    let base = KnowledgeBase(
      try file("怎么退款\trefund\n几时发货\tship\n\n退钱\trefund\n"), locale: "zh-Hans")
    #expect(base.entries.map(\.id) == ["refund", "ship"])
    #expect(base.entries[0].question.value == "怎么退款")
    #expect(base.entries[0].variants.map(\.value) == ["退钱"])
    #expect(base.entries[0].variants[0].location.line == 4)
    #expect(base.entries[1].variants.isEmpty)
    #expect(base.entries[1].location == SourceLocation(file: "train.tsv", line: 2))
    #expect(base.settings.locale == "zh-Hans")
    #expect(base.settings.name == "train.tsv")
  }

  @Test(
    "3: locale",
    arguments: [
      ("退款abcdefgh\tx", "en"), ("退款abcdefg\tx", "zh-Hans"), ("123\tx", "en"),
      ("where is it\t退款退款退款", "en"), ("怎么退款\tx", "zh-Hans"),
    ])
  func locale(text: String, locale: String) throws {
    #expect(try file(text).locale == locale)
  }

  @Test("4: it answers its own lines") func answers() throws {
    let train = try file("怎么退款\trefund\n几时发货\tship\n退钱\trefund\n")
    let compiled = Training().compile(KnowledgeBase(train, locale: train.locale))
    let outcomes = Evaluator(compiled).outcomes(of: train.texts)
    #expect(outcomes.filter(\.isAnsweredRight).count == 3)
  }
}
