// The diagnostics about files, folders and what is missing.
//
// 1. Every problem is reported, with its place, code, offending value and a way to mend it.
// 2. The words are exactly these: tools and people search for them.

import KefuKnowledge
import Testing

@Suite struct FileDiagnosticsTests {
  @Test("1, 2: the words of every diagnostic", arguments: cases)
  func words(_ test: DiagnosticCase) {
    #expect(test.found == test.expected)
  }

  static let cases: [DiagnosticCase] = [
    DiagnosticCase(
      "kb.yaml is missing",
      [
        "entries/a.yaml": minimalEntries
      ],
      expected: """
        kb.yaml:1:1: error[KB002]: there is no kb.yaml
          help: create it with at least one line, such as: name: My shop
        """),
    DiagnosticCase(
      "kb.yaml has another name",
      [
        "kb.yml": "name: 小店\n",
        "entries/a.yaml": minimalEntries,
      ],
      expected: """
        kb.yaml:1:1: error[KB002]: there is no kb.yaml
          help: rename kb.yml to kb.yaml
        kb.yml:1:1: warning[KB008]: this file is not part of a knowledge base
          help: did you mean kb.yaml?
        """),
    DiagnosticCase(
      "an unknown file near a known one",
      [
        "kb.yaml": minimalSettings,
        "synonym.yaml": "",
        "entries/a.yaml": minimalEntries,
      ],
      expected: """
        synonym.yaml:1:1: warning[KB008]: this file is not part of a knowledge base
          help: did you mean synonyms.yaml?
        """),
    DiagnosticCase(
      "an unknown file near none",
      [
        "kb.yaml": minimalSettings,
        "prices.csv": "",
        "entries/a.yaml": minimalEntries,
      ],
      expected: """
        prices.csv:1:1: warning[KB008]: this file is not part of a knowledge base
          help: move it out of the directory, or put a dot before its name to keep it
        """),
    DiagnosticCase(
      "an unknown folder near a known one",
      [
        "kb.yaml": minimalSettings,
        "entry/a.yaml": "",
        "entry/b.yaml": "",
        "entries/a.yaml": minimalEntries,
      ],
      expected: """
        entry:1:1: warning[KB008]: this folder is not part of a knowledge base
          help: did you mean entries/?
        """),
    DiagnosticCase(
      "an unknown folder near none",
      [
        "kb.yaml": minimalSettings,
        "pictures/a/b.png": "",
        "entries/a.yaml": minimalEntries,
      ],
      expected: """
        pictures:1:1: warning[KB008]: this folder is not part of a knowledge base
          help: move it out of the directory, or put a dot before its name to keep it
        """),
    DiagnosticCase(
      "other files among entries and tests",
      [
        "kb.yaml": minimalSettings,
        "entries/a.yaml": minimalEntries,
        "entries/b.txt": "",
        "entries/c/d.yaml": "",
        "tests/e.csv": "",
      ],
      expected: """
        entries/b.txt:1:1: warning[KB008]: only *.yaml files of entries/ are read
          help: rename it, or move it elsewhere
        entries/c/d.yaml:1:1: warning[KB008]: only *.yaml files of entries/ are read
          help: rename it, or move it elsewhere
        tests/e.csv:1:1: warning[KB008]: only *.tsv and *.txt files of tests/ are read
          help: rename it, or move it elsewhere
        """),
    DiagnosticCase(
      "empty files",
      [
        "kb.yaml": "",
        "entries/a.yaml": "# nothing yet\n",
        "synonyms.yaml": "~\n",
        "smalltalk.yaml": "---\n",
      ],
      expected: """
        entries:1:1: warning[KB055]: the knowledge base has no entries
          help: write the first one in entries/first.yaml
        entries/a.yaml:1:1: warning[KB009]: the file is empty
          help: fill it, or delete it
        kb.yaml:1:1: warning[KB009]: the file is empty
          help: fill it, or delete it
        smalltalk.yaml:1:1: warning[KB009]: the file is empty
          help: fill it, or delete it
        synonyms.yaml:1:1: warning[KB009]: the file is empty
          help: fill it, or delete it
        """),
    DiagnosticCase(
      "no entries",
      [
        "kb.yaml": minimalSettings
      ],
      expected: """
        entries:1:1: warning[KB055]: the knowledge base has no entries
          help: write the first one in entries/first.yaml
        """),
  ]
}
