import KefuKnowledge
import KefuMatching

/// Entries whose own phrasings, once they have to be recognised by the others, lead elsewhere.
struct ConfusionCheck {
  private(set) var diagnostics: [Diagnostic] = []

  /// Of fewer phrasings nothing can be said.
  private static let fewest = 4
  /// From this share of an entry's phrasings on, and this many, those taken for one other entry are
  /// reported. Of the shipped entries it is 0.28 at most.
  private static let mostTaken = 0.4
  private static let fewestTaken = 4

  /// Of one entry's phrasings.
  private struct Outcome {
    var judged = 0
    /// Whose entry is among the first, and is the first.
    var reached = 0
    var first = 0
    /// By the entry they are taken for.
    var taken: [Int: [CompiledKnowledge.Place]] = [:]
  }

  /// - Parameter namedByKeyword: `[entry]` whether its keyword rules find any of its phrasings.
  init(_ knowledge: CompiledKnowledge, _ trial: LeaveOneOut, namedByKeyword: [Bool]) {
    var outcomes = knowledge.entries.map { _ in Outcome() }
    for (phrasing, place) in knowledge.places.enumerated() {
      guard let ranked = trial.ranked[phrasing] else { continue }
      let number = Int(knowledge.entryOfPhrasing[phrasing])
      outcomes[number].judged += 1
      if ranked.contains(number) { outcomes[number].reached += 1 }
      if ranked.first == number {
        outcomes[number].first += 1
      } else if let first = ranked.first {
        outcomes[number].taken[first, default: []].append(place)
      }
    }
    for (number, outcome) in outcomes.enumerated() where outcome.judged >= Self.fewest {
      let entry = knowledge.entries[number]
      if outcome.reached == 0, !namedByKeyword[number] {
        reportUnreached(entry, outcome)
      } else if let (other, places) = outcome.taken.max(by: {
        ($0.value.count, $1.key) < ($1.value.count, $0.key)
      }),
        places.count >= Self.fewestTaken, places.count > outcome.first,
        Double(places.count) >= Self.mostTaken * Double(outcome.judged)
      {
        reportConfusion(entry, knowledge.entries[other], places, of: outcome.judged)
      }
    }
  }

  private mutating func reportUnreached(_ entry: Entry, _ outcome: Outcome) {
    diagnostics.append(
      Diagnostic(
        .unreachedEntry, at: entry.location,
        "none of the \(outcome.judged) phrasings of \(entry.id) leads to it when it is left out of what the bot knows",
        help: "customers will not use these very words: add variants that share some, or keywords"))
  }

  private mutating func reportConfusion(
    _ entry: Entry, _ other: Entry, _ places: [CompiledKnowledge.Place], of count: Int
  ) {
    let examples = places.prefix(2).map { "\(quoted($0.text.value)) (\($0.text.location))" }
    diagnostics.append(
      Diagnostic(
        .confusableEntries, at: entry.location,
        "\(places.count) of \(count) phrasings of \(entry.id), left out, are taken for \(other.id), such as \(examples.joined(separator: " and "))",
        help:
          "move those that belong there, weigh the words that tell the two apart, or merge the two"
      ))
  }
}
