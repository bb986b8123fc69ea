import KefuText

/// Finds the questions and variants a whole message is close to.
///
/// Each unit, as it may sound, leads to the phrasings it occurs in. Adding up the weights of units
/// in common bounds the similarity from above, so only phrasings that can still be near enough are
/// compared unit by unit, the most promising first. A phrasing near enough shares more than the
/// message's commonest units, so only the others may bring a phrasing in; and with each of the
/// commonest, those that would need all that are left and more drop out.
///
/// Phrasings are numbered here by length, their *ranks*, so that those of a fitting length are a
/// range of every list.
struct PhrasingIndex: Sendable {
  private let index: HashIndex
  /// By key and ordinal: ranks of the phrasings in which a unit with this key stands at least so
  /// many times.
  private let ranks: Lists<Int32>
  /// `[rank]` the phrasing's number, its units and the sum of their weights.
  private let phrasings: [Int32]
  private let forms: Lists<FuzzyUnit>
  private let lengths: [Float]

  /// Phrasings less similar than this are not found.
  static let minimumSimilarity: Float = 0.65
  /// Bounds are sums of 32-bit numbers in another order than the distance: this much is allowed
  /// for that.
  private static let tolerance: Float = 0.001

  init(forms: [FuzzyForm]) {
    let order = forms.indices.sorted { (forms[$0].length, $0) < (forms[$1].length, $1) }
    phrasings = order.map(Int32.init)
    lengths = order.map { forms[$0].length }
    self.forms = Lists(order.map { forms[$0].units })
    var index = HashIndex()
    var lists: [[Int32]] = []
    var ordinals: [UInt64: UInt64] = [:]
    for (rank, number) in order.enumerated() {
      ordinals.removeAll(keepingCapacity: true)
      for unit in forms[number].units {
        unit.forEachKey { key in
          let ordinal = ordinals[key, default: 0]
          ordinals[key] = ordinal + 1
          let list = Int(index.intern(Self.listKey(key, ordinal)))
          if list == lists.count { lists.append([]) }
          lists[list].append(Int32(rank))
        }
      }
    }
    self.index = index
    ranks = Lists(lists)
  }

  @inline(__always)
  private static func listKey(_ key: UInt64, _ ordinal: UInt64) -> UInt64 {
    mixed(key &+ ordinal) | 1
  }

  /// Calls `body` with the phrasings at least `minimumSimilarity` similar, most promising first.
  ///
  /// - Parameter least: The similarity above which a phrasing matters; it may rise from one to the
  ///   next. Phrasings not above it may be left out.
  func forEachSimilar(
    to form: FuzzyForm, scratch: inout FuzzyScratch, least: () -> Float,
    _ body: (_ phrasing: Int, _ cost: Float, _ length: Float) -> Void
  ) {
    let needed = form.length * Self.minimumSimilarity - Self.tolerance
    let longest = form.length / Self.minimumSimilarity + Self.tolerance
    let window = lengths.firstIndex(notBelow: needed)..<lengths.firstIndex(notBelow: longest)
    guard form.count > 0, !window.isEmpty else { return }
    scratch.prepare(phrasings: lengths.count)
    collectLists(of: form, within: window, &scratch)
    // Longest lists last; those whose weight together is too little on its own bring nothing in.
    scratch.lists.sort { $0.order < $1.order }
    var rest = scratch.lists.reduce(0) { $0 + $1.weight }
    for i in scratch.lists.indices {
      let list = scratch.lists[i]
      if rest >= needed { scratch.bringIn(ranks, list) } else { scratch.addToKnown(ranks, list) }
      rest -= list.weight
      // Each list leaves fewer that the lists to come could still bring near enough.
      if rest < needed {
        scratch.prune(lengths, shortest: form.length) {
          $0 + rest >= (Self.minimumSimilarity - Self.tolerance) * $1
        }
      }
    }
    scratch.collect(lengths, shortest: form.length) {
      let bound = $0 / $1 + Self.tolerance
      return bound >= Self.minimumSimilarity ? bound : nil
    }
    forms.elements.withUnsafeBufferPointer { units in
      for (rank, bound) in scratch.candidates {
        let least = least()
        guard bound > least else { break }
        let length = max(form.length, lengths[Int(rank)])
        let cost = FuzzyCost.distance(
          form, UnsafeBufferPointer(rebasing: units[forms.range(Int(rank))]),
          limit: length * (1 - max(Self.minimumSimilarity, least - Self.tolerance)),
          row: &scratch.row)
        if cost < .infinity { body(Int(phrasings[Int(rank)]), cost, length) }
      }
    }
  }

  private func collectLists(
    of form: FuzzyForm, within window: Range<Int>, _ scratch: inout FuzzyScratch
  ) {
    ranks.elements.withUnsafeBufferPointer { elements in
      for unit in 0..<form.count {
        let weight = form.units[unit].weight
        form.forEachKey(unit) { key in
          // The n-th such unit of the message can only meet a phrasing's n-th.
          let ordinal = scratch.ordinal(of: key)
          guard let list = index[Self.listKey(key, ordinal)] else { return }
          let range = ranks.range(Int(list))
          let members = UnsafeBufferPointer(rebasing: elements[range])
          let start = members.firstIndex(notBelow: Int32(window.lowerBound))
          let end = members.firstIndex(notBelow: Int32(window.upperBound))
          if start < end {
            let part = range.lowerBound + start..<range.lowerBound + end
            scratch.lists.append(FuzzyScratch.List(range: part, weight: weight))
          }
        }
      }
    }
  }
}

/// Working memory of stage 2.
struct FuzzyScratch: Sendable {
  /// Where a unit's phrasings stand, and what the unit weighs.
  struct List {
    var range: Range<Int>
    var weight: Float

    /// Short lists first.
    @inline(__always) var order: UInt64 { UInt64(range.count) << 32 | UInt64(range.lowerBound) }
  }

  var row: [Float] = []
  var lists: [List] = []
  private var keys: [(key: UInt64, count: UInt64)] = []
  private var overlaps: [Float] = []
  private var touched: [Int32] = []
  private(set) var candidates: [(phrasing: Int32, bound: Float)] = []

  mutating func prepare(phrasings: Int) {
    if overlaps.count < phrasings {
      overlaps = .init(repeating: 0, count: phrasings)
      touched = .init(repeating: 0, count: phrasings)
      touchedCount = 0
    }
    for i in 0..<touchedCount { overlaps[Int(touched[i])] = 0 }
    touchedCount = 0
    keys.removeAll(keepingCapacity: true)
    lists.removeAll(keepingCapacity: true)
    candidates.removeAll(keepingCapacity: true)
  }

  private var touchedCount = 0

  /// How often `key` was asked for before.
  mutating func ordinal(of key: UInt64) -> UInt64 {
    for i in keys.indices where keys[i].key == key {
      defer { keys[i].count += 1 }
      return keys[i].count
    }
    keys.append((key, 1))
    return 0
  }

  /// Adds a list's weight to its phrasings.
  mutating func bringIn(_ ranks: Lists<Int32>, _ list: List) {
    var count = touchedCount
    overlaps.withUnsafeMutableBufferPointer { overlaps in
      touched.withUnsafeMutableBufferPointer { touched in
        ranks.elements.withUnsafeBufferPointer { elements in
          for rank in UnsafeBufferPointer(rebasing: elements[list.range]) {
            if overlaps[Int(rank)] == 0 {
              touched[count] = rank
              count += 1
            }
            overlaps[Int(rank)] += list.weight
          }
        }
      }
    }
    touchedCount = count
  }

  /// Forgets the phrasings that `keep` refuses.
  ///
  /// - Parameters:
  ///   - lengths: `[phrasing]` the sum of its units' weights.
  ///   - shortest: What counts as the length of a shorter phrasing.
  @inline(__always)
  mutating func prune(
    _ lengths: [Float], shortest: Float, _ keep: (_ overlap: Float, _ length: Float) -> Bool
  ) {
    var kept = 0
    touched.withUnsafeMutableBufferPointer { touched in
      overlaps.withUnsafeMutableBufferPointer { overlaps in
        for i in 0..<touchedCount {
          let phrasing = touched[i]
          let isKept = keep(overlaps[Int(phrasing)], max(shortest, lengths[Int(phrasing)]))
          // Without a branch: which are kept follows no pattern.
          touched[kept] = phrasing
          kept += isKept ? 1 : 0
          overlaps[Int(phrasing)] = isKept ? overlaps[Int(phrasing)] : 0
        }
      }
    }
    touchedCount = kept
  }

  /// Adds a list's weight to those of its phrasings that have come in, by whichever is less work:
  /// running through the list, or looking each phrasing up in it.
  mutating func addToKnown(_ phrasings: Lists<Int32>, _ list: List) {
    phrasings.elements.withUnsafeBufferPointer { elements in
      let members = UnsafeBufferPointer(rebasing: elements[list.range])
      if touchedCount * 16 < members.count {
        for i in 0..<touchedCount where members.contains(sorted: touched[i]) {
          overlaps[Int(touched[i])] += list.weight
        }
      } else {
        overlaps.withUnsafeMutableBufferPointer { overlaps in
          for phrasing in members {
            let overlap = overlaps[Int(phrasing)]
            overlaps[Int(phrasing)] = overlap > 0 ? overlap + list.weight : 0
          }
        }
      }
    }
  }

  /// Keeps the phrasings `bound` accepts, highest bound first; ties in knowledge-base order.
  mutating func collect(
    _ lengths: [Float], shortest: Float, _ bound: (_ overlap: Float, _ length: Float) -> Float?
  ) {
    for i in 0..<touchedCount {
      let phrasing = touched[i]
      if let bound = bound(overlaps[Int(phrasing)], max(shortest, lengths[Int(phrasing)])) {
        candidates.append((phrasing, bound))
      }
    }
    candidates.sort { ($1.bound, $0.phrasing) < ($0.bound, $1.phrasing) }
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

  /// Whether a value is in an ascending collection.
  @inline(__always)
  fileprivate func contains(sorted value: Element) -> Bool {
    let index = firstIndex(notBelow: value)
    return index < endIndex && self[index] == value
  }
}
