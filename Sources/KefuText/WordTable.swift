internal import CKefuData
import Foundation

/// Word → cost (negative log probability, nats), with every prefix of a word as an entry too.
///
/// Open addressing over keys that are exact for up to four characters (16 bits each) and a
/// 64-bit mix beyond.
struct WordTable: Sendable {
  static let longestWord = 16
  /// Of the general list's frequencies, with the words left out for rarity.
  private static let total = 60_101_967.0

  private struct Slot {
    var key: UInt64 = 0
    /// Infinite for a prefix that is no word.
    var cost: Float = .infinity
  }

  /// A power of two of them, a quarter or more empty.
  private var slots: [Slot]
  private var count = 0
  /// By BMP character; that of an unknown one for those that are no word.
  private var characterCosts: [Float]

  static let general = WordTable(table: kefu_words())

  static func cost(ofFrequency frequency: Int) -> Float {
    // Logarithms may differ between machines in the last bit of a Double; a Float has 29 fewer.
    Float(log(total) - log(Double(max(1, frequency))))
  }

  static let unknownCost = cost(ofFrequency: 1)

  private init(table: kefu_table) {
    let bytes = UnsafeBufferPointer(start: table.bytes, count: Int(table.count))
    // A word of four characters, the longest there are, is 13 bytes with its separator and adds
    // at most three keys, so there is no need to grow.
    var capacity = 1 << 10
    while capacity * 4 < bytes.count { capacity *= 2 }
    var costs = [Float](repeating: Self.unknownCost, count: 0x10000)
    slots = .init(repeating: Slot(), count: capacity)
    count = slots.withUnsafeMutableBufferPointer { slots in
      Self.read(bytes, into: slots, characterCosts: &costs)
    }
    characterCosts = costs
  }

  /// Reads `frequency<TAB>word word …` lines; returns the number of keys added to empty slots.
  ///
  /// Most of its time is waiting for memory, so it does nothing else in between.
  private static func read(
    _ bytes: UnsafeBufferPointer<UInt8>, into slots: UnsafeMutableBufferPointer<Slot>,
    characterCosts: inout [Float]
  ) -> Int {
    var added = 0
    var frequency = 0
    var cost: Float = 0
    var key: UInt64 = 0
    var length = 0
    var slot = 0
    // Neighbours often share their first two characters, whose slot is then known.
    var lastPair: UInt64 = 0
    var lastPairSlot = 0
    var next = 0
    while next < bytes.count {
      let c = decodeUTF8(bytes, at: &next)
      switch c {
      case 0x30...0x39: frequency = frequency * 10 + Int(c) - 0x30
      case 0x09: cost = Self.cost(ofFrequency: frequency)
      case 0x20, 0x0A:
        if length == 1 {
          characterCosts[Int(key)] = cost
        } else {
          slots[slot].cost = cost
        }
        length = 0
        key = 0
        if c == 0x0A { frequency = 0 }
      default:
        key = length == 0 ? UInt64(c) : extend(key, by: c, length: length)
        length += 1
        if length == 1 { continue }
        if key == lastPair {
          slot = lastPairSlot
          continue
        }
        slot = self.slot(of: key, in: slots)
        if slots[slot].key == 0 {
          slots[slot].key = key
          added += 1
        }
        if length == 2 { (lastPair, lastPairSlot) = (key, slot) }
      }
    }
    return added
  }

  /// Where a key is, or the empty slot where it would be.
  @inline(__always)
  private static func slot(of key: UInt64, in slots: UnsafeMutableBufferPointer<Slot>) -> Int {
    let mask = slots.count - 1
    var i = Int(truncatingIfNeeded: mix(key) >> 40) & mask
    while slots[i].key != key, slots[i].key != 0 { i = (i + 1) & mask }
    return i
  }

  mutating func insert(_ word: [UInt32], cost: Float) {
    guard let first = word.first, word.allSatisfy({ $0 < 0x10000 }) else { return }
    guard word.count > 1 else {
      characterCosts[Int(first)] = cost
      return
    }
    var key = UInt64(first)
    for i in 1..<word.count {
      key = Self.extend(key, by: word[i], length: i)
      let slot = findOrAdd(key)
      if i + 1 == word.count { slots[slot].cost = cost }
    }
  }

  /// Nil for what is no word.
  func cost(of word: some Collection<UInt32>) -> Float? {
    guard let first = word.first, word.allSatisfy({ $0 < 0x10000 }) else { return nil }
    var key = UInt64(first)
    var length = 1
    for c in word.dropFirst() {
      key = Self.extend(key, by: c, length: length)
      length += 1
    }
    if length > 1 { return find(key).flatMap { $0 < .infinity ? $0 : nil } }
    let cost = characterCosts[Int(first)]
    return cost < Self.unknownCost ? cost : nil
  }

  @inline(__always)
  func characterCost(_ c: UInt32) -> Float {
    characterCosts.withUnsafeBufferPointer { $0[Int(min(c, 0xFFFF))] }
  }

  /// Calls `body` with the end and cost of every word of two or more characters at `start`.
  @inline(__always)
  func forEachWord(
    startingAt start: Int, of run: UnsafeBufferPointer<UInt32>, _ body: (Int, Float) -> Void
  ) {
    var key = UInt64(run[start])
    var end = start + 1
    let limit = min(run.count, start + Self.longestWord)
    // Keys tell apart the characters of the BMP, which all known words are made of.
    guard key < 0x10000 else { return }
    while end < limit, run[end] < 0x10000 {
      key = Self.extend(key, by: run[end], length: end - start)
      end += 1
      guard let cost = find(key) else { return }
      if cost < .infinity { body(end, cost) }
    }
  }

  /// The key of a prefix one character longer.
  @inline(__always)
  private static func extend(_ key: UInt64, by c: UInt32, length: Int) -> UInt64 {
    if length < 4 { return key << 16 | UInt64(c) }
    return mix(key) ^ UInt64(c) &* 0x9E37_79B9_7F4A_7C15
  }

  @inline(__always)
  private static func mix(_ key: UInt64) -> UInt64 {
    var x = key &* 0xFF51_AFD7_ED55_8CCD
    x ^= x >> 32
    return x &* 0xC4CE_B9FE_1A85_EC53
  }

  @inline(__always)
  private func find(_ key: UInt64) -> Float? {
    slots.withUnsafeBufferPointer { slots in
      let mask = slots.count - 1
      var i = Int(truncatingIfNeeded: Self.mix(key) >> 40) & mask
      while slots[i].key != key {
        if slots[i].key == 0 { return nil }
        i = (i + 1) & mask
      }
      return slots[i].cost
    }
  }

  private mutating func findOrAdd(_ key: UInt64) -> Int {
    if (count + 1) * 4 > slots.count * 3 { grow() }
    let (i, isNew) = slots.withUnsafeMutableBufferPointer { slots in
      let i = Self.slot(of: key, in: slots)
      defer { slots[i].key = key }
      return (i, slots[i].key == 0)
    }
    if isNew { count += 1 }
    return i
  }

  private mutating func grow() {
    let old = slots
    slots = .init(repeating: Slot(), count: old.count * 2)
    count = 0
    for slot in old where slot.key != 0 { slots[findOrAdd(slot.key)].cost = slot.cost }
  }
}
