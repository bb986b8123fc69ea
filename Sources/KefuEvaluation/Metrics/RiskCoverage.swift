/// What answering from some confidence on would come to: the share of messages answered and the
/// share of those that are wrong.
public struct RiskCoveragePoint: Sendable, Equatable {
  /// Answered ÷ all messages, those out of scope included, in `0...1`.
  public var coverage: Double
  /// Wrong ÷ answered, in `0...1`.
  public var risk: Double
}

/// The risk of answering the surest messages, for every number of them: the curve of El-Yaniv and
/// Wiener (2010), by falling confidence, messages of equal confidence taken together.
///
/// ```swift
/// riskCoverage(of: outcomes).last?.risk  // 0.12: were every message answered that has a candidate
/// ```
///
/// - Complexity: O(n log n).
public func riskCoverage(of outcomes: [Outcome]) -> [RiskCoveragePoint] {
  let proposed = outcomes.filter { !$0.candidates.isEmpty }
    .sorted { $0.confidence > $1.confidence }
  var points: [RiskCoveragePoint] = []
  var wrong = 0
  for (place, outcome) in proposed.enumerated() {
    if !outcome.isRight { wrong += 1 }
    let isLast = place + 1 == proposed.count
    if !isLast, proposed[place + 1].confidence == outcome.confidence { continue }
    points.append(
      RiskCoveragePoint(
        coverage: Double(place + 1) / Double(outcomes.count),
        risk: Double(wrong) / Double(place + 1)))
  }
  return points
}
