/// How the segmenter cuts a piece of a text.
package struct WordCut: Sendable, Equatable {
  package enum Kind: Sendable, Equatable {
    /// One token.
    case whole
    /// Inside one longer token: 运费 in 运费险.
    case inside
    /// Its ends are ends of tokens, and there are more between: 花呗 cut 花/呗.
    case pieces
    /// It begins or ends in the middle of a token: 播主 in 直播/主播.
    case across
  }

  package var kind: Kind
  package var beginsInside: Bool
  package var endsInside: Bool
  /// The tokens it touches.
  package var tokens: [String]
}

extension AnalyzedText {
  /// How a range of scalars is cut.
  package func cut(of range: Range<Int>) -> WordCut {
    let touched = tokens.filter { $0.range.overlaps(range) }
    let beginsInside = touched.first.map { $0.range.lowerBound < range.lowerBound } ?? false
    let endsInside = touched.last.map { $0.range.upperBound > range.upperBound } ?? false
    let kind: WordCut.Kind =
      if touched.count <= 1 {
        beginsInside || endsInside ? .inside : .whole
      } else {
        beginsInside || endsInside ? .across : .pieces
      }
    return WordCut(
      kind: kind, beginsInside: beginsInside, endsInside: endsInside,
      tokens: touched.map { text(of: $0) })
  }
}
