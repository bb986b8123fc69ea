/// The pairs of neighbours that a text is found by, particles left out.
///
/// A unit of weight 1 is *strong*. Where turning one text into another costs little, most pairs of
/// neighbouring strong units are the same in both, or sound the same: a strong unit left out or
/// exchanged for one with another sound costs 1 and takes two pairs with it, one put in between costs
/// 1 and takes one. Cheaper is only the exchange with a particle of the same sound, for 0.7: it takes
/// two pairs where the text at hand has the strong unit, one where the other has.
struct StrongPairs: Sendable {
  /// Keys of pairs in the order of the text, each way of sounding a key of its own.
  private(set) var keys: [UInt64] = []
  private var previous: FuzzyUnit?
  private var count = 0
  /// Strong units that sound like a particle.
  private var weakCount = 0

  mutating func read(_ units: some Sequence<FuzzyUnit>) {
    keys.removeAll(keepingCapacity: true)
    (previous, count, weakCount) = (nil, 0, 0)
    for unit in units where unit.weight == 1 {
      count += 1
      if unit.soundsLikeParticle { weakCount += 1 }
      if let previous {
        previous.forEachKey { first in
          unit.forEachKey { second in keys.append(mixed(first &* 3 &+ second) | 1) }
        }
      }
      previous = unit
    }
  }

  /// As `read(_:)` for a message, whose units have neighbours.
  mutating func read(_ form: FuzzyForm) {
    keys.removeAll(keepingCapacity: true)
    (count, weakCount) = (0, 0)
    var previous: Int?
    for unit in 0..<form.count where form.units[unit].weight == 1 {
      count += 1
      if form.units[unit].soundsLikeParticle { weakCount += 1 }
      if let previous {
        form.forEachKey(previous) { first in
          form.forEachKey(unit) { second in keys.append(mixed(first &* 3 &+ second) | 1) }
        }
      }
      previous = unit
    }
  }

  /// How many of the pairs any text has at least that is `minimumSimilarity` similar, and no longer.
  ///
  /// - Parameter length: Of the text.
  func kept(length: Float) -> Int {
    let cost = Double(length * (1 - PhrasingIndex.minimumSimilarity) + PhrasingIndex.tolerance)
    var most = 0
    for weak in 0...min(weakCount, Int(cost / 0.7)) {
      let rest = cost - 0.7 * Double(weak)
      let whole = rest.rounded(.down)
      most = max(most, 2 * weak + 2 * Int(whole) + (rest - whole >= 0.7 - 1e-6 ? 1 : 0))
    }
    return count - 1 - most
  }

  /// What `kept` must be for a text of this length to be found by its pairs.
  @inline(__always)
  static func least(length: Float) -> Int { max(1, Int(length * 0.15)) }
}

extension FuzzyUnit {
  var soundsLikeParticle: Bool {
    guard hasSound else { return false }
    var found = false
    forEachKey { if Self.particleKeys.contains($0) { found = true } }
    return found
  }

  private static let particleKeys = {
    var keys = HashIndex()
    for character in particleCharacters.unicodeScalars {
      FuzzyUnit(character: character.value, pinyin: .shared).forEachKey { _ = keys.intern($0) }
    }
    return keys
  }()
}
