// The explanation of a decision:
//  1. Its root is the decision; below are the text with its words, each stage, all stages together,
//     and the thresholds; refusals have the same tree as answers.
//  2. A stage names its entries with scores, the phrases found, what a bent one cost, vetoes, the
//     nearest phrasing and each term's share; a stage that was off or found nothing says so.
//  3. The thresholds say which number was enough and which too little, so why the rest lost.
//  4. It survives JSON, and prints one statement a line.
import Foundation
import Kefu
import KefuTestSupport
import Testing

@Suite struct ExplanationTests {
  private func explain(_ message: String, stages: Set<Stage> = Set(Stage.allCases)) throws
    -> Explanation
  {
    try ShopFiles.bot().explain(message, stages: stages)
  }

  private static let messages = ["退款多久到账", "我要退宽", "运费谁承担", "今天天气怎么样", "", "👍", "退货"]

  @Test("1: the same tree for every decision", arguments: messages)
  func shape(message: String) throws {
    let tree = try explain(message)
    let heads = tree.children.map { $0.label.prefix { $0 != ":" } }
    #expect(
      heads == ["text", "keyword", "fuzzy", "weighted", "classifier", "together", "thresholds"])
    #expect(tree.children[0].children.map(\.label.first) == ["w"])
    #expect(!tree.children[6].children.isEmpty)
  }

  @Test("1: the verdict") func verdicts() throws {
    #expect(try explain("退款多久到账").label == "answer refund.time with confidence 1.000")
    let clarified = try explain("运费谁承担").label
    #expect(clarified.hasPrefix("clarify between ") && clarified.contains("return.freight"))
    #expect(try explain("").label == "fallback: no stage found an entry")
    let strict = ShopFiles.files.merging([
      "kb.yaml": """
      name: 小店
      variables: {shop.name: 可福, refund.days: 3}
      skillGroups: {aftersale: 售后}
      thresholds: {answer: 1, clarify: 1}
      """
    ]) { $1 }
    let refusal = try ShopFiles.bot(strict).explain("退货的运费")
    #expect(
      refusal.label.firstMatch(
        of: /^fallback: the best entry, return.freight, has confidence 0\.\d{3}$/) != nil)
    let thresholds = refusal.children[6].children.map(\.label)
    #expect(thresholds[0].firstMatch(of: /^answer from 1\.000: 0\.\d{3} is too little$/) != nil)
    #expect(thresholds.last?.firstMatch(of: /^clarify from 1\.000: 0\.\d{3} is too little$/) != nil)
  }

  @Test("2: keyword") func keyword() throws {
    let literal = try explain("退款多久到账").children[1]
    #expect(literal.children[0].label == "refund.time 1.000")
    #expect(
      literal.children[0].children.map(\.label) == [
        "contains all of “退款” and “多久”", "is, to the letter, “退款多久到账”",
      ])
    #expect(try explain("问退款时间").children[1].description.contains("contains “退款时间”"))
    let vetoed = try explain("运费险退款多久").children[1]
    #expect(vetoed.children[0].label == "refund.time 0.000")
    #expect(vetoed.children[0].children.last?.label == "vetoed: contains “运费险”")
    #expect(try explain("天气").children[1].label == "keyword: nothing")
  }

  @Test("2: fuzzy") func fuzzy() throws {
    let tree = try explain("我要退宽").children[2]
    #expect(tree.children[0].children.map(\.label).contains("similar to “我要退款”: 1 − 0.250 ÷ 4.000"))
    let bent = try explain("退款时见").children[2]
    #expect(bent.description.contains("contains “退款时间” as “退款时见” (cost 0.250)"))
  }

  @Test("2: weighted") func weighted() throws {
    let entry = try explain("退货的运费").children[3].children[0]
    #expect(entry.children[0].label.hasPrefix("explains "))
    let terms = entry.children[0].children.map(\.label)
    #expect(terms.count <= 8)
    for term in terms {
      #expect(term.firstMatch(of: /^.+: \d\.\d{3} of \d\.\d{3}$/) != nil, "\(term)")
    }
    #expect(terms.contains { $0.hasPrefix("退货: ") || $0.hasPrefix("[退货]: ") })
    #expect(entry.children[1].label.firstMatch(of: /^nearest “.+”: cosine \d\.\d{3}$/) != nil)
  }

  @Test("2: stages off, a long text") func off() throws {
    let tree = try explain("退款", stages: [.weighted])
    #expect(tree.children[1].label == "keyword: switched off")
    #expect(tree.children[2].label == "fuzzy: switched off")
    #expect(tree.children[3].label == "weighted:")
    #expect(tree.children[4].label == "classifier: not trained")
    let long = try explain(String(repeating: "退", count: 2_001))
    #expect(long.children[0].label.hasSuffix(" (cut at 2000 characters)"))
    #expect(try explain("打13800138000").children[0].children[0].label == "words: 打 / <phone>")
  }

  @Test("3: why the others lost") func thresholds() throws {
    let literal = try explain("退款多久到账")
    #expect(
      literal.children[6].children.map(\.label) == [
        "answer from 0.500: 1.000 is enough", "a literal phrasing needs no lead",
      ])
    let together = literal.children[5].children.map(\.label)
    #expect(
      together[0].hasPrefix(
        "1. refund.time confidence 1.000 = fused(keyword 1.000, fuzzy 1.000, weighted "))
    #expect(together[1].hasPrefix("2. "))
    let clarified = try explain("运费谁承担").children[6].children.map(\.label)
    #expect(
      clarified.contains {
        $0.hasPrefix("lead of 0.100 over the runner-up: ") && $0.hasSuffix("too little")
      })
    let nothing = try explain("").children[6].children.map(\.label)
    #expect(
      nothing == [
        "answer from 0.500: 0.000 is too little", "clarify from 0.200: 0.000 is too little",
      ])
  }

  @Test("4: JSON and text", arguments: messages)
  func codable(message: String) throws {
    let tree = try explain(message)
    let data = try JSONEncoder().encode(tree)
    #expect(try JSONDecoder().decode(Explanation.self, from: data) == tree)
    let lines = tree.description.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count == count(tree))
  }

  private func count(_ tree: Explanation) -> Int { tree.children.reduce(1) { $0 + count($1) } }

  @Test("4: the lines drawn") func drawn() {
    let tree = Explanation(
      "a", [Explanation("b", [Explanation("c")]), Explanation("d", [Explanation("e")])])
    #expect(
      tree.description == """
        a
        ├─ b
        │  └─ c
        └─ d
           └─ e
        """)
  }
}
