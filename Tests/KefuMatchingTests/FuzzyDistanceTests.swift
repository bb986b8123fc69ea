// What the distance of stage 2 is:
//  1. The cost by the table in FuzzyCost (slow twin: SlowFuzzyDistance), or infinity above the limit.
//  2. 0 for the same units and for nothing else; the same both ways; between the difference and the
//     sum of the lengths.
//  3. The table's rows by hand.
//  4. A text's units: characters, typed syllables, Latin words, numbers; particles weigh less; each
//     knows its range.
import KefuKnowledge
import KefuTestSupport
import KefuText
import Testing

@testable import KefuMatching

extension FuzzyForm {
  /// The units with their sounds spelt out.
  var slowUnits: [SlowFuzzyDistance.Unit] {
    zip(units, neighbours).map { unit, near in
      var sounds: [String] = []
      let isTyped = unit.symbol >> 32 == 1
      if isTyped {
        sounds = [PinyinSyllable(id: UInt16(truncatingIfNeeded: unit.symbol)).description]
      } else if let character = UInt32(exactly: unit.symbol).flatMap(Unicode.Scalar.init) {
        sounds = PinyinTable.shared.readings(of: character).map(\.description)
      }
      return SlowFuzzyDistance.Unit(
        symbol: unit.symbol, sounds: sounds, isTypedSyllable: isTyped, isInWord: unit.isInWord,
        weight: unit.weight, neighbours: Set([near[0], near[1]].filter { $0 != 0 }))
    }
  }

  func distance(_ range: Range<Int>? = nil, to other: FuzzyForm, limit: Float = .infinity) -> Float
  {
    var row: [Float] = []
    return other.units.withUnsafeBufferPointer {
      let range = range ?? 0..<count
      return FuzzyCost.nearest(
        self, from: range.lowerBound, lengths: range.count...range.count, $0, limit: limit,
        row: &row
      ).cost
    }
  }
}

@Suite struct FuzzyDistanceTests {
  private static let analyzer = CompiledKnowledge(
    RandomKnowledge.words.enumerated().map { Entry("e\($0)", [$1], any: [$1]) }
  ).analyzer

  private static let words: WordNeighbours = {
    var words = WordNeighbours()
    for word in ["shipping", "return", "size", "main"] { words.add(scalars(word)) }
    return words
  }()

  private func form(
    _ text: String, readsPinyin: Bool = true, words: WordNeighbours? = nil
  ) -> FuzzyForm {
    fuzzyForm(text, Self.analyzer, readsPinyin: readsPinyin, words: words)
  }

  @Test("1: as the full matrix", arguments: [true, false])
  func agreesWithMatrix(readsPinyin: Bool) {
    var random = SeededRandom(seed: readsPinyin ? 1 : 2)
    for _ in 0..<1_500 {
      let text = RandomKnowledge.text(5, using: &random)
      let other =
        random.below(2) == 0
        ? RandomKnowledge.mutated(text, using: &random) : RandomKnowledge.text(5, using: &random)
      let a = form(text, readsPinyin: readsPinyin, words: Self.words)
      let b = form(other, readsPinyin: readsPinyin)
      let start = random.below(a.count + 1)
      let range = start..<start + random.below(a.count - start + 1)
      let slow = SlowFuzzyDistance.distance(Array(a.slowUnits[range]), b.slowUnits)
      let fast = a.distance(range, to: b)
      #expect(abs(fast - slow) < 1e-4, "\(text) \(range) to \(other)")
      #expect(a.distance(range, to: b, limit: slow + 0.01) == fast)
      #expect(a.distance(range, to: b, limit: slow - 0.01) == .infinity)
    }
  }

  @Test("2: a distance") func isMetricLike() {
    var random = SeededRandom(seed: 3)
    for _ in 0..<1_500 {
      let text = RandomKnowledge.text(4, using: &random)
      let (a, b) = (form(text), form(RandomKnowledge.mutated(text, using: &random)))
      let cost = a.distance(to: b)
      #expect((cost == 0) == (a.units.map(\.symbol) == b.units.map(\.symbol)), "\(text)")
      #expect(abs(cost - b.distance(to: a)) < 1e-4, "\(text)")
      #expect(abs(a.length - b.length) - 1e-4 <= cost && cost <= a.length + b.length + 1e-4)
      #expect(a.distance(to: a) == 0)
    }
  }

  @Test(
    "3: what a difference costs",
    arguments: [
      ("我要退款", "我要退宽", 0.25), ("退款", "tuikuan", 0.4), ("张云", "张芸", 0.25), ("运费险", "运废险", 0.25),
      ("张", "脏", 0.4), ("南", "蓝", 0.4), ("商", "山", 0.4), ("京", "金", 0.4), ("飞", "黑", 0.4),
      ("发", "花", 1),
      ("夫", "湖", 0.4), ("行", "航", 0.25), ("景点", "经典", 1.6), ("退货", "退款", 1), ("退了", "退", 0.3),
      ("在吗", "在嘛", 0.25), ("马", "吗", 0.7), ("15", "16", 1), ("", "退了", 1.3),
      ("shipping", "shiipping", 1), ("v", "w", 1), ("退", "v", 1), ("👍", "", 0),
    ])
  func table(text: String, other: String, cost: Double) {
    #expect(abs(Double(fuzzyForm(text).distance(to: fuzzyForm(other))) - cost) < 1e-5)
  }

  @Test("3: a misspelt Latin word") func misspelt() {
    let known = form("shipping", readsPinyin: false)
    for word in ["shiping", "shippnig", "shippingg", "shopping"] {
      let cost = form(word, readsPinyin: false, words: Self.words).distance(to: known)
      #expect(cost == FuzzyCost.misspeltWord, "\(word)")
    }
    #expect(form("shiing", readsPinyin: false, words: Self.words).distance(to: known) == 1)
  }

  @Test(
    "4: units",
    arguments: [
      ("退款吗", ["0..<1", "1..<2", "2..<3"], 2.3), ("十五天", ["0..<2", "2..<3"], 2),
      ("tuikuan", ["0..<7", "0..<7"], 2), ("box chart", ["0..<3", "4..<9"], 2),
      ("iphone15", ["0..<6", "6..<8"], 2), ("退,款", ["0..<1", "2..<3"], 2),
      ("打13800138000", ["0..<1", "1..<12"], 2), ("?!", [], 0), ("", [], 0),
    ] as [(String, [String], Float)])
  func units(text: String, ranges: [String], length: Float) {
    let form = form(text)
    #expect(form.ranges.map { "\($0)" } == ranges)
    #expect(abs(form.length - length) < 1e-5)
    #expect(form.neighbours.count == form.count)
  }

  @Test("4: pinyin only where it is read; entities alike") func kinds() {
    #expect(form("tuikuan", readsPinyin: false).count == 1)
    #expect(form("13800138000").distance(to: form("13900139000")) == 0)
    #expect(form("13800138000").distance(to: form("30元")) == 1)
    let inWord = fuzzyForm("退货吗").units.map(\.isInWord)
    #expect(inWord == [true, true, false])
  }
}
