import CICU
import CKefuData

/// Folding without a fast path: the whole text by ICU, then the simplification table, once
/// controls and the like are gone. The slow twin of `Normalizer`.
public final class SlowFolding {
  private let icu: OpaquePointer
  private let simplified: [Unicode.Scalar: Unicode.Scalar]

  public init() {
    var error = [CChar](repeating: 0, count: 64)
    guard let icu = kefu_icu_open(&error, Int32(error.count)) else {
      preconditionFailure("ICU could not be opened")
    }
    self.icu = icu
    let table = kefu_simplified()
    let bytes = UnsafeBufferPointer(start: table.bytes, count: Int(table.count))
    let characters = Array(String(decoding: bytes, as: UTF8.self).unicodeScalars)
      .filter { $0.value > 0x20 }
    var simplified: [Unicode.Scalar: Unicode.Scalar] = ["\u{2044}": "/"]
    for i in stride(from: 0, to: characters.count, by: 2) {
      simplified[characters[i]] = characters[i + 1]
    }
    self.simplified = simplified
  }

  deinit { kefu_icu_close(icu) }

  public func fold(_ text: String) -> String {
    var kept = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if isSpace(scalar) {
        kept.append(" ")
      } else if !isDropped(scalar) {
        kept.append(scalar)
      }
    }
    var result = String.UnicodeScalarView()
    for scalar in icuFolded(String(kept)).unicodeScalars {
      let scalar = simplified[scalar] ?? scalar
      if isSpace(scalar) {
        result.append(" ")
      } else if !isDropped(scalar), !isLooseMark(scalar) {
        result.append(scalar)
      }
    }
    return String(result)
  }

  /// Where ICU begins a word in a text that folds to itself, and whether it is one of letters or
  /// digits.
  public func wordStarts(_ text: String) -> [(offset: Int, isWord: Bool)] {
    var words: [UInt8] = []
    _ = icuFolded(text, words: &words)
    return words.enumerated().compactMap { $1 == 0 ? nil : ($0, $1 == 1) }
  }

  private func icuFolded(_ text: String) -> String {
    var words: [UInt8] = []
    return icuFolded(text, words: &words)
  }

  private func icuFolded(_ text: String, words: inout [UInt8]) -> String {
    let source = Array(text.utf16)
    let capacity = source.count * 18 + 8
    var (units, from) = (
      [UInt16](repeating: 0, count: capacity), [Int32](repeating: 0, count: capacity)
    )
    var to = from
    words = .init(repeating: 0, count: capacity)
    let count = kefu_icu_fold(
      icu, source, Int32(source.count), &units, &from, &to, &words, Int32(capacity))
    precondition(count >= 0, "ICU refused a text")
    words.removeSubrange(Int(count)...)
    return String(decoding: units[..<Int(count)], as: UTF16.self)
  }

  private func isSpace(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .spaceSeparator, .lineSeparator, .paragraphSeparator: true
    case .control: scalar.properties.isWhitespace
    default: false
    }
  }

  private func isDropped(_ scalar: Unicode.Scalar) -> Bool {
    let category = scalar.properties.generalCategory
    return category == .control || category == .format || scalar.properties.isEmojiModifier
      || scalar.properties.isDefaultIgnorableCodePoint
  }

  /// Marks of no script of their own.
  private func isLooseMark(_ scalar: Unicode.Scalar) -> Bool {
    let category = scalar.properties.generalCategory
    guard category == .nonspacingMark || category == .enclosingMark else { return false }
    let blocks: [ClosedRange<UInt32>] = [
      0x300...0x36F, 0x483...0x489, 0x1AB0...0x1AFF, 0x1DC0...0x1DFF, 0x20D0...0x20FF,
      0xFE20...0xFE2F,
    ]
    return blocks.contains { $0.contains(scalar.value) }
  }
}
