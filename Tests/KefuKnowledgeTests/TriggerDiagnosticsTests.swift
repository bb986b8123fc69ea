// The diagnostics about triggers.yaml, and about texts that ask for secrets.
//
// 1. Every problem is reported, with its place, code, offending value and a way to mend it.
// 2. The words are exactly these: tools and people search for them.

import KefuKnowledge
import Testing

@Suite struct TriggerDiagnosticsTests {
  @Test("1, 2: the words of every diagnostic", arguments: cases)
  func words(_ test: DiagnosticCase) {
    #expect(test.found == test.expected)
  }

  static let cases: [DiagnosticCase] = [
    DiagnosticCase(
      "unknown keys and words",
      [
        "kb.yaml": settingsWithGroup,
        "entries/a.yaml": minimalEntries,
        "triggers.yaml": """
        threshold: {misses: 2}
        triggers:
          - id: a
            reason: angr
            priority: hihg
            phrase: [生气]
          - id: b
            reason: 投诉
            phrases: [投诉]

        """,
      ],
      expected: """
        triggers.yaml:1:1: error[KB018]: unknown key "threshold"
          help: did you mean "thresholds"?
        triggers.yaml:4:13: error[KB065]: unknown reason "angr"
          help: did you mean "anger"?
        triggers.yaml:5:15: error[KB065]: unknown priority "hihg"
          help: did you mean "high"?
        triggers.yaml:6:5: error[KB018]: unknown key "phrase"
          help: did you mean "phrases"?
        triggers.yaml:8:13: error[KB065]: unknown reason "投诉"
          help: use askedForPerson, anger, legal, media, regulator, scam, injury, privacy, redLine or vip
        """),
    DiagnosticCase(
      "thresholds",
      [
        "kb.yaml": settingsWithGroup,
        "entries/a.yaml": minimalEntries,
        "triggers.yaml": """
        thresholds: {misses: 0, repeats: 2.5, lowRating: many, mises: 1}
        triggers: []

        """,
      ],
      expected: """
        triggers.yaml:1:22: error[KB038]: thresholds.misses is 0
          help: write a whole number from 1 to 20
        triggers.yaml:1:34: error[KB037]: thresholds.repeats must be a whole number, not "2.5"
          help: write a whole number from 1 to 20
        triggers.yaml:1:50: error[KB037]: thresholds.lowRating must be a whole number, not "many"
          help: write a whole number from 1 to 5
        triggers.yaml:1:56: error[KB018]: unknown key "mises"
          help: did you mean "misses"?
        """),
    DiagnosticCase(
      "what a trigger lacks",
      [
        "kb.yaml": settingsWithGroup,
        "entries/a.yaml": minimalEntries,
        "triggers.yaml": """
        triggers:
          - {priority: high}
          - {id: b c, reason: anger, phrases: [], say: " "}
          - text

        """,
      ],
      expected: """
        triggers.yaml:2:5: error[KB019]: this trigger has no id
          help: add a line "id: …"
        triggers.yaml:2:5: error[KB019]: this trigger has no reason
          help: add a line "reason: …"
        triggers.yaml:2:5: error[KB019]: this trigger has no phrases
          help: add a line "phrases: …"
        triggers.yaml:3:10: error[KB023]: "b c" is not a trigger id
          help: use letters, digits, dots, hyphens and underscores, such as return.freight
        triggers.yaml:3:48: error[KB020]: say is empty
          help: write some text, or delete the line
        triggers.yaml:4:5: error[KB017]: a trigger must be a mapping, not text
          help: write "key: value" lines
        """),
    DiagnosticCase(
      "one id twice, groups and variables",
      [
        "kb.yaml": settingsWithGroup,
        "entries/a.yaml": minimalEntries,
        "triggers.yaml": """
        triggers:
          - {id: a, reason: anger, group: aftersales, phrases: [生气], say: "{shop.nmae}"}
          - {id: a, reason: anger, phrases: [发火], say: "{slot.order}{"}

        """,
      ],
      expected: """
        triggers.yaml:2:35: error[KB028]: there is no skill group "aftersales"
          help: did you mean "aftersale"?
        triggers.yaml:2:67: error[KB032]: there is no variable {shop.nmae}
          help: did you mean {shop.name}?
        triggers.yaml:3:10: error[KB067]: there is already a trigger "a" (triggers.yaml:2:10)
          help: give one of them another name, or delete it
        triggers.yaml:3:48: error[KB033]: a { is not closed by a }
          help: a variable is written {shop.name}; braces themselves are written {{ and }}
        """),
    DiagnosticCase(
      "phrases of two triggers",
      [
        "kb.yaml": settingsWithGroup,
        "entries/a.yaml": minimalEntries,
        "triggers.yaml": """
        triggers:
          - {id: a, reason: anger, phrases: [投诉, 生气, 生 气!, 气]}
          - {id: b, reason: regulator, phrases: [投诉]}
          - {id: c, reason: anger, phrases: [生气]}
          - {id: d, reason: vip, phrases: [投诉], when: {level: gold}}

        """,
      ],
      expected: """
        triggers.yaml:2:46: warning[KB044]: "生 气!" is already in phrases (triggers.yaml:2:42)
          help: delete one
        triggers.yaml:2:52: warning[KB051]: the keyword "气" is a single character and hits many messages
          help: use a longer word
        triggers.yaml:3:42: error[KB068]: "投诉" is already a phrase of a, whose reason is anger (triggers.yaml:2:38)
          help: delete one: a message is handed over for one reason
        triggers.yaml:4:38: warning[KB044]: "生气" is already in a (triggers.yaml:2:42)
          help: delete one
        """),
    DiagnosticCase(
      "unless",
      [
        "kb.yaml": settingsWithGroup,
        "entries/a.yaml": minimalEntries,
        "triggers.yaml": """
        triggers:
          - {id: a, reason: anger, phrases: [生气, 很不满意], unless: [生气, 不满, 高兴, 不生气, 气人]}
          - {id: b, reason: legal, patterns: ['起诉'], unless: [教材]}

        """,
      ],
      expected: """
        triggers.yaml:2:38: error[KB049]: "生气" is in unless as well (triggers.yaml:2:58), so it never hits
          help: delete one of the two
        triggers.yaml:2:42: warning[KB053]: "很不满意" contains "不满" of unless (triggers.yaml:2:62), so it never hits
          help: delete one of the two
        triggers.yaml:2:66: warning[KB082]: "高兴" of unless touches no phrase, so it cancels nothing
          help: write the phrase with the words around it, as in 不生气 for 生气
        """),
    DiagnosticCase(
      "patterns",
      [
        "kb.yaml": settingsWithGroup,
        "entries/a.yaml": minimalEntries,
        "triggers.yaml": """
        triggers:
          - id: a
            reason: anger
            patterns:
              - '转(人工'
              - '[人工'
              - '*人工'
              - '\\p{Foo}'
              - '(人工+)+'
              - '(a|(b{2,}))*'
              - '人?工?'
              - '([)+]a)+\\(+'
              - '人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人'

        """,
      ],
      expected: """
        triggers.yaml:5:9: error[KB066]: the pattern "转(人工" cannot be read: expected ')'
          help: mend it; a character such as ( or * that stands for itself has a \\ before it
        triggers.yaml:6:9: error[KB066]: the pattern "[人工" cannot be read: expected ']'
          help: mend it; a character such as ( or * that stands for itself has a \\ before it
        triggers.yaml:7:9: error[KB066]: the pattern "*人工" cannot be read: quantifier '*' must appear after expression
          help: mend it; a character such as ( or * that stands for itself has a \\ before it
        triggers.yaml:8:9: error[KB066]: the pattern "\\p{Foo}" cannot be read: unknown character property 'Foo'
          help: mend it; a character such as ( or * that stands for itself has a \\ before it
        triggers.yaml:9:9: error[KB066]: the pattern "(人工+)+" repeats a group that repeats: a message can keep it busy for ever
          help: repeat only one of the two
        triggers.yaml:10:9: error[KB066]: the pattern "(a|(b{2,}))*" repeats a group that repeats: a message can keep it busy for ever
          help: repeat only one of the two
        triggers.yaml:11:9: error[KB066]: the pattern "人?工?" hits every message
          help: let it need at least one character
        triggers.yaml:13:9: error[KB066]: the pattern "人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人人…" has more than 200 characters
          help: split it into several patterns, or use phrases
        """),
    DiagnosticCase(
      "attributes",
      [
        "kb.yaml": settingsWithGroup,
        "entries/a.yaml": minimalEntries,
        "triggers.yaml": """
        triggers:
          - {id: a, reason: vip, when: {level: []}}
          - {id: b, reason: vip, when: gold}
          - {id: c, reason: vip, when: {"my level": gold}}

        """,
      ],
      expected: """
        triggers.yaml:2:40: error[KB019]: level of when is empty
          help: write at least one item
        triggers.yaml:3:32: error[KB017]: when must be a mapping, not text
          help: write "key: value" lines
        triggers.yaml:4:33: error[KB023]: "my level" is not an attribute of the customer
          help: use letters, digits, dots, hyphens and underscores, such as channel
        """),
    DiagnosticCase(
      "texts that ask for secrets",
      [
        "kb.yaml": """
        skillGroups: {aftersale: 售后}
        variables: {shop.name: 小店}
        fallback: 请把支付密码告诉我

        """,
        "entries/a.yaml": """
        - id: a
          question: 怎么退款
          answers: [请提供您的银行卡号和验证码]

        """,
        "triggers.yaml": """
        triggers:
          - {id: a, reason: scam, phrases: [诈骗], say: 请回复验证码}

        """,
        "flows.yaml": """
        - id: f
          title: 退
          startedBy: {entries: [a]}
          steps:
            - id: s
              say: 请报一下卡号
              ask: {slot: o, type: text, prompt: 验证码是多少?, invalid: 请重新说一下密码, optional: true, otherwise: 请发CVV}
              end: {outcome: solved}

        """,
      ],
      expected: """
        entries/a.yaml:3:13: error[KB069]: the text asks for the customer's 银行卡号, which a shop never does
          help: ask for the order number instead, or say that nobody should send it: 请勿发送银行卡号
        flows.yaml:6:12: error[KB069]: the text asks for the customer's 卡号, which a shop never does
          help: ask for the order number instead, or say that nobody should send it: 请勿发送卡号
        flows.yaml:7:42: error[KB069]: the text asks for the customer's 验证码, which a shop never does
          help: ask for the order number instead, or say that nobody should send it: 请勿发送验证码
        flows.yaml:7:60: error[KB069]: the text asks for the customer's 密码, which a shop never does
          help: ask for the order number instead, or say that nobody should send it: 请勿发送密码
        flows.yaml:7:97: error[KB069]: the text asks for the customer's cvv, which a shop never does
          help: ask for the order number instead, or say that nobody should send it: 请勿发送cvv
        kb.yaml:3:11: error[KB069]: the text asks for the customer's 支付密码, which a shop never does
          help: ask for the order number instead, or say that nobody should send it: 请勿发送支付密码
        triggers.yaml:2:47: error[KB069]: the text asks for the customer's 验证码, which a shop never does
          help: ask for the order number instead, or say that nobody should send it: 请勿发送验证码
        """),
  ]
}
