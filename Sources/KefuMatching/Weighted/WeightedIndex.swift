/// What stage 3 knows of each term, in one place: its weight, and the entries and phrasings that
/// have it.
///
/// A message's terms stand anywhere in it, and fetching them from memory is most of the stage's
/// work. So what is read together lies together: one record a term, and behind its entries in one
/// array its phrasings.
struct WeightedIndex: Sendable {
  /// An entry and what it explains of a term, or a phrasing and its normalised weight of it.
  struct Posting: Sendable {
    var target: Int32
    var weight: Float
  }

  struct TermRecord: Sendable {
    /// Without the kind's.
    var weight: Float
    /// In `postings`: its entries, then its phrasings.
    var start: Int32
    var middle: Int32
    var end: Int32
    /// In so many phrasings that it tells none of them, and has none here.
    var isCommon: Bool
  }

  private(set) var terms: [TermRecord] = []
  private(set) var postings: [Posting] = []

  /// All by term.
  init(weights: [Float], isCommon: [Bool], entries: [[Posting]], phrasings: [[Posting]]) {
    terms.reserveCapacity(weights.count)
    for term in weights.indices {
      let start = Int32(postings.count)
      postings += entries[term]
      let middle = Int32(postings.count)
      postings += phrasings[term]
      terms.append(
        TermRecord(
          weight: weights[term], start: start, middle: middle, end: Int32(postings.count),
          isCommon: isCommon[term]))
    }
  }

  func entries(of term: Int32) -> ArraySlice<Posting> {
    postings[Int(terms[Int(term)].start)..<Int(terms[Int(term)].middle)]
  }
}
