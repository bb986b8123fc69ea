/// What a scalar of a normalised text is to the steps after normalisation.
public enum CharacterClass: UInt8, Sendable, CaseIterable {
  /// A Chinese character.
  case han
  /// A letter of a script whose words are parted by spaces: Latin, Greek, Cyrillic, Armenian.
  case letter
  case digit
  case space
  /// Punctuation, symbols and whatever has no other class, U+FFFD included.
  case punctuation
  case emoji
  /// A letter or mark of any other script (kana, hangul, Thai, Arabic …): ICU finds its words.
  case other
  /// Dropped before anything else looks: controls, zero-width and directional marks, variation
  /// selectors, tags.
  case ignorable

  /// Letters, digits and characters: what a literal comparison looks at.
  @inlinable public var isWordLike: Bool {
    switch self {
    case .han, .letter, .digit, .other: true
    default: false
    }
  }
}

extension CharacterClass {
  /// A mark that goes on letters of any script. Where it made no letter of its own with what
  /// stands before it (é does), it is decoration (退̶款, 1️⃣) and dropped.
  static func isLooseMark(_ value: UInt32) -> Bool {
    switch value {
    case 0x0300...0x036F, 0x0483...0x0489, 0x1AB0...0x1AFF, 0x1DC0...0x1DFF, 0x20D0...0x20FF,
      0xFE20...0xFE2F:
      true
    default: false
    }
  }

  init(of scalar: Unicode.Scalar) {
    let value = scalar.value
    switch value {
    case 0x09...0x0D, 0x20, 0x85: self = .space
    case 0x3005, 0x3007, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF, 0x20000...0x2FA1F,
      0x30000...0x323AF:
      self = .han
    // Default ignorables that are not category Cf: fillers and variation selectors.
    case 0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180B...0x180F, 0x3164, 0xFE00...0xFE0F, 0xFFA0,
      0xE0000...0xE0FFF:
      self = .ignorable
    // Skin tones: 👍🏽 says what 👍 says.
    case 0x1F3FB...0x1F3FF: self = .ignorable
    case 0x1F000...0x1FAFF, 0x2600...0x27BF, 0x2B00...0x2BFF: self = .emoji
    default:
      switch scalar.properties.generalCategory {
      case .control, .format: self = .ignorable
      case .spaceSeparator, .lineSeparator, .paragraphSeparator: self = .space
      case .decimalNumber, .letterNumber, .otherNumber: self = .digit
      case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter:
        let spaced = value < 0x0590 || (0x1E00...0x1FFF).contains(value)
        self = spaced ? .letter : .other
      case .nonspacingMark, .spacingMark, .enclosingMark: self = .other
      case .otherSymbol where scalar.properties.isEmojiPresentation: self = .emoji
      default: self = .punctuation
      }
    }
  }
}
