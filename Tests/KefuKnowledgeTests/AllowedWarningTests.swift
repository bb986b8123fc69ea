// Warnings that kb.yaml allows.
//
// 1. A warning allowed everywhere is not given, nor one allowed in an entry where it is in that
//    entry; the loader's and lint's alike.
// 2. Errors stay, and codes, entries and shapes that are wrong are diagnosed, word for word.

import KefuKnowledge
import Testing

@Suite struct AllowedWarningTests {
  private static let entries = """
    - {id: a, question: 怎么退款, variants: [怎么退款？], answers: [好]}
    - {id: b, question: 怎么退货, variants: [怎么退货？], answers: [好]}

    """

  private func codes(allowing list: String) throws -> [String] {
    let (loaded, diagnostics) = load([
      "kb.yaml": "check: {allow: \(list)}\n", "entries/a.yaml": Self.entries,
    ])
    return (diagnostics + (try #require(loaded).warnings(today: nil)))
      .map { "\($0.code) \($0.location.line)" }.sorted()
  }

  @Test("1: everywhere, and in one entry")
  func allowed() throws {
    let all = ["KB025 1", "KB025 2", "KB063 1", "KB063 2", "KB064 1", "KB064 2"]
    #expect(try codes(allowing: "[]") == all)
    #expect(try codes(allowing: "[kb063, KB064, KB025]") == [])
    #expect(
      try codes(allowing: "[KB025 b, KB064 a]") == ["KB025 1", "KB063 1", "KB063 2", "KB064 2"])
  }

  @Test("1: the entry at a place")
  func entryAtPlace() throws {
    let loaded = try #require(
      load(["kb.yaml": "", "entries/a.yaml": Self.entries]).knowledgeBase)
    func entry(_ line: Int, _ column: Int, file: String = "entries/a.yaml") -> String? {
      loaded.entry(at: SourceLocation(file: file, line: line, column: column))?.id
    }
    #expect(entry(1, 3) == "a")
    #expect(entry(1, 30) == "a")
    #expect(entry(2, 3) == "b")
    #expect(entry(9, 1) == "b")
    #expect(entry(1, 1) == nil)
    #expect(entry(1, 9, file: "synonyms.yaml") == nil)
  }

  @Test("2: the words of every diagnostic", arguments: cases)
  func words(_ test: DiagnosticCase) {
    #expect(test.found == test.expected)
  }

  static let cases: [DiagnosticCase] = [
    DiagnosticCase(
      "codes",
      [
        "kb.yaml": "check: {allow: [KB644, KB14, KB014, KB064 refund, KB064 a b, \"\"]}\n",
        "entries/a.yaml": "- {id: refunds, question: 怎么退款, answers: [好]}\n",
      ],
      expected: """
        kb.yaml:1:17: error[KB086]: "KB644" is not the code of a warning
          help: write a code such as KB064, or a code and an entry such as KB092 refund.how
        kb.yaml:1:24: error[KB086]: "KB14" is not the code of a warning
          help: write a code such as KB064, or a code and an entry such as KB092 refund.how
        kb.yaml:1:30: error[KB086]: KB014 is an error, which cannot be allowed
          help: mend it, and delete this
        kb.yaml:1:37: error[KB086]: there is no entry "refund" to allow a warning in
          help: did you mean "refunds"?
        kb.yaml:1:51: error[KB086]: "KB064 a b" is not the code of a warning
          help: write a code such as KB064, or a code and an entry such as KB092 refund.how
        kb.yaml:1:62: error[KB020]: a code is empty
          help: write some text, or delete the line
        """),
    DiagnosticCase(
      "shapes",
      [
        "kb.yaml": "check: {alow: [KB064 nobody-here]}\n",
        "entries/a.yaml": minimalEntries,
      ],
      expected: """
        kb.yaml:1:9: error[KB018]: unknown key "alow"
          help: did you mean "allow"?
        kb.yaml:1:16: error[KB086]: there is no entry "nobody-here" to allow a warning in
          help: write the id of an entry, or delete it
        """),
    DiagnosticCase(
      "a list", ["kb.yaml": "check: [KB064]\n", "entries/a.yaml": minimalEntries],
      expected: """
        kb.yaml:1:8: error[KB017]: check must be a mapping, not a list
          help: write "key: value" lines
        """),
  ]
}
