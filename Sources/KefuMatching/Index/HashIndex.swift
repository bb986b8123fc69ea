/// A frozen map from 64-bit hashes to 32-bit numbers: open addressing, one probe most times.
struct HashIndex: Sendable {
  private var keys: [UInt64]
  private var values: [Int32]
  private(set) var count = 0

  /// The table as it lies in memory, for a model's file: open addressing, 0 for an empty slot.
  var keySlots: [UInt64] { keys }
  var valueSlots: [Int32] { values }

  init(minimumCapacity: Int = 8) {
    var size = 16
    while size < minimumCapacity * 2 { size *= 2 }
    keys = .init(repeating: 0, count: size)
    values = .init(repeating: 0, count: size)
  }

  @inline(__always)
  subscript(key: UInt64) -> Int32? {
    keys.withUnsafeBufferPointer { keys in
      let mask = keys.count - 1
      var slot = Int(truncatingIfNeeded: key) & mask
      while keys[slot] != key {
        if keys[slot] == 0 { return nil }
        slot = (slot + 1) & mask
      }
      return values.withUnsafeBufferPointer { $0[slot] }
    }
  }

  /// The number of `key`; a new key gets the count of keys before it.
  mutating func intern(_ key: UInt64) -> Int32 {
    if let known = self[key] { return known }
    let number = Int32(count)
    insert(key, number)
    return number
  }

  private mutating func insert(_ key: UInt64, _ value: Int32) {
    if (count + 1) * 2 > keys.count {
      let (oldKeys, oldValues) = (keys, values)
      keys = .init(repeating: 0, count: oldKeys.count * 2)
      values = .init(repeating: 0, count: keys.count)
      for (i, old) in oldKeys.enumerated() where old != 0 { place(old, oldValues[i]) }
    }
    place(key, value)
    count += 1
  }

  private mutating func place(_ key: UInt64, _ value: Int32) {
    let mask = keys.count - 1
    var slot = Int(truncatingIfNeeded: key) & mask
    while keys[slot] != 0 { slot = (slot + 1) & mask }
    keys[slot] = key
    values[slot] = value
  }
}

/// Lists of elements by number, one after another in one array.
struct Lists<Element: Sendable>: Sendable {
  /// `[list]` start, and one more entry at the end.
  private(set) var starts: [Int32] = [0]
  private(set) var elements: [Element] = []

  init() {}

  init(_ lists: [[Element]]) {
    starts.reserveCapacity(lists.count + 1)
    for list in lists {
      elements += list
      starts.append(Int32(elements.count))
    }
  }

  var count: Int { starts.count - 1 }

  @inline(__always)
  func range(_ list: Int) -> Range<Int> { Int(starts[list])..<Int(starts[list + 1]) }

  subscript(list: Int) -> ArraySlice<Element> { elements[range(list)] }
}
