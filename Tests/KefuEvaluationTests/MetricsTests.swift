// The figures of an evaluation:
//  1. Worked by hand on eight messages, five of them in scope.
//  2. Where there is nothing to divide by, there is no figure.
//  3. Counts add up, and shares lie in 0...1, on random outcomes.
//  4. Neither order nor repetition of the messages changes a share.
import Kefu
import KefuTestSupport
import Testing

@testable import KefuEvaluation

@Suite struct MetricsTests {
  static let metrics = Metrics(WorkedExample.outcomes)

  @Test("1: headline") func headline() throws {
    let metrics = Self.metrics
    #expect(metrics.messages == .init(inScope: 5, outOfScope: 3, answered: 4, answeredWrong: 2))
    #expect(metrics.accuracy == 3.0 / 5)
    #expect(metrics.top3 == 4.0 / 5)
    #expect(metrics.coverage == 3.0 / 5)
    #expect(metrics.wrongRate == 2.0 / 8)
    #expect(metrics.risk == 2.0 / 4)
    #expect(metrics.resolved == 3.0 / 5)
    #expect(metrics.inScope == 2.0 / 5)
    #expect(metrics.oosRecall == 2.0 / 3)
    // Of fifteen pairs, ten won and one tied.
    #expect(metrics.auroc == 10.5 / 15)
    // No two confidences above 0 share a bin.
    let distances = [0.1, 0.6, 0.5, 0.2, 0.7, 0.2].reduce(0, +)
    let ece = try #require(metrics.ece)
    #expect(abs(ece - distances / 8) < 1e-12)
    #expect(metrics.coverageAtRisk == ["0.01": 0.4, "0.02": 0.4, "0.05": 0.4])
  }

  @Test("1: a stage") func stages() {
    #expect(
      Self.metrics.perStage == [
        "keyword": StageFigures(count: 1, right: 1, alone: 1.0 / 5),
        "fuzzy": StageFigures(count: 1, right: 1, alone: 2.0 / 5),
        "weighted": StageFigures(count: 2, right: 1, alone: 3.0 / 5),
        "classifier": StageFigures(count: 0, right: 0, alone: 0),
      ])
    let one = Metrics(WorkedExample.outcomes, stages: [.keyword])
    #expect(Set(one.perStage.keys) == ["keyword"])
  }

  @Test("1: an entry") func entries() {
    func figures(
      _ count: Int, _ right: Int, _ answered: Int, _ answeredRight: Int, _ clarified: Int,
      _ precision: Double?, _ recall: Double?, _ f1: Double?
    ) -> EntryFigures {
      var figures = EntryFigures()
      figures.count = count
      figures.right = right
      figures.answered = answered
      figures.answeredRight = answeredRight
      figures.clarified = clarified
      figures.precision = precision
      figures.recall = recall
      figures.f1 = f1
      return figures
    }
    #expect(
      Self.metrics.perIntent == [
        "a": figures(2, 1, 2, 1, 0, 1, 0.5, 2.0 / 3), "b": figures(2, 1, 0, 0, 1, 0.5, 0.5, 0.5),
        "c": figures(1, 1, 1, 1, 0, 1, 1, 1),
      ])
    // First where it is not expected, and nowhere else.
    let stray = Metrics([
      WorkedExample.outcome(["a"], [("d", 0.4)], .fallback, .weighted, [.weighted: "d"])
    ])
    #expect(stray.perIntent["d"] == figures(0, 0, 0, 0, 0, 0, nil, 0))
    #expect(stray.perIntent["a"] == figures(1, 0, 0, 0, 0, nil, 0, 0))
  }

  @Test("1: confusions") func confusions() {
    #expect(
      Self.metrics.confusions == [
        Confusion(expected: "a", predicted: "b", count: 1),
        Confusion(expected: "b", predicted: nil, count: 1),
      ])
    let doubled = Metrics(
      WorkedExample.outcomes + [
        WorkedExample.outcome(["c"], [("a", 0.4)], .fallback, nil, [:]),
        WorkedExample.outcome(["c"], [("a", 0.4)], .fallback, nil, [:]),
      ])
    #expect(doubled.confusions.map(\.expected) == ["c", "a", "b"])
  }

  @Test("1: several right entries") func severalRight() {
    let outcome = WorkedExample.outcome(
      ["a", "b"], [("x", 0.5), ("b", 0.4)], .clarify(["x", "b"]), nil, [:])
    #expect(!outcome.isRight)
    #expect(outcome.isRight(within: 2))
    #expect(outcome.isResolved)
    #expect(Metrics([outcome]).perIntent["a"]?.count == 1)
    let wrongOptions = WorkedExample.outcome(["a"], [("x", 0.5)], .clarify(["x", "y"]), nil, [:])
    #expect(!wrongOptions.isResolved)
  }

  @Test("2: nothing to divide by") func undefined() {
    let none = Metrics([])
    for value in [
      none.accuracy, none.top3, none.coverage, none.wrongRate, none.risk, none.resolved,
      none.inScope, none.oosRecall, none.auroc, none.ece, none.perStage["keyword"]?.alone,
    ] {
      #expect(value == nil)
    }
    #expect(none.coverageAtRisk.isEmpty)
    let inScope = Metrics(Array(WorkedExample.outcomes.prefix(5)))
    #expect(inScope.oosRecall == nil)
    #expect(inScope.auroc == nil)
    #expect(inScope.wrongRate == 1.0 / 5)
    let outOfScope = Metrics(Array(WorkedExample.outcomes.suffix(3)))
    #expect(outOfScope.accuracy == nil)
    #expect(outOfScope.wrongRate == 1.0 / 3)
    #expect(outOfScope.risk == 1)
    #expect(Metrics([WorkedExample.outcomes[3]]).risk == nil)
  }

  @Test("3, 4: random outcomes", arguments: UInt64(1)...40) func random(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    let ids = ["a", "b", "c", "d"]
    let outcomes = (0..<(1 + random.below(60))).map { _ in
      var confidence = 1.0
      let candidates = ids.shuffled(using: &random).prefix(random.below(5)).map { id in
        confidence *= Double(random.below(11)) / 10
        return (id, confidence)
      }
      let action: Outcome.Action =
        switch random.below(3) {
        case 0: candidates.first.map { .answer($0.0) } ?? .fallback
        case 1 where candidates.count > 1: .clarify(candidates.prefix(3).map(\.0))
        default: .fallback
        }
      let expected = random.pick([["a"], ["b"], ["c", "a"], []])
      return WorkedExample.outcome(
        expected, candidates, action, candidates.isEmpty ? nil : .fuzzy, [:])
    }
    let metrics = Metrics(outcomes)
    let shares = [
      metrics.accuracy, metrics.top3, metrics.coverage, metrics.wrongRate, metrics.risk,
      metrics.resolved, metrics.inScope, metrics.oosRecall, metrics.auroc, metrics.ece,
    ]
    for case let share? in shares { #expect((0...1).contains(share)) }
    let inScope = metrics.messages.inScope
    #expect(inScope + metrics.messages.outOfScope == outcomes.count)
    #expect(metrics.perIntent.values.reduce(0) { $0 + $1.count } == inScope)
    let right = metrics.perIntent.values.reduce(0) { $0 + $1.right }
    #expect(right + metrics.confusions.reduce(0) { $0 + $1.count } == inScope)
    if inScope > 0 {
      #expect(metrics.accuracy == Double(right) / Double(inScope))
      #expect(try #require(metrics.top3) >= #require(metrics.accuracy))
      #expect(try #require(metrics.resolved) >= #require(metrics.inScope))
    }
    let again = Metrics((outcomes + outcomes).shuffled(using: &random))
    #expect(again.accuracy == metrics.accuracy)
    #expect(again.risk == metrics.risk)
    #expect(again.coverageAtRisk == metrics.coverageAtRisk)
    #expect(again.confusions.map(\.count) == metrics.confusions.map { 2 * $0.count })
    if let auroc = metrics.auroc {
      let other = try #require(again.auroc)
      #expect(abs(other - auroc) < 1e-12)
    }
  }
}
