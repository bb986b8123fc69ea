import CKefuKernels
import KefuText

/// Finds the questions and variants a whole message is close to.
///
/// A phrasing near enough has some pairs of neighbouring units in common with the message
/// (`StrongPairs`). So, the message's pairs taken from the rarest to the commonest, it has one among
/// the first of them, before as many are left as both must have (a prefix filter: Chaudhuri, Ganti &
/// Kaushik 2006). Only for these is the list of phrasings read, and of the list only those of a fitting
/// length. Texts that may have no pair in common, very short ones for the most part, are gone through
/// one by one.
///
/// A phrasing found so is held against the message by its *signature*, 128 bits for the sounds in it,
/// which bounds what they share; then by the sounds themselves; and the few left are compared unit by
/// unit, the most promising first. `FastPath.md` has the argument.
///
/// Phrasings are numbered here by length, their *ranks*, so that those of a fitting length are a range
/// of every list.
struct PhrasingIndex: Sendable {
  /// By a unit's key: its number.
  let keys: FrozenIndex
  /// By a pair's key: its list.
  let pairs: FrozenIndex
  /// `[pair]` ranks of the phrasings that have it, ascending; those in `odd` are left out.
  let lists: FrozenLists<Int32>
  /// Ranks of the phrasings that are not found by their pairs, ascending.
  let odd: ModelArray<Int32>
  /// `[rank]` two words each.
  let signatures: ModelArray<UInt64>
  let lengths: ModelArray<Float>
  /// `[rank]` the phrasing's number.
  let phrasings: ModelArray<Int32>
  /// `[rank]` the phrasing's units.
  let forms: FrozenLists<Int32>
  /// `[unit]`
  let units: ModelArray<FuzzyUnit>
  /// `[unit]` the numbers of its keys; −1 fills up.
  let unitKeys: ModelArray<SIMD4<Int32>>
  /// One more than the highest number of a key.
  let keyCount: Int

  /// Phrasings less similar than this are not found.
  static let minimumSimilarity: Float = 0.65
  /// Bounds are sums of 32-bit numbers in another order than the distance: this much is allowed
  /// for that.
  static let tolerance: Float = 0.001

  /// Calls `body` with the phrasings at least `minimumSimilarity` similar, most promising first.
  ///
  /// - Parameter least: The similarity above which a phrasing matters; it may rise from one to the
  ///   next. Phrasings not above it may be left out.
  @inline(__always)
  func forEachSimilar(
    to form: FuzzyForm, scratch: inout FuzzyScratch, least: () -> Float,
    _ body: (_ phrasing: Int, _ cost: Float, _ length: Float) -> Void
  ) {
    collect(form, &scratch)
    for place in scratch.promising.indices {
      let (rank, bound) = scratch.promise(place)
      let least = least()
      guard bound > least else { break }
      let length = max(form.length, lengths[rank])
      scratch.units.removeAll(keepingCapacity: true)
      for unit in forms[rank] { scratch.units.append(units[Int(unit)]) }
      let cost = scratch.units.withUnsafeBufferPointer {
        FuzzyCost.distance(
          form, $0, limit: length * (1 - max(Self.minimumSimilarity, least - Self.tolerance)),
          row: &scratch.row)
      }
      if cost < .infinity { body(Int(phrasings[rank]), cost, length) }
    }
  }

  /// Leaves in `scratch.promising` the phrasings that share enough with the message.
  private func collect(_ form: FuzzyForm, _ scratch: inout FuzzyScratch) {
    scratch.promising.removeAll(keepingCapacity: true)
    scratch.steps = 0
    let shortest = form.length * Self.minimumSimilarity - Self.tolerance
    let longest = form.length / Self.minimumSimilarity + Self.tolerance
    let window =
      Int32(lengths.firstIndex(notBelow: shortest))..<Int32(lengths.firstIndex(notBelow: longest))
    guard form.count > 0, !window.isEmpty else { return }
    read(form, &scratch)
    findRanks(form, window, &scratch)
    for place in 0..<scratch.foundCount {
      let rank = Int(scratch.found[place])
      if scratch.wasFound(rank) { continue }
      let length = max(form.length, lengths[rank])
      let shared = Float(sharedTenths(rank, &scratch)) / 10
      let bound = shared / length + Self.tolerance
      if bound >= Self.minimumSimilarity { scratch.promise(rank, bound) }
    }
    scratch.promising.sortInPlace { $0 }
  }

  /// What the message's units are found by, and its pattern of signature bits.
  private func read(_ form: FuzzyForm, _ scratch: inout FuzzyScratch) {
    scratch.prepare(ranks: lengths.count, keys: keyCount)
    for unit in 0..<form.count {
      let weight = form.units[unit].tenths
      var mask = SIMD2<UInt64>.zero
      form.forEachKey(unit) { key in
        guard let number = keys[key] else { return }
        scratch.add(key: number, weight)
        mask |= FuzzyUnit.signatureBit(of: key)
      }
      if mask != .zero { scratch.addToPattern(mask, weight) }
    }
    scratch.finishPattern()
  }

  /// Ranks whose signatures agree with the message's.
  private func findRanks(
    _ form: FuzzyForm, _ window: Range<Int32>, _ scratch: inout FuzzyScratch
  ) {
    /// What a phrasing of this length must share with the message, in tenths.
    func needed(_ length: Float) -> Int32 {
      Int32(
        ((max(form.length, length) * Self.minimumSimilarity - Self.tolerance) * 10).rounded(.up))
    }
    scratch.pairs.read(form)
    let kept = scratch.pairs.kept(length: form.length)
    guard kept >= StrongPairs.least(length: form.length) else {
      return scratch.filter(window, signatures, least: needed(0))
    }
    func part(_ list: UnsafeBufferPointer<Int32>, _ range: Range<Int32>)
      -> UnsafeBufferPointer<Int32>
    {
      let start = list.firstIndex(notBelow: range.lowerBound)
      return UnsafeBufferPointer(
        rebasing: list[start..<list.firstIndex(notBelow: range.upperBound)])
    }
    scratch.filter(part(odd.buffer, window), signatures, least: needed(0))
    scratch.lists.removeAll(keepingCapacity: true)
    for key in scratch.pairs.keys {
      if let pair = pairs[key] { scratch.lists.append(pair) }
    }
    scratch.lists.sortInPlace { UInt64(lists.range(Int($0)).count) << 32 | UInt64($0) }
    // Phrasings no longer than the message have as many of its pairs as any text must; longer ones, as
    // many as they themselves must.
    let middle = min(
      window.upperBound,
      max(window.lowerBound, Int32(lengths.firstIndex(notBelow: form.length.nextUp))))
    let most = [
      (window.lowerBound..<middle, kept, needed(0)),
      (middle..<window.upperBound, StrongPairs.least(length: form.length), needed(form.length)),
    ]
    for (range, kept, least) in most where !range.isEmpty {
      // A pair that stands in the message twice is looked up once.
      var last: Int32 = -1
      for list in scratch.lists.prefix(max(0, scratch.lists.count - kept + 1)) where list != last {
        last = list
        scratch.filter(part(lists[Int(list)], range), signatures, least: least)
      }
    }
  }

  /// The weight of what a phrasing has of the message's sounds, in tenths.
  private func sharedTenths(_ rank: Int, _ scratch: inout FuzzyScratch) -> Int32 {
    scratch.clearCounts()
    for unit in forms[rank] {
      let keys = unitKeys[Int(unit)]
      for slot in 0..<4 {
        guard keys[slot] >= 0 else { break }
        scratch.count(key: keys[slot])
      }
    }
    return scratch.countedTenths()
  }
}

extension FuzzyUnit {
  /// The weight in tenths.
  @inline(__always) var tenths: Int32 { Int32((weight * 10).rounded()) }

  /// The bit of a signature that stands for a key.
  @inline(__always)
  static func signatureBit(of key: UInt64) -> SIMD2<UInt64> {
    let bit: UInt64 = 1 << ((key >> 57) & 63)
    return key >> 63 == 0 ? SIMD2(bit, 0) : SIMD2(0, bit)
  }
}
