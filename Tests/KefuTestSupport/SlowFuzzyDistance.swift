/// The cost of turning one text into another by a full matrix over units whose sounds are spelt
/// out. The slow twin of `FuzzyCost`.
package enum SlowFuzzyDistance {
  package struct Unit {
    package var symbol: UInt64
    /// In letters, without tones; empty for what has no sound.
    package var sounds: [String]
    package var isTypedSyllable: Bool
    package var isInWord: Bool
    package var weight: Float
    /// Symbols of known words one letter away.
    package var neighbours: Set<UInt64>

    package init(
      symbol: UInt64, sounds: [String], isTypedSyllable: Bool, isInWord: Bool, weight: Float,
      neighbours: Set<UInt64>
    ) {
      self.symbol = symbol
      self.sounds = sounds
      self.isTypedSyllable = isTypedSyllable
      self.isInWord = isInWord
      self.weight = weight
      self.neighbours = neighbours
    }
  }

  /// - Parameter message: The side whose `neighbours` count.
  package static func distance(_ message: [Unit], _ other: [Unit]) -> Float {
    var matrix = [[Float]](
      repeating: .init(repeating: 0, count: other.count + 1), count: message.count + 1)
    for i in message.indices { matrix[i + 1][0] = matrix[i][0] + message[i].weight }
    for j in other.indices { matrix[0][j + 1] = matrix[0][j] + other[j].weight }
    for (i, a) in message.enumerated() {
      for (j, b) in other.enumerated() {
        matrix[i + 1][j + 1] = [
          matrix[i][j + 1] + a.weight, matrix[i + 1][j] + b.weight, matrix[i][j] + exchange(a, b),
        ].min()!
      }
    }
    return matrix[message.count][other.count]
  }

  /// What `FuzzyCost`'s documentation says, row by row.
  package static func exchange(_ a: Unit, _ b: Unit) -> Float {
    if a.symbol == b.symbol { return 0 }
    let other = max(a.weight, b.weight)
    if a.neighbours.contains(b.symbol) { return 0.35 }
    let sameSound = a.sounds.contains(where: b.sounds.contains)
    let confused = Set(a.sounds.map(heard)).intersection(b.sounds.map(heard))
    var cost = other
    if sameSound {
      cost = a.isTypedSyllable || b.isTypedSyllable ? 0.2 : 0.25
    } else if !confused.isEmpty {
      cost = 0.4
    }
    if a.isInWord, b.isInWord { cost = max(cost, 0.8) }
    return min(max(cost, abs(a.weight - b.weight)), other)
  }

  /// A syllable as someone hears it who does not tell zh from z, n from l, f from h, ang from an.
  package static func heard(_ syllable: String) -> String {
    var heard = syllable
    let initials = [("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l"), ("f", "h")]
    if let (from, to) = initials.first(where: { syllable.hasPrefix($0.0) && syllable != $0.0 }) {
      heard = to + syllable.dropFirst(from.count)
    }
    return ["ang", "eng", "ing"].contains { heard.hasSuffix($0) } ? String(heard.dropLast()) : heard
  }
}
