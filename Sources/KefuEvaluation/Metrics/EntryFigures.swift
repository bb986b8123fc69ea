/// How the messages about one entry fared, of messages in scope.
///
/// A message for which several entries are right counts for the one put first, or else for the
/// first that it names.
public struct EntryFigures: Sendable, Equatable, Codable {
  /// Messages about the entry.
  public var count = 0
  /// Of those, messages whose first candidate it is.
  public var right = 0
  /// Of those, messages that the bot answers by itself, with whatever entry.
  public var answered = 0
  /// Of those, messages it answers rightly.
  public var answeredRight = 0
  /// Of those, messages it asks back on.
  public var clarified = 0
  /// `right` ÷ messages whose first candidate it is; nil where there are none.
  public var precision: Double?
  /// `right` ÷ `count`; nil where there are none.
  public var recall: Double?
  /// The harmonic mean of precision and recall: 2 · `right` ÷ (`count` + first candidates).
  public var f1: Double?

  public init() {}
}

extension EntryFigures {
  /// By entries' ids.
  static func table(of inScope: [Outcome]) -> [String: EntryFigures] {
    var table: [String: EntryFigures] = [:]
    var proposed: [String: Int] = [:]
    for outcome in inScope {
      let first = outcome.candidates.first?.entry
      if let first { proposed[first, default: 0] += 1 }
      var figures = table[outcome.countsFor] ?? EntryFigures()
      figures.count += 1
      if outcome.isRight { figures.right += 1 }
      if outcome.isAnswered { figures.answered += 1 }
      if outcome.isAnsweredRight { figures.answeredRight += 1 }
      if case .clarify = outcome.action { figures.clarified += 1 }
      table[outcome.countsFor] = figures
    }
    for entry in Set(table.keys).union(proposed.keys) {
      var figures = table[entry] ?? EntryFigures()
      let first = proposed[entry] ?? 0
      figures.precision = share(figures.right, of: first)
      figures.recall = share(figures.right, of: figures.count)
      figures.f1 = share(2 * figures.right, of: figures.count + first)
      table[entry] = figures
    }
    return table
  }
}

extension Outcome {
  /// The entry whose message this is; of several, the first candidate where that is right.
  var countsFor: String {
    if let first = candidates.first?.entry, expected.contains(first) { return first }
    return expected[0]
  }
}
