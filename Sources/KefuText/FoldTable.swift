internal import CICU
internal import CKefuData

/// Per scalar: its class and, where one scalar stands for another whatever surrounds it, the
/// scalar it is matched as (NFKC casefold, then traditional → simplified).
///
/// Made once from ICU's own answers, so that a text of ordinary characters is folded without a
/// crossing into ICU and still byte for byte as ICU would fold it.
struct FoldTable: @unchecked Sendable {
  // Written by `init` only and never freed: the one instance lives as long as the program.
  private let folds: UnsafeMutablePointer<UInt32>
  private let classes: UnsafeMutablePointer<UInt8>
  private static let limit: UInt32 = 0x20000

  static let shared = FoldTable()

  private init() {
    let count = Int(Self.limit)
    folds = .allocate(capacity: count)
    classes = .allocate(capacity: count)
    kefu_icu_simple_folds(folds)
    for value in 0..<Self.limit {
      let scalar = Unicode.Scalar(value) ?? "\u{FFFD}"
      classes[Int(value)] = CharacterClass(of: scalar).rawValue
    }
    let simplified = Self.simplifiedPairs()
    for value in 0..<count {
      if let to = simplified[folds[value]] { folds[value] = to }
      // Words of these scripts are found by ICU, so their texts go there whole.
      if classes[value] == CharacterClass.other.rawValue { folds[value] = 0 }
    }
  }

  /// The scalar that `scalar` is matched as; 0 where only ICU can tell.
  func fold(_ scalar: UInt32) -> UInt32 {
    if scalar < Self.limit { return folds[Int(scalar)] }
    // Ideographs beyond the BMP fold to themselves, but for the compatibility ones.
    return (0x20000..<0x2F800).contains(scalar) || (0x30000...0x323AF).contains(scalar) ? scalar : 0
  }

  func characterClass(_ scalar: UInt32) -> CharacterClass {
    if scalar < Self.limit {
      return CharacterClass(rawValue: classes[Int(scalar)]).unsafelyUnwrapped
    }
    return Unicode.Scalar(scalar).map(CharacterClass.init(of:)) ?? .punctuation
  }

  /// The simplified form of a folded scalar that came from ICU rather than from `fold`.
  func simplify(_ scalar: UInt32) -> UInt32 {
    guard scalar < Self.limit, characterClass(scalar) == .han else { return scalar }
    return folds[Int(scalar)] == 0 ? scalar : folds[Int(scalar)]
  }

  private static func simplifiedPairs() -> [UInt32: UInt32] {
    var pairs: [UInt32: UInt32] = [:]
    var first: UInt32?
    for scalar in String(table: kefu_simplified()).unicodeScalars where scalar.value > 0x20 {
      if let from = first {
        pairs[from] = scalar.value
        first = nil
      } else {
        first = scalar.value
      }
    }
    return pairs
  }
}

extension String {
  /// The text of a compiled-in table.
  init(table: kefu_table) {
    self.init(
      decoding: UnsafeBufferPointer(start: table.bytes, count: Int(table.count)), as: UTF8.self)
  }
}
