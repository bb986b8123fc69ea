// ChatterBot's corpora.
//
// 1. Pairs are entries; questions with one answer are one entry; longer conversations go in pairs.
// 2. What is left out or wrong is said with its line.
// 3. Entries are written so that they come back; what does not fit is counted.

import KefuExchange
import KefuKnowledge
import KefuTestSupport
import Testing

@Suite struct ChatterBotTests {
  static let sample = """
    categories:
    - greetings
    conversations:
    - - 你好
      - 嗨 {name}
    - - 您好
      - 嗨 {name}
    - [你好, 哈喽]
    - - 在吗
      - 在
      - 能便宜吗
      - 已经是最低价
      - 再见
    """

  /// 1, 2
  @Test func read() {
    let imported = imported("greetings.yml", Self.sample)
    #expect(
      imported.report == [
        "greetings.yml:8:8: warning: the question has another answer already; this one is left out\n  help: tell the two apart by metadata, or delete one",
        "greetings.yml:13:5: note: the last line has no reply: left out",
        "greetings.yml:9:3: warning: 1 conversation has more than two lines: every odd line is taken for a question, the next for its answer",
      ])
    #expect(
      imported.entries.map { $0.entry.phrasings.map(\.value) } == [["你好", "您好"], ["在吗"], ["能便宜吗"]])
    #expect(imported.entries[0].entry.answers.map(\.text.value) == ["嗨 {{name}}"])
    let plan = ImportPlan(imported, into: files())
    #expect(plan.isSound && plan.new == ["ni-hao", "zai-ma", "neng-bian-yi-ma"])
  }

  /// 2
  @Test func problems() {
    let table: [(String, String)] = [
      (
        "a: b",
        "f.yml:1:1: error: there are no conversations\n  help: give a ChatterBot corpus: categories and conversations"
      ),
      ("conversations: x", "f.yml:1:16: error: a list of conversations was expected here"),
      ("conversations: [x]", "f.yml:1:17: error: a list of lines was expected here"),
      ("conversations: [[x, [y]]]", "f.yml:1:21: error: a line of text was expected here"),
      (
        "conversations: [[x, y]]\nmore: z",
        "f.yml:2:1: note: the section more is not taken over: it is no conversation"
      ),
    ]
    for (text, message) in table {
      #expect(imported("f.yml", text, as: .chatterbot).report == [message])
    }
  }

  /// 3
  @Test func written() throws {
    let knowledgeBase = try #require(
      files(
        """
        - id: a
          question: 退款
          variants: [退钱]
          answers:
            - {text: 京东, when: {channel: jd}}
            - "{shop.name}: 好"
          followUps: [b]
        - id: b
          question: 换货
          answers: [{text: 只在节日, valid: 2026-11-01..2026-11-12}]
        """
      ).load().knowledgeBase)
    let exported = Exporter.write(knowledgeBase, as: .chatterbot)
    #expect(
      String(decoding: exported.bytes, as: UTF8.self) == """
        categories:
        - 小店
        conversations:
        - - 退款
          - "小店: 好"
        - - 退钱
          - "小店: 好"

        """)
    #expect(
      exported.leftOut.items.map { "\($0.count) \($0.kind)" } == [
        "1 followUps", "2 answers with conditions or dates",
        "1 variables in answers, filled in as kb.yaml has them",
        "1 entries whose every answer has conditions",
      ])
    let again = Importer.read([ImportFile(name: "corpus.yml", bytes: exported.bytes)])
    #expect(again.entries.map { $0.entry.phrasings.map(\.value) } == [["退款", "退钱"]])
  }
}
