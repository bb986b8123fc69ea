import KefuText

/// The cost of turning one text into another, unit by unit, where units that sound alike are
/// nearer than units that do not.
///
/// A generalised Levenshtein distance (Wagner & Fischer 1974): leaving a unit out costs its weight;
/// exchanging two costs by the table below; keeping one costs nothing.
///
/// | units | cost |
/// |---|---|
/// | a character and its typed pinyin | 0.2 |
/// | same sound (款 宽) | 0.25 |
/// | Latin words of four letters or more, one letter apart | 0.35 |
/// | often confused sounds (zh/z, n/l, ang/an …) | 0.4 |
/// | same or confused sound, where both stand in words of the dictionary (景点 经典) | 0.8 |
/// | anything else | the heavier unit's weight |
///
/// Nor does an exchange ever cost less than the weights differ by: a particle stands for no more
/// than itself (吗 马), and two texts are as far apart as their lengths at least.
enum FuzzyCost {
  static let typedPinyin: Float = 0.2
  static let sameSound: Float = 0.25
  static let misspeltWord: Float = 0.35
  static let confusedSound: Float = 0.4
  static let differentWords: Float = 0.8

  @inline(__always)
  static func exchange(_ a: FuzzyUnit, _ neighbours: SIMD2<UInt64>, _ b: FuzzyUnit) -> Float {
    if a.symbol == b.symbol { return 0 }
    let other = max(a.weight, b.weight)
    guard a.hasSound, b.hasSound else {
      return neighbours[0] == b.symbol || neighbours[1] == b.symbol ? misspeltWord : other
    }
    var cost = other
    for slot in 0..<4 where a.readings[slot] != FuzzyUnit.noReading {
      if any(b.readings .== a.readings[slot]) {
        cost = a.isSyllable || b.isSyllable ? typedPinyin : sameSound
        break
      }
      if any(b.fuzzyReadings .== a.fuzzyReadings[slot]) { cost = confusedSound }
    }
    if cost < differentWords, a.isInWord, b.isInWord { cost = differentWords }
    return min(max(cost, abs(a.weight - b.weight)), other)
  }

  /// The least cost of turning a part of a message into `other`; above `limit`, `.infinity`.
  ///
  /// - Parameters:
  ///   - range: Units of `message`.
  ///   - row: Working memory, grown as needed.
  static func distance(
    _ message: FuzzyForm, _ range: Range<Int>, _ other: UnsafeBufferPointer<FuzzyUnit>,
    limit: Float, row: inout [Float]
  ) -> Float {
    let width = other.count
    if row.count <= width { row = .init(repeating: 0, count: width + 32) }
    return row.withUnsafeMutableBufferPointer { row in
      message.units.withUnsafeBufferPointer { units in
        message.neighbours.withUnsafeBufferPointer { neighbours in
          row[0] = 0
          for j in 0..<width { row[j + 1] = row[j] + other[j].weight }
          for i in range {
            let unit = units[i]
            var diagonal = row[0]
            row[0] += unit.weight
            var least = row[0]
            for j in 0..<width {
              let kept = diagonal + exchange(unit, neighbours[i], other[j])
              diagonal = row[j + 1]
              let cost = min(kept, min(diagonal + unit.weight, row[j] + other[j].weight))
              row[j + 1] = cost
              least = min(least, cost)
            }
            if least > limit { return .infinity }
          }
          return row[width] <= limit ? row[width] : .infinity
        }
      }
    }
  }
}
