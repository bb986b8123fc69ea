/// A text ready for matching: normalised, cut into tokens, entities found.
///
/// Ranges are in scalars of `normalized`; `sourceRange(of:)` leads back to the original.
public struct AnalyzedText: Sendable {
  public internal(set) var normalized = NormalizedText()
  /// In order, without overlap; punctuation and spaces have none.
  public internal(set) var tokens: [Token] = []

  public init() {}

  /// The token as it is matched.
  public func text(of token: Token) -> String { normalized.string(in: token.range) }

  /// The UTF-8 range of the original a token came from.
  public func sourceRange(of token: Token) -> Range<Int> {
    normalized.sourceRange(of: token.range)
  }

  /// The words as they are matched, an entity as `<kind>`.
  public var words: [String] {
    tokens.map { token in
      if case .entity(let kind) = token.kind { return "<\(kind.rawValue)>" }
      return text(of: token)
    }
  }
}

extension String {
  /// The part of this string in a range of UTF-8 offsets; offsets inside a character round down.
  public subscript(utf8Range range: Range<Int>) -> Substring {
    let start = utf8.index(startIndex, offsetBy: min(range.lowerBound, utf8.count))
    let end = utf8.index(startIndex, offsetBy: min(range.upperBound, utf8.count))
    return self[start..<end]
  }
}
