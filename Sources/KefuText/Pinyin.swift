internal import CKefuData

/// A syllable of Mandarin without its tone, such as `kuan`.
public struct PinyinSyllable: Sendable, Hashable, CustomStringConvertible {
  /// In the order of `PinyinTable.shared.syllables`.
  public let id: UInt16

  public init(id: UInt16) { self.id = id }

  /// Nil where `text` is not a syllable; ü is written v.
  public init?(_ text: String) {
    guard let id = PinyinTable.shared.ids[text] else { return nil }
    self.id = id
  }

  public var description: String { PinyinTable.shared.syllables[Int(id)] }

  /// The smallest syllable that is often heard or typed as this one: zh=z, ch=c, sh=s, n=l, f=h,
  /// ang=an, eng=en, ing=in.
  public var fuzzy: PinyinSyllable { PinyinSyllable(id: PinyinTable.shared.fuzzyIDs[Int(id)]) }
}

/// The readings of Chinese characters, most frequent first, without tones.
///
/// ```swift
/// PinyinTable.shared.readings(of: "行").map(\.description)  // ["xing", "hang"]
/// PinyinTable.shared.split("tuikuan")?.map(\.description)  // ["tui", "kuan"]
/// ```
///
/// 26 678 characters of the BMP, up to four readings each (CKefuData/NOTICE.md). Which reading is
/// meant in a word is not decided: matching tries each.
public struct PinyinTable: Sendable {
  public static let shared = PinyinTable()

  public let syllables: [String]
  let ids: [String: UInt16]
  let fuzzyIDs: [UInt16]
  /// `[BMP character]` start of its readings, and one more entry at the end.
  private let starts: [UInt32]
  private let ids16: [UInt16]
  /// Six letters, five bits each, fill a key of `idsByKey`.
  private static let longestSyllable = 6
  private let idsByKey: [UInt32: UInt16]

  private init() {
    var syllables: [String] = []
    var first: [(UInt32, UInt16)] = []
    var later: [(UInt32, UInt16)] = []
    for line in String(table: kefu_pinyin()).split(separator: "\n") {
      let columns = line.split(separator: "\t", omittingEmptySubsequences: false)
      let id = UInt16(syllables.count)
      syllables.append(String(columns[0]))
      for scalar in columns[1].unicodeScalars { first.append((scalar.value, id)) }
      for scalar in columns[2].unicodeScalars { later.append((scalar.value, id)) }
    }
    self.syllables = syllables
    ids = Dictionary(uniqueKeysWithValues: syllables.enumerated().map { ($1, UInt16($0)) })
    var idsByKey: [UInt32: UInt16] = [:]
    for (id, syllable) in syllables.enumerated() {
      // Most people type lue and nue for lüe and nüe, and nobody means anything else by them.
      for typed in [syllable, syllable.hasSuffix("ve") ? "\(syllable.prefix(1))ue" : syllable] {
        idsByKey[typed.unicodeScalars.reduce(0) { Self.extend($0, by: $1.value) }] = UInt16(id)
      }
    }
    self.idsByKey = idsByKey
    var fuzzy: [String: UInt16] = [:]
    fuzzyIDs = syllables.enumerated().map { id, syllable in
      let key = Self.fuzzyKey(syllable)
      if let known = fuzzy[key] { return known }
      fuzzy[key] = UInt16(id)
      return UInt16(id)
    }
    var counts = [UInt32](repeating: 0, count: 0x10001)
    for (c, _) in first { counts[Int(c) + 1] += 1 }
    for (c, _) in later { counts[Int(c) + 1] += 1 }
    for i in 1..<counts.count { counts[i] += counts[i - 1] }
    starts = counts
    var filled = counts
    var ids16 = [UInt16](repeating: 0, count: first.count + later.count)
    for (c, id) in first + later {
      ids16[Int(filled[Int(c)])] = id
      filled[Int(c)] += 1
    }
    self.ids16 = ids16
  }

  /// Readings of a character, most frequent first; none for one that is not Chinese.
  public func readings(of character: Unicode.Scalar) -> [PinyinSyllable] {
    ids16[readingRange(of: character.value)].map(PinyinSyllable.init(id:))
  }

  /// The first reading of a character.
  @inline(__always)
  public func firstReading(of scalar: UInt32) -> PinyinSyllable? {
    let range = readingRange(of: scalar)
    return range.isEmpty ? nil : PinyinSyllable(id: ids16[range.lowerBound])
  }

  /// Calls `body` with the id of each reading.
  @inline(__always)
  public func forEachReading(of scalar: UInt32, _ body: (UInt16) -> Void) {
    for i in readingRange(of: scalar) { body(ids16[i]) }
  }

  /// The id of the syllable that stands for all heard like `id`.
  @inline(__always)
  public func fuzzyID(_ id: UInt16) -> UInt16 { fuzzyIDs[Int(id)] }

  private func readingRange(of scalar: UInt32) -> Range<Int> {
    guard scalar < 0x10000 else { return 0..<0 }
    return Int(starts[Int(scalar)])..<Int(starts[Int(scalar) + 1])
  }

  /// Splits typed pinyin into the fewest syllables; among those, the longest ones first. Nil where
  /// letters are left over or there are more than 60. ü may be typed v or ü. O(n).
  public func split(_ letters: String) -> [PinyinSyllable]? {
    split(letters.unicodeScalars.map(\.value)[...])
  }

  /// As `split(_:)` for scalars.
  public func split(_ letters: ArraySlice<UInt32>) -> [PinyinSyllable]? {
    guard !letters.isEmpty, letters.count <= 60,
      letters.allSatisfy({ (0x61...0x7A).contains($0) || $0 == 0xFC })
    else { return nil }
    let count = letters.count
    var fewest = [Int](repeating: .max, count: count + 1)
    var chosen = [(id: UInt16, length: Int)](repeating: (0, 0), count: count)
    fewest[count] = 0
    for start in stride(from: count - 1, through: 0, by: -1) {
      var key: UInt32 = 0
      for length in 1...min(Self.longestSyllable, count - start) {
        key = Self.extend(key, by: letters[letters.startIndex + start + length - 1])
        let rest = fewest[start + length]
        // On a tie the longer syllable.
        guard rest != .max, rest + 1 <= fewest[start], let id = idsByKey[key] else { continue }
        fewest[start] = rest + 1
        chosen[start] = (id, length)
      }
    }
    guard fewest[0] != .max else { return nil }
    var result: [PinyinSyllable] = []
    var start = 0
    while start < count {
      result.append(PinyinSyllable(id: chosen[start].id))
      start += chosen[start].length
    }
    return result
  }

  /// The letters of a syllable, five bits each; they are lower-case ASCII or ü, which is v.
  private static func extend(_ key: UInt32, by letter: UInt32) -> UInt32 {
    key << 5 | ((letter == 0xFC ? 0x76 : letter) - 0x60)
  }

  private static func fuzzyKey(_ syllable: String) -> String {
    var key = syllable
    for (from, to) in [("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l"), ("f", "h")]
    where key.hasPrefix(from) && key != from {
      key = to + key.dropFirst(from.count)
      break
    }
    for ending in ["ang", "eng", "ing"] where key.hasSuffix(ending) { key.removeLast() }
    return key
  }
}
