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
/// | Latin words of four letters or more, one letter apart | 0.35 |
/// | same sound (款 宽) | 0.25 |
/// | often confused sounds (zh/z, n/l, ang/an …) | 0.4 |
/// | either of these, where both stand in words of the dictionary (景点 经典) | 0.8 |
/// | anything else | the heavier unit's weight |
enum FuzzyCost {
  static let typedPinyin: Float = 0.2
  static let misspeltWord: Float = 0.35
  static let sameSound: Float = 0.25
  static let confusedSound: Float = 0.4
  static let differentWords: Float = 0.8

  @inline(__always)
  static func exchange(
    _ a: FuzzyForm, _ i: Int, _ b: FuzzyForm, _ j: Int
  ) -> Float {
    if a.symbols[i] == b.symbols[j] { return 0 }
    let (x, y) = (a.readings[i], b.readings[j])
    let other = max(a.weights[i], b.weights[j])
    if x[0] == FuzzyForm.noReading || y[0] == FuzzyForm.noReading {
      let near = a.neighbours[i].contains(b.symbols[j]) || b.neighbours[j].contains(a.symbols[i])
      return near ? misspeltWord : other
    }
    var cost = other
    let typed = FuzzyForm.isSyllable(a.symbols[i]) || FuzzyForm.isSyllable(b.symbols[j])
    search: for s in 0..<4 where x[s] != FuzzyForm.noReading {
      for t in 0..<4 where y[t] != FuzzyForm.noReading {
        if x[s] == y[t] {
          cost = typed ? typedPinyin : sameSound
          break search
        }
        if PinyinTable.shared.fuzzyID(x[s]) == PinyinTable.shared.fuzzyID(y[t]) {
          cost = min(cost, confusedSound)
        }
      }
    }
    if !typed, cost < differentWords, a.isInWord[i], b.isInWord[j] { cost = differentWords }
    return min(cost, other)
  }

  /// The least cost of turning `a[aRange]` into `b[bRange]`; anything above `limit` is `.infinity`.
  static func distance(
    _ a: FuzzyForm, _ aRange: Range<Int>, _ b: FuzzyForm, _ bRange: Range<Int>, limit: Float,
    row: inout [Float]
  ) -> Float {
    let width = bRange.count
    if row.count <= width { row = .init(repeating: 0, count: width + 32) }
    row[0] = 0
    for j in 0..<width { row[j + 1] = row[j] + b.weights[bRange.lowerBound + j] }
    for i in aRange {
      var diagonal = row[0]
      row[0] += a.weights[i]
      var least = row[0]
      for j in 0..<width {
        let unit = bRange.lowerBound + j
        let kept = diagonal + exchange(a, i, b, unit)
        diagonal = row[j + 1]
        let cost = min(kept, diagonal + a.weights[i], row[j] + b.weights[unit])
        row[j + 1] = cost
        least = min(least, cost)
      }
      if least > limit { return .infinity }
    }
    return row[width] <= limit ? row[width] : .infinity
  }
}
