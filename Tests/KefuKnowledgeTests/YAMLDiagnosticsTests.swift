// The diagnostics about YAML that is broken, unsafe or of the wrong shape.
//
// 1. Every problem is reported, with its place, code, offending value and a way to mend it.
// 2. The words are exactly these: tools and people search for them.

import KefuKnowledge
import Testing

@Suite struct YAMLDiagnosticsTests {
  @Test("1, 2: the words of every diagnostic", arguments: cases)
  func words(_ test: DiagnosticCase) {
    #expect(test.found == test.expected)
  }

  static let cases: [DiagnosticCase] = [
    DiagnosticCase(
      "a colon inside text",
      [
        "kb.yaml": minimalSettings,
        "entries/a.yaml": """
        - id: a
          question: 怎么退款
          answers:
            - 时间: 早上: 九点

        """,
      ],
      expected: """
        entries/a.yaml:4:13: error[KB010]: a ":" where no key can be
          help: put text that contains ": " between quotes, and indent the keys of one entry alike
        """),
    DiagnosticCase(
      "a tab as indentation",
      [
        "kb.yaml": minimalSettings,
        "entries/a.yaml": """
        - id: a
        \tquestion: 怎么退款

        """,
      ],
      expected: """
        entries/a.yaml:2:1: error[KB010]: a tab cannot indent
          help: indent with spaces
        """),
    DiagnosticCase(
      "reserved characters",
      [
        "kb.yaml": minimalSettings,
        "entries/a.yaml": """
        - id: a
          question: 怎么退款
          variants:
            - @客服
          answers: [好]

        """,
      ],
      expected: """
        entries/a.yaml:4:7: error[KB010]: no text can begin like this
          help: indent with spaces, not tabs, and put text that begins with @ ` or % between \
        quotes
        """),
    DiagnosticCase(
      "keys indented differently",
      [
        "kb.yaml": minimalSettings,
        "entries/a.yaml": """
        - id: a
          question: 怎么退款
         variants: []

        """,
      ],
      expected: """
        entries/a.yaml:3:2: error[KB010]: a list item was expected here
          help: begin it with "- ", indented like the items above
        """),
    DiagnosticCase(
      "text after a quote",
      [
        "kb.yaml": minimalSettings,
        "entries/a.yaml": """
        - id: a
          question: 怎么退款
          answers: ["好"的]

        """,
      ],
      expected: """
        entries/a.yaml:3:16: error[KB010]: a "[" is not closed here
          help: put commas between the items and a "]" at the end; quote items that contain [ ] \
        { } or ,
        """),
    DiagnosticCase(
      "text after a quoted text",
      [
        "kb.yaml": minimalSettings,
        "entries/a.yaml": """
        - id: a
          question: "退款"怎么办

        """,
      ],
      expected: """
        entries/a.yaml:2:17: error[KB010]: a key was expected here
          help: indent the keys of one entry alike, and write nothing after a closing quote
        """),
    DiagnosticCase(
      "a mapping among list items",
      [
        "kb.yaml": minimalSettings,
        "entries/a.yaml": """
        - id: a
        question: 怎么退款

        """,
      ],
      expected: """
        entries/a.yaml:2:1: error[KB010]: a list item was expected here
          help: begin it with "- ", indented like the items above
        """),
    DiagnosticCase(
      "a list that is not closed",
      [
        "kb.yaml": minimalSettings,
        "entries/a.yaml": """
        - id: a
          question: 怎么退款
          variants: [退钱, 退款
          answers: [好]

        """,
      ],
      expected: """
        entries/a.yaml:4:10: error[KB010]: a "[" is not closed here
          help: put commas between the items and a "]" at the end; quote items that contain [ ] \
        { } or ,
        """),
    DiagnosticCase(
      "a mapping that is not closed",
      [
        "kb.yaml": minimalSettings,
        "entries/a.yaml": """
        - id: a
          question: 怎么退款
          answers:
            - {text: 好
            - 好

        """,
      ],
      expected: """
        entries/a.yaml:6:1: error[KB010]: a "{" is not closed here
          help: put commas between the keys and a "}" at the end; quote text that contains [ ] { \
        } or ,
        """),
    DiagnosticCase(
      "braces begin a text",
      [
        "kb.yaml": minimalSettings,
        "entries/a.yaml": """
        - id: a
          question: 怎么退款
          answers:
            - text: {shop.name} 您好

        """,
      ],
      expected: """
        entries/a.yaml:4:25: error[KB010]: a key was expected here
          help: indent the keys of one entry alike, and write nothing after a closing quote
        """),
    DiagnosticCase(
      "an empty item in brackets",
      [
        "kb.yaml": minimalSettings,
        "entries/a.yaml": """
        - id: a
          question: 怎么退款
          variants: [退钱,, 退款]
          answers: [好]

        """,
      ],
      expected: """
        entries/a.yaml:3:17: error[KB010]: a value was expected here
          help: write one, or delete the comma before it
        """),
    DiagnosticCase(
      "a key without a colon",
      [
        "kb.yaml": minimalSettings,
        "entries/a.yaml": """
        - id: a
          question 怎么退款
          answers: [好]

        """,
      ],
      expected: """
        entries/a.yaml:2:3: error[KB010]: a key without ":"
          help: write "key: value", or begin a list item with "- "
        """),
    DiagnosticCase(
      "a quote that is not closed",
      [
        "kb.yaml": minimalSettings,
        "entries/a.yaml": """
        - id: a
          question: 怎么退款
          variants:
            - "退钱
          answers: [好]

        """,
      ],
      expected: """
        entries/a.yaml:4:7: error[KB010]: a quote is opened here and never closed
          help: close it, or delete it
        """),
    DiagnosticCase(
      "a backslash",
      [
        "kb.yaml": minimalSettings,
        "entries/a.yaml": """
        - id: a
          question: 怎么退款
          variants:
            - "退\\钱"
          answers: [好]

        """,
      ],
      expected: """
        entries/a.yaml:4:9: error[KB010]: a backslash means something else between double quotes
          help: write \\\\ for a backslash, or use single quotes
        """),
    DiagnosticCase(
      "an item inside a line",
      [
        "kb.yaml": minimalSettings,
        "entries/a.yaml": """
        - id: a
          question: - 怎么退款

        """,
      ],
      expected: """
        entries/a.yaml:2:13: error[KB010]: a list item cannot begin here
          help: put "- " at the beginning of a line
        """),
    DiagnosticCase(
      "a percent sign",
      [
        "kb.yaml": minimalSettings,
        "entries/a.yaml": """
        - id: a
          question: %退款

        """,
      ],
      expected: """
        entries/a.yaml:2:13: error[KB010]: no text can begin like this
          help: indent with spaces, not tabs, and put text that begins with @ ` or % between \
        quotes
        """),
    DiagnosticCase(
      "other errors of YAML",
      [
        "kb.yaml": minimalSettings,
        "entries/a.yaml": """
        - id: a
          question: |x
            怎么退款

        """,
      ],
      expected: """
        entries/a.yaml:2:14: error[KB010]: not YAML: did not find expected comment or line break
          help: check the indentation here, and put unusual text between quotes
        """),
    DiagnosticCase(
      "a tab inside a folded text",
      [
        "kb.yaml": minimalSettings,
        "entries/a.yaml": """
        - id: a
          question: 怎么
        \t退款

        """,
      ],
      expected: """
        entries/a.yaml:3:1: error[KB010]: a tab cannot indent
          help: indent with spaces
        """),
    DiagnosticCase(
      "a tab inside a block",
      [
        "kb.yaml": minimalSettings,
        "entries/a.yaml": """
        - id: a
          question: |
        \t退款

        """,
      ],
      expected: """
        entries/a.yaml:3:1: error[KB010]: a tab cannot indent
          help: indent with spaces
        """),
    DiagnosticCase(
      "nesting",
      [
        "kb.yaml": minimalSettings,
        "entries/a.yaml": """
        - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - x

        """,
      ],
      expected: """
        entries/a.yaml:1:65: error[KB011]: nested deeper than 32 levels
          help: no part of a knowledge base needs more than 6; look for a stray [ or {
        """),
    DiagnosticCase(
      "nesting in brackets",
      [
        "kb.yaml": minimalSettings,
        "entries/a.yaml": String(repeating: "[", count: 5000),
      ],
      expected: """
        entries/a.yaml:1:33: error[KB011]: nested deeper than 32 levels
          help: no part of a knowledge base needs more than 6; look for a stray [ or {
        """),
    DiagnosticCase(
      "an anchor, and an alias",
      [
        "kb.yaml": minimalSettings,
        "entries/a.yaml": """
        - &a
          id: a
        - *a

        """,
      ],
      expected: """
        entries/a.yaml:1:3: error[KB012]: YAML anchors (&name) are not used here
          help: put text that begins with & between quotes
        entries/a.yaml:3:3: error[KB012]: YAML aliases (*name) are not used here
          help: put text that begins with * between quotes
        """),
    DiagnosticCase(
      "an alias",
      [
        "kb.yaml": minimalSettings,
        "entries/a.yaml": "- id: *a\n",
      ],
      expected: """
        entries/a.yaml:1:7: error[KB012]: YAML aliases (*name) are not used here
          help: put text that begins with * between quotes
        """),
    DiagnosticCase(
      "a tag",
      [
        "kb.yaml": minimalSettings,
        "entries/a.yaml": """
        - id: a
          question: !怎么退款

        """,
      ],
      expected: """
        entries/a.yaml:2:13: error[KB012]: YAML tags (!name) are not used here
          help: put text that begins with ! between quotes
        """),
    DiagnosticCase(
      "a key that is a list",
      [
        "kb.yaml": minimalSettings,
        "entries/a.yaml": "- [a, b]: c\n",
      ],
      expected: """
        entries/a.yaml:1:3: error[KB012]: a key must be plain text
          help: put text that begins with ?, [ or { between quotes
        """),
    DiagnosticCase(
      "an explicit key",
      [
        "kb.yaml": minimalSettings,
        "entries/a.yaml": "- ? a\n",
      ],
      expected: """
        entries/a.yaml:1:3: error[KB012]: a key must be plain text
          help: put text that begins with ?, [ or { between quotes
        """),
    DiagnosticCase(
      "two documents",
      [
        "kb.yaml": minimalSettings,
        "entries/a.yaml": """
        - id: a
          question: 怎么退款
          answers: [好]
        ---
        - id: b

        """,
      ],
      expected: """
        entries/a.yaml:4:1: error[KB013]: a second YAML document begins here; it was not read
          help: delete the line, or move what follows into a file of its own
        """),
    DiagnosticCase(
      "a document after the end of one",
      [
        "kb.yaml": minimalSettings,
        "entries/a.yaml": """
        - id: a
          question: 怎么退款
          answers: [好]
        ...
        - id: b

        """,
      ],
      expected: """
        entries/a.yaml:5:1: error[KB013]: a second YAML document begins here; it was not read
          help: delete the line, or move what follows into a file of its own
        """),
    DiagnosticCase(
      "duplicate keys, and the rest all the same",
      [
        "kb.yaml": minimalSettings,
        "entries/a.yaml": """
        - id: a
          question: 怎么退款
          answers: [好]
          'question': 钱呢
          handof: never
          answers: [{text: 好, text: 行, "text": 嗯}]

        """,
      ],
      expected: """
        entries/a.yaml:4:3: error[KB015]: "question" is already a key here (entries/a.yaml:2:3)
          help: delete one of the two
        entries/a.yaml:5:3: error[KB018]: unknown key "handof"
          help: did you mean "handoff"?
        entries/a.yaml:6:3: error[KB015]: "answers" is already a key here (entries/a.yaml:3:3)
          help: delete one of the two
        entries/a.yaml:6:23: error[KB015]: "text" is already a key here (entries/a.yaml:6:14)
          help: delete one of the two
        entries/a.yaml:6:32: error[KB015]: "text" is already a key here (entries/a.yaml:6:14)
          help: delete one of the two
        """),
    DiagnosticCase(
      "duplicate keys written with an escape",
      [
        "kb.yaml": minimalSettings,
        "entries/a.yaml": """
        - id: a
          "\\x69d": b

        """,
      ],
      expected: """
        entries/a.yaml:1:3: error[KB015]: "id" is already a key here
          help: delete one of the two
        """),
    DiagnosticCase(
      "missing values",
      [
        "kb.yaml": minimalSettings,
        "entries/a.yaml": """
        - id:
          question: ~
          variants: null
          keywords:
          answers: [~]
          tests: {reach: }

        """,
      ],
      expected: """
        entries/a.yaml:1:6: error[KB016]: id has no value
          help: write one, or delete the line
        entries/a.yaml:2:13: error[KB016]: question has no value
          help: write one, or delete the line
        entries/a.yaml:3:13: error[KB016]: variants has no value
          help: write one, or delete the line
        entries/a.yaml:4:12: error[KB016]: keywords has no value
          help: write one, or delete the line
        entries/a.yaml:5:13: error[KB016]: an answer has no value
          help: write one, or delete the line
        entries/a.yaml:6:18: error[KB016]: reach has no value
          help: write one, or delete the line
        """),
    DiagnosticCase(
      "wrong shapes",
      [
        "kb.yaml": minimalSettings,
        "entries/a.yaml": """
        - id: [a]
          question: {shop.name}
          variants: 退款
          keywords: [退款]
          answers: [[好]]
          weight: 2
        - b

        """,
      ],
      expected: """
        entries/a.yaml:1:7: error[KB017]: id must be text, not a list
          help: write it on one line, between quotes where it contains [ ] { } or ": "
        entries/a.yaml:2:13: error[KB017]: question must be text, not a mapping
          help: put text that begins with { between quotes: "{shop.name} …"
        entries/a.yaml:3:13: error[KB017]: variants must be a list, not text
          help: write one item a line, each after "- ", or [a, b]
        entries/a.yaml:4:13: error[KB017]: keywords must be a mapping, not a list
          help: write "key: value" lines
        entries/a.yaml:5:13: error[KB017]: an answer must be text, not a list
          help: write it on one line, between quotes where it contains [ ] { } or ": "
        entries/a.yaml:6:11: error[KB017]: weight must be a mapping, not text
          help: write "key: value" lines
        entries/a.yaml:7:3: error[KB017]: an entry must be a mapping, not text
          help: write "key: value" lines
        """),
    DiagnosticCase(
      "a colon makes text a mapping",
      [
        "kb.yaml": minimalSettings,
        "entries/a.yaml": """
        - id: a
          question: 怎么退款
          variants:
            - 注意: 定金退吗
          answers: [好]

        """,
      ],
      expected: """
        entries/a.yaml:4:7: error[KB017]: a variant must be text, not a mapping
          help: write it on one line, between quotes where it contains [ ] { } or ": "
        """),
    DiagnosticCase(
      "entries without dashes",
      [
        "kb.yaml": minimalSettings,
        "entries/a.yaml": """
        id: a
        question: 怎么退款

        """,
      ],
      expected: """
        entries/a.yaml:1:1: error[KB017]: the file must be a list of entries, not a mapping
          help: begin each entry with "- id: …"
        """),
    DiagnosticCase(
      "text in place of entries",
      [
        "kb.yaml": minimalSettings,
        "entries/a.yaml": "怎么退款\n",
      ],
      expected: """
        entries/a.yaml:1:1: error[KB017]: the file must be a list, not text
          help: write one item a line, each after "- ", or [a, b]
        """),
    DiagnosticCase(
      "unknown keys",
      [
        "kb.yaml": minimalSettings,
        "entries/a.yaml": """
        - id: a
          question: 怎么退款
          anwsers: [好]
          colour: red
          keywords: {some: [退款], nnoe: [换货]}
          tests: {raech: [钱退了吗]}
          answers: [{txet: 好}]

        """,
      ],
      expected: """
        entries/a.yaml:3:3: error[KB018]: unknown key "anwsers"
          help: did you mean "answers"?
        entries/a.yaml:4:3: error[KB018]: unknown key "colour"
          help: the keys here are id, question, variants, keywords, answers, followUps, group, \
        handoff, weight, tests
        entries/a.yaml:5:14: error[KB018]: unknown key "some"
          help: did you mean "none"?
        entries/a.yaml:5:26: error[KB018]: unknown key "nnoe"
          help: did you mean "none"?
        entries/a.yaml:6:11: error[KB018]: unknown key "raech"
          help: did you mean "reach"?
        entries/a.yaml:7:14: error[KB018]: unknown key "txet"
          help: did you mean "text"?
        """),
    DiagnosticCase(
      "missing keys",
      [
        "kb.yaml": minimalSettings,
        "entries/a.yaml": """
        - question: 怎么退款
        - id: b
        - id: c
          question: 钱呢
          answers: []
        - id: d
          question: 退钱
          answers: [{when: {channel: jd}}]

        """,
      ],
      expected: """
        entries/a.yaml:1:3: error[KB019]: this entry has no id
          help: add a line "id: …"
        entries/a.yaml:1:3: error[KB019]: this entry has no answers
          help: add a line "answers: …"
        entries/a.yaml:2:3: error[KB019]: b has no question
          help: add a line "question: …"
        entries/a.yaml:2:3: error[KB019]: b has no answers
          help: add a line "answers: …"
        entries/a.yaml:5:12: error[KB019]: answers of c is empty
          help: write at least one item
        entries/a.yaml:8:13: error[KB019]: an answer has no text
          help: add a line "text: …"
        """),
  ]
}
