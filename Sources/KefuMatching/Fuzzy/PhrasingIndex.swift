import KefuText

/// Finds the questions and variants a whole message is close to.
///
/// Each unit, as it may sound, leads to the phrasings it occurs in. Adding up the weights of units
/// in common bounds the similarity from above, so only phrasings that can still be near enough are
/// compared unit by unit, the most promising first.
struct PhrasingIndex: Sendable {
  private struct Posting: Sendable {
    var phrasing: Int32
    /// The how-manieth unit with this key in the phrasing this is, from 0.
    var ordinal: UInt16
  }

  private let index: HashIndex
  private let postings: Lists<Posting>
  private let forms: [FuzzyForm]
  private let longest: Float

  /// Phrasings less similar than this are not found.
  static let minimumSimilarity: Float = 0.6

  init(forms: [FuzzyForm]) {
    self.forms = forms
    longest = forms.map(\.length).max() ?? 0
    var index = HashIndex()
    var lists: [[Posting]] = []
    var ordinals: [Int: UInt16] = [:]
    for (number, form) in forms.enumerated() {
      ordinals.removeAll(keepingCapacity: true)
      for unit in 0..<form.count {
        form.forEachKey(unit) { key in
          let list = Int(index.intern(key))
          if list == lists.count { lists.append([]) }
          let ordinal = ordinals[list, default: 0]
          ordinals[list] = ordinal + 1
          lists[list].append(Posting(phrasing: Int32(number), ordinal: ordinal))
        }
      }
    }
    self.index = index
    postings = Lists(lists)
  }

  /// Calls `body` with the phrasings at least `minimumSimilarity` similar, most promising first,
  /// until `body` says that the bound on what is left no longer interests it.
  func forEachSimilar(
    to form: FuzzyForm, scratch: inout FuzzyScratch,
    isInteresting: (_ bound: Float) -> Bool,
    _ body: (_ phrasing: Int, _ cost: Float, _ length: Float) -> Void
  ) {
    guard form.count > 0, form.length * Self.minimumSimilarity <= longest else { return }
    scratch.prepare(phrasings: forms.count)
    var seen: [(key: UInt64, count: UInt16)] = []
    func count(_ key: UInt64, _ weight: Float) {
      guard let list = index[key] else { return }
      var ordinal: UInt16 = 0
      if let known = seen.firstIndex(where: { $0.key == key }) {
        ordinal = seen[known].count
        seen[known].count += 1
      } else {
        seen.append((key, 1))
      }
      // The n-th such unit of the message can only meet a phrasing's n-th.
      for posting in postings[Int(list)] where posting.ordinal == ordinal {
        scratch.add(posting.phrasing, weight)
      }
    }
    for unit in 0..<form.count {
      form.forEachKey(unit) { count($0, form.weights[unit]) }
    }
    scratch.collect { phrasing, overlap in
      let length = max(form.length, forms[Int(phrasing)].length)
      let bound = overlap / length
      return bound >= Self.minimumSimilarity ? bound : nil
    }
    for (phrasing, bound) in scratch.candidates {
      guard isInteresting(min(1, bound)) else { break }
      let other = forms[Int(phrasing)]
      let length = max(form.length, other.length)
      let limit = length * (1 - Self.minimumSimilarity)
      let cost = FuzzyCost.distance(
        form, 0..<form.count, other, 0..<other.count, limit: limit, row: &scratch.row)
      if cost < .infinity { body(Int(phrasing), cost, length) }
    }
  }
}

/// Working memory of stage 2.
struct FuzzyScratch: Sendable {
  var row: [Float] = []
  private var overlaps: [Float] = []
  private var touched: [Int32] = []
  private(set) var candidates: [(phrasing: Int32, bound: Float)] = []

  mutating func prepare(phrasings: Int) {
    if overlaps.count < phrasings { overlaps = .init(repeating: 0, count: phrasings) }
    for phrasing in touched { overlaps[Int(phrasing)] = 0 }
    touched.removeAll(keepingCapacity: true)
    candidates.removeAll(keepingCapacity: true)
  }

  @inline(__always)
  mutating func add(_ phrasing: Int32, _ weight: Float) {
    if overlaps[Int(phrasing)] == 0 { touched.append(phrasing) }
    overlaps[Int(phrasing)] += weight
  }

  /// Keeps the phrasings `bound` accepts, highest bound first; ties in knowledge-base order.
  mutating func collect(_ bound: (_ phrasing: Int32, _ overlap: Float) -> Float?) {
    for phrasing in touched {
      if let bound = bound(phrasing, overlaps[Int(phrasing)]) { candidates.append((phrasing, bound)) }
    }
    candidates.sort { ($1.bound, $0.phrasing) < ($0.bound, $1.phrasing) }
  }
}
