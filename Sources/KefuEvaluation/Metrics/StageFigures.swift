import Kefu

/// What one stage contributed, of messages in scope.
public struct StageFigures: Sendable, Equatable, Codable {
  /// Messages whose first candidate this stage speaks for most.
  public var count: Int
  /// Of those, messages whose first candidate is right.
  public var right: Int
  /// The share of all messages in scope where the stage alone puts a right entry first; nil where
  /// there are none.
  public var alone: Double?

  public init(count: Int, right: Int, alone: Double?) {
    self.count = count
    self.right = right
    self.alone = alone
  }
}

extension StageFigures {
  /// By the stages' names.
  static func table(of inScope: [Outcome], stages: Set<Stage>) -> [String: StageFigures] {
    var table: [String: StageFigures] = [:]
    for stage in stages {
      let decided = inScope.filter { $0.stage == stage }
      let alone = inScope.count { outcome in
        outcome.firstOfStage[stage].map(outcome.expected.contains) ?? false
      }
      table[stage.rawValue] = StageFigures(
        count: decided.count, right: decided.count(where: \.isRight),
        alone: share(alone, of: inScope.count))
    }
    return table
  }
}
