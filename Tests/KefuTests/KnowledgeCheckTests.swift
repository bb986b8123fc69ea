// What only a running bot can tell, word for word:
//  1. KB071: a sample message does not reach its entry, and what the bot does instead.
//  2. KB072: a sample message to avoid is answered by the entry.
//  3. KB073: a phrasing contains another entry's keyword, unless its own is as long or the other is
//     vetoed.
//  4. Everything together is sorted by place, lint included.
import Kefu
import KefuTestSupport
import Testing

@Suite struct KnowledgeCheckTests {
  private func found(_ entries: String, _ codes: String...) throws -> String {
    let bot = try ShopFiles.bot(["kb.yaml": "name: 小店\n", "entries/a.yaml": entries])
    return bot.check(today: nil).filter { codes.contains($0.code) }.map(\.description)
      .joined(separator: "\n")
  }

  private static let freight = """
    - id: return.freight
      question: 退货运费谁出
      variants: [退货邮费谁付]
      answers: [好]
      tests: {reach: [退货运费谁出?], avoid: [今天天气怎么样]}
    - id: refund
      question: 怎么退款
      variants: [我要退款]
      answers: [好]
    """

  @Test("1, 2: all is well") func sound() throws {
    #expect(try found(Self.freight, "KB071", "KB072", "KB073") == "")
  }

  @Test("1: KB071, refused and answered otherwise") func doesNotReach() throws {
    #expect(
      try found(
        Self.freight + "\n  tests: {reach: [今天天气怎么样, 退货运费谁出, 怎么退款]}\n", "KB071") == """
          entries/a.yaml:10:19: error[KB071]: "今天天气怎么样" does not reach refund: the bot does not know
            help: add a variant or keyword that says it this way; `kefu explain` shows the numbers
          entries/a.yaml:10:28: error[KB071]: "退货运费谁出" does not reach refund: the bot answers return.freight
            help: add a variant or keyword that says it this way; `kefu explain` shows the numbers
          """)
  }

  @Test("1: KB071, offered otherwise; an offer reaches") func offers() throws {
    let entries = """
      - {id: a, question: 退货运费谁出, variants: [退货邮费谁付], answers: [好]}
      - {id: b, question: 换货运费谁出, variants: [换货邮费谁付], answers: [好], tests: {reach: [运费谁出]}}
      - {id: c, question: 怎么开发票, answers: [好], tests: {reach: [运费谁出]}}
      """
    let bot = try ShopFiles.bot([
      "kb.yaml": "name: 小店\nthresholds: {answer: 0.99, clarify: 0.01}\n", "entries/a.yaml": entries,
    ])
    let messages = bot.check(today: nil).filter { $0.code == "KB071" }.map(\.message)
    #expect(messages == ["\"运费谁出\" does not reach c: the bot offers a, b"])
  }

  @Test("2: KB072") func avoids() throws {
    #expect(
      try found(Self.freight + "\n  tests: {avoid: [我要退款, 退货运费谁出]}\n", "KB072") == """
        entries/a.yaml:10:19: error[KB072]: "我要退款" is answered by refund
          help: add a `none` keyword here, or a variant to the entry it belongs to
        """)
  }

  @Test("3: KB073") func shadowed() throws {
    #expect(
      try found(
        """
        - id: refund
          question: 运费险退款吗
          variants: [运费险和运费退吗, 有运费险吗]
          keywords: {any: [退款]}
          answers: [好]
        - id: insurance
          question: 怎么买保险
          keywords: {any: [运费险], none: [有]}
          answers: [好]
        """, "KB073") == """
          entries/a.yaml:2:13: warning[KB073]: "运费险退款吗" of refund contains a keyword of insurance: 运费险
            help: make that keyword longer, or veto it there with `none`
          entries/a.yaml:3:14: warning[KB073]: "运费险和运费退吗" of refund contains a keyword of insurance: 运费险
            help: make that keyword longer, or veto it there with `none`
          """)
  }

  @Test("3: a keyword of its own as long, a group") func notShadowed() throws {
    let entries = """
      - {id: a, question: 退款运费, keywords: {any: [退款]}, answers: [好]}
      - {id: b, question: 问运费, keywords: {any: [运费]}, answers: [好]}
      """
    #expect(try found(entries, "KB073") == "")
    let group = """
      - {id: a, question: 退款谁出运费, keywords: {any: [退款]}, answers: [好]}
      - {id: b, question: 问运费, keywords: {all: [[运费, 谁出]]}, answers: [好]}
      """
    #expect(
      try found(group, "KB073") == """
        entries/a.yaml:1:21: warning[KB073]: "退款谁出运费" of a contains a keyword of b: 运费, 谁出
          help: make that keyword longer, or veto it there with `none`
        """)
  }

  @Test("4: sorted, with lint") func everything() throws {
    let bot = try ShopFiles.bot([
      "kb.yaml": "name: 小店\n",
      "entries/a.yaml": Self.freight + "\n  tests: {reach: [今天天气怎么样]}\n",
    ])
    let diagnostics = bot.check(today: CalendarDate("2026-11-22"))
    #expect(diagnostics.map(\.code) == ["KB063", "KB063", "KB071"])
    #expect(diagnostics.map(\.location) == diagnostics.map(\.location).sorted())
  }
}
