import Kefu

extension Report {
  /// The headline figures, the worst entries and the commonest confusions, as lines for a terminal.
  /// No message is quoted.
  public var summary: String {
    var lines = headline
    let worst = worstEntries.prefix(Self.listed)
    if !worst.isEmpty {
      lines += ["", "worst entries", "     f1  precision  recall  messages  entry"]
      lines += worst.map { id, figures in
        [
          column(figures.f1, 7), column(figures.precision, 11), column(figures.recall, 8),
          right("\(figures.count)", 10), "  " + id,
        ].joined()
      }
    }
    let confusions = metrics.confusions.prefix(Self.listed)
    if !confusions.isEmpty {
      lines += ["", "commonest confusions", "  count  expected → first candidate"]
      lines += confusions.map {
        right("\($0.count)", 7) + "  \($0.expected) → \($0.predicted ?? "(none)")"
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static let listed = 10

  private var headline: [String] {
    let counts = metrics.messages
    var rows: [(String, Double?, String)] = [
      ("accuracy", metrics.accuracy, "the first candidate is right"),
      ("top 3", metrics.top3, "a right entry is among the first three"),
      ("coverage", metrics.coverage, "answered by the bot itself"),
      ("in scope", metrics.inScope, "answered rightly"),
      ("resolved", metrics.resolved, "answered rightly, or asked back with the right option"),
      (
        "wrong rate", metrics.wrongRate,
        "wrongly answered: \(counts.answeredWrong) of \(counts.inScope + counts.outOfScope)"
      ),
      (
        "risk", metrics.risk,
        "answers that are wrong: \(counts.answeredWrong) of \(counts.answered)"
      ),
      ("oos recall", metrics.oosRecall, "messages out of scope that are not answered"),
      ("AUROC", metrics.auroc, "in scope told from out of scope by confidence"),
      ("ECE", metrics.ece, "confidences' distance from the truth, 15 bins of equal width"),
    ]
    for risk in metrics.coverageAtRisk.keys.sorted() {
      rows.append(
        ("at risk \(risk)", metrics.coverageAtRisk[risk], "coverage by the best single threshold"))
    }
    var lines = ["\(counts.inScope) messages in scope, \(counts.outOfScope) out of scope"]
    lines += rows.compactMap { name, value, meaning in
      value.map { left(name, 12) + right(decimal($0, places: 4), 8) + "  \(meaning)" }
    }
    for stage in Stage.allCases {
      guard let figures = metrics.perStage[stage.rawValue] else { continue }
      lines.append(
        left(stage.rawValue, 12) + right(figures.alone.map { decimal($0, places: 4) } ?? "–", 8)
          + "  right alone; decided \(figures.count) first candidates, \(figures.right) right")
    }
    lines.append(left("training", 12) + right(decimal(trainSeconds, places: 2), 8) + "  seconds")
    if let latencyMicros {
      lines.append(
        left("latency", 12) + right(decimal(latencyMicros.p50, places: 1), 8)
          + "  microseconds a message; 99 of 100 within \(decimal(latencyMicros.p99, places: 1))")
    }
    return lines
  }

  /// Least f1 first, then most messages, then by id; those with messages only.
  private var worstEntries: [(key: String, value: EntryFigures)] {
    metrics.perIntent.filter { $0.value.count > 0 && ($0.value.f1 ?? 0) < 1 }.sorted {
      ($0.value.f1 ?? 0, $1.value.count, $0.key) < ($1.value.f1 ?? 0, $0.value.count, $1.key)
    }
  }

  private func column(_ value: Double?, _ width: Int) -> String {
    right(value.map { decimal($0, places: 3) } ?? "–", width)
  }

  private func left(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  private func right(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }
}
