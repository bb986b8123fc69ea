import CKefuKernels

/// Working memory of stage 2.
struct FuzzyScratch: Sendable {
  var row: [Float] = []
  /// Of the phrasing compared.
  var units: [FuzzyUnit] = []
  var pairs = StrongPairs()
  var lists: [Int32] = []
  /// Phrasings to compare: the bound, highest first, above the rank.
  var promising: [UInt64] = []
  /// Phrasings that the last message looked at, some perhaps more than once.
  var steps = 0

  /// A key of the message.
  private struct Key: Sendable {
    var number: Int32
    /// Units of the phrasing at hand that have it.
    var count: Int32 = 0
  }
  private var keys: [Key] = []
  /// `[key]` its place in `keys`, and 1; 0 for keys the message has not.
  private var places: [Int32] = []
  /// The message's units by the places of their keys, the n-th of each key with its number n, and
  /// their weights in tenths.
  private var tokens: [(place: Int32, number: Int32, weight: Int32)] = []

  /// `[rank]` the message that found it last.
  private var foundBy: [UInt32] = []
  private var message: UInt32 = 0
  private(set) var found: [Int32] = []
  private(set) var foundCount = 0

  // The pattern: masks of units with one key, so many of them a bit, by weight; then of units with
  // several.
  private var planes: [(mask: SIMD2<UInt64>, weight: Int32)] = []
  private var alternatives: [(mask: SIMD2<UInt64>, weight: Int32)] = []
  private var masks: [UInt64] = []
  private var weights: [Int32] = []

  mutating func prepare(ranks: Int, keys count: Int) {
    if foundBy.count < ranks || message == .max {
      foundBy = .init(repeating: 0, count: max(ranks, foundBy.count))
      message = 0
    }
    message += 1
    for key in keys { places[Int(key.number)] = 0 }
    if places.count < count { places = .init(repeating: 0, count: count) }
    foundCount = 0
    keys.removeAll(keepingCapacity: true)
    tokens.removeAll(keepingCapacity: true)
    planes.removeAll(keepingCapacity: true)
    alternatives.removeAll(keepingCapacity: true)
  }

  // MARK: The message

  mutating func add(key: Int32, _ weight: Int32) {
    if places[Int(key)] == 0 {
      keys.append(Key(number: key))
      places[Int(key)] = Int32(keys.count)
    }
    let place = Int(places[Int(key)]) - 1
    tokens.append((Int32(place), keys[place].count, weight))
    keys[place].count += 1
  }

  /// - Parameter mask: The bits of a unit's keys.
  mutating func addToPattern(_ mask: SIMD2<UInt64>, _ weight: Int32) {
    guard mask[0].nonzeroBitCount + mask[1].nonzeroBitCount == 1 else {
      alternatives.append((mask, weight))
      return
    }
    for i in planes.indices where planes[i].weight == weight && planes[i].mask & mask == .zero {
      planes[i].mask |= mask
      return
    }
    planes.append((mask, weight))
  }

  mutating func finishPattern() {
    masks.removeAll(keepingCapacity: true)
    weights.removeAll(keepingCapacity: true)
    for plane in planes { appendToPattern(plane) }
    for alternative in alternatives { appendToPattern(alternative) }
  }

  private mutating func appendToPattern(_ part: (mask: SIMD2<UInt64>, weight: Int32)) {
    masks.append(part.mask[0])
    masks.append(part.mask[1])
    weights.append(part.weight)
  }

  // MARK: Phrasings

  /// Adds to `found` the members of a list that may share `least` tenths.
  mutating func filter(
    _ members: UnsafeBufferPointer<Int32>, _ signatures: ModelArray<UInt64>, least: Int32
  ) {
    guard let start = members.baseAddress, !members.isEmpty else { return }
    filter(members.count, start, 0, signatures, least)
  }

  /// The same with all ranks of a range.
  mutating func filter(_ range: Range<Int32>, _ signatures: ModelArray<UInt64>, least: Int32) {
    filter(range.count, nil, range.lowerBound, signatures, least)
  }

  private mutating func filter(
    _ count: Int, _ members: UnsafePointer<Int32>?, _ first: Int32,
    _ signatures: ModelArray<UInt64>, _ least: Int32
  ) {
    steps += count
    let room = foundCount + count
    if found.count < room { found += repeatElement(0, count: room * 2 - found.count) }
    let start = foundCount
    let kept = found.withUnsafeMutableBufferPointer { found in
      kefu_filter_signatures(
        Int32(count), members, first, signatures.baseAddress, Int32(planes.count),
        Int32(alternatives.count), masks, weights, least, found.baseAddress! + start)
    }
    foundCount += Int(kept)
  }

  /// Whether the message found a rank before; the second time it has.
  @inline(__always)
  mutating func wasFound(_ rank: Int) -> Bool {
    defer { foundBy[rank] = message }
    return foundBy[rank] == message
  }

  mutating func clearCounts() {
    for i in keys.indices { keys[i].count = 0 }
  }

  @inline(__always)
  mutating func count(key: Int32) {
    let place = Int(places[Int(key)])
    if place > 0 { keys[place - 1].count += 1 }
  }

  /// The weight of the message's units among those counted.
  func countedTenths() -> Int32 {
    var sum: Int32 = 0
    for token in tokens where keys[Int(token.place)].count > token.number { sum += token.weight }
    return sum
  }

  mutating func promise(_ rank: Int, _ bound: Float) {
    promising.append(UInt64(~bound.bitPattern) << 32 | UInt64(rank))
  }

  func promise(_ place: Int) -> (rank: Int, bound: Float) {
    let promise = promising[place]
    return (
      Int(promise & 0xFFFF_FFFF), Float(bitPattern: ~UInt32(truncatingIfNeeded: promise >> 32))
    )
  }
}

extension RandomAccessCollection where Element: Comparable, Index == Int {
  /// The first index of an ascending collection whose element is not below `value`.
  @inline(__always)
  func firstIndex(notBelow value: Element) -> Int {
    // Halves without a branch, whose outcome nobody could foresee.
    var (low, count) = (startIndex, count)
    while count > 0 {
      let half = (count + 1) / 2
      low = self[low + half - 1] < value ? low + half : low
      count -= half
    }
    return low
  }
}
