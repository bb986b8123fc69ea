/// Messages whose first candidate's confidence lies in one range.
public struct ConfidenceBin: Sendable, Equatable {
  public var right = 0
  public var wrong = 0
  /// The sum of confidences.
  var sum = 0.0

  /// In `0...1`; nil of no messages.
  public var meanConfidence: Double? { count == 0 ? nil : sum / Double(count) }
  /// In `0...1`; nil of no messages.
  public var shareRight: Double? { share(right, of: count) }
  public var count: Int { right + wrong }

  /// Bins of equal width from 0 to 1, the last with 1 in it. Messages without a candidate are in
  /// none.
  public static func bins(of outcomes: [Outcome], count: Int) -> [ConfidenceBin] {
    precondition(count > 0, "\(count) bins")
    var bins = [ConfidenceBin](repeating: ConfidenceBin(), count: count)
    for outcome in outcomes where !outcome.candidates.isEmpty {
      let bin = max(0, min(count - 1, Int(outcome.confidence * Double(count))))
      bins[bin].sum += outcome.confidence
      if outcome.isRight { bins[bin].right += 1 } else { bins[bin].wrong += 1 }
    }
    return bins
  }
}
