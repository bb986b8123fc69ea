/// A piece of a text that matching treats as one.
public struct Token: Sendable, Hashable {
  public enum Kind: Sendable, Hashable {
    /// A Chinese word, or a character no word took.
    case han
    /// A word of letters, perhaps with digits in it (`xl`, `v3`, `don't`).
    case latin
    /// Digits, perhaps with points or commas between them.
    case number
    /// A word of another script, as ICU cuts it.
    case other
    case emoji
    /// An order number, phone, amount … that is matched by its kind, not by its digits.
    case entity(EntityKind)
  }

  public var kind: Kind
  /// Scalars of the normalised text.
  public var range: Range<Int> { Int(start)..<Int(end) }
  var start: Int32
  var end: Int32

  init(_ kind: Kind, _ range: Range<Int>) {
    self.kind = kind
    start = Int32(range.lowerBound)
    end = Int32(range.upperBound)
  }
}

/// What a masked piece of text stands for.
public enum EntityKind: String, Sendable, Hashable, CaseIterable {
  /// An order or parcel number: 9 to 24 digits, up to 4 letters before them.
  case orderNumber
  /// A mobile number, a landline with its area code, or a 400/800 number.
  case phone
  /// `¥99.9`, `30元`, `两百块`.
  case money
  /// `2026-11-12`, `11月12号`.
  case date
  case url
  case email
}
