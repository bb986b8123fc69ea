// What a sound knowledge base may lack.
//
// 1. Answers that have expired, or will within 14 days, are named; others are not.
// 2. Entries with fewer than 5 variants, or without sample messages, are named.
// 3. Without a day, dates are not judged.

import KefuKnowledge
import Testing

@Suite struct LintTests {
  private func knowledgeBase() throws -> KnowledgeBase {
    try #require(
      load([
        "kb.yaml": "",
        "entries/a.yaml": """
        - id: a
          question: 怎么退款
          variants: [退钱, 退我钱, 钱退回来, 申请退款, 要退款]
          answers:
            - {text: 一, valid: 2026-11-01..2026-11-12}
            - 二
          tests: {reach: [把钱还我]}
        - id: b
          question: 怎么退货
          variants: [退货]
          answers: [好]
        - {id: c, question: 换货, answers: [好], tests: {avoid: [退货]}}
        """,
      ]).knowledgeBase)
  }

  @Test(
    "1: dates",
    arguments: [
      ("2026-10-28", nil),
      ("2026-10-29", "KB062]: this answer expires after 2026-11-12, in 14 days"),
      ("2026-11-11", "KB062]: this answer expires after 2026-11-12, tomorrow"),
      ("2026-11-12", "KB062]: this answer expires after 2026-11-12, today"),
    ])
  func expiring(today: String, message: String?) throws {
    let found = try knowledgeBase().warnings(today: CalendarDate(today)!)
    let expected = message.map {
      """
      entries/a.yaml:5:14: warning[\($0)
        help: prepare what is said afterwards, or give it a new range
      """
    }
    #expect(found.map(\.description).first { $0.contains("KB062") } == expected)
    #expect(!found.contains { $0.code == "KB061" })
  }

  @Test("1, 2: everything else")
  func warnings() throws {
    let found = try knowledgeBase().warnings(today: CalendarDate("2026-11-13")!)
    #expect(
      found.map(\.description).joined(separator: "\n") == """
        entries/a.yaml:5:14: warning[KB061]: this answer expired after 2026-11-12
          help: delete it, or give it a new range
        entries/a.yaml:8:3: warning[KB063]: the entry has 1 variant
          help: write at least 5 in different words; 25 is better
        entries/a.yaml:8:3: warning[KB064]: the entry has no sample messages
          help: add tests: {reach: [a message it should answer], avoid: [one it should not]}
        entries/a.yaml:12:3: warning[KB063]: the entry has 0 variants
          help: write at least 5 in different words; 25 is better
        """)
  }

  @Test("3: without a day")
  func noDay() throws {
    #expect(try knowledgeBase().warnings(today: nil).map(\.code) == ["KB063", "KB064", "KB063"])
  }
}
