import Dispatch
import Synchronization

/// Which entries stage 3 takes each phrasing for when it has not learnt that phrasing.
///
/// ```swift
/// let trial = LeaveOneOut(compiled) { print("\($0)") }
/// trial.ranked[7]?.first  // the entry phrasing 7 is taken for
/// ```
///
/// Phrasings are left out a tenth at a time, from an entry of up to ten one by one. An entry of one
/// phrasing keeps it.
package struct LeaveOneOut: Sendable {
  /// `[phrasing]` up to `depth` entries, best first; nil where it was not left out.
  package private(set) var ranked: [[Int]?]

  /// As many as a clarification may offer.
  package static let depth = 4
  static let folds = 10

  /// - Parameter progress: Called with the share done, from any thread.
  package init(_ knowledge: CompiledKnowledge, progress: @Sendable (Double) -> Void = { _ in }) {
    let extractor = knowledge.weighted.extractor
    let owners = knowledge.entryOfPhrasing
    var scratch = MatchScratch()
    var text = MatchText()
    let terms = knowledge.phrasings.map { phrasing in
      var terms: [Term] = []
      text.prepare(phrasing, analyzer: knowledge.analyzer, scratch: &scratch.text)
      extractor.extract(text, into: &terms)
      return terms
    }
    let folds = Self.folds(owners)
    let results = Mutex([[Int]?](repeating: nil, count: terms.count))
    let done = Mutex(0)
    DispatchQueue.concurrentPerform(iterations: Self.folds) { fold in
      let kept = terms.indices.filter { folds[$0] != fold }
      let matcher = WeightedMatcher(
        phrasings: kept.map { terms[$0] }, entryOfPhrasing: kept.map { owners[$0] },
        entries: knowledge.entries, extractor: extractor)
      var scratch = WeightedScratch()
      let found = terms.indices.filter { folds[$0] == fold }.map { phrasing in
        let candidates = matcher.candidates(
          for: terms[phrasing], limit: Self.depth, scratch: &scratch)
        return (phrasing, candidates.map(\.entry))
      }
      results.withLock { for (phrasing, entries) in found { $0[phrasing] = entries } }
      let share = done.withLock {
        $0 += 1
        return Double($0) / Double(Self.folds)
      }
      progress(share)
    }
    ranked = results.withLock { $0 }
  }

  /// `[phrasing]` the part it is left out with; nil for the only phrasing of an entry.
  private static func folds(_ owners: [Int32]) -> [Int?] {
    var counts: [Int32: Int] = [:]
    for owner in owners { counts[owner, default: 0] += 1 }
    return owners.enumerated().map { number, owner in
      counts[owner, default: 0] > 1 ? number % folds : nil
    }
  }
}
