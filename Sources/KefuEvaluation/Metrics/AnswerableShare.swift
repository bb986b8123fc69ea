/// The largest share of in-scope messages that one threshold on the first candidate's confidence
/// answers while wrong ÷ answered stays within a risk; nil where no message is in scope.
///
/// ```swift
/// answerableShare(of: outcomes, atRisk: 0.02)  // 0.71
/// ```
///
/// The threshold is chosen on the very messages it is judged by, so this is what the ranking allows
/// at best, not a promise. Messages out of scope count as wrong where they pass the threshold; those
/// without a candidate never pass. 0 where no threshold keeps within the risk.
///
/// - Parameter risk: In `0...1`.
/// - Complexity: O(n log n).
public func answerableShare(of outcomes: [Outcome], atRisk risk: Double) -> Double? {
  let inScope = outcomes.count(where: \.isInScope)
  guard inScope > 0 else { return nil }
  let proposed = outcomes.filter { !$0.candidates.isEmpty }
    .sorted { $0.confidence > $1.confidence }
  var (answered, answeredInScope, wrong, best) = (0, 0, 0, 0)
  for (place, outcome) in proposed.enumerated() {
    answered += 1
    if outcome.isInScope { answeredInScope += 1 }
    if !outcome.isRight { wrong += 1 }
    // A threshold takes all messages of a confidence or none.
    let isLast = place + 1 == proposed.count
    if !isLast, proposed[place + 1].confidence == outcome.confidence { continue }
    if Double(wrong) / Double(answered) <= risk { best = answeredInScope }
  }
  return Double(best) / Double(inScope)
}
