// What words of letters and digits promise:
//  1. The table below: words, numbers, other scripts, and where mine differ from ICU's.
//  2. On any ASCII text without entities they are ICU's (UAX #29), but that 38,39 and 38;39 and
//     12'30 are two numbers, and that an underscore or an at sign parts words.
import KefuTestSupport
import KefuText
import Testing

@Suite struct WordBreakTests {
  let analyzer = TextAnalyzer()

  @Test(
    "1: words",
    arguments: [
      ("don't can’t o'", "don't can’t o"), ("u.s.a.", "u.s.a"),
      ("iPhone15 pro-max", "iphone15 pro max"), ("3.5kg", "3.5kg"),
      ("1,000 38,39 38,390,5", "1,000 38 39 38,390 5"), ("1,0000", "1 0000"), ("38;39", "38 39"),
      ("12'30", "12 30"), ("a_b", "a b"), ("1.a a.1", "1 a a 1"),
      ("ok吗", "ok 吗"), ("дом Ωμέγα", "дом ωμέγα"), ("café", "café"), ("T恤xl码", "t 恤 xl 码"),
      ("1.2.3", "1.2.3"), ("..", ""), ("C++", "c"),
      ("かなカナ", "かな カナ"), ("한국어 좋아요", "한국어 좋아요"), ("สวัสดีครับ", "สวัสดี ครับ"), ("हिन्दी", "हिन्दी"),
    ])
  func cuts(text: String, words: String) {
    #expect(analyzer.analyze(text).words.joined(separator: " ") == words)
  }

  @Test("1: kinds") func kinds() {
    let text = analyzer.analyze("退xl 3.5 v3 👍 かな 30元")
    #expect(
      text.tokens.map(\.kind) == [.han, .latin, .number, .latin, .emoji, .other, .entity(.money)])
  }

  @Test("2: any ASCII text") func agreesWithICU() {
    let slow = SlowFolding()
    var random = SeededRandom(seed: 2)
    let characters = Array("aabcxyz00123 ''..,,;_-/:!@#+*()\"~$%".unicodeScalars)
    var compared = 0
    for _ in 0..<20_000 {
      let scalars = (0..<random.below(16)).map { _ in random.pick(characters) }
      let text = String(String.UnicodeScalarView(scalars))
      let analyzed = analyzer.analyze(text)
      let hasEntity = analyzed.tokens.contains { if case .entity = $0.kind { true } else { false } }
      if hasEntity { continue }
      compared += 1
      #expect(analyzed.words == icuWords(text, slow), "\(text.debugDescription)")
    }
    #expect(compared > 15_000)
  }

  /// ICU's words, parted further where the promise says so.
  private func icuWords(_ text: String, _ slow: SlowFolding) -> [String] {
    // To ICU an at sign is a letter.
    let text = text.replacing("@", with: " ")
    let units = Array(text.utf16)
    let starts = slow.wordStarts(text)
    var words: [String] = []
    for (i, start) in starts.enumerated() where start.isWord {
      let end = i + 1 < starts.count ? starts[i + 1].offset : units.count
      let word = String(decoding: units[start.offset..<end], as: UTF16.self)
      words += parted(Array(word)).split(separator: " ").map(String.init)
    }
    return words
  }

  private func parted(_ word: [Character]) -> String {
    var result = ""
    for (i, c) in word.enumerated() {
      let followsDigit = i > 0 && word[i - 1].isNumber
      let digits = word[(i + 1)...].prefix { $0.isNumber }.count
      let parts =
        switch c {
        case "_", ";": true
        case "'": followsDigit && digits > 0
        case ",": digits != 3
        default: false
        }
      result.append(parts ? " " : c)
    }
    return result
  }
}
