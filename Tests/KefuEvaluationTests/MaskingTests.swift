// Masking.
//
// 1. Phones, order numbers, e-mail addresses and links go; money, days and other numbers stay.
// 2. Masking twice is masking once, and a masked text is known for one.
// 3. Of any text nothing that is masked is left, and what is past what is read goes too.
import KefuText
import KefuTestSupport
import Testing

@testable import KefuEvaluation

@Suite struct MaskingTests {
  @Test(
    "1, 2: what goes",
    arguments: [
      ("单号SF1234567890123，打13800138000", "单号[number]，打[phone]"),
      ("发到 a.b@qq.com 吧", "发到 [email] 吧"),
      ("看https://m.tb.cn/h.5x?a=1这个", "看[link]这个"),
      ("１３８００１３８０００", "[phone]"),
      ("满200减30，11月12号退¥99.9", "满200减30，11月12号退¥99.9"),
      ("退款👍", "退款👍"), ("", ""),
    ])
  func table(text: String, masked: String) {
    #expect(Masking.masked(text) == masked)
    #expect(Masking.masked(masked) == masked)
    #expect(Masking.isMasked(masked) == (text != masked))
  }

  @Test("3: long texts") func long() {
    let text = String(repeating: "退", count: Normalizer.maximumScalars) + "13800138000"
    #expect(Masking.masked(text) == String(repeating: "退", count: 2000) + "…")
  }

  @Test("3: any text", arguments: UInt64(1)...200) func anyText(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    let masked = Masking.masked(RandomText.pieces(20, using: &random))
    let normalized = Normalizer.shared.normalize(masked)
    for entity in EntityScanner.entities(in: normalized) {
      #expect(entity.kind == .entity(.money) || entity.kind == .entity(.date))
    }
  }

  @Test("3: one line") func line() {
    #expect(oneLine("a\nb\u{1B}[31m\u{2028}c") == "a b [31m c")
    #expect(oneLine("一二三四五", most: 3) == "一二…")
  }
}
