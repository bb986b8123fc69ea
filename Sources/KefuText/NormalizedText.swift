/// A text as it is matched: folded scalars, each with its class and its place in the original.
///
/// Punctuation and spaces are kept, folded; `literalKey` leaves them out.
public struct NormalizedText: Sendable {
  /// Folded scalars: NFKC casefold, simplified characters.
  public internal(set) var scalars: [UInt32] = []
  /// `[scalar]` the class of each.
  public internal(set) var classes: [CharacterClass] = []
  /// `[scalar]` UTF-8 offset in the original of the first byte it came from.
  public internal(set) var sourceStarts: [Int32] = []
  /// `[scalar]` UTF-8 offset in the original after the last byte it came from.
  public internal(set) var sourceEnds: [Int32] = []
  /// Starts of words that ICU found, ascending; empty where the text needed no ICU.
  var icuWordStarts: [Int32] = []
  /// The original was longer than `Normalizer.maximumScalars` and its end was left out.
  public internal(set) var isTruncated = false

  public init() {}

  public var count: Int { scalars.count }
  public var isEmpty: Bool { scalars.isEmpty }

  /// The folded text.
  public var string: String { string(in: 0..<count) }

  /// The folded text of a range of scalars.
  public func string(in range: Range<Int>) -> String {
    var result = String.UnicodeScalarView()
    for value in scalars[range] { result.append(Unicode.Scalar(value) ?? "\u{FFFD}") }
    return String(result)
  }

  /// The UTF-8 range of the original that a range of scalars came from.
  ///
  /// Where one original character became several scalars, each maps to all of it.
  public func sourceRange(of range: Range<Int>) -> Range<Int> {
    guard !range.isEmpty else {
      let at = range.lowerBound < count ? Int(sourceStarts[range.lowerBound]) : sourceLength
      return at..<at
    }
    return Int(sourceStarts[range.lowerBound])..<Int(sourceEnds[range.upperBound - 1])
  }

  private var sourceLength: Int { sourceEnds.last.map(Int.init) ?? 0 }

  /// Whether there is a letter, digit or character in it.
  public var hasWords: Bool { classes.contains(where: \.isWordLike) }

  /// What a literal comparison looks at: letters, digits and characters, without punctuation,
  /// spaces and emoji; all of the text but spaces where it has nothing else.
  public var literalKey: String {
    var result = String.UnicodeScalarView()
    appendLiteralScalars { result.append(Unicode.Scalar($0) ?? "\u{FFFD}") }
    return String(result)
  }

  /// Calls `append` with the scalars of `literalKey` in order.
  @inlinable
  public func appendLiteralScalars(_ append: (UInt32) -> Void) {
    var found = false
    for i in scalars.indices where classes[i].isWordLike {
      append(scalars[i])
      found = true
    }
    if !found {
      for i in scalars.indices where classes[i] != .space { append(scalars[i]) }
    }
  }

  mutating func removeAll() {
    scalars.removeAll(keepingCapacity: true)
    classes.removeAll(keepingCapacity: true)
    sourceStarts.removeAll(keepingCapacity: true)
    sourceEnds.removeAll(keepingCapacity: true)
    icuWordStarts.removeAll(keepingCapacity: true)
    isTruncated = false
  }

  mutating func reserve(_ capacity: Int) {
    scalars.reserveCapacity(capacity)
    classes.reserveCapacity(capacity)
    sourceStarts.reserveCapacity(capacity)
    sourceEnds.reserveCapacity(capacity)
  }

  mutating func append(
    _ scalar: UInt32, _ characterClass: CharacterClass, from start: Int32, to end: Int32
  ) {
    scalars.append(scalar)
    classes.append(characterClass)
    sourceStarts.append(start)
    sourceEnds.append(end)
  }
}
