// What ranges promise:
//  1. Every scalar and token leads back to the bytes it came from: the table below.
//  2. On any text: ranges lie in the original, ascend, and overlap only inside one original
//     character; every letter, digit, character and emoji is in exactly one token.
//  3. A token that depends on nothing around it is found again in its own piece of the original.
import KefuTestSupport
import KefuText
import Testing

@Suite struct SourceRangeTests {
  let analyzer = TextAnalyzer()

  static let sources: [(text: String, tokens: [(String, from: String)])] = [
    ("退款", [("退款", "退款")]),
    ("ＸＬ碼", [("xl", "ＸＬ"), ("码", "碼")]),
    ("5㎏", [("5kg", "5㎏")]),
    ("½", [("1", "½"), ("2", "½")]),
    ("退\u{200B}款", [("退款", "退\u{200B}款")]),
    ("é e\u{301}!", [("é", "é"), ("é", "e\u{301}")]),
    ("打１３８００１３８０００吧", [("打", "打"), ("13800138000", "１３８００１３８０００"), ("吧", "吧")]),
    ("ｶﾞｷ", [("ガキ", "ｶﾞｷ")]),
    ("👍🏽🇨🇳", [("👍", "👍"), ("🇨🇳", "🇨🇳")]),
    ("1️⃣退\u{336}款\u{336}", [("1", "1"), ("退款", "退\u{336}款\u{336}")]),
    ("ok…嗯", [("ok", "ok"), ("嗯", "嗯")]),
    ("ขอบคุณครับ", [("ขอบคุณ", "ขอบคุณ"), ("ครับ", "ครับ")]),
  ]

  @Test("1: tokens and where they come from", arguments: sources)
  func leadsBack(_ row: (text: String, tokens: [(String, from: String)])) {
    let text = analyzer.analyze(row.text)
    #expect(text.tokens.map(text.text(of:)) == row.tokens.map(\.0))
    for (token, expected) in zip(text.tokens, row.tokens) {
      let source = row.text.utf8[range: text.sourceRange(of: token)]
      #expect(
        String(decoding: source, as: UTF8.self).unicodeScalars.elementsEqual(
          expected.from.unicodeScalars), "\(expected)")
    }
  }

  @Test("1: the example of the documentation") func documentation() {
    let analyzer = TextAnalyzer(segmenter: Segmenter(lexicon: [.init("运费险")]))
    let text = analyzer.analyze("有運費險嗎？打１３８００１３８０００")
    #expect(text.words == ["有", "运费险", "吗", "打", "<phone>"])
    #expect(text.sourceRange(of: text.tokens[1]) == 3..<12)
  }

  @Test("1: an empty range is where its end would be") func emptyRanges() {
    let text = Normalizer.shared.normalize("退款")
    #expect(text.sourceRange(of: 0..<0) == 0..<0)
    #expect(text.sourceRange(of: 1..<1) == 3..<3)
    #expect(text.sourceRange(of: 2..<2) == 6..<6)
    #expect(NormalizedText().sourceRange(of: 0..<0) == 0..<0)
    #expect("退款"[utf8Range: 3..<6] == "款")
    #expect("退款"[utf8Range: 3..<60] == "款")
  }

  @Test("2, 3: any text") func holdsOnAnyText() {
    var random = SeededRandom(seed: 2)
    for _ in 0..<5_000 {
      let original = RandomText.pieces(12, using: &random)
      let text = analyzer.analyze(original)
      if let broken = text.brokenInvariant(originalCount: original.utf8.count) {
        Issue.record("\(original.debugDescription): \(broken)")
      }
      for token in text.tokens where token.kind != .han && token.kind != .other {
        let source = text.sourceRange(of: token)
        // A piece of ½ is no piece of the original, and what is invisible may stand at the edges.
        let isWhole = { (i: Int) in
          !text.normalized.sourceStarts.indices.contains(i)
            || !source.contains(Int(text.normalized.sourceStarts[i]))
        }
        guard isWhole(token.range.lowerBound - 1), isWhole(token.range.upperBound) else { continue }
        let again = analyzer.analyze(String(decoding: original.utf8[range: source], as: UTF8.self))
        // An address or amount may be found inside a word once it stands alone.
        guard case .entity = token.kind else {
          #expect(again.normalized.string == text.text(of: token), "\(original.debugDescription)")
          continue
        }
        #expect(again.tokens.map(\.kind) == [token.kind], "\(original.debugDescription)")
        #expect(again.tokens.map(again.text(of:)) == [text.text(of: token)])
      }
    }
  }
}

extension String.UTF8View {
  fileprivate subscript(range range: Range<Int>) -> SubSequence {
    self[
      index(startIndex, offsetBy: range.lowerBound)..<index(startIndex, offsetBy: range.upperBound)]
  }
}
