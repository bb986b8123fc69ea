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

  /// The least cost of turning a whole message into `other`; above `limit`, `.infinity`.
  static func distance(
    _ message: FuzzyForm, _ other: UnsafeBufferPointer<FuzzyUnit>, limit: Float, row: inout [Float]
  ) -> Float {
    nearest(
      message, from: 0, lengths: message.count...message.count, other, limit: limit, row: &row
    ).cost
  }

  /// Of the parts of a message that begin at a unit, or end there, the one turned into `other` at
  /// the least cost; above `limit`, `.infinity`.
  ///
  /// - Parameters:
  ///   - start: The part's first unit, or its last where it runs `backwards`.
  ///   - lengths: Units the part may have.
  ///   - row: Working memory, grown as needed.
  static func nearest(
    _ message: FuzzyForm, from start: Int, backwards: Bool = false, lengths: ClosedRange<Int>,
    _ other: UnsafeBufferPointer<FuzzyUnit>, limit: Float, row: inout [Float]
  ) -> (cost: Float, count: Int) {
    let width = other.count
    if row.count <= width { row = .init(repeating: 0, count: width + 32) }
    return row.withUnsafeMutableBufferPointer { row in
      message.units.withUnsafeBufferPointer { units in
        message.neighbours.withUnsafeBufferPointer { neighbours in
          var best = (cost: Float.infinity, count: 0)
          row[0] = 0
          for j in 0..<width { row[j + 1] = row[j] + other[backwards ? width - 1 - j : j].weight }
          if lengths.lowerBound == 0, row[width] <= limit { best.cost = row[width] }
          for count in 0..<lengths.upperBound {
            let i = backwards ? start - count : start + count
            guard i >= 0, i < units.count else { break }
            let unit = units[i]
            var diagonal = row[0]
            row[0] += unit.weight
            var least = row[0]
            for j in 0..<width {
              let unitOfOther = other[backwards ? width - 1 - j : j]
              let kept = diagonal + exchange(unit, neighbours[i], unitOfOther)
              diagonal = row[j + 1]
              let cost = min(kept, min(diagonal + unit.weight, row[j] + unitOfOther.weight))
              row[j + 1] = cost
              least = min(least, cost)
            }
            if least > min(limit, best.cost) { break }
            if count + 1 >= lengths.lowerBound, row[width] <= limit, row[width] < best.cost {
              best = (row[width], count + 1)
            }
          }
          return best
        }
      }
    }
  }
}
