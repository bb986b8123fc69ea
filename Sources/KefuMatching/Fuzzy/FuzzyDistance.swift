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
    let other = max(a.weight, b.weight)
    if a.signature & b.signature == 0 { return other }
    if a.symbol == b.symbol { return 0 }
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
  /// Of each row of the matrix only the cells from the first to the last within `limit`, and those
  /// they lead to, are computed (Ukkonen 1985): no way through any other ends within it.
  ///
  /// - Parameters:
  ///   - start: The part's first unit, or its last where it runs `backwards`.
  ///   - lengths: Units the part may have.
  ///   - row: Working memory, grown as needed.
  static func nearest(
    _ message: FuzzyForm, from start: Int, backwards: Bool = false, lengths: ClosedRange<Int>,
    _ other: UnsafeBufferPointer<FuzzyUnit>, limit: Float, row: inout [Float]
  ) -> (cost: Float, count: Int) {
    guard limit >= 0 else { return (.infinity, 0) }
    let width = other.count
    if row.count <= width { row = .init(repeating: 0, count: width + 32) }
    return row.withUnsafeMutableBufferPointer { row in
      message.units.withUnsafeBufferPointer { units in
        message.neighbours.withUnsafeBufferPointer { neighbours in
          let step = backwards ? -1 : 1
          let first = backwards ? width - 1 : 0
          var best = (cost: Float.infinity, count: 0)
          // The row's first and last cell within the limit.
          var (low, high) = (0, 0)
          row[0] = 0
          while high < width {
            row[high + 1] = row[high] + other[first + step * high].weight
            if row[high + 1] > limit { break }
            high += 1
          }
          if lengths.lowerBound == 0, high == width { best.cost = row[width] }
          for count in 0..<lengths.upperBound {
            let i = start + step * count
            guard i >= 0, i < units.count else { break }
            let unit = units[i]
            let neighbours = neighbours[i]
            let limit = min(limit, best.cost)
            var (newLow, newHigh) = (width + 1, -1)
            if high < width { row[high + 1] = .infinity }
            var diagonal = row[low]
            row[low] += unit.weight
            if row[low] <= limit { (newLow, newHigh) = (low, low) }
            for j in low..<width {
              let unitOfOther = other[first + step * j]
              let inserted = row[j] + unitOfOther.weight
              // Past the last cell's diagonal there is only what the cell before leads to.
              if j > high {
                guard inserted <= limit else { break }
                row[j + 1] = inserted
              } else {
                let kept = diagonal + exchange(unit, neighbours, unitOfOther)
                diagonal = row[j + 1]
                row[j + 1] = min(kept, min(diagonal + unit.weight, inserted))
              }
              if row[j + 1] <= limit {
                newLow = min(newLow, j + 1)
                newHigh = j + 1
              }
            }
            guard newHigh >= 0 else { break }
            (low, high) = (newLow, newHigh)
            if count + 1 >= lengths.lowerBound, high == width, row[width] < best.cost {
              best = (row[width], count + 1)
            }
          }
          return best
        }
      }
    }
  }
}
