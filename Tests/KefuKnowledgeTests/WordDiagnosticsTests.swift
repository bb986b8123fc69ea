// The diagnostics about keywords, synonyms and word lists.
//
// 1. Every problem is reported, with its place, code, offending value and a way to mend it.
// 2. The words are exactly these: tools and people search for them.

import KefuKnowledge
import Testing

@Suite struct WordDiagnosticsTests {
  @Test("1, 2: the words of every diagnostic", arguments: cases)
  func words(_ test: DiagnosticCase) {
    #expect(test.found == test.expected)
  }

  static let cases: [DiagnosticCase] = [
    DiagnosticCase(
      "synonyms",
      [
        "kb.yaml": minimalSettings,
        "entries/a.yaml": minimalEntries,
        "synonyms.yaml": """
        - [快递, 物流, 快递!, 快递]
        - {words: [包裹, 物流], discount: 2}
        - [券]
        - {discount: 0.8}
        - []
        - 红包
        - {wrods: [一, 二]}

        """,
      ],
      expected: """
        synonyms.yaml:1:12: warning[KB044]: "快递!" is already in this set (synonyms.yaml:1:4)
          help: delete one
        synonyms.yaml:1:17: warning[KB044]: "快递" is already in this set (synonyms.yaml:1:4)
          help: delete one
        synonyms.yaml:2:16: error[KB043]: "物流" is already in another synonym set \
        (synonyms.yaml:1:8)
          help: delete one, or join the two sets
        synonyms.yaml:2:31: error[KB038]: discount is 2
          help: write a number from 0 to 1
        synonyms.yaml:3:4: warning[KB054]: "券" has no synonym in its set
          help: add a second word, or delete the set
        synonyms.yaml:4:3: error[KB019]: a synonym set has no words
          help: add a line "words: …"
        synonyms.yaml:5:3: error[KB019]: words of a synonym set is empty
          help: write at least one item
        synonyms.yaml:6:3: error[KB017]: a synonym set must be a list, not text
          help: write one item a line, each after "- ", or [a, b]
        synonyms.yaml:7:4: error[KB018]: unknown key "wrods"
          help: did you mean "words"?
        """),
    DiagnosticCase(
      "the lexicon",
      [
        "kb.yaml": minimalSettings,
        "entries/a.yaml": minimalEntries,
        "lexicon.txt": """
        # 词
        双十一 100
        运费险
        c# 5
        双十一
        七天 无理由 10
        凑单 many # x
        满减 0

        """,
      ],
      expected: """
        lexicon.txt:5:1: warning[KB044]: "双十一" is already in lexicon.txt (lexicon.txt:2:1)
          help: delete one
        lexicon.txt:6:8: error[KB045]: a line is one word and, after a space, its frequency
          help: write one word a line
        lexicon.txt:7:4: error[KB045]: "many" is not a frequency
          help: write a whole number from 1 to 1000000000 after the word, or nothing
        lexicon.txt:8:4: error[KB045]: "0" is not a frequency
          help: write a whole number from 1 to 1000000000 after the word, or nothing
        """),
    DiagnosticCase(
      "stop words",
      [
        "kb.yaml": minimalSettings,
        "entries/a.yaml": minimalEntries,
        "stopwords.txt": """
        的
        了 # x
        的

        """,
      ],
      expected: """
        stopwords.txt:3:1: warning[KB044]: "的" is already in stopwords.txt (stopwords.txt:1:1)
          help: delete one
        """),
    DiagnosticCase(
      "keywords vetoed",
      [
        "kb.yaml": minimalSettings,
        "entries/a.yaml": """
        - id: a
          question: 怎么退款
          keywords: {any: [退货运费, 退货], all: [[退货, 运费]], none: [退货, 货运]}
          answers: [好]

        """,
      ],
      expected: """
        entries/a.yaml:3:20: warning[KB053]: "退货运费" contains "退货" of none (entries/a.yaml:3:55), \
        so it never hits
          help: delete one of the two
        entries/a.yaml:3:26: error[KB049]: "退货" is in none as well (entries/a.yaml:3:55), so it \
        never hits
          help: delete one of the two
        entries/a.yaml:3:38: error[KB049]: "退货" is in none as well (entries/a.yaml:3:55), so it \
        never hits
          help: delete one of the two
        """),
    DiagnosticCase(
      "keywords of little use",
      [
        "kb.yaml": minimalSettings,
        "entries/a.yaml": """
        - id: a
          question: 怎么退款
          keywords: {any: [退, 退款, 退款], all: [[运费]], none: [换]}
          answers: [好]

        """,
      ],
      expected: """
        entries/a.yaml:3:20: warning[KB051]: the keyword "退" is a single character and hits many \
        messages
          help: use a longer word
        entries/a.yaml:3:27: warning[KB044]: "退款" is already in any (entries/a.yaml:3:23)
          help: delete one
        entries/a.yaml:3:39: warning[KB050]: "运费" is alone in its group of all
          help: move it to any, or add the words that must occur with it
        entries/a.yaml:3:52: warning[KB051]: the keyword "换" is a single character and hits many \
        messages
          help: use a longer word
        """),
    DiagnosticCase(
      "all as a flat list",
      [
        "kb.yaml": minimalSettings,
        "entries/a.yaml": """
        - id: a
          question: 怎么退款
          keywords: {all: [退货, 运费]}
          answers: [好]

        """,
      ],
      expected: """
        entries/a.yaml:3:20: error[KB017]: all must be a list of groups of words, not a list of \
        words
          help: put the words that must occur together between brackets: [[退货, 运费]]
        """),
    DiagnosticCase(
      "an empty group",
      [
        "kb.yaml": minimalSettings,
        "entries/a.yaml": """
        - id: a
          question: 怎么退款
          keywords: {all: [[], [退货, 运费]]}
          answers: [好]

        """,
      ],
      expected: """
        entries/a.yaml:3:20: error[KB019]: a group of all is empty
          help: write at least one item
        """),
    DiagnosticCase(
      "one keyword in two entries",
      [
        "kb.yaml": minimalSettings,
        "entries/a.yaml": """
        - id: a
          question: 怎么退款
          keywords: {any: [退款]}
          answers: [好]
        - id: b
          question: 钱呢
          keywords: {any: [退款]}
          answers: [好]

        """,
      ],
      expected: """
        entries/a.yaml:7:20: warning[KB052]: "退款" is already a keyword of a (entries/a.yaml:3:20)
          help: make one of the two more specific, or tell them apart with none
        """),
  ]
}
