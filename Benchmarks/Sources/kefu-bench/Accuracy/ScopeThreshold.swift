import KefuEvaluation

/// A cut-off on `Outcome.inScope`: what lies no higher is taken to be out of scope, of all else the
/// first candidate is the answer. This is how classifiers with an out-of-scope threshold are judged.
struct ScopeThreshold {
  private let value: Double

  /// The least cut-off that rejects at least `share`, above 0 and at most 1, of the messages out of
  /// scope.
  ///
  /// - Parameter outcomes: Those in scope are passed over; of no others, everything is rejected.
  init(rejecting share: Double, of outcomes: [Outcome]) {
    let scores = outcomes.filter { !$0.isInScope }.map(\.inScope.value).sorted()
    // Less a hair, or rounding would ask for one message more.
    let count = (share * Double(scores.count) - 1e-9).rounded(.up)
    value = scores.isEmpty ? 1 : scores[max(0, Int(count) - 1)]
  }

  func accepts(_ outcome: Outcome) -> Bool {
    !outcome.candidates.isEmpty && outcome.inScope.value > value
  }

  /// In per cent of the messages in scope.
  func accuracy(of outcomes: [Outcome]) -> Double? {
    let inScope = outcomes.filter(\.isInScope)
    return percent(inScope.count { $0.isRight && accepts($0) }, of: inScope.count)
  }

  /// In per cent of the messages out of scope.
  func recall(of outcomes: [Outcome]) -> Double? {
    let outOfScope = outcomes.filter { !$0.isInScope }
    return percent(outOfScope.count { !accepts($0) }, of: outOfScope.count)
  }
}
