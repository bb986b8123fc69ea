// 1. Worked examples: equal confidences pass together; a candidate is needed; messages out of scope
//    are wrong.
// 2. It agrees with trying every threshold, on random input.
// 3. A larger risk never answers less.
import Kefu
import KefuEvaluation
import KefuTestSupport
import Testing

@Suite struct AnswerableShareTests {
  /// A message whose first candidate is "a".
  private func outcome(_ confidence: Double?, _ expected: [String]) -> Outcome {
    Outcome(
      expected: expected, candidates: confidence.map { [.init("a", $0)] } ?? [], action: .fallback,
      inScope: Confidence(confidence ?? 0))
  }

  @Test("1: worked examples") func examples() {
    let right = outcome(0.9, ["a"])
    #expect(answerableShare(of: [], atRisk: 0.1) == nil)
    #expect(answerableShare(of: [outcome(0.9, [])], atRisk: 0.1) == nil)
    #expect(answerableShare(of: [right], atRisk: 0) == 1)
    #expect(answerableShare(of: [right, outcome(nil, ["a"])], atRisk: 0) == 0.5)
    #expect(answerableShare(of: [right, outcome(0.9, ["b"])], atRisk: 0.4) == 0)
    #expect(answerableShare(of: [right, outcome(0.9, ["b"])], atRisk: 0.5) == 1)
    #expect(answerableShare(of: [right, outcome(0.95, [])], atRisk: 0.4) == 0)
    #expect(answerableShare(of: [right, outcome(0.8, [])], atRisk: 0) == 1)
    // 1 of 100 is within 0.01, to the letter.
    let hundred = Array(repeating: right, count: 99) + [outcome(0.5, ["b"])]
    #expect(answerableShare(of: hundred, atRisk: 0.01) == 1)
  }

  @Test("2, 3: every threshold", arguments: UInt64(1)...60) func slowly(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    let steps = 5 + random.below(30)
    let outcomes =
      (0..<80).map { _ in
        let confidence = random.below(8) == 0 ? nil : Double(random.below(steps)) / Double(steps)
        return outcome(confidence, random.pick([["a"], ["a"], ["a", "b"], ["b"], []]))
      } + [outcome(0.5, ["a"])]
    var last = 0.0
    for risk in [0, 0.01, 0.1, 0.2, 0.3, 0.5, 1] {
      let share = try #require(answerableShare(of: outcomes, atRisk: risk))
      let slow = slowAnswerableShare(
        outcomes.map {
          ($0.candidates.first?.confidence.value, $0.isInScope, $0.isRight)
        }, atRisk: risk)
      #expect(share == slow, "risk \(risk)")
      #expect(share >= last)
      last = share
    }
  }
}
