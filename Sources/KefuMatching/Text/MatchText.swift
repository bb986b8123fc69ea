public import KefuText

/// A message in the forms the stages compare.
///
/// Numbers written in Chinese become digits (七天 = 7天), entities one private-use character each.
public struct MatchText: Sendable {
  public private(set) var analyzed = AnalyzedText()
  /// What keywords are searched in: letters, digits and characters; a space between two Latin
  /// words; `separator` for punctuation.
  private(set) var characters: [UInt32] = []
  /// `[character]` first and past-the-last scalar of the normalised text.
  private(set) var characterStarts: [Int32] = []
  private(set) var characterEnds: [Int32] = []
  /// What literal phrasings are compared by: no separators, entities spelt out.
  private(set) var literal: [UInt32] = []

  static let separator: UInt32 = 0
  static let entityBase: UInt32 = 0xF0000

  public init() {}

  mutating func prepare(_ text: String, analyzer: TextAnalyzer, scratch: inout TextScratch) {
    analyzer.analyze(text, into: &analyzed, scratch: &scratch)
    derive()
  }

  mutating func prepare(
    utf8 bytes: UnsafeBufferPointer<UInt8>, analyzer: TextAnalyzer, scratch: inout TextScratch
  ) {
    analyzer.analyze(utf8: bytes, into: &analyzed, scratch: &scratch)
    derive()
  }

  var literalHash: UInt64 { hash(literal[...]) }

  private mutating func derive() {
    characters.removeAll(keepingCapacity: true)
    characterStarts.removeAll(keepingCapacity: true)
    characterEnds.removeAll(keepingCapacity: true)
    literal.removeAll(keepingCapacity: true)
    let text = analyzed.normalized
    characters.reserveCapacity(text.count)
    characterStarts.reserveCapacity(text.count)
    characterEnds.reserveCapacity(text.count)
    literal.reserveCapacity(text.count)
    var position = 0
    for token in analyzed.tokens {
      guard case .entity(let kind) = token.kind else { continue }
      appendFolded(text, position..<token.range.lowerBound, masked: true)
      append(Self.entityBase + kind.number, token.range)
      position = token.range.upperBound
    }
    appendFolded(text, position..<text.count, masked: true)
    appendFolded(text, 0..<text.count, masked: false)
    if literal.isEmpty { text.appendLiteralScalars { literal.append($0) } }
  }

  private mutating func append(_ character: UInt32, _ range: Range<Int>) {
    characters.append(character)
    characterStarts.append(Int32(range.lowerBound))
    characterEnds.append(Int32(range.upperBound))
  }

  /// Appends a range to `characters` (masked) or `literal`.
  private mutating func appendFolded(_ text: NormalizedText, _ range: Range<Int>, masked: Bool) {
    var i = range.lowerBound
    while i < range.upperBound {
      let c = text.scalars[i]
      switch text.classes[i] {
      case .han:
        if let numeral = HanNumeral(in: text.scalars, at: i, limit: range.upperBound) {
          let source = i..<i + numeral.length
          if numeral.value >= 10 {
            emit(0x30 + UInt32(numeral.value / 10), source, masked)
          }
          emit(0x30 + UInt32(numeral.value % 10), source, masked)
          i += numeral.length
          continue
        }
        emit(c, i..<i + 1, masked)
      case .letter, .digit, .other:
        emit(c, i..<i + 1, masked)
      case .space:
        // Once for a run of them.
        var next = i + 1
        while next < range.upperBound, text.classes[next] == .space { next += 1 }
        let betweenWords =
          i > range.lowerBound && next < range.upperBound && text.classes[i - 1] == .letter
          && text.classes[next] == .letter
        if masked && betweenWords { append(c, i..<i + 1) }
      case .punctuation, .emoji:
        if masked && characters.last != Self.separator { append(Self.separator, i..<i + 1) }
      case .ignorable: break
      }
      i += 1
    }
  }

  private mutating func emit(_ c: UInt32, _ range: Range<Int>, _ masked: Bool) {
    if masked { append(c, range) } else { literal.append(c) }
  }
}

/// A number below 100 written in Chinese: 七, 十, 十五, 二十, 三十六, 两.
struct HanNumeral {
  var value: Int
  var length: Int

  /// Nil where no such number begins at `i`. In a longer run (二零二六) each digit stands alone.
  @inline(__always)
  init?(in scalars: [UInt32], at i: Int, limit: Int) {
    guard let first = Self.digit(scalars[i]) else { return nil }
    let second = i + 1 < limit ? Self.digit(scalars[i + 1]) : nil
    let third = i + 2 < limit ? Self.digit(scalars[i + 2]) : nil
    if first == 10 {
      if let second, second < 10, second > 0 {
        (value, length) = (10 + second, 2)
      } else {
        (value, length) = (10, 1)
      }
    } else if second == 10, first > 0 {
      if let third, third < 10, third > 0 {
        (value, length) = (first * 10 + third, 3)
      } else {
        (value, length) = (first * 10, 2)
      }
    } else {
      (value, length) = (first, 1)
    }
  }

  private static func digit(_ c: UInt32) -> Int? {
    switch c {
    case 0x96F6, 0x3007: 0
    case 0x4E00: 1
    case 0x4E8C, 0x4E24: 2
    case 0x4E09: 3
    case 0x56DB: 4
    case 0x4E94: 5
    case 0x516D: 6
    case 0x4E03: 7
    case 0x516B: 8
    case 0x4E5D: 9
    case 0x5341: 10
    default: nil
    }
  }
}

extension EntityKind {
  var number: UInt32 {
    switch self {
    case .orderNumber: 0
    case .phone: 1
    case .money: 2
    case .date: 3
    case .url: 4
    case .email: 5
    }
  }
}

/// A 64-bit hash of scalars, the same on every machine.
@inline(__always)
func hash(_ scalars: some Sequence<UInt32>, seed: UInt64 = 0) -> UInt64 {
  var h = mixed(seed &+ 0x9E37_79B9_7F4A_7C15)
  for c in scalars { h = mixed(h ^ UInt64(c)) }
  // 0 marks an empty slot of the tables below.
  return h == 0 ? 1 : h
}

@inline(__always)
func mixed(_ x: UInt64) -> UInt64 {
  var x = x
  x = (x ^ (x >> 30)) &* 0xBF58_476D_1CE4_E5B9
  x = (x ^ (x >> 27)) &* 0x94D0_49BB_1331_11EB
  return x ^ (x >> 31)
}
