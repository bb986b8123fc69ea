// What folding promises:
//  1. Differences in writing that carry no meaning are gone: the table below.
//  2. What nobody sees is gone: controls, zero-width characters, direction marks, loose marks.
//  3. Bytes that are not UTF-8 become U+FFFD, one for each maximal part, as Swift's String does.
//  4. At most 2 000 scalars are kept, and it says so when there were more.
//  5. The fast path gives what ICU gives for the whole text (slow twin: SlowFolding).
//  6. Folding twice is folding once.
//  7. The literal key is what two texts share that a shopper would call the same.
import KefuTestSupport
import KefuText
import Testing

@Suite struct FoldingTests {
  static let folded: [(typed: String, folded: String)] = [
    // Width and case.
    ("ＡＢＣ１２３", "abc123"), ("ABC", "abc"), ("Straße", "strasse"), ("ΣΑΣ", "σασ"), ("ДОМ", "дом"),
    ("İ", "i"),
    ("！？，：；（）", "!?,:;()"), ("￥９９", "¥99"), ("～", "~"), ("ｶﾞ", "ガ"),
    // Compatibility forms, of one scalar and of several.
    ("½", "1/2"), ("①②⑩", "1210"), ("㎏", "kg"), ("℃", "°c"), ("™", "tm"), ("ﬁt", "fit"),
    ("㈱", "(株)"), ("㊗", "祝"),
    ("…", "..."), ("㍻", "平成"), ("Ⅳ", "iv"), ("x²", "x2"), ("㍿", "株式会社"), ("⑴", "(1)"), ("𝒳", "x"),
    ("１⁄２", "1/2"),
    // Traditional characters, those that ICU leaves among them.
    ("電子發票", "电子发票"), ("擡頭", "抬头"), ("電子發票擡頭", "电子发票抬头"), ("運費險", "运费险"), ("妳們", "你们"),
    ("颱風", "台风"), ("檯燈", "台灯"),
    ("囉嗦", "啰嗦"), ("喫飯", "吃饭"), ("發佈", "发布"), ("\u{F9D6}", "沦"), ("\u{2F800}", "丽"), ("㊮", "资"),
    // Marks: letters of their own stay, decoration goes.
    ("e\u{301}", "é"), ("É", "é"), ("x\u{302}", "x"), ("退\u{336}款\u{336}", "退款"),
    ("1\u{FE0F}\u{20E3}", "1"), ("\u{301}a", "a"),
    ("\u{1100}\u{1161}\u{11A8}", "각"), ("か\u{3099}", "が"), ("ก\u{E47}", "ก\u{E47}"), ("¨", " "),
    // Spaces.
    ("a\u{3000}b\tc\nd\u{A0}e\u{2028}f", "a b c d e f"), ("a\r\nb", "a  b"),
    // Emoji: the sequence falls apart into its parts, tones go.
    ("👨‍👩‍👧", "👨👩👧"), ("👍🏽", "👍"), ("❤️", "❤"), ("🇨🇳", "🇨🇳"),
    // Beyond the BMP.
    ("𠮷野家", "𠮷野家"), ("\u{10FFFF}", "\u{10FFFF}"),
    ("", ""),
  ]

  @Test("1: differences without meaning", arguments: folded)
  func foldsAway(_ row: (typed: String, folded: String)) {
    #expect(Normalizer.shared.normalize(row.typed).string == row.folded)
  }

  @Test(
    "2: what nobody sees",
    arguments: [
      "退\u{0}款", "退\u{200B}款", "\u{FEFF}退款", "退\u{200D}款\u{200C}", "\u{202E}退款\u{202C}", "退\u{AD}款",
      "退\u{FE0F}款", "退\u{E0041}款\u{E007F}", "退\u{1B}款\u{7F}", "退\u{2060}款\u{180E}", "退\u{3164}款",
      "退\u{2065}款",
    ])
  func dropsTheUnseen(_ typed: String) {
    #expect(Normalizer.shared.normalize(typed).string == "退款")
  }

  static let invalid: [[UInt8]] = [
    [0x80], [0xFF], [0xC0, 0x80], [0xC1, 0xBF], [0xE0, 0x80, 0x80], [0xE0, 0x9F, 0xBF],
    [0xF0, 0x80, 0x80, 0x80], [0xF0, 0x8F, 0xBF, 0xBF], [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF],
    [0xF4, 0x90, 0x80, 0x80], [0xF8, 0x88, 0x80, 0x80, 0x80], [0xE9, 0x80], [0xE9],
    [0xF0, 0x9F, 0x91],
    [0xE9, 0x80, 0x41], [0xE9, 0x41], [0xF0, 0x9F, 0x41], [0xC3, 0xC3, 0xA9],
    [0xE9, 0x80, 0xE9, 0x80, 0x80],
  ]

  @Test("3: invalid UTF-8 between two letters", arguments: invalid)
  func replacesInvalid(_ bytes: [UInt8]) {
    let bytes = [0x61] + bytes + [0x62]
    #expect(normalized(bytes).string == String(decoding: bytes, as: UTF8.self).lowercased())
  }

  @Test("3: any bytes decode as Swift decodes them") func decodesAsSwift() {
    var random = SeededRandom(seed: 3)
    for _ in 0..<2_000 {
      let bytes = (0..<random.below(12)).map { _ in
        random.pick(
          [0x41, 0x80, 0xBF, 0x90, 0xC3, 0xE0, 0xE9, 0xED, 0xF0, 0xF4, 0xA0, 0x8F] as [UInt8])
      }
      let expected = Normalizer.shared.normalize(String(decoding: bytes, as: UTF8.self)).string
      #expect(normalized(bytes).string == expected, "\(bytes)")
    }
  }

  @Test(
    "4: the cap",
    arguments: [
      (String(repeating: "退", count: 2_000), 2_000, false),
      (String(repeating: "退", count: 2_001), 2_000, true),
      (String(repeating: "退", count: 2_000) + "\u{200B}\u{0}", 2_000, false),
      (String(repeating: "…", count: 666) + "ab", 2_000, false),
      (String(repeating: "…", count: 667), 2_000, true),
      (String(repeating: "\u{FDFA}", count: 400), 2_000, true),
      (String(repeating: "\u{200B}", count: 100_000) + "退款", 2, false),
      (String(repeating: "한", count: 1_000_000), 2_000, true),
    ])
  func caps(text: String, count: Int, isTruncated: Bool) {
    let normalized = Normalizer.shared.normalize(text)
    #expect(normalized.count == count)
    #expect(normalized.isTruncated == isTruncated)
  }

  @Test("5: the fast path folds each scalar as ICU does") func foldsEachAsICU() {
    let slow = SlowFolding()
    for value in UInt32(0)..<0x32000 {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let text = String(Character(scalar))
      let (a, b) = (Normalizer.shared.normalize(text).string, slow.fold(text))
      if !sameScalars(a, b) { Issue.record("U+\(String(value, radix: 16)): \(a) is not \(b)") }
    }
  }

  @Test("5: the fast path folds texts as ICU does") func foldsAsICU() {
    let slow = SlowFolding()
    var random = SeededRandom(seed: 5)
    for _ in 0..<10_000 {
      let text = RandomText.pieces(12, using: &random)
      let (a, b) = (Normalizer.shared.normalize(text).string, slow.fold(text))
      if !sameScalars(a, b) { Issue.record("\(text.debugDescription): \(a) is not \(b)") }
    }
  }

  @Test("6: twice is once") func isIdempotent() {
    var random = SeededRandom(seed: 6)
    for _ in 0..<10_000 {
      let text = RandomText.pieces(12, using: &random)
      let once = Normalizer.shared.normalize(text).string
      let twice = Normalizer.shared.normalize(once).string
      if !sameScalars(once, twice) { Issue.record("\(text.debugDescription): \(once), \(twice)") }
    }
  }

  @Test(
    "7: the literal key",
    arguments: [
      ("退款，多久到账？", "退款多久到账"), ("退款 多久到账", "退款多久到账"), ("退款多久到账😊", "退款多久到账"), ("ＯＫ！", "ok"),
      ("？？", "??"),
      ("？ ？", "??"), ("😊 😊", "😊😊"), ("", ""), ("  ", ""), ("3.5kg", "35kg"), ("“退款”", "退款"),
      ("カナ", "カナ"),
    ])
  func literalKey(typed: String, key: String) {
    #expect(Normalizer.shared.literalKey(typed) == key)
  }

  private func normalized(_ bytes: [UInt8]) -> NormalizedText {
    var (result, scratch) = (NormalizedText(), TextScratch())
    bytes.withUnsafeBufferPointer {
      Normalizer.shared.normalize(utf8: $0, into: &result, scratch: &scratch)
    }
    return result
  }

  /// Canonically equal strings are equal to `==`; here they are not.
  private func sameScalars(_ a: String, _ b: String) -> Bool {
    a.unicodeScalars.elementsEqual(b.unicodeScalars)
  }
}
