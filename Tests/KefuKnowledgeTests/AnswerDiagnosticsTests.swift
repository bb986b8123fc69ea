// The diagnostics about answers, their variables, dates and conditions.
//
// 1. Every problem is reported, with its place, code, offending value and a way to mend it.
// 2. The words are exactly these: tools and people search for them.

import KefuKnowledge
import Testing

@Suite struct AnswerDiagnosticsTests {
  @Test("1, 2: the words of every diagnostic", arguments: cases)
  func words(_ test: DiagnosticCase) {
    #expect(test.found == test.expected)
  }

  static let cases: [DiagnosticCase] = [
    DiagnosticCase(
      "unknown variables",
      [
        "kb.yaml": """
        variables: {shop.name: 小店}
        fallback: 请致电{shop.phone}

        """,
        "entries/a.yaml": """
        - id: a
          question: 怎么退款
          answers: ['{shop.nmae}{shop.nmae}欢迎', '{x}']

        """,
      ],
      expected: """
        entries/a.yaml:3:13: error[KB032]: there is no variable {shop.nmae}
          help: did you mean {shop.name}?
        entries/a.yaml:3:41: warning[KB047]: this answer is never used: an earlier one \
        (entries/a.yaml:3:13) applies whenever it does
          help: put the answer with fewer conditions last
        entries/a.yaml:3:41: error[KB032]: there is no variable {x}
          help: define it under variables in kb.yaml; braces themselves are written {{ and }}
        kb.yaml:2:11: error[KB032]: there is no variable {shop.phone}
          help: define it under variables in kb.yaml; braces themselves are written {{ and }}
        """),
    DiagnosticCase(
      "braces that do not match",
      [
        "kb.yaml": minimalSettings,
        "entries/a.yaml": """
        - id: a
          question: 怎么退款
          answers: ['{shop', 'shop}', '{}', '{a{b}}']

        """,
      ],
      expected: """
        entries/a.yaml:3:13: error[KB033]: a { is not closed by a }
          help: a variable is written {shop.name}; braces themselves are written {{ and }}
        entries/a.yaml:3:22: warning[KB047]: this answer is never used: an earlier one \
        (entries/a.yaml:3:13) applies whenever it does
          help: put the answer with fewer conditions last
        entries/a.yaml:3:22: error[KB033]: a } without a { before it
          help: a variable is written {shop.name}; braces themselves are written {{ and }}
        entries/a.yaml:3:31: warning[KB047]: this answer is never used: an earlier one \
        (entries/a.yaml:3:13) applies whenever it does
          help: put the answer with fewer conditions last
        entries/a.yaml:3:31: error[KB033]: {} names no variable
          help: a variable is written {shop.name}; braces themselves are written {{ and }}
        entries/a.yaml:3:37: warning[KB047]: this answer is never used: an earlier one \
        (entries/a.yaml:3:13) applies whenever it does
          help: put the answer with fewer conditions last
        entries/a.yaml:3:37: error[KB033]: a { is not closed by a }
          help: a variable is written {shop.name}; braces themselves are written {{ and }}
        """),
    DiagnosticCase(
      "days that do not exist",
      [
        "kb.yaml": minimalSettings,
        "entries/a.yaml": """
        - id: a
          question: 怎么退款
          answers: [{text: 好, valid: 2026-02-30..2026/11/1}, 行]

        """,
      ],
      expected: """
        entries/a.yaml:3:30: error[KB034]: "2026-02-30" is not a day of the calendar
          help: write year, month and day as in 2026-11-01
        entries/a.yaml:3:30: error[KB034]: "2026/11/1" is not a day of the calendar
          help: write year, month and day as in 2026-11-01
        """),
    DiagnosticCase(
      "ranges that are none",
      [
        "kb.yaml": minimalSettings,
        "entries/a.yaml": """
        - id: a
          question: 怎么退款
          answers: [{text: 好, valid: 2026-02-01}, {text: 好, valid: 2026-02-01..}, 行]

        """,
      ],
      expected: """
        entries/a.yaml:3:30: error[KB035]: "2026-02-01" is not a range of days
          help: write the first and the last day as in 2026-11-01..2026-11-12
        entries/a.yaml:3:60: error[KB035]: "2026-02-01.." is not a range of days
          help: write the first and the last day as in 2026-11-01..2026-11-12
        """),
    DiagnosticCase(
      "a range that ends before it begins",
      [
        "kb.yaml": minimalSettings,
        "entries/a.yaml": """
        - id: a
          question: 怎么退款
          answers: [{text: 好, valid: 2026-03-01..2026-02-01}, 行]

        """,
      ],
      expected: """
        entries/a.yaml:3:30: error[KB036]: 2026-02-01 is before 2026-03-01
          help: write the earlier day first: 2026-02-01..2026-03-01
        """),
    DiagnosticCase(
      "answers never used",
      [
        "kb.yaml": minimalSettings,
        "entries/a.yaml": """
        - id: a
          question: 怎么退款
          answers: [{text: 一, when: {channel: [jd, pdd]}}, {text: 二, when: {channel: jd, \
        level: gold}}, {text: 三, valid: 2026-02-01..2026-03-01}, {text: 四, valid: \
        2026-02-02..2026-03-01}, 五, 六]

        """,
      ],
      expected: """
        entries/a.yaml:3:59: warning[KB047]: this answer is never used: an earlier one \
        (entries/a.yaml:3:20) applies whenever it does
          help: put the answer with fewer conditions last
        entries/a.yaml:3:146: warning[KB047]: this answer is never used: an earlier one \
        (entries/a.yaml:3:104) applies whenever it does
          help: put the answer with fewer conditions last
        entries/a.yaml:3:184: warning[KB047]: this answer is never used: an earlier one \
        (entries/a.yaml:3:181) applies whenever it does
          help: put the answer with fewer conditions last
        """),
    DiagnosticCase(
      "only conditional answers",
      [
        "kb.yaml": minimalSettings,
        "entries/a.yaml": """
        - id: a
          question: 怎么退款
          answers: [{text: 一, when: {channel: jd}}]

        """,
      ],
      expected: """
        entries/a.yaml:3:12: warning[KB048]: every answer of a has conditions: a customer \
        outside them gets none
          help: add a last answer without when and valid
        """),
    DiagnosticCase(
      "conditions that are none",
      [
        "kb.yaml": minimalSettings,
        "entries/a.yaml": """
        - id: a
          question: 怎么退款
          answers: [{text: 一, when: {channel: []}}, {text: 二, when: {channel: ~}}, {text: 三, \
        when: jd}, 四]

        """,
      ],
      expected: """
        entries/a.yaml:3:39: error[KB019]: channel of when is empty
          help: write at least one item
        entries/a.yaml:3:71: error[KB016]: when.channel has no value
          help: write one, or delete the line
        entries/a.yaml:3:92: error[KB017]: when must be a mapping, not text
          help: write "key: value" lines
        """),
  ]
}
