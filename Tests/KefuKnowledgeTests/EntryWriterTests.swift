// Entries as YAML.
//
// 1. An entry is written as a trainer would write it, key by key.
// 2. What is written is read back equal, whatever the texts hold.
// 3. Texts stay plain where they may, and are quoted where YAML or a reader would take them for
//    something else.
// 4. Decimals have no exponent and come back as they were.
// 5. The shipped entries, written anew, are the same entries.

import Foundation
@testable import KefuKnowledge
import KefuTestSupport
import Testing

@Suite struct EntryWriterTests {
  /// 1
  @Test func wordForWord() {
    #expect(
      EntryWriter.yaml([Sample.full, Sample.small]) == """
        - id: refund.time
          question: 退款多久到账
          variants:
            - 钱几天能退回来
            - 退了,钱呢
          keywords:
            any: [退款多久, "a, b"]
            all: [[退款, 多久]]
            none: ["12306"]
          answers:
            - text: "双11期间 {shop.name} \\"慢\\""
              when: {channel: tmall, level: [diamond, gold]}
              valid: 2026-11-01..2026-11-12
            - text: |-
                亲:
                  1–7 天

                # 请耐心
          followUps: [return.insurance]
          group: aftersale
          handoff: offer
          weight: {运费: 2, 退款: 0.5}
          tests:
            reach: [钱呢]
            avoid: ["退款, 怎么申请"]

        - id: thanks
          question: 谢谢
          answers:
            - text: "不客气"

        """)
  }

  /// 2
  @Test("2: random entries come back", arguments: 0..<8)
  func roundTrip(part: UInt64) throws {
    var random = SeededRandom(seed: 7_000 + part)
    for _ in 0..<60 {
      let entries = RandomEntries.entries(Int.random(in: 1...4, using: &random), &random)
      let (loaded, diagnostics) = load([
        "kb.yaml": RandomEntries.settings, "entries/a.yaml": EntryWriter.yaml(entries),
      ])
      let knowledgeBase = try #require(loaded, "\(diagnostics)\n\(EntryWriter.yaml(entries))")
      #expect(knowledgeBase.entries.map(\.placeless) == entries.map(\.placeless))
    }
  }

  /// 3
  @Test(
    "3: plain or quoted",
    arguments: [
      ("怎么退款", "怎么退款", "怎么退款"), ("a,b", "a,b", "\"a,b\""), ("老掉线,登上去", "老掉线,登上去", "\"老掉线,登上去\""),
      ("12306", "\"12306\"", "\"12306\""), ("2026-11-01", "\"2026-11-01\"", "\"2026-11-01\""),
      ("3天", "3天", "3天"), ("No", "\"No\"", "\"No\""), ("null", "\"null\"", "\"null\""),
      ("~", "\"~\"", "\"~\""), ("- a", "\"- a\"", "\"- a\""), ("a: b", "\"a: b\"", "\"a: b\""),
      ("a #b", "\"a #b\"", "\"a #b\""), ("{x}", "\"{x}\"", "\"{x}\""),
      ("=1+1", "\"=1+1\"", "\"=1+1\""),
      ("a\\d", "\"a\\\\d\"", "\"a\\\\d\""), ("a\tb\nc", "\"a\\tb\\nc\"", "\"a\\tb\\nc\""),
      (" a", "\" a\"", "\" a\""), ("a ", "\"a \"", "\"a \""), ("", "\"\"", "\"\""),
      ("零\u{200B}宽", "\"零\\u200B宽\"", "\"零\\u200B宽\""), ("👨‍👩‍👧", "👨‍👩‍👧", "👨‍👩‍👧"),
      ("\u{7}", "\"\\x07\"", "\"\\x07\""),
      ("\u{E0001}", "\"\\U000E0001\"", "\"\\U000E0001\""), ("1e5", "\"1e5\"", "\"1e5\""),
      ("5g", "5g", "5g"),
    ])
  func scalars(text: String, block: String, flow: String) {
    #expect(YAMLText.inBlock(text) == block)
    #expect(YAMLText.inFlow(text) == flow)
  }

  /// 4
  @Test func decimals() {
    let table: [(Double, String)] = [
      (0, "0"), (2, "2"), (0.5, "0.5"), (10, "10"), (1e-5, "0.00001"), (1.25e-7, "0.000000125"),
      (1e20, "100000000000000000000"), (-1.5e-5, "-0.000015"), (1.2345e17, "123450000000000000"),
    ]
    for (value, text) in table { #expect(plainDecimal(value) == text) }
    var random = SeededRandom(seed: 4)
    for _ in 0..<2_000 {
      let value = Double(bitPattern: UInt64.random(in: 0..<0x7FF0_0000_0000_0000, using: &random))
      let text = plainDecimal(value)
      #expect(Double(text) == value && !text.contains("e"))
    }
  }

  /// 5
  @Test("5: shipped knowledge", arguments: ["ecommerce-zh", "travel-zh"])
  func shipped(name: String) throws {
    let files = try KnowledgeFiles(directory: URL(filePath: shippedKnowledge(name)))
    let knowledgeBase = try #require(files.load().knowledgeBase)
    let byFile = Dictionary(grouping: knowledgeBase.entries, by: \.location.file)
    let written = byFile.map { path, entries in
      FileEdit(path: path, before: nil, after: EntryWriter.yaml(entries))
    }
    let again = files.with(written).load()
    #expect(again.knowledgeBase?.entries.map(\.placeless) == knowledgeBase.entries.map(\.placeless))
  }
}

private enum Sample {
  static let full = Entry(
    id: "refund.time", question: text("退款多久到账"), variants: [text("钱几天能退回来"), text("退了,钱呢")],
    keywords: Keywords(
      any: [text("退款多久"), text("a, b")], all: [[text("退款"), text("多久")]], none: [text("12306")]),
    answers: [
      Answer(
        text: text("双11期间 {shop.name} \"慢\""),
        conditions: ["level": ["gold", "diamond"], "channel": ["tmall"]],
        valid: CalendarDate("2026-11-01")!...CalendarDate("2026-11-12")!),
      Answer(text: text("亲:\n  1–7 天\n\n# 请耐心")),
    ],
    followUps: [text("return.insurance")], group: "aftersale", handoff: .offer,
    weights: ["运费": 2, "退款": 0.5],
    tests: InlineTests(reach: [text("钱呢")], avoid: [text("退款, 怎么申请")]),
    location: SourceLocation(file: ""))

  static let small = Entry(
    id: "thanks", question: text("谢谢"), answers: [Answer(text: text("不客气"))],
    location: SourceLocation(file: ""))

  static func text(_ value: String) -> Sourced<String> {
    Sourced(value, at: SourceLocation(file: ""))
  }
}
