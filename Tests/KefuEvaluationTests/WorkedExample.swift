import Kefu
import KefuEvaluation

/// Eight messages whose figures are worked out by hand in the tests.
enum WorkedExample {
  static let outcomes = [
    outcome(
      ["a"], [("a", 0.9), ("b", 0.05)], .answer("a"), .keyword, [.keyword: "a", .weighted: "a"]),
    outcome(
      ["a"], [("b", 0.6), ("a", 0.3)], .answer("b"), .weighted, [.weighted: "b", .fuzzy: "a"]),
    outcome(["b"], [("b", 0.5), ("a", 0.4)], .clarify(["b", "a"]), .weighted, [.weighted: "b"]),
    outcome(["b"], [], .fallback, nil, [:]),
    outcome(["a", "c"], [("c", 0.8)], .answer("c"), .fuzzy, [.fuzzy: "c", .weighted: "a"]),
    outcome([], [("a", 0.7)], .answer("a"), .weighted, [.weighted: "a"]),
    outcome([], [("b", 0.2)], .fallback, .weighted, [.weighted: "b"]),
    outcome([], [], .fallback, nil, [:]),
  ]

  static func outcome(
    _ expected: [String], _ candidates: [(String, Double)], _ action: Outcome.Action,
    _ stage: Stage?, _ firstOfStage: StageValues<String>
  ) -> Outcome {
    Outcome(
      expected: expected, candidates: candidates.map { .init($0.0, $0.1) }, action: action,
      stage: stage, firstOfStage: firstOfStage, inScope: Confidence(candidates.first?.1 ?? 0))
  }
}
