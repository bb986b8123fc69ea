/// A frozen map from 64-bit hashes to 32-bit numbers: open addressing, one probe most times.
struct HashIndex: Sendable {
  /// Key and value side by side: what finds the one has fetched the other.
  struct Slot: Sendable {
    /// 0 for an empty slot.
    var key: UInt64
    var value: Int32
    /// So that every byte of a file is said.
    private var unused: Int32 = 0

    init(key: UInt64 = 0, value: Int32 = 0) {
      self.key = key
      self.value = value
    }
  }

  private var slots: [Slot]
  private(set) var count = 0

  /// The table for a model's file: open addressing, 0 for an empty slot.
  var keySlots: [UInt64] { slots.map(\.key) }
  var valueSlots: [Int32] { slots.map(\.value) }

  init(minimumCapacity: Int = 8) {
    var size = 16
    while size < minimumCapacity * 2 { size *= 2 }
    slots = .init(repeating: Slot(), count: size)
  }

  /// Each key with its number, in order.
  init(of keys: some Collection<UInt64>) {
    self.init(minimumCapacity: keys.count)
    for key in keys { _ = intern(key) }
  }

  @inline(__always)
  func contains(_ key: UInt64) -> Bool { self[key] != nil }

  @inline(__always)
  subscript(key: UInt64) -> Int32? { slots.withUnsafeBufferPointer { Self.find(key, in: $0) } }

  /// - Parameter slots: As many as a power of two, one of them empty at least.
  @inline(__always)
  static func find(_ key: UInt64, in slots: UnsafeBufferPointer<Slot>) -> Int32? {
    let mask = slots.count - 1
    var place = Int(truncatingIfNeeded: key) & mask
    while slots[place].key != key {
      if slots[place].key == 0 { return nil }
      place = (place + 1) & mask
    }
    return slots[place].value
  }

  /// The slots laid out anew, as tight as they stay quick.
  func packed() -> [Slot] {
    var size = 16
    while size * 2 < count * 3 { size *= 2 }
    var packed = HashIndex()
    packed.slots = .init(repeating: Slot(), count: size)
    for slot in slots where slot.key != 0 { packed.place(slot) }
    return packed.slots
  }

  /// The number of `key`; a new key gets the count of keys before it.
  mutating func intern(_ key: UInt64) -> Int32 {
    if let known = self[key] { return known }
    let number = Int32(count)
    insert(key, number)
    return number
  }

  private mutating func insert(_ key: UInt64, _ value: Int32) {
    if (count + 1) * 2 > slots.count {
      let old = slots
      slots = .init(repeating: Slot(), count: old.count * 2)
      for slot in old where slot.key != 0 { place(slot) }
    }
    place(Slot(key: key, value: value))
    count += 1
  }

  private mutating func place(_ new: Slot) {
    let mask = slots.count - 1
    var place = Int(truncatingIfNeeded: new.key) & mask
    while slots[place].key != 0 { place = (place + 1) & mask }
    slots[place] = new
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

  /// Adds a list at the end.
  mutating func append(_ list: some Sequence<Element>) {
    elements.append(contentsOf: list)
    starts.append(Int32(elements.count))
  }

  var count: Int { starts.count - 1 }
  var indices: Range<Int> { 0..<count }

  @inline(__always)
  func range(_ list: Int) -> Range<Int> { Int(starts[list])..<Int(starts[list + 1]) }

  subscript(list: Int) -> ArraySlice<Element> { elements[range(list)] }
}
