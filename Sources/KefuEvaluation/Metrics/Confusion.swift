/// How often messages about one entry had another as their first candidate.
public struct Confusion: Sendable, Equatable, Codable {
  public var expected: String
  /// Nil where nothing was proposed.
  public var predicted: String?
  public var count: Int

  public init(expected: String, predicted: String?, count: Int) {
    self.expected = expected
    self.predicted = predicted
    self.count = count
  }
}

extension Confusion {
  /// Commonest first, then by ids.
  static func list(of inScope: [Outcome]) -> [Confusion] {
    var counts: [String: [String?: Int]] = [:]
    for outcome in inScope where !outcome.isRight {
      counts[outcome.countsFor, default: [:]][outcome.candidates.first?.entry, default: 0] += 1
    }
    return counts.flatMap { expected, others in
      others.map { Confusion(expected: expected, predicted: $0.key, count: $0.value) }
    }.sorted {
      ($1.count, $0.expected, $0.predicted ?? "") < ($0.count, $1.expected, $1.predicted ?? "")
    }
  }
}
