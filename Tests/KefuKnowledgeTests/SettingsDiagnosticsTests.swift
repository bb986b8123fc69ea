// The diagnostics about kb.yaml.
//
// 1. Every problem is reported, with its place, code, offending value and a way to mend it.
// 2. The words are exactly these: tools and people search for them.

import KefuKnowledge
import Testing

@Suite struct SettingsDiagnosticsTests {
  @Test("1, 2: the words of every diagnostic", arguments: cases)
  func words(_ test: DiagnosticCase) {
    #expect(test.found == test.expected)
  }

  static let cases: [DiagnosticCase] = [
    DiagnosticCase(
      "numbers",
      [
        "kb.yaml": """
        risk: low
        thresholds: {answer: 1.5, clarify: nan, margin: -1, answr: 1}

        """,
        "entries/a.yaml": minimalEntries,
      ],
      expected: """
        kb.yaml:1:7: error[KB037]: risk must be a number, not "low"
          help: write a number from 0.001 to 0.5
        kb.yaml:2:22: error[KB038]: thresholds.answer is 1.5
          help: write a number from 0 to 1
        kb.yaml:2:36: error[KB037]: thresholds.clarify must be a number, not "nan"
          help: write a number from 0 to 1
        kb.yaml:2:49: error[KB038]: thresholds.margin is -1
          help: write a number from 0 to 1
        kb.yaml:2:53: error[KB018]: unknown key "answr"
          help: did you mean "answer"?
        """),
    DiagnosticCase(
      "a risk out of range",
      [
        "kb.yaml": "risk: 0.9\n",
        "entries/a.yaml": minimalEntries,
      ],
      expected: """
        kb.yaml:1:7: error[KB038]: risk is 0.9
          help: write a number from 0.001 to 0.5
        """),
    DiagnosticCase(
      "weights",
      [
        "kb.yaml": minimalSettings,
        "entries/a.yaml": """
        - id: a
          question: 怎么退款
          weight: {运费: 11, 退款: 重, 钱: 1e2}
          answers: [好]

        """,
      ],
      expected: """
        entries/a.yaml:3:16: error[KB038]: the weight of 运费 is 11
          help: write a number from 0 to 10
        entries/a.yaml:3:24: error[KB037]: the weight of 退款 must be a number, not "重"
          help: write a number from 0 to 10
        entries/a.yaml:3:30: error[KB037]: the weight of 钱 must be a number, not "1e2"
          help: write a number from 0 to 10
        """),
    DiagnosticCase(
      "names",
      [
        "kb.yaml": """
        locale: 中文
        variables: {Shop.Name: 小店, shop..name: 小店, shop.name: [小店]}
        skillGroups: {售后: ~}

        """,
        "entries/a.yaml": minimalEntries,
      ],
      expected: """
        kb.yaml:1:9: error[KB023]: "中文" is not a locale
          help: use a language tag such as zh-Hans or en
        kb.yaml:2:13: error[KB023]: "Shop.Name" is not a variable name
          help: use lower-case letters and digits, joined by dots and hyphens, such as shop.name
        kb.yaml:2:28: error[KB023]: "shop..name" is not a variable name
          help: use lower-case letters and digits, joined by dots and hyphens, such as shop.name
        kb.yaml:2:55: error[KB017]: variable shop.name must be text, not a list
          help: write it on one line, between quotes where it contains [ ] { } or ": "
        kb.yaml:3:19: error[KB016]: skill group 售后 has no value
          help: write one, or delete the line
        """),
    DiagnosticCase(
      "shifts",
      [
        "kb.yaml": """
        businessHours:
          timeZone: Asia/Shanghai
          mon: [9:00-18:00, 09:00-25:00, '0900-1800', 22:00-02:00]
          tue: [09:00-12:00, 11:30-18:00]
          wed: ~
          thu: {from: 9}

        """,
        "entries/a.yaml": minimalEntries,
      ],
      expected: """
        kb.yaml:3:9: error[KB039]: "9:00-18:00" is not a shift
          help: write it as 09:00-18:00, from 00:00 to 24:00
        kb.yaml:3:21: error[KB039]: "09:00-25:00" is not a shift
          help: write it as 09:00-18:00, from 00:00 to 24:00
        kb.yaml:3:34: error[KB039]: "0900-1800" is not a shift
          help: write it as 09:00-18:00, from 00:00 to 24:00
        kb.yaml:3:47: error[KB040]: the shift "22:00-02:00" ends before it begins
          help: split a shift at midnight: up to 24:00, then from 00:00 on the next day
        kb.yaml:4:22: error[KB041]: the shifts "09:00-12:00" and "11:30-18:00" overlap
          help: let each begin when the one before has ended, or join them
        kb.yaml:5:8: error[KB016]: wed has no value
          help: write [] for a day without business hours
        kb.yaml:6:8: error[KB017]: thu must be a list, not a mapping
          help: write one item a line, each after "- ", or [a, b]
        """),
    DiagnosticCase(
      "days",
      [
        "kb.yaml": """
        businessHours:
          timeZone: Asia/Shangai
          mon-fri: 09:00-18:00
          fri: []
          fri-mon: []
          周六: []

        """,
        "entries/a.yaml": minimalEntries,
      ],
      expected: """
        kb.yaml:2:13: error[KB042]: there is no time zone "Asia/Shangai"
          help: did you mean "Asia/Shanghai"?
        kb.yaml:4:3: error[KB057]: fri already has business hours (kb.yaml:3:3)
          help: write all shifts of a day in one list
        kb.yaml:5:3: error[KB056]: "fri-mon" is not a day or a range of days
          help: use mon, tue, wed, thu, fri, sat, sun, or a range in this order such as mon-fri
        kb.yaml:6:3: error[KB056]: "周六" is not a day or a range of days
          help: use mon, tue, wed, thu, fri, sat, sun, or a range in this order such as mon-fri
        """),
    DiagnosticCase(
      "a time zone without its key",
      [
        "kb.yaml": "businessHours: {mon: 09:00-24:00, timezone: UTC}\n",
        "entries/a.yaml": minimalEntries,
      ],
      expected: """
        kb.yaml:1:35: error[KB018]: unknown key "timezone"
          help: did you mean "timeZone"?
        """),
    DiagnosticCase(
      "a time zone near none",
      [
        "kb.yaml": "businessHours: {timeZone: 北京}\n",
        "entries/a.yaml": minimalEntries,
      ],
      expected: """
        kb.yaml:1:27: error[KB042]: there is no time zone "北京"
          help: write an IANA name such as Asia/Shanghai
        """),
    DiagnosticCase(
      "kb.yaml is a list",
      [
        "kb.yaml": "- name: 小店\n",
        "entries/a.yaml": minimalEntries,
      ],
      expected: """
        kb.yaml:1:1: error[KB017]: kb.yaml must be a mapping, not a list
          help: write "key: value" lines
        """),
    DiagnosticCase(
      "an unknown key",
      [
        "kb.yaml": """
        nmae: 小店
        colour: red

        """,
        "entries/a.yaml": minimalEntries,
      ],
      expected: """
        kb.yaml:1:1: error[KB018]: unknown key "nmae"
          help: did you mean "name"?
        kb.yaml:2:1: error[KB018]: unknown key "colour"
          help: the keys here are name, locale, risk, variables, businessHours, skillGroups, \
        fallback, thresholds, optionCoverage, check
        """),
  ]
}
