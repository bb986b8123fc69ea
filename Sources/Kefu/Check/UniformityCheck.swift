import KefuKnowledge
import KefuMatching

/// Entries whose phrasings are many, but nearly the same sentence over and over: a bot learns no more
/// from them than from one.
struct UniformityCheck {
  private(set) var diagnostics: [Diagnostic] = []

  /// Of fewer phrasings nothing can be said; KB063 is about them.
  private static let fewest = 5
  /// The share of words that two phrasings have in common, on average over all pairs. The shipped
  /// entries have at most 0.23.
  private static let mostInCommon = 0.5

  /// - Parameter words: `[phrasing]`
  init(_ knowledge: CompiledKnowledge, _ words: [PhrasingWords]) {
    var end = 0
    for entry in knowledge.entries {
      let start = end
      end += entry.phrasings.count
      guard entry.phrasings.count >= Self.fewest else { continue }
      let share = Self.meanOverlap(words[start..<end].map { Set($0.folded) })
      guard share > Self.mostInCommon else { continue }
      diagnostics.append(
        Diagnostic(
          .uniformVariants, at: entry.location,
          "the \(entry.phrasings.count) phrasings of \(entry.id) are nearly the same sentence: two of them share \(Int((share * 100).rounded())) % of their words on average",
          help: "write how customers say it in other words; politeness and particles add nothing"))
    }
  }

  /// The mean over all pairs of |A ∩ B| ÷ |A ∪ B|; two empty sets are the same.
  private static func meanOverlap(_ sets: [Set<String>]) -> Double {
    var sum = 0.0
    for (i, a) in sets.enumerated() {
      for b in sets[..<i] {
        let common = a.intersection(b).count
        let all = a.count + b.count - common
        sum += all == 0 ? 1 : Double(common) / Double(all)
      }
    }
    return sum / Double(sets.count * (sets.count - 1) / 2)
  }
}
