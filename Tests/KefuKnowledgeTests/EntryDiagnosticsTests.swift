// The diagnostics about entries and what they refer to.
//
// 1. Every problem is reported, with its place, code, offending value and a way to mend it.
// 2. The words are exactly these: tools and people search for them.

import KefuKnowledge
import Testing

@Suite struct EntryDiagnosticsTests {
  @Test("1, 2: the words of every diagnostic", arguments: cases)
  func words(_ test: DiagnosticCase) {
    #expect(test.found == test.expected)
  }

  static let cases: [DiagnosticCase] = [
    DiagnosticCase(
      "empty texts",
      [
        "kb.yaml": minimalSettings,
        "entries/a.yaml": """
        - id: a
          question: ""
          variants: ['  ', "\\u3000"]
          keywords: {any: [""]}
          answers: [""]
          weight: {'': 2}

        """,
      ],
      expected: """
        entries/a.yaml:2:13: error[KB020]: question is empty
          help: write some text, or delete the line
        entries/a.yaml:3:14: error[KB020]: a variant is empty
          help: write some text, or delete the line
        entries/a.yaml:3:20: error[KB020]: a variant is empty
          help: write some text, or delete the line
        entries/a.yaml:4:20: error[KB020]: a keyword is empty
          help: write some text, or delete the line
        entries/a.yaml:5:13: error[KB020]: an answer is empty
          help: write some text, or delete the line
        entries/a.yaml:6:12: error[KB020]: a term of weight is empty
          help: write some text, or delete the line
        """),
    DiagnosticCase(
      "long text",
      [
        "kb.yaml": minimalSettings,
        "entries/a.yaml":
          "- {id: a, question: 怎么退款, answers: [\(String(repeating: "好", count: 2001))]}",
      ],
      expected: """
        entries/a.yaml:1:37: error[KB021]: an answer has 2001 characters; the limit is 2000
          help: shorten it, or split it
        """),
    DiagnosticCase(
      "text of punctuation only",
      [
        "kb.yaml": minimalSettings,
        "entries/a.yaml": """
        - id: a
          question: 怎么退款
          variants: ['???', 👍]
          keywords: {any: ['!!']}
          answers: [好]

        """,
      ],
      expected: """
        entries/a.yaml:3:14: warning[KB022]: "???" has no letter or digit, so it cannot be told \
        apart
          help: add words, or delete it
        entries/a.yaml:3:21: warning[KB022]: "👍" has no letter or digit, so it cannot be told \
        apart
          help: add words, or delete it
        entries/a.yaml:4:20: warning[KB022]: "!!" has no letter or digit, so it cannot be told \
        apart
          help: add words, or delete it
        """),
    DiagnosticCase(
      "control characters by escapes",
      [
        "kb.yaml": minimalSettings,
        "entries/a.yaml": """
        - id: a
          question: 怎么退款
          answers: ["好\\a"]

        """,
      ],
      expected: """
        entries/a.yaml:3:13: error[KB006]: the text contains the control character U+0007
          help: delete its escape
        """),
    DiagnosticCase(
      "ids that are not names",
      [
        "kb.yaml": "skillGroups: {after sale: 售后}\n",
        "entries/a.yaml": """
        - id: return freight
          question: 怎么退款
          group: after sale
          answers: [{text: 好, when: {my channel: jd}}, 行]

        """,
      ],
      expected: """
        entries/a.yaml:1:7: error[KB023]: "return freight" is not an entry id
          help: use letters, digits, dots, hyphens and underscores, such as return.freight
        entries/a.yaml:4:30: error[KB023]: "my channel" is not an attribute of the customer
          help: use letters, digits, dots, hyphens and underscores, such as channel
        kb.yaml:1:15: error[KB023]: "after sale" is not a group id
          help: use letters, digits, dots, hyphens and underscores, such as return.freight
        """),
    DiagnosticCase(
      "one id twice",
      [
        "kb.yaml": minimalSettings,
        "entries/a.yaml": """
        - id: a
          question: 怎么退款
          answers: [好]
        - id: a
          question: 钱呢
          answers: [好]

        """,
      ],
      expected: """
        entries/a.yaml:4:7: error[KB024]: there is already an entry "a" (entries/a.yaml:1:7)
          help: give one of them another id, or merge them
        """),
    DiagnosticCase(
      "one phrasing in two entries",
      [
        "kb.yaml": minimalSettings,
        "entries/a.yaml": """
        - id: a
          question: 怎么退款
          variants: [退钱, 退钱吧]
          answers: [好]

        """,
        "entries/b.yaml": """
        - id: b
          question: 退钱!
          variants: [怎么退款]
          answers: [好]

        """,
        "smalltalk.yaml": """
        - question: 退钱吧
          id: c
          answers: [好]

        """,
      ],
      expected: """
        entries/b.yaml:2:13: error[KB014]: "退钱!" is already a variant of a \
        (entries/a.yaml:3:14), written "退钱"
          help: delete one, or move both under the same entry
        entries/b.yaml:3:14: error[KB014]: "怎么退款" is already the question of a \
        (entries/a.yaml:2:13)
          help: delete one, or move both under the same entry
        smalltalk.yaml:1:13: error[KB014]: "退钱吧" is already a variant of a (entries/a.yaml:3:18)
          help: delete one, or move both under the same entry
        """),
    DiagnosticCase(
      "one phrasing twice in an entry",
      [
        "kb.yaml": minimalSettings,
        "entries/a.yaml": """
        - id: a
          question: 怎么退款
          variants: [退钱, 怎么退款, 退钱?]
          answers: [好]

        """,
      ],
      expected: """
        entries/a.yaml:3:18: warning[KB025]: "怎么退款" is already in this entry (entries/a.yaml:2:13)
          help: delete one
        entries/a.yaml:3:24: warning[KB025]: "退钱?" is already in this entry \
        (entries/a.yaml:3:14), written "退钱"
          help: delete one
        """),
    DiagnosticCase(
      "an unknown handoff",
      [
        "kb.yaml": minimalSettings,
        "entries/a.yaml": """
        - id: a
          question: 怎么退款
          handoff: alway
          answers: [好]
        - id: b
          question: 钱呢
          handoff: later
          answers: [好]

        """,
      ],
      expected: """
        entries/a.yaml:3:12: error[KB026]: unknown handoff "alway"
          help: did you mean "always"?
        entries/a.yaml:7:12: error[KB026]: unknown handoff "later"
          help: use never, offer or always
        """),
    DiagnosticCase(
      "unknown follow-ups",
      [
        "kb.yaml": minimalSettings,
        "entries/a.yaml": """
        - id: return.freight
          question: 怎么退款
          followUps: [return.frieght, 发票]
          answers: [好]

        """,
      ],
      expected: """
        entries/a.yaml:3:15: error[KB027]: there is no entry "return.frieght" to follow up with
          help: did you mean "return.freight"?
        entries/a.yaml:3:31: error[KB027]: there is no entry "发票" to follow up with
          help: write the id of an entry, or delete it
        """),
    DiagnosticCase(
      "unknown groups",
      [
        "kb.yaml": "skillGroups: {aftersale: 售后}\n",
        "entries/a.yaml": """
        - id: a
          question: 怎么退款
          group: aftersales
          answers: [好]
        - id: b
          question: 钱呢
          group: presale
          answers: [好]

        """,
      ],
      expected: """
        entries/a.yaml:3:10: error[KB028]: there is no skill group "aftersales"
          help: did you mean "aftersale"?
        entries/a.yaml:7:10: error[KB028]: there is no skill group "presale"
          help: use a group of skillGroups in kb.yaml, or add it there
        """),
    DiagnosticCase(
      "no groups at all",
      [
        "kb.yaml": minimalSettings,
        "entries/a.yaml": """
        - id: a
          question: 怎么退款
          group: aftersale
          answers: [好]

        """,
      ],
      expected: """
        entries/a.yaml:3:10: error[KB028]: there is no skill group "aftersale"
          help: define skillGroups in kb.yaml, such as: skillGroups: {aftersale: 售后}
        """),
    DiagnosticCase(
      "an entry that follows itself",
      [
        "kb.yaml": minimalSettings,
        "entries/a.yaml": """
        - id: a
          question: 怎么退款
          followUps: [a]
          answers: [好]

        """,
      ],
      expected: """
        entries/a.yaml:3:15: error[KB030]: a is its own follow-up
          help: delete it
        """),
    DiagnosticCase(
      "follow-ups in a circle",
      [
        "kb.yaml": minimalSettings,
        "entries/a.yaml": """
        - id: a
          question: 一
          followUps: [d, b]
          answers: [好]
        - id: b
          question: 二
          followUps: [c]
          answers: [好]

        """,
        "entries/c.yaml": """
        - id: c
          question: 三
          followUps: [b, a]
          answers: [好]
        - id: d
          question: 四
          answers: [好]
        - id: x
          question: 五
          followUps: [y]
          answers: [好]
        - id: y
          question: 六
          followUps: [x]
          answers: [好]

        """,
      ],
      expected: """
        entries/a.yaml:3:18: error[KB031]: follow-ups lead round in a circle: a → b \
        (entries/a.yaml:3:18) → c (entries/a.yaml:7:15) → a (entries/c.yaml:3:18)
          help: delete one of these follow-ups
        entries/c.yaml:10:15: error[KB031]: follow-ups lead round in a circle: x → y \
        (entries/c.yaml:10:15) → x (entries/c.yaml:14:15)
          help: delete one of these follow-ups
        """),
    DiagnosticCase(
      "unknown entries in test tables",
      [
        "kb.yaml": minimalSettings,
        "entries/a.yaml": """
        - id: return.how
          question: 怎么退货
          answers: [好]

        """,
        "tests/all.tsv": """
        怎么退\treturn.how
        退货\tretrun.how

        买东西\tbuy
        没有
         \treturn.how

        """,
      ],
      expected: """
        tests/all.tsv:2:4: error[KB029]: there is no entry "retrun.how"
          help: did you mean "return.how"?
        tests/all.tsv:4:5: error[KB029]: there is no entry "buy"
          help: write the id of an entry after the tab
        tests/all.tsv:5:1: error[KB046]: the line has no entry id
          help: write the message, a tab, and the id of the entry it should reach
        tests/all.tsv:6:1: error[KB020]: the message is empty
          help: write some text, or delete the line
        """),
    DiagnosticCase(
      "an empty out-of-scope message",
      [
        "kb.yaml": minimalSettings,
        "entries/a.yaml": minimalEntries,
        "tests/oos.tsv": """
        今天天气
        \tx

        """,
      ],
      expected: """
        tests/oos.tsv:2:1: error[KB020]: the message is empty
          help: write some text, or delete the line
        """),
  ]
}
