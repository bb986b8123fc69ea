/// Working memory of stage 3.
struct WeightedScratch: Sendable {
  private(set) var message: [(term: Int32, weight: Float)] = []
  /// The message's terms that no entry has.
  private(set) var unknown: [(key: UInt64, weight: Float)] = []
  /// `[term]` its place in `message`, and 1; 0 where it is not there.
  private var places: [Int32] = []
  /// `[entry]` what it explains of the message, 0 for an entry without any of the terms, else more;
  /// and two bounds of the product with its nearest phrasing: the sum of the most that each term can
  /// bring, and the square of the length of the part of the message that the entry has.
  private var sums: [SIMD4<Float>] = []
  /// Highest first, at most so many as are asked for.
  private var highest: [Float] = []
  /// Entries that may be among the best: the bound, highest first, above the entry.
  private var promising: [UInt64] = []
  /// `[entry]` its place in `promising`, and 1; 0 for others.
  private var promisingPlaces: [Int32] = []
  /// The terms of promising entries: `heads` and `tails` of the lists that `Share.next` links.
  private var shares: [Share] = []
  private var heads: [Int32] = []
  private var tails: [Int32] = []
  /// `[phrasing of an entry]` what the message's terms weigh in it.
  private var phrasingSums: [Float] = []
  private(set) var best: [Found] = []

  /// A promising entry's phrasings with a term of the message, which has that weight there.
  private struct Share: Sendable {
    var weight: Float
    var start: Int32
    var end: Int32
    /// Of the same entry, −1 for none.
    var next: Int32 = -1
  }

  struct Found: Sendable {
    var entry: Int32
    var score: Float
    /// The entry's nearest phrasing, −1 where none has any term, with the cosine.
    var nearest: (phrasing: Int32, cosine: Float)
  }

  mutating func prepare(terms: Int, entries: Int) {
    if places.count < terms {
      places = .init(repeating: 0, count: terms)
    } else {
      for (term, _) in message { places[Int(term)] = 0 }
    }
    if sums.count != entries {
      sums = .init(repeating: .zero, count: entries)
      promisingPlaces = .init(repeating: 0, count: entries)
    } else {
      sums.withUnsafeMutableBufferPointer { $0.update(repeating: .zero) }
    }
    message.removeAll(keepingCapacity: true)
    unknown.removeAll(keepingCapacity: true)
  }

  /// A term that stands twice in a message counts twice, but is looked up once.
  mutating func addToMessage(_ term: Int32, _ weight: Float) {
    let place = Int(places[Int(term)])
    if place > 0 {
      message[place - 1].weight += weight
    } else {
      message.append((term, weight))
      places[Int(term)] = Int32(message.count)
    }
  }

  mutating func addUnknown(_ key: UInt64, _ weight: Float) {
    for i in unknown.indices where unknown[i].key == key {
      unknown[i].weight += weight
      return
    }
    unknown.append((key, weight))
  }

  /// Never 0, or an entry that has a term could not be told from one that has none.
  @inline(__always)
  private static func summand(_ value: Float) -> Float { max(value, .leastNormalMagnitude) }

  mutating func accumulate(_ index: WeightedIndex) {
    sums.withUnsafeMutableBufferPointer { sums in
      for (number, weight) in message {
        let square = weight * weight
        for posting in index.entries[Int(number)] {
          let isFound: Float = posting.nearest > 0 ? 1 : 0
          let added =
            SIMD4(weight, weight, square, 0) * SIMD4(posting.gain, posting.nearest, isFound, 0)
          sums[Int(posting.entry)] += SIMD4(Self.summand(added.x), added.y, added.z, 0)
        }
      }
    }
  }

  func entryScore(_ entry: Int32) -> Float { sums[Int(entry)].x }

  /// Leaves in `best` the `limit` best of the entries that have any term.
  ///
  /// - Parameters:
  ///   - norm: Of the message, over terms that are not common.
  ///   - firstPhrasings: `[entry]`, and one more.
  ///   - score: Of an entry, by what it explains and the cosine; rises with both.
  @inline(__always)
  mutating func findBest(
    _ limit: Int, _ index: WeightedIndex, norm: Float, firstPhrasings: ModelArray<Int32>,
    score: (_ explained: Float, _ cosine: Float) -> Float
  ) {
    best.removeAll(keepingCapacity: true)
    collectPromising(limit, norm: norm, score: score)
    collectShares(index)
    for place in promising.indices {
      let bound = Float(bitPattern: ~UInt32(truncatingIfNeeded: promising[place] >> 32))
      if best.count == limit, let last = best.last, bound < last.score { break }
      let entry = Int32(truncatingIfNeeded: promising[place])
      let phrasings =
        Int(firstPhrasings[Int(entry)])..<Int(firstPhrasings[Int(entry) + 1])
      let nearest = nearest(phrasings, heads[place], index, norm: norm)
      let value = score(entryScore(entry), nearest.cosine)
      func isBetter(_ other: Found) -> Bool {
        value > other.score || (value == other.score && entry < other.entry)
      }
      if best.count == limit {
        guard let last = best.last, isBetter(last) else { continue }
        best.removeLast()
      }
      best.insert(
        Found(entry: entry, score: value, nearest: nearest),
        at: best.firstIndex(where: isBetter) ?? best.count)
    }
  }

  /// Entries whose score may reach what the `limit` best have without their phrasings.
  @inline(__always)
  private mutating func collectPromising(
    _ limit: Int, norm: Float, score: (_ explained: Float, _ cosine: Float) -> Float
  ) {
    highest.removeAll(keepingCapacity: true)
    promising.removeAll(keepingCapacity: true)
    var least: Float = 0
    for sum in sums where sum.x > least {
      if highest.count == limit { highest.removeLast() }
      highest.insert(sum.x, at: highest.firstIndex { $0 < sum.x } ?? highest.count)
      if highest.count == limit { least = highest[limit - 1] }
    }
    let enough = highest.count == limit ? score(least, 0) : 0
    // The bounds are sums in the order of the terms, the cosines are too: this much is allowed for
    // what their roundings differ by.
    let slack: Float = 1.0001
    for (entry, sum) in sums.enumerated() where sum.x > 0 && score(sum.x, slack) >= enough {
      let cosine = min(1, sum.y / norm, sum.z.squareRoot() / norm)
      let bound = score(sum.x, cosine * slack + .leastNormalMagnitude)
      if bound >= enough {
        promising.append(UInt64(~bound.bitPattern) << 32 | UInt64(entry))
      }
    }
    promising.sortInPlace { $0 }
  }

  /// Goes through the message's postings again for the promising entries, whose phrasings it notes.
  private mutating func collectShares(_ index: WeightedIndex) {
    shares.removeAll(keepingCapacity: true)
    heads.removeAll(keepingCapacity: true)
    tails.removeAll(keepingCapacity: true)
    for place in promising.indices {
      promisingPlaces[Int(UInt32(truncatingIfNeeded: promising[place]))] = Int32(place) + 1
      heads.append(-1)
      tails.append(-1)
    }
    for (number, weight) in message where index.terms[Int(number)].isCommon == 0 {
      let list = index.entries[Int(number)]
      let end = index.phrasings.starts[Int(number) + 1]
      for place in list.indices {
        let entry = Int(promisingPlaces[Int(list[place].entry)]) - 1
        guard entry >= 0 else { continue }
        let share = Int32(shares.count)
        shares.append(
          Share(
            weight: weight, start: list[place].phrasings,
            end: place + 1 < list.count ? list[place + 1].phrasings : end))
        if tails[entry] >= 0 {
          shares[Int(tails[entry])].next = share
        } else {
          heads[entry] = share
        }
        tails[entry] = share
      }
    }
    for promise in promising { promisingPlaces[Int(UInt32(truncatingIfNeeded: promise))] = 0 }
  }

  /// The nearest of an entry's phrasings, the earliest on a tie, with the cosine.
  private mutating func nearest(
    _ phrasings: Range<Int>, _ first: Int32, _ index: WeightedIndex, norm: Float
  ) -> (phrasing: Int32, cosine: Float) {
    if phrasingSums.count < phrasings.count {
      phrasingSums += repeatElement(0, count: phrasings.count * 2 - phrasingSums.count)
    }
    return phrasingSums.withUnsafeMutableBufferPointer { sums in
      let sums = UnsafeMutableBufferPointer(rebasing: sums[..<phrasings.count])
      sums.update(repeating: 0)
      let postings = index.phrasings.elements
      var next = first
      while next >= 0 {
        let share = shares[Int(next)]
        for place in Int(share.start)..<Int(share.end) {
          sums[Int(postings[place].phrasing) - phrasings.lowerBound] += Self.summand(
            share.weight * postings[place].weight)
        }
        next = share.next
      }
      // Numbers not below 0 are in the order of their bits, which are compared several at a time.
      var most: Int32 = 0
      for sum in sums { most = max(most, Int32(bitPattern: sum.bitPattern)) }
      let cosine = Float(bitPattern: UInt32(bitPattern: most)) / norm
      guard cosine > 0, let nearest = sums.firstIndex(where: { $0 / norm == cosine }) else {
        return (-1, 0)
      }
      return (Int32(phrasings.lowerBound + nearest), cosine)
    }
  }
}
