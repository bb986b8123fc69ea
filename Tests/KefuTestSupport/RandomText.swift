/// A generator with a seed, so that a failure can be had again (SplitMix64).
public struct SeededRandom: RandomNumberGenerator, Sendable {
  private var state: UInt64

  public init(seed: UInt64) { state = seed }

  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// An index below `count`; quick, and near enough to even for tests.
  public mutating func below(_ count: Int) -> Int { Int(next() % UInt64(count)) }

  public mutating func pick<Element>(_ elements: [Element]) -> Element {
    elements[below(elements.count)]
  }
}

/// Random text of what shoppers type and of what breaks programs.
public enum RandomText {
  public static let words = [
    "退款", "退货运费谁承担", "電子發票", "擡頭", "運費險", "怎么", "还没发货", "客服", "七天无理由", "的", "了", "一", "龘", "〇", "々",
    "iPhone15", "ＸＬ码", "don't", "v1.2", "3.5kg", "38,39", "Straße", "ﬁne", "Ω", "дом", "ǅ", "İ",
    "１２３", "①②", "½", "㎏", "℃", "㈱", "㊗", "🈶", "…", "～", "！？", "，", "。", " ", "\u{3000}", "\t",
    "\n", "\u{A0}",
    "¥99.9", "30元", "两百块", "13800138000", "400-820-8820", "SF1234567890123", "2026-11-12", "11月12号",
    "https://m.tb.cn/h.5x?a=1", "a.b@qq.com", "满200减30", "1/2",
    "👍🏽", "👨‍👩‍👧", "🇨🇳", "❤️", "1️⃣", "☆", "⏰", "かな", "カナ", "ｶﾞ", "한국어", "ก็ดี", "العربية", "हिन्दी",
    "e\u{301}", "x\u{302}\u{323}", "退\u{336}", "\u{301}", "\u{1100}\u{1161}", "\u{3099}",
    "\u{200B}", "\u{200D}", "\u{FEFF}", "\u{202E}", "\u{0}", "\u{7}", "\u{AD}", "\u{FE0F}",
    "\u{E0041}",
    "\u{FFFD}", "\u{FFFE}", "\u{10FFFF}", "\u{E000}", "\u{378}", "𠮷", "\u{2F800}", "\u{FDFA}",
    "\u{F900}", "𝒳",
  ]

  /// Up to `count` pieces, of which one in eight is any scalar at all.
  public static func pieces(_ count: Int, using random: inout SeededRandom) -> String {
    var text = String.UnicodeScalarView()
    for _ in 0..<random.below(count + 1) {
      if random.below(8) == 0 {
        text.append(scalar(using: &random))
      } else {
        text.append(contentsOf: random.pick(words).unicodeScalars)
      }
    }
    return String(text)
  }

  /// Any scalar, those of the BMP more often.
  public static func scalar(using random: inout SeededRandom) -> Unicode.Scalar {
    while true {
      let limit = random.below(4) == 0 ? 0x110000 : 0x10000
      if let scalar = Unicode.Scalar(UInt32(random.below(limit))) { return scalar }
    }
  }

  /// Bytes that may be anything: random ones, or text with some of its bytes changed, lost or
  /// doubled, as truncated or overlong sequences are.
  public static func bytes(_ count: Int, using random: inout SeededRandom) -> [UInt8] {
    if random.below(4) == 0 {
      return (0..<random.below(count * 4 + 1)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    }
    var bytes = Array(pieces(count, using: &random).utf8)
    for _ in 0..<random.below(4) where !bytes.isEmpty {
      let i = random.below(bytes.count)
      switch random.below(4) {
      case 0: bytes[i] = UInt8(truncatingIfNeeded: random.next())
      case 1: bytes.remove(at: i)
      case 2: bytes.insert(random.pick([0xC0, 0xE0, 0xED, 0xF0, 0xF4, 0xFF, 0x80, 0xBF]), at: i)
      default: bytes.removeSubrange(i...)
      }
    }
    return bytes
  }
}
