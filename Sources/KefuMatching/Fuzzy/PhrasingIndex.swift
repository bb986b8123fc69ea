import KefuText

/// Finds the questions and variants a whole message is close to.
///
/// Each unit, as it may sound, leads to the phrasings it occurs in. Adding up the weights of units
/// in common bounds the similarity from above, so only phrasings that can still be near enough are
/// compared unit by unit, the most promising first. A phrasing near enough shares more than the
/// message's commonest units, so only the others may bring a phrasing in.
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

  /// Calls `body` with the phrasings at least `minimumSimilarity` similar, most promising first,
  /// until `isInteresting` says that what is left cannot matter.
  func forEachSimilar(
    to form: FuzzyForm, scratch: inout FuzzyScratch,
    isInteresting: (_ bound: Float) -> Bool,
    _ body: (_ phrasing: Int, _ cost: Float, _ length: Float) -> Void
  ) {
    let needed = form.length * Self.minimumSimilarity - Self.tolerance
    let longest = form.length / Self.minimumSimilarity + Self.tolerance
    let window = lengths.firstIndex(notBelow: needed)..<lengths.firstIndex(notBelow: longest)
    guard form.count > 0, !window.isEmpty else { return }
    scratch.prepare(phrasings: lengths.count)
    collectLists(of: form, within: window, &scratch)
    // Longest lists last; those whose weight together is too little on its own bring nothing in.
    scratch.lists.sort {
      ($0.range.count, $0.range.lowerBound) < ($1.range.count, $1.range.lowerBound)
    }
    var rest = scratch.lists.reduce(0) { $0 + $1.weight }
    var next = 0
    while next < scratch.lists.count, rest >= needed {
      scratch.bringIn(ranks, scratch.lists[next])
      rest -= scratch.lists[next].weight
      next += 1
    }
    func bound(_ rank: Int32, _ overlap: Float) -> Float? {
      let bound = overlap / max(form.length, lengths[Int(rank)]) + Self.tolerance
      return bound >= Self.minimumSimilarity ? bound : nil
    }
    scratch.prune { bound($0, $1 + rest) != nil }
    for list in scratch.lists[next...] { scratch.addToKnown(ranks, list) }
    scratch.collect(bound)
    forms.elements.withUnsafeBufferPointer { units in
      for (rank, bound) in scratch.candidates {
        guard isInteresting(bound) else { break }
        let length = max(form.length, lengths[Int(rank)])
        let cost = FuzzyCost.distance(
          form, UnsafeBufferPointer(rebasing: units[forms.range(Int(rank))]),
          limit: length * (1 - Self.minimumSimilarity), row: &scratch.row)
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
            scratch.lists.append((range.lowerBound + start..<range.lowerBound + end, weight))
          }
        }
      }
    }
  }
}

/// Working memory of stage 2.
struct FuzzyScratch: Sendable {
  /// Where a unit's phrasings stand, and what the unit weighs.
  typealias List = (range: Range<Int>, weight: Float)

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
  mutating func prune(_ keep: (_ phrasing: Int32, _ overlap: Float) -> Bool) {
    var kept = 0
    for i in 0..<touchedCount {
      let phrasing = touched[i]
      if keep(phrasing, overlaps[Int(phrasing)]) {
        touched[kept] = phrasing
        kept += 1
      } else {
        overlaps[Int(phrasing)] = 0
      }
    }
    touchedCount = kept
  }

  /// Adds a list's weight to those of its phrasings that have come in, by whichever is less work:
  /// running through the list, or looking each phrasing up in it.
  mutating func addToKnown(_ phrasings: Lists<Int32>, _ list: List) {
    phrasings.elements.withUnsafeBufferPointer { elements in
      let list = (members: UnsafeBufferPointer(rebasing: elements[list.range]), list.weight)
      if touchedCount * 16 < list.members.count {
        for i in 0..<touchedCount where list.members.contains(sorted: touched[i]) {
          overlaps[Int(touched[i])] += list.1
        }
      } else {
        overlaps.withUnsafeMutableBufferPointer { overlaps in
          for phrasing in list.members where overlaps[Int(phrasing)] > 0 {
            overlaps[Int(phrasing)] += list.1
          }
        }
      }
    }
  }

  /// Keeps the phrasings `bound` accepts, highest bound first; ties in knowledge-base order.
  mutating func collect(_ bound: (_ phrasing: Int32, _ overlap: Float) -> Float?) {
    for i in 0..<touchedCount {
      let phrasing = touched[i]
      if let bound = bound(phrasing, overlaps[Int(phrasing)]) {
        candidates.append((phrasing, bound))
      }
    }
    candidates.sort { ($1.bound, $0.phrasing) < ($0.bound, $1.phrasing) }
  }
}

extension RandomAccessCollection where Element: Comparable, Index == Int {
  /// The first index of an ascending collection whose element is not below `value`.
  @inline(__always)
  fileprivate func firstIndex(notBelow value: Element) -> Int {
    var (low, high) = (startIndex, endIndex)
    while low < high {
      let middle = (low + high) / 2
      if self[middle] < value { low = middle + 1 } else { high = middle }
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
