extension Report {
  /// A figure with its name for people, what it says, and between what it lies.
  struct Headline {
    var name: String
    /// Mostly a share in `0...1`.
    var value: Double
    var interval: ConfidenceInterval?
    var meaning: String
  }

  /// The figures of the whole, those that there are.
  var headlines: [Headline] {
    let counts = metrics.messages
    let shares: [(String, String, Double?, String)] = [
      ("accuracy", "accuracy", metrics.accuracy, "the first candidate is right"),
      ("top 3", "top3", metrics.top3, "a right entry is among the first three"),
      ("coverage", "coverage", metrics.coverage, "answered by the bot itself"),
      ("in scope", "inScope", metrics.inScope, "answered rightly"),
      (
        "resolved", "resolved", metrics.resolved,
        "answered rightly, or asked back with the right option"
      ),
      (
        "wrong rate", "wrongRate", metrics.wrongRate,
        "wrongly answered: \(counts.answeredWrong) of \(counts.inScope + counts.outOfScope)"
      ),
      (
        "risk", "risk", metrics.risk,
        "answers that are wrong: \(counts.answeredWrong) of \(counts.answered)"
      ),
      (
        "oos recall", "oosRecall", metrics.oosRecall,
        "messages out of scope that are not answered"
      ),
      ("AUROC", "auroc", metrics.auroc, "in scope told from out of scope by confidence"),
      ("ECE", "ece", metrics.ece, "confidences' distance from the truth, 15 bins of equal width"),
    ]
    let atRisk = metrics.coverageAtRisk.keys.sorted().map {
      (
        "at risk \($0)", "coverageAtRisk.\($0)", metrics.coverageAtRisk[$0],
        "coverage by the best single threshold"
      )
    }
    return (shares + atRisk).compactMap { name, key, value, meaning in
      value.map {
        Headline(name: name, value: $0, interval: metrics.intervals[key], meaning: meaning)
      }
    }
  }
}
