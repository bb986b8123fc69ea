/// The share of pairs in which the positive is above the negative, ties half, pair by pair. The slow
/// twin of `areaUnderROC`.
package func slowAreaUnderROC(positives: [Double], negatives: [Double]) -> Double {
  var won = 0.0
  for positive in positives {
    for negative in negatives {
      if positive > negative { won += 1 } else if positive == negative { won += 0.5 }
    }
  }
  return won / Double(positives.count * negatives.count)
}

/// Every confidence tried as threshold. The slow twin of `answerableShare`.
///
/// - Parameter messages: The first candidate's confidence, nil where there is none; whether the
///   message is in scope; whether the candidate is right.
package func slowAnswerableShare(
  _ messages: [(confidence: Double?, isInScope: Bool, isRight: Bool)], atRisk risk: Double
) -> Double {
  let inScope = messages.filter(\.isInScope).count
  var best = 0
  for threshold in messages.compactMap(\.confidence) {
    let answered = messages.filter { $0.confidence.map { $0 >= threshold } ?? false }
    let wrong = answered.filter { !$0.isRight }
    guard Double(wrong.count) / Double(answered.count) <= risk else { continue }
    best = max(best, answered.filter(\.isInScope).count)
  }
  return Double(best) / Double(inScope)
}
