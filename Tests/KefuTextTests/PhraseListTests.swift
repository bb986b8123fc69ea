// What a list of phrases promises:
//  1. It occurs in a text where one of its phrases is part of it, byte by byte, wherever it stands.
//  2. An empty list, an empty phrase and an empty text: nothing occurs.
import KefuTestSupport
import KefuText
import Testing

@Suite struct PhraseListTests {
  @Test("1: as looked for one by one") func isAsSlow() {
    var random = SeededRandom(seed: 1)
    var found = 0
    for _ in 0..<3000 {
      let phrases = (0..<random.below(4)).map { _ in
        String(
          String.UnicodeScalarView(RandomText.pieces(1, using: &random).unicodeScalars.prefix(2)))
      }
      let text =
        RandomText.pieces(3, using: &random)
        + (random.below(3) == 0 ? phrases.first ?? "" : "") + RandomText.pieces(2, using: &random)
      let occurs = phrases.contains { Self.isPart(Array($0.utf8), of: Array(text.utf8)) }
      #expect(PhraseList(phrases).occurs(in: text) == occurs, "\(phrases) in \(text)")
      if occurs { found += 1 }
      for phrase in phrases where !phrase.isEmpty {
        #expect(text.holds(phrase) == Self.isPart(Array(phrase.utf8), of: Array(text.utf8)))
      }
    }
    #expect(found > 300, "\(found)")
  }

  @Test("1: at either end, and of shared beginnings")
  func ends() {
    let list: PhraseList = ["什么时候", "什么", "how "]
    #expect(list.occurs(in: "什么"))
    #expect(list.occurs(in: "发什么"))
    #expect(list.occurs(in: "how far"))
    #expect(!list.occurs(in: "how"))
    #expect(!list.occurs(in: "什"))
    #expect(!list.occurs(in: "HOW far"))
  }

  @Test("2: nothing") func empty() {
    #expect(!PhraseList([String]()).occurs(in: "退款"))
    #expect(!PhraseList([""]).occurs(in: "退款"))
    #expect(!PhraseList(["退"]).occurs(in: ""))
    #expect("退款".holds("") && "".holds("") && !"".holds("退"))
  }

  private static func isPart(_ phrase: [UInt8], of text: [UInt8]) -> Bool {
    guard !phrase.isEmpty, phrase.count <= text.count else { return false }
    return (0...(text.count - phrase.count)).contains {
      Array(text[$0..<($0 + phrase.count)]) == phrase
    }
  }
}
