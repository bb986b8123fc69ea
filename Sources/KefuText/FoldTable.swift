internal import CICU
internal import CKefuData

/// Per scalar: its class and what it is matched as (NFKC casefold, then traditional → simplified)
/// where that does not depend on what stands around it.
///
/// Made once from ICU's own answers, so that a text of ordinary characters is folded without a
/// crossing into ICU and still scalar for scalar as ICU would fold it.
struct FoldTable: @unchecked Sendable {
  // Written by `init` only and never freed: the one instance lives as long as the program.
  private let folds: UnsafeMutablePointer<UInt32>
  private let classes: UnsafeMutablePointer<CharacterClass>
  private let pool: UnsafeMutablePointer<UInt32>
  private static let limit: UInt32 = 0x20000

  static let shared = FoldTable()

  /// What a scalar is matched as.
  enum Fold {
    case one(UInt32)
    /// Several scalars, each of which stands alone: … is matched as three points.
    case several(UnsafeBufferPointer<UInt32>)
    /// Only ICU can tell, and only with the whole text.
    case unknown
  }

  private init() {
    let count = Int(Self.limit)
    let poolCapacity = 0x4000
    folds = .allocate(capacity: count)
    classes = .allocate(capacity: count)
    pool = .allocate(capacity: poolCapacity)
    let pooled = Int(kefu_icu_simple_folds(folds, pool, Int32(poolCapacity)))
    precondition(pooled >= 0, "ICU's folds need more than room for \(poolCapacity) scalars")
    for value in 0..<Self.limit {
      classes[Int(value)] = CharacterClass(of: Unicode.Scalar(value) ?? "\u{FFFD}")
    }
    let simplified = Self.simplified()
    for i in 0..<pooled where pool[i] < 0x10000 { pool[i] = simplified[Int(pool[i])] }
    for value in 0..<count {
      if folds[value] < 0x10000 { folds[value] = simplified[Int(folds[value])] }
      // Words of these scripts are found by ICU, so their texts go there whole.
      if classes[value] == .other || foldsToOther(folds[value]) { folds[value] = 0 }
    }
  }

  @inline(__always)
  func fold(_ scalar: UInt32) -> Fold {
    guard scalar < Self.limit else {
      // Ideographs beyond the BMP fold to themselves, but for the compatibility ones.
      let isPlain = (0x20000..<0x2F800).contains(scalar) || (0x30000...0x323AF).contains(scalar)
      return isPlain ? .one(scalar) : .unknown
    }
    let folded = folds[Int(scalar)]
    if folded == 0 { return .unknown }
    return folded & KEFU_ICU_SEVERAL == 0 ? .one(folded) : .several(pooled(folded))
  }

  @inline(__always)
  func characterClass(_ scalar: UInt32) -> CharacterClass {
    if scalar < Self.limit { return classes[Int(scalar)] }
    return Unicode.Scalar(scalar).map(CharacterClass.init(of:)) ?? .punctuation
  }

  /// The simplified form of a folded scalar that came from ICU rather than from `fold`.
  func simplify(_ scalar: UInt32) -> UInt32 {
    // What ICU has folded folds to itself or, here, to its simplified form.
    if case .one(let simplified) = fold(scalar) { return simplified }
    return scalar
  }

  private func pooled(_ folded: UInt32) -> UnsafeBufferPointer<UInt32> {
    let start = Int((folded & ~KEFU_ICU_SEVERAL) >> 5)
    return UnsafeBufferPointer(start: pool + start, count: Int(folded & 0x1F))
  }

  private func foldsToOther(_ folded: UInt32) -> Bool {
    if folded & KEFU_ICU_SEVERAL == 0 { return characterClass(folded) == .other }
    return pooled(folded).contains { characterClass($0) == .other }
  }

  /// `[BMP scalar]` what it is written as in simplified Chinese, itself for most.
  private static func simplified() -> [UInt32] {
    var pairs = Array(0..<UInt32(0x10000))
    // NFKC makes ½ of 1, this and 2; who types 1/2 means the same.
    pairs[0x2044] = 0x2F
    var first: UInt32?
    for scalar in String(table: kefu_simplified()).unicodeScalars where scalar.value > 0x20 {
      if let from = first {
        pairs[Int(from)] = scalar.value
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
