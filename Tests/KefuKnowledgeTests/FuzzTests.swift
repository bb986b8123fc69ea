// The loader and arbitrary bytes.
//
// 1. No input crashes or hangs it: it returns a knowledge base, or errors.
// 2. Without errors there is a knowledge base; with an error there is none.
// 3. Diagnostics are sorted by place, and their codes are known.
// 4. Inputs made to be slow (nesting, aliases, duplicate keys) are not.

import KefuKnowledge
import KefuTestSupport
import Testing

@Suite struct FuzzTests {
  @Test("1, 2, 3: mutated files", arguments: 0..<4)
  func mutated(part: UInt64) {
    var random = SeededRandom(seed: 20_261_122 + part)
    for _ in 0..<25_000 {
      // Mostly without settings, which take as long to read as the file that is tried.
      let hasSettings = Int.random(in: 0..<5, using: &random) == 0
      var files = ["kb.yaml": hasSettings ? Seeds.settings : []]
      let path = Seeds.paths.randomElement(using: &random)!
      files[path] = mutate(Seeds.files.randomElement(using: &random)!, &random)
      let (knowledgeBase, diagnostics) = KnowledgeLoader.load(files: files)
      let hasError = diagnostics.contains { $0.severity == .error }
      let isSorted = zip(diagnostics, diagnostics.dropFirst())
        .allSatisfy { $0.location <= $1.location }
      let isKnown = diagnostics.allSatisfy { DiagnosticCode(rawValue: $0.code) != nil }
      // Only failures are recorded: recording every check would take most of the time.
      if hasError != (knowledgeBase == nil) || !isSorted || !isKnown {
        Issue.record("\(files): \(diagnostics)")
      }
    }
  }

  @Test("4: slow inputs", arguments: Seeds.slow.indices)
  func slow(number: Int) {
    let bytes = Array(Seeds.slow[number].utf8)
    _ = KnowledgeLoader.load(files: [
      "kb.yaml": [], "entries/a.yaml": bytes, "synonyms.yaml": bytes,
      "triggers.yaml": bytes, "flows.yaml": bytes,
    ])
  }

  private func mutate(_ seed: [UInt8], _ random: inout SeededRandom) -> [UInt8] {
    var bytes = seed
    for _ in 0..<Int.random(in: 1...6, using: &random) {
      let index = Int.random(in: 0...bytes.count, using: &random)
      let end = min(bytes.count, index + Int.random(in: 1...8, using: &random))
      switch Int.random(in: 0..<8, using: &random) {
      case 0 where index < bytes.count:
        bytes[index] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      case 1: bytes.removeSubrange(index..<end)
      case 2: bytes.insert(UInt8.random(in: 0...255, using: &random), at: index)
      case 3:
        let other = Seeds.files.randomElement(using: &random)!
        let start = Int.random(in: 0..<other.count, using: &random)
        bytes.insert(contentsOf: other[start..<min(other.count, start + 30)], at: index)
      case 4: bytes.insert(contentsOf: bytes[index..<end], at: end)
      case 5: bytes.removeSubrange(index...)
      default:
        bytes.insert(contentsOf: Seeds.fragments.randomElement(using: &random)!, at: index)
      }
    }
    return bytes
  }
}

private enum Seeds {
  static let settings = Array(
    "name: 小店\nvariables: {shop.name: 小店}\nskillGroups: {aftersale: 售后}\n".utf8)

  static let paths = [
    "kb.yaml", "entries/a.yaml", "entries/a.yaml", "entries/a.yaml", "smalltalk.yaml",
    "synonyms.yaml", "lexicon.txt", "stopwords.txt", "tests/oos.tsv", "tests/dev.tsv",
    "triggers.yaml", "triggers.yaml", "flows.yaml", "flows.yaml", "flows.yaml",
  ]

  static let files: [[UInt8]] = [
    "name: 小店\nrisk: 0.02\nvariables:\n  shop.name: 小店\nthresholds: {answer: 0.5}\n",
    "businessHours:\n  timeZone: UTC\n  mon-fri: [09:00-18:00]\n  sat: 10:00-24:00\n",
    "- id: a\n  question: 怎么退款\n  variants:\n    - 退钱\n    - \"钱: 呢\"\n  answers: [好]\n",
    "- id: a\n  question: 退\n  keywords: {any: [退款], all: [[退货, 运费]], none: [换]}\n"
      + "  answers:\n    - {text: \"{shop.name}\", when: {channel: jd}, "
      + "valid: 2026-11-01..2026-11-12}\n    - 好\n",
    "- {id: a, question: b, answers: [c], followUps: [d]}\n"
      + "- {id: d, question: e, answers: [f], followUps: [a], group: aftersale}\n",
    "- id: a\n  question: |\n    多\n    行\n  answers:\n  - >-\n    一\n    二\n  handoff: always\n"
      + "  weight: {运费: 2}\n  tests: {reach: [a], avoid: ['b']}\n",
    "- [快递, 物流]\n- {words: [券, 红包], discount: 0.8}\n",
    "双十一 100\n# 词\n运费险\n",
    "怎么退\ta\n天气\n",
    "thresholds: {misses: 2, lowRating: 3}\ntriggers:\n  - id: a\n    reason: anger\n"
      + "    priority: high\n    phrases: [生气, 差评]\n    patterns: ['(太|真)差了?', \"[a-z]{2,}\"]\n"
      + "    unless: [不生气]\n    say: \"{shop.name}\"\n"
      + "  - {id: b, reason: vip, group: aftersale, when: {level: [gold]}}\n",
    "- id: f\n  title: 退\n  startedBy: {entries: [a], events: [unpaid]}\n  cancel: [算了]\n"
      + "  windows: {notBefore: 09:00, quiet: [22:00-09:00], perDay: 2}\n  steps:\n"
      + "    - {id: s, say: 好, ask: {slot: o, type: orderNumber, prompt: 号, optional: true}}\n"
      + "    - id: t\n      say: \"{slot.o}\"\n      branch: [{when: {o: [declined]}, next: s}]\n"
      + "      end: {outcome: handoff, reason: x}\n",
    "- {id: f, title: 退, startedBy: {entries: [a]}, steps: [{id: s, ask: {slot: c, type: choice, "
      + "prompt: 选, options: [{label: 一, value: x}, {label: 二, value: y, words: [两]}]}, "
      + "branch: [{when: {c: x}, next: t}], next: s}, {id: t, say: 请发验证码, end: "
      + "{outcome: solved}}]}\n",
  ].map { Array($0.utf8) }

  static let fragments: [[UInt8]] =
    [
      "- ", "? ", ": ", "\n", "\r\n", "\r", "  ", "\t", "[", "]", "{", "}", ",", "&a ", "*a", "!t ",
      "'", "\"", "|", ">", "|2-\n", "#", " #", "%YAML 1.1\n", "---\n", "...\n", "@", "`", "~",
      "null",
      "\\x07", "\u{FEFF}", "\u{2028}", "\u{85}", "\u{0}", "id: a\n", "\n- ", "\n  ", "{a: {b: [",
      "id", "<<: ", "= ", "{{", "}}", "next: s\n", "(", ")+", "\\1", "(?<", "9999999999999999999",
      "\u{F0000}", "👨‍👩‍👧", "e\u{301}",
    ].map { Array($0.utf8) } + [[0xFF], [0xC3], [0xED, 0xA0, 0x80], [0xFF, 0xFE], [0xF4, 0x90]]

  static let slow: [String] = [
    String(repeating: "[", count: 40_000),
    String(repeating: "{a: ", count: 10_000),
    String(repeating: "- ", count: 40_000),
    String(repeating: "? ", count: 40_000),
    String(repeating: "a:\n", count: 10_000),
    (0..<300).map { String(repeating: " ", count: $0) + "a:\n" }.joined(),
    "a: &a [x, x]\n" + (1..<30).map { "b\($0): &b\($0) [*a, *a]\n" }.joined(),
    "? &a [x, x]\n" + (1..<30).map { _ in "? &a [*a, *a, *a, *a]\n" }.joined(),
    "- id: a\n  variants:\n" + String(repeating: "    - 退钱\n", count: 4_000),
    "- {" + (0..<4_000).map { "k\($0 % 100): v, " }.joined() + "}",
    "- " + String(repeating: "好", count: 50_000),
    "- \"" + String(repeating: "\\u3000", count: 20_000),
    "- " + String(repeating: "\"a\" ", count: 20_000),
    String(repeating: "\u{7}", count: 50_000),
    String(repeating: "- |\n\n\n", count: 10_000),
    "- id: f\n  steps:\n"
      + (0..<800).map { "  - {id: s\($0), ask: {slot: o\($0), type: text, prompt: 好}}\n" }.joined()
      + "  - {id: end, end: {outcome: solved}}\n",
    "triggers:\n- id: a\n  patterns: [\"" + String(repeating: "(", count: 150)
      + String(repeating: ")*", count: 20) + "\"]\n  phrases: [x]\n",
    (0..<1_000).map { "- {id: a\($0), followUps: [a\(($0 + 1) % 1_000)]}\n" }.joined(),
  ]
}
