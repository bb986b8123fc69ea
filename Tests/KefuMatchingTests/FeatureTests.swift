// What stage 4 sees of a text:
//  1. Words; pairs of them, the message's ends counting as words; emoji not at all, entities by kind.
//  2. Characters: runs of one to four of Chinese; of a Latin word its pieces of three to five with its
//     ends.
//  3. Sounds: one to three of a run, confused ones alike; pinyin typed sounds as the characters it
//     stands for. Only where the view is used.
//  4. A space numbers every word seen, and of other features those seen in two texts or more; rarity
//     counts a text once.
//  5. A vector has length 1, or is empty; each view has its share of it, however many features it
//     has; within a view a feature weighs `(1 + ln tf) · rarity`.
//  6. The known share is that of the features that have a number.
import Foundation
import KefuTestSupport
import KefuText
import Testing

@testable import KefuMatching

@Suite struct FeatureTests {
  private func features(_ text: String, _ views: FeatureViews = .chinese) -> TextFeatures {
    var features = TextFeatures()
    features.extract(matchText(text), views: views)
    return features
  }

  private func keys(
    _ view: TextFeatures.View, _ text: String, _ views: FeatureViews = .chinese
  ) -> [UInt64] {
    features(text, views).keys[view.rawValue]
  }

  @Test("1: words and pairs") func words() {
    let refund = keys(.words, "退款")
    #expect(refund.count == 1)
    #expect(keys(.words, "退款 退款") == refund + refund)
    #expect(keys(.words, "退款👍") == refund)
    #expect(keys(.words, "退款,") == refund)
    #expect(Set(keys(.words, "退款 size xl")).count == 3)
    #expect(keys(.words, "SIZE") == keys(.words, "ｓｉｚｅ"))
    #expect(keys(.words, "打13800138000") == keys(.words, "打13900139000"))
    #expect(keys(.words, "13800138000") != keys(.words, "a@b.cn"))

    let alone = keys(.wordPairs, "退款")
    #expect(alone.count == 2 && alone[0] != alone[1])
    let (first, last) = (keys(.wordPairs, "退款 size"), keys(.wordPairs, "size 退款"))
    #expect(first.count == 3 && last.count == 3)
    #expect(first[0] == alone[0] && last[2] == alone[1])
    #expect(first[1] != last[1], "the order of a pair counts")
    #expect(keys(.wordPairs, "").isEmpty && keys(.wordPairs, "👍").isEmpty)
  }

  @Test(
    "2: characters",
    arguments: [
      ("", 0), ("退", 1), ("退款", 3), ("退款多", 6), ("退款多久", 10), ("退款多久到", 14), ("a", 1), ("xl", 3),
      ("size", 9), ("退size款", 11), ("退款 多久", 10), ("退款,多久", 6), ("👍", 0),
    ])
  func characters(text: String, count: Int) {
    let found = keys(.characters, text)
    #expect(found.count == count)
    #expect(Set(found).count == count)
  }

  @Test("2: the ends of a Latin word are letters") func ends() {
    let shared = Set(keys(.characters, "shipping")).intersection(keys(.characters, "shipped"))
    // ^sh shi hip ipp, ^shi ship hipp, ^ship shipp
    #expect(shared.count == 9)
    #expect(Set(keys(.characters, "ship")).isSubset(of: keys(.characters, "ship it")))
    #expect(!Set(keys(.characters, "ship")).isSubset(of: keys(.characters, "shipping")))
  }

  @Test("3: sounds") func sounds() {
    #expect(keys(.sounds, "退款").count == 3)
    #expect(keys(.sounds, "退款多久").count == 9)
    #expect(keys(.sounds, "退款") == keys(.sounds, "退宽"))
    #expect(keys(.sounds, "退款") == keys(.sounds, "tuikuan"))
    #expect(keys(.sounds, "退款") != keys(.sounds, "退货"))
    #expect(keys(.sounds, "xl shipping").isEmpty)
    #expect(keys(.sounds, "退款xl多久").count == 6)
    #expect(keys(.sounds, "退款", .spaced).isEmpty)
    #expect(keys(.words, "退款", .spaced) == keys(.words, "退款"))
  }

  @Test("extraction leaves nothing behind") func reuse() {
    var reused = TextFeatures()
    for text in ["退款多久到账", "size chart", "", "tuikuan 退款"] {
      reused.extract(matchText(text), views: .chinese)
      #expect(reused.keys == features(text).keys)
    }
  }

  private static let texts = [
    "退款多久到账", "退款几天到", "退款退款退款", "怎么退款", "size chart", "which size", "运费谁出", "",
  ]

  /// The number of texts that have each feature, by view.
  private func slowCounts(_ texts: [TextFeatures], _ view: TextFeatures.View) -> [UInt64: Int] {
    texts.reduce(into: [:]) { counts, text in
      for key in Set(text.keys[view.rawValue]) { counts[key, default: 0] += 1 }
    }
  }

  @Test("4: numbers and rarities", arguments: [FeatureViews.chinese, .spaced])
  func space(views: FeatureViews) throws {
    let texts = Self.texts.map { features($0, views) }
    let space = FeatureSpace(texts: texts, views: views)
    var expected = 0
    for view in TextFeatures.View.allCases where views.uses(view) {
      for (key, count) in slowCounts(texts, view) {
        guard view == .words || count >= 2 else {
          #expect(space.index[key] == nil)
          continue
        }
        expected += 1
        let number = try #require(space.index[key])
        let rarity = 1 + log(Double(1 + texts.count) / Double(1 + count))
        #expect(abs(Double(space.rarities[Int(number)]) - rarity) < 1e-5)
      }
    }
    #expect(space.count == expected && expected > 10)
  }

  /// The formula, feature by feature.
  private func slowVector(
    _ text: TextFeatures, _ space: FeatureSpace
  ) -> (values: [Int32: Double], known: Double) {
    var values: [Int32: Double] = [:]
    var (seen, known) = (0, 0)
    for view in TextFeatures.View.allCases where space.views.uses(view) {
      let counts = text.keys[view.rawValue]
        .reduce(into: [UInt64: Int]()) { $0[$1, default: 0] += 1 }
      var part: [Int32: Double] = [:]
      for (key, count) in counts {
        seen += count
        guard let number = space.index[key] else { continue }
        known += count
        part[number] = (1 + log(Double(count))) * Double(space.rarities[Int(number)])
      }
      let length = part.values.reduce(0) { $0 + $1 * $1 }.squareRoot()
      for (number, value) in part {
        values[number] = value / length * Double(space.views.shares[view.rawValue])
      }
    }
    let length = values.values.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return (values.mapValues { $0 / length }, seen == 0 ? 0 : Double(known) / Double(seen))
  }

  @Test("5, 6: vectors", arguments: [FeatureViews.chinese, .spaced])
  func vectors(views: FeatureViews) {
    let space = FeatureSpace(texts: Self.texts.map { features($0, views) }, views: views)
    var random = SeededRandom(seed: 3)
    let others = (0..<100).map { _ in RandomKnowledge.text(6, using: &random) }
    var vector = SparseVector()
    for text in Self.texts + others + ["鹦鹉", "zebra", "👍"] {
      let features = features(text, views)
      let known = FeatureWeighting(shares: views.shares).vector(
        of: features, into: &vector, number: { space.index[$0] },
        rarity: { space.rarities[Int($0)] })
      let twin = slowVector(features, space)
      #expect(vector.features.count == vector.values.count)
      #expect(Set(vector.features).count == vector.count, "\(text)")
      #expect(Set(vector.features) == Set(twin.values.keys), "\(text)")
      for (feature, value) in zip(vector.features, vector.values) {
        #expect(abs(Double(value) - twin.values[feature, default: 9]) < 1e-5, "\(text)")
      }
      #expect(abs(Double(known) - twin.known) < 1e-6, "\(text)")
      let length = vector.values.reduce(0) { $0 + $1 * $1 }
      #expect(vector.count == 0 || abs(length - 1) < 1e-5, "\(text)")
      #expect((vector.count == 0) == (known == 0))
      var again = SparseVector()
      space.vector(of: features, into: &again)
      #expect(again.features == vector.features && again.values == vector.values)
    }
  }

  @Test("5: shares") func shares() throws {
    let texts = ["退款退款", "退款退款"].map { features($0) }
    let space = FeatureSpace(texts: texts, views: .chinese)
    var vector = SparseVector()
    space.vector(of: texts[0], into: &vector)
    let total = FeatureViews.chinese.shares.reduce(0) { $0 + $1 * $1 }
    for view in TextFeatures.View.allCases {
      let numbers = Set(texts[0].keys[view.rawValue].compactMap { space.index[$0] })
      let square = zip(vector.features, vector.values).reduce(Float(0)) {
        numbers.contains($1.0) ? $0 + $1.1 * $1.1 : $0
      }
      let share = FeatureViews.chinese.shares[view.rawValue]
      #expect(abs(square - share * share / total) < 1e-5)
    }
  }

  @Test("6: the known share") func knownShare() {
    let space = FeatureSpace(texts: ["退款", "退款"].map { features($0) }, views: .chinese)
    func known(_ text: String) -> Float {
      var vector = SparseVector()
      return FeatureWeighting(shares: space.views.shares).vector(
        of: features(text), into: &vector, number: { space.index[$0] },
        rarity: { space.rarities[Int($0)] })
    }
    #expect(known("退款") == 1)
    #expect(known("鹦鹉") == 0 && known("") == 0)
    let part = known("退款鹦鹉")
    #expect(part > 0 && part < 1)
  }
}
