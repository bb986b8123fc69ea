// The forms texts are compared in:
//  1. Numbers below 100 written in Chinese are read as far as they go; a run of digits is one by one.
//  2. `characters` has the text with numbers as digits, entities as one character of their kind, one
//     separator for a run of punctuation or emoji, a space only between two Latin words.
//  3. Each character knows its range of the normalised text; ranges ascend.
//  4. `literal` leaves out punctuation and spaces and spells entities out.
//  5. Hashes of tables keep what they were given (slow twin: Dictionary).
import KefuTestSupport
import KefuText
import Testing

@testable import KefuMatching

@Suite struct MatchTextTests {
  @Test(
    "1: numerals",
    arguments: [
      ("七", "7"), ("〇", "0"), ("零", "0"), ("两天", "2天"), ("十", "10"), ("十五", "15"), ("二十", "20"),
      ("二十天", "20天"), ("三十六", "36"), ("九十九", "99"), ("两十", "20"), ("十零", "100"), ("二零二六", "2026"),
      ("十十", "1010"), ("二十十", "2010"), ("零十", "010"), ("十十五", "1015"), ("一百", "1百"),
      ("五十五十", "5510"),
      ("百", "百"), ("贰", "贰"), ("7十", "710"),
    ])
  func numerals(text: String, expected: String) {
    #expect(described(matchText(text).characters) == expected)
  }

  @Test("1: where a numeral ends at a limit") func limited() {
    let text = scalars("二十五")
    func value(_ limit: Int) -> Int? { HanNumeral(in: text, at: 0, limit: limit)?.value }
    #expect([value(1), value(2), value(3)] == [2, 20, 25])
    #expect(HanNumeral(in: scalars("退"), at: 0, limit: 1) == nil)
  }

  @Test(
    "2, 4: characters and literal",
    arguments: [
      ("退款，多久？", "退款|多久|", "退款多久"),
      ("……退款!!👍", "|退款|", "退款"),
      ("Size  Chart", "size chart", "sizechart"),
      ("size chart", "size chart", "sizechart"),
      ("我 要 XL 码", "我要xl码", "我要xl码"),
      ("iPhone 15 pro", "iphone15pro", "iphone15pro"),
      ("打13800138000", "打<1>", "打13800138000"),
      ("¥99.9能退吗", "<2>能退吗", "999能退吗"),
      ("三十元，11月12号", "<2>|<3>", "30元11月12号"),
      ("a.b@qq.com https://x.cn", "<5><4>", "abqqcomhttpsxcn"),
      ("👍", "|", "👍"), ("?!", "|", "?!"), ("", "", ""), ("  ", "", ""), ("\u{200B}", "", ""),
      ("\u{0}退\u{0}", "退", "退"),
    ])
  func forms(text: String, characters: String, literal: String) {
    let found = matchText(text)
    #expect(described(found.characters) == characters)
    #expect(described(found.literal) == literal)
  }

  /// Separators as `|`, entities by their number.
  private func described(_ characters: [UInt32]) -> String {
    characters.map { c in
      if c == MatchText.separator { return "|" }
      if c >= MatchText.entityBase, c < MatchText.entityBase + 16 {
        return "<\(c - MatchText.entityBase)>"
      }
      return String(Unicode.Scalar(c)!)
    }.joined()
  }

  @Test("3: ranges") func ranges() {
    var random = SeededRandom(seed: 3)
    for _ in 0..<2_000 {
      let text = RandomText.pieces(8, using: &random)
      let found = matchText(text)
      #expect(found.characters.count == found.characterStarts.count)
      #expect(found.characters.count == found.characterEnds.count)
      var (position, end): (Int32, Int32) = (0, 0)
      for i in found.characters.indices {
        let range = found.characterStarts[i]..<found.characterEnds[i]
        #expect(!range.isEmpty && range.upperBound <= Int32(found.analyzed.normalized.count))
        // The two digits of 十五 share their range.
        #expect(range.lowerBound >= end || range.lowerBound == position, "\(text)")
        (position, end) = (range.lowerBound, range.upperBound)
      }
    }
  }

  @Test("5: tables") func hashIndex() {
    var random = SeededRandom(seed: 5)
    var (index, twin) = (HashIndex(), [UInt64: Int32]())
    for _ in 0..<5_000 {
      let key = UInt64(1 + random.below(3_000)) << UInt64(random.below(2) * 40)
      #expect(index[key] == twin[key])
      let number = index.intern(key)
      twin[key] = twin[key] ?? Int32(twin.count)
      #expect(number == twin[key])
      #expect(index.count == twin.count)
    }
  }

  @Test("5: lists") func lists() {
    let lists = Lists([[1, 2], [], [3]])
    #expect(lists.count == 3)
    #expect((0..<3).map { Array(lists[$0]) } == [[1, 2], [], [3]])
    #expect(Lists<Int>().count == 0)
  }
}
