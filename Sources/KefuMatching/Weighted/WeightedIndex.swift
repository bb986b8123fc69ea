/// What stage 3 knows of each term: its weight, the entries that have it, and their phrasings.
///
/// A message's terms stand anywhere in it, and fetching them from memory is most of the stage's work.
/// So of most entries only one posting a term is read, which says what the entry as a whole explains
/// and what its nearest phrasing could at most; the phrasings themselves are looked up for the few
/// entries that may be among the best.
struct WeightedIndex: Sendable {
  /// An entry that has a term.
  struct EntryPosting: Sendable {
    var entry: Int32
    /// Of the term's weight, what the entry explains.
    var gain: Float
    /// The greatest normalised weight of the term in any of its phrasings; 0 for a common term.
    var nearest: Float
    /// Where its phrasings with the term begin; they end where the next entry's begin.
    var phrasings: Int32
  }

  /// A phrasing and its normalised weight of a term.
  struct PhrasingPosting: Sendable {
    var phrasing: Int32
    var weight: Float
  }

  struct Term: Sendable {
    /// Without the kind's.
    var weight: Float
    /// In so many phrasings that it tells none of them, and has none here: 1; else 0.
    var isCommon: Int32
  }

  /// `[term]`
  let terms: ModelArray<Term>
  /// `[term]` by entry, and by phrasing, both ascending.
  let entries: FrozenLists<EntryPosting>
  let phrasings: FrozenLists<PhrasingPosting>
}
