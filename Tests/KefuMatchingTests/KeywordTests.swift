// What the keyword rules promise. The table's lines are the entries proposed, best first, each with
// its evidence; ranges are of the normalised text.
//
//  1. A phrase of `any`, or every word of a group of `all`, proposes its entry; longer ones first.
//  2. A phrase inside a longer one of any entry does not count, unless it also stands elsewhere.
//  3. A word of `none` vetoes the rules of its entry and no other.
//  4. Width, case, script and numbers written in Chinese make no difference; spaces between Latin
//     words and punctuation part words.
//  5. A keyword stands between word boundaries; Chinese has none.
//  6. Every keyword that occurs is found (slow twin: SlowSearch).
//  7. A synonym's words count as stage 2, at their discount; a keyword that folds to nothing, or a
//     group with such a word, is no rule.
import KefuKnowledge
import KefuTestSupport
import KefuText
import Testing

@testable import KefuMatching

struct KeywordCase: Sendable, CustomTestStringConvertible {
  let name: String
  let entries: [Entry]
  let text: String
  let expected: [String]

  init(_ name: String, _ entries: [Entry], _ text: String, _ expected: [String]) {
    (self.name, self.entries, self.text, self.expected) = (name, entries, text, expected)
  }

  var testDescription: String { "\(name): \(text)" }

  static func any(_ phrases: String..., none: [String] = []) -> Entry {
    Entry("a", ["问甲"], any: phrases, none: none)
  }

  static func all(_ words: String..., none: [String] = []) -> Entry {
    Entry("b", ["问乙"], all: [words], none: none)
  }

  static let insurance = Entry("c", ["问丙"], any: ["运费险"])

  static let table = [
    KeywordCase("1 any", [any("退款", "退钱")], "我想退钱了", ["a | any 退钱 2..<4"]),
    KeywordCase("1 any twice", [any("退款")], "退款退款", ["a | any 退款 0..<2"]),
    KeywordCase(
      "1 two phrases", [any("退款", "到账")], "到账没退款", ["a | any 到账 0..<2 | any 退款 3..<5"]),
    KeywordCase("1 nothing", [any("退款")], "退货", []),
    KeywordCase(
      "1 all in any order", [all("退货", "运费")], "运费呢我退货", ["b | all 退货 4..<6, 运费 0..<2"]),
    KeywordCase("1 all incomplete", [all("退货", "运费")], "运费", []),
    KeywordCase("1 the same word twice", [all("退货", "退货")], "退货", ["b | all 退货 0..<2, 退货 0..<2"]),
    KeywordCase(
      "1 longer phrase first", [any("退款"), insurance], "退款运费险",
      ["c | any 运费险 2..<5", "a | any 退款 0..<2"]),
    KeywordCase(
      "1 phrase before group of the same length",
      [all("退货", "运费"), Entry("d", ["问丁"], any: ["退货运费"])],
      "退货运费", ["d | any 退货运费 0..<4", "b | all 退货 0..<2, 运费 2..<4"]),
    KeywordCase(
      "1 ties in order of the knowledge base", [all("退货"), Entry("e", ["问戊"], all: [["运费"]])],
      "运费退货", ["b | all 退货 2..<4", "e | all 运费 0..<2"]),

    KeywordCase("2 inside a longer one", [any("运费"), insurance], "有运费险吗", ["c | any 运费险 1..<4"]),
    KeywordCase(
      "2 and elsewhere", [any("运费"), insurance], "运费险抵运费吗",
      ["c | any 运费险 0..<3", "a | any 运费 4..<6"]),
    KeywordCase(
      "2 each time inside", [any("运费"), insurance], "运费险,运费险", ["c | any 运费险 0..<3"]),
    KeywordCase(
      "2 overlapping is not inside", [any("货运费"), Entry("c", ["问丙"], any: ["运费险"])], "货运费险",
      ["a | any 货运费 0..<3", "c | any 运费险 1..<4"]),
    KeywordCase(
      "2 words of a group are not hidden", [all("运费", "退货"), insurance], "退货运费险",
      ["c | any 运费险 2..<5", "b | all 运费 2..<4, 退货 0..<2"]),
    KeywordCase(
      "2 a veto hides nothing", [any("运费"), Entry("c", ["问丙"], any: ["保险"], none: ["运费险"])], "运费险",
      ["a | any 运费 0..<2"]),
    KeywordCase("2 简单 in 安装简单", [any("简单")], "安装简单吗", ["a | any 简单 2..<4"]),

    KeywordCase(
      "3 veto", [any("退货", none: ["换货"])], "换货还是退货", ["a | any 退货 4..<6 | veto 换货 0..<2"]),
    KeywordCase(
      "3 veto of a group", [all("退货", "运费", none: ["险"])], "退货运费险",
      ["b | all 退货 0..<2, 运费 2..<4 | veto 险 4..<5"]),
    KeywordCase("3 nothing to veto", [any("退货", none: ["换货"])], "换货", []),
    KeywordCase(
      "3 of its own entry only", [any("退货", none: ["换货"]), all("换货")], "换货退货",
      ["b | all 换货 0..<2", "a | any 退货 2..<4 | veto 换货 0..<2"]),
    KeywordCase(
      "3 the literal phrasing wins", [Entry("a", ["退货不换货"], any: ["退货"], none: ["换货"])],
      "退货,不换货!", ["a | any 退货 0..<2 | veto 换货 4..<6 | literal 退货不换货"]),

    KeywordCase("4 width", [any("abc")], "ＡＢＣ怎么用", ["a | any abc 0..<3"]),
    KeywordCase("4 width of the keyword", [any("ＡＢＣ")], "abc", ["a | any ＡＢＣ 0..<3"]),
    KeywordCase("4 case", [any("Vip")], "VIP是什么", ["a | any Vip 0..<3"]),
    KeywordCase("4 script", [any("电子发票")], "電子發票怎麼開", ["a | any 电子发票 0..<4"]),
    KeywordCase("4 script of the keyword", [any("電子發票")], "电子发票", ["a | any 電子發票 0..<4"]),
    KeywordCase("4 七=7", [any("7天无理由")], "七天无理由", ["a | any 7天无理由 0..<5"]),
    KeywordCase("4 7=七", [any("七天无理由")], "支持7天無理由", ["a | any 七天无理由 2..<7"]),
    KeywordCase("4 15=十五", [any("十五天")], "15天能退吗", ["a | any 十五天 0..<3"]),
    KeywordCase("4 spaces in Chinese", [any("运费险")], "运 费 险", ["a | any 运费险 0..<5"]),
    KeywordCase("4 zero-width spaces", [any("运费险")], "运\u{200B}费险", ["a | any 运费险 0..<3"]),
    KeywordCase("4 punctuation parts", [any("运费险")], "运费,险", []),
    KeywordCase("4 emoji parts", [any("运费险")], "运费👍险", []),
    KeywordCase("4 punctuation around", [any("退款!")], "。退款?", ["a | any 退款! 1..<3"]),
    KeywordCase(
      "4 space between words", [any("size chart")], "Size Chart?", ["a | any size chart 0..<10"]),
    KeywordCase("4 words run together", [any("size chart")], "sizechart", []),

    KeywordCase("5 ai in main", [any("ai")], "main", []),
    KeywordCase("5 ai alone", [any("ai")], "用AI客服", ["a | any ai 1..<3"]),
    KeywordCase("5 ai after a word", [any("ai")], "my ai", ["a | any ai 3..<5"]),
    KeywordCase("5 xl in xxl", [any("xl")], "xxl码", []),
    KeywordCase("5 7天 in 37天", [any("7天")], "37天", []),
    KeywordCase("5 七天 in 三十七天", [any("七天")], "三十七天", []),
    KeywordCase("5 7天 after a letter", [any("7天")], "v7天", ["a | any 7天 1..<3"]),
    KeywordCase("5 满2 in 满20", [any("满2")], "满20", []),
    KeywordCase("5 the later place counts", [any("7天")], "37天还是7天", ["a | any 7天 5..<7"]),

    KeywordCase("7 folds to nothing", [any("!"), all("退货", "👍")], "退货👍!", []),
  ]
}

@Suite struct KeywordTests {
  @Test("1–5, 7: rules", arguments: KeywordCase.table)
  func rules(_ row: KeywordCase) {
    let compiled = CompiledKnowledge(row.entries)
    #expect(compiled.described(.keyword, row.text) == row.expected)
  }

  @Test("1, 3: scores") func scores() throws {
    let compiled = CompiledKnowledge([
      KeywordCase.any("退货", "退货运费", none: ["换货"]), KeywordCase.insurance,
    ])
    func score(_ text: String, _ entry: Int) -> Float? {
      let found = compiled.recognize(text, stages: [.keyword]).stages[.keyword]
      return found?.first { $0.entry == entry }?.score.value
    }
    let short = try #require(score("要退货", 0))
    let long = try #require(score("要退货运费", 0))
    #expect(0 < short && short < long && long < 1)
    #expect(score("退货换货", 0) == 0)
    #expect(score("问甲", 0) == 1)
    #expect(score("问甲", 1) == nil)
  }

  @Test("6: every occurrence") func agreesWithNaive() throws {
    var random = SeededRandom(seed: 6)
    for _ in 0..<60 {
      let knowledge = KnowledgeBase(RandomKnowledge.entries(8, using: &random))
      let compiled = CompiledKnowledge(knowledge)
      for _ in 0..<10 {
        let message = RandomKnowledge.message(to: knowledge.entries, using: &random)
        let text = matchText(message, compiled.analyzer)
        var hits = KeywordHits()
        compiled.rules.find(in: text, into: &hits)
        var expected: Set<Int32> = []
        let patterns = compiled.rules.characters
        for (pattern, end) in SlowSearch.matches(of: patterns, in: text.characters) {
          let start = end - patterns[pattern].count
          if isBoundary(text, start), isBoundary(text, end) { expected.insert(Int32(pattern)) }
        }
        #expect(Set(hits.found) == expected, "\(message)")
      }
    }
  }

  /// Two letters or two digits next to each other in the normalised text are one word.
  private func isBoundary(_ text: MatchText, _ at: Int) -> Bool {
    guard at > 0, at < text.characters.count else { return true }
    let pair = text.characters[at - 1...at].map { Unicode.Scalar($0)!.properties }
    let isTouching = text.characterEnds[at - 1] == text.characterStarts[at]
    return !isTouching
      || !pair.allSatisfy { $0.numericType == .decimal }
        && !pair.allSatisfy { $0.isAlphabetic && !$0.isIdeographic }
  }

  @Test("7: synonyms") func synonyms() throws {
    let compiled = CompiledKnowledge(
      [Entry("a", ["问甲"], any: ["运费应该谁出"])], synonyms: [["运费", "邮费"], ["谁", "哪个"]],
      discount: 0.75)
    #expect(compiled.described(.keyword, "邮费应该谁出") == [])
    #expect(compiled.described(.fuzzy, "邮费应该谁出") == ["a | any 运费应该谁出 0..<6 cost 0.5"])
    #expect(compiled.described(.fuzzy, "邮费应该哪个出") == ["a | any 运费应该谁出 0..<7 cost 0.75"])
    // Its own words cost nothing, so this is stage 1's.
    #expect(compiled.described(.fuzzy, "邮费应该谁出,运费应该谁出") == [])
    let worse = try #require(compiled.recognize("邮费应该谁出").stages[.fuzzy]?.first?.score)
    let literal = try #require(compiled.recognize("运费应该谁出").stages[.keyword]?.first?.score)
    #expect(worse < literal)
  }
}
