// Keywords that two entries share (KB052).
//
// 1. Phrases of `any` and groups of `all`, however they are written and ordered, word for word.
// 2. Not where a veto tells the entries apart: a word of `none` of one that stands in a phrasing or
//    keyword of the other.
// 3. Every owner is compared with, not only the first.

import KefuKnowledge
import Testing

@Suite struct KeywordCollisionTests {
  private func found(_ entries: String) -> String {
    DiagnosticCase("", ["kb.yaml": minimalSettings, "entries/a.yaml": entries], expected: "").found
  }

  @Test("1: phrases and groups")
  func shared() {
    #expect(
      found(
        """
        - {id: a, question: 怎么退款, keywords: {any: [T恤], all: [[退货, 运费]]}, answers: [好]}
        - {id: b, question: 怎么退货, keywords: {any: [ｔ恤], all: [[运费, 退货], [退货, 时间]]}, answers: [好]}

        """) == """
          entries/a.yaml:2:44: warning[KB052]: "ｔ恤" is already a keyword of a (entries/a.yaml:1:44)
            help: make one of the two more specific, or tell them apart with none
          entries/a.yaml:2:56: warning[KB052]: "运费" with "退货" is already a group of a (entries/a.yaml:1:56)
            help: make one of the two more specific, or tell them apart with none
          """)
  }

  @Test(
    "2: vetoes",
    arguments: [
      ("- {id: a, question: 普票, keywords: {any: [发票], none: [专票]}, answers: [好]}", true),
      ("- {id: a, question: 普票, keywords: {any: [发票], none: [专用]}, answers: [好]}", true),
      ("- {id: a, question: 普票, keywords: {any: [发票], none: [退税]}, answers: [好]}", true),
      ("- {id: a, question: 普票, keywords: {any: [发票], none: [收据]}, answers: [好]}", false),
    ])
  func vetoes(entry: String, isToldApart: Bool) {
    let other =
      "- {id: b, question: 怎么开专票, variants: [专用的发票], keywords: {any: [发票], all: [[出口, 退税]]}, answers: [好]}\n"
    #expect(found(entry + "\n" + other).isEmpty == isToldApart)
    #expect(found(other + entry + "\n").isEmpty == isToldApart)
  }

  @Test("3: a third entry")
  func third() {
    #expect(
      found(
        """
        - {id: a, question: 普票, keywords: {any: [发票], none: [专票]}, answers: [好]}
        - {id: b, question: 专票, keywords: {any: [发票]}, answers: [好]}
        - {id: c, question: 专票多少钱, keywords: {any: [发票]}, answers: [好]}

        """) == """
          entries/a.yaml:3:45: warning[KB052]: "发票" is already a keyword of b (entries/a.yaml:2:42)
            help: make one of the two more specific, or tell them apart with none
          """)
  }
}
