// What a sound knowledge base may lack.
//
// 1. Answers that have expired, or will within 30 days or as many as asked for, are named; others
//    are not. An entry all of whose answers have expired is named as well.
// 2. Entries with fewer than 5 variants, or without sample messages, are named.
// 3. Without a day, dates are not judged.
// 4. Messages kept apart with none about nothing among them are named.

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
      ("2026-10-12", nil),
      ("2026-10-13", "KB062]: this answer expires after 2026-11-12, in 30 days"),
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

  @Test("1: as many days as asked for")
  func notice() throws {
    let today = CalendarDate("2026-10-29")!
    let knowledgeBase = try knowledgeBase()
    func codes(_ days: Int) -> [String] {
      knowledgeBase.warnings(today: today, expiringWithin: days).map(\.code)
    }
    #expect(codes(14).contains("KB062"))
    #expect(!codes(13).contains("KB062"))
  }

  @Test("1: no answer left")
  func noAnswerLeft() throws {
    let entries = """
      - id: a
        question: 双十一包邮吗
        answers:
          - {text: 一, valid: 2026-11-01..2026-11-12}
          - {text: 二, when: {channel: tmall}, valid: 2026-10-01..2026-10-12}
      - id: b
        question: 包邮吗
        answers: [{text: 一, valid: 2026-11-01..2026-11-12}, {text: 二, when: {channel: tmall}}]
      """
    let loaded = load(["kb.yaml": "", "entries/a.yaml": entries]).knowledgeBase
    let found = try #require(loaded).warnings(today: CalendarDate("2026-11-13")!)
    #expect(
      found.map(\.description).filter { $0.contains("KB094") } == [
        """
        entries/a.yaml:1:3: warning[KB094]: a has no answer any more: the last one expired after 2026-11-12
          help: write an answer without dates, or delete the entry
        """
      ])
    let last = try #require(loaded).warnings(today: CalendarDate("2026-11-12")!)
    #expect(!last.contains { $0.code == "KB094" })
  }

  @Test("4: nothing about nothing", arguments: [1, 2])
  func noOutOfScope(count: Int) throws {
    let tests = ["怎么退钱啊\ta\n", "钱呢\ta\n"].prefix(count).joined()
    var files = ["kb.yaml": "", "entries/a.yaml": minimalEntries, "tests/mine.tsv": tests]
    let found = try #require(load(files).knowledgeBase).warnings(today: nil)
    #expect(
      found.map(\.description).last == """
        tests/mine.tsv:1:1: warning[KB098]: \(count == 1 ? "1 message is" : "2 messages are") kept apart, but none is about nothing
          help: write messages that no entry is about in tests/oos.tsv, one a line, 50 or more: without them training cannot tell how often the bot answers what it should not
        """)
    files["tests/oos.tsv"] = "月亮有多远\n"
    let sound = try #require(load(files).knowledgeBase).warnings(today: nil)
    #expect(!sound.contains { $0.code == "KB098" })
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
