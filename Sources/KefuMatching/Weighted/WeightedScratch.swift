/// Working memory of stage 3.
struct WeightedScratch: Sendable {
  private(set) var message: [(term: Int32, weight: Float)] = []
  /// The message's terms that no entry has.
  private(set) var unknown: [(key: UInt64, weight: Float)] = []
  /// `[term]` its place in `message`, and 1; 0 where it is not there.
  private var places: [Int32] = []
  private var entryScores = SparseSums()
  /// `[phrasing]` what the message's terms weigh in it; not below 0.
  private var phrasingScores: [Float] = []

  mutating func prepare(terms: Int, entries: Int, phrasings: Int) {
    if places.count < terms {
      places = .init(repeating: 0, count: terms)
    } else {
      for (term, _) in message { places[Int(term)] = 0 }
    }
    entryScores.reset(count: entries)
    if phrasingScores.count < phrasings {
      phrasingScores = .init(repeating: 0, count: phrasings)
    } else {
      phrasingScores.withUnsafeMutableBufferPointer { $0.update(repeating: 0) }
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

  mutating func accumulate(_ index: WeightedIndex) {
    entryScores.withAdder { entryScores in
      phrasingScores.withUnsafeMutableBufferPointer { phrasingScores in
        index.postings.withUnsafeBufferPointer { postings in
          for (number, weight) in message {
            let term = index.terms[Int(number)]
            for i in Int(term.start)..<Int(term.middle) {
              entryScores.add(weight * postings[i].weight, to: postings[i].target)
            }
            for i in Int(term.middle)..<Int(term.end) {
              phrasingScores[Int(postings[i].target)] += SparseSums.summand(
                weight * postings[i].weight)
            }
          }
        }
      }
    }
  }

  func entryScore(_ entry: Int32) -> Float { entryScores[entry] }

  /// Of the nearest of an entry's phrasings.
  func cosine(_ phrasings: Range<Int>, norm: Float) -> Float {
    phrasingScores.withUnsafeBufferPointer { scores in
      // Numbers not below 0 are in the order of their bits, which are compared several at a time.
      var best: Int32 = 0
      for score in UnsafeBufferPointer(rebasing: scores[phrasings]) {
        best = max(best, Int32(bitPattern: score.bitPattern))
      }
      return Float(bitPattern: UInt32(bitPattern: best)) / norm
    }
  }

  /// The nearest of an entry's phrasings, the earliest on a tie; −1 where none has any term.
  func nearest(_ phrasings: Range<Int>, norm: Float) -> (phrasing: Int32, cosine: Float) {
    let cosine = cosine(phrasings, norm: norm)
    guard cosine > 0,
      let nearest = phrasings.first(where: { phrasingScores[$0] / norm == cosine })
    else { return (-1, 0) }
    return (Int32(nearest), cosine)
  }

  /// The `limit` best of the entries touched.
  ///
  /// - Parameter bound: No less than the score, and less work.
  func best(_ limit: Int, atMost bound: (Int32) -> Float, _ score: (Int32) -> Float)
    -> [(entry: Int32, score: Float)]
  {
    var best: [(entry: Int32, score: Float)] = []
    best.reserveCapacity(min(limit, entryScores.touched.count) + 1)
    for entry in entryScores.touched {
      if best.count == limit, let last = best.last, bound(entry) < last.score { continue }
      let value = score(entry)
      func isBetter(_ other: (entry: Int32, score: Float)) -> Bool {
        value > other.score || (value == other.score && entry < other.entry)
      }
      if best.count == limit, let last = best.last, !isBetter(last) { continue }
      best.insert((entry, value), at: best.firstIndex(where: isBetter) ?? best.count)
      if best.count > limit { best.removeLast() }
    }
    return best
  }
}

/// Sums by number of which few are not 0; emptied at the cost of those.
struct SparseSums: Sendable {
  private var sums: [Float] = []
  private var numbers: [Int32] = []
  private var count = 0

  /// The numbers with a sum, in the order met.
  var touched: ArraySlice<Int32> { numbers[..<count] }

  subscript(number: Int32) -> Float { sums[Int(number)] }

  mutating func reset(count size: Int) {
    for number in touched { sums[Int(number)] = 0 }
    count = 0
    if sums.count < size {
      sums = .init(repeating: 0, count: size)
      numbers = .init(repeating: 0, count: size)
    }
  }

  /// Never 0, or what has been met could not be told from what has not.
  @inline(__always)
  static func summand(_ value: Float) -> Float { max(value, .leastNormalMagnitude) }

  /// The sums while they are added to, which costs no checks.
  struct Adder: ~Copyable {
    fileprivate let sums: UnsafeMutableBufferPointer<Float>
    fileprivate let numbers: UnsafeMutableBufferPointer<Int32>
    fileprivate var count: Int

    @inline(__always)
    mutating func add(_ value: Float, to number: Int32) {
      let sum = sums[Int(number)]
      if sum == 0 {
        numbers[count] = number
        count += 1
      }
      sums[Int(number)] = sum + SparseSums.summand(value)
    }
  }

  @inline(__always)
  mutating func withAdder(_ body: (inout Adder) -> Void) {
    let count = count
    self.count = sums.withUnsafeMutableBufferPointer { sums in
      numbers.withUnsafeMutableBufferPointer { numbers in
        var adder = Adder(sums: sums, numbers: numbers, count: count)
        body(&adder)
        return adder.count
      }
    }
  }
}
