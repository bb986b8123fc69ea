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
          rightAligned("\(figures.count)", 10), "  " + id,
        ].joined()
      }
    }
    let confusions = metrics.confusions.prefix(Self.listed)
    if !confusions.isEmpty {
      lines += ["", "commonest confusions", "  count  expected → first candidate"]
      lines += confusions.map {
        rightAligned("\($0.count)", 7) + "  \($0.expected) → \($0.predicted ?? "(none)")"
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static let listed = 10

  private var headline: [String] {
    let counts = metrics.messages
    var lines = ["\(counts.inScope) messages in scope, \(counts.outOfScope) out of scope"]
    let rows = headlines
    if !rows.isEmpty {
      lines.append(padded("", 15) + "share  95 % interval")
      lines += rows.map { row in
        let interval = row.interval.map {
          "\(decimal($0.low, places: 4))–\(decimal($0.high, places: 4))"
        }
        return padded(row.name, 12) + rightAligned(decimal(row.value, places: 4), 8) + "  "
          + padded(interval ?? "", 13) + "  \(row.meaning)"
      }
    }
    for stage in Stage.allCases {
      guard let figures = metrics.perStage[stage.rawValue] else { continue }
      lines.append(
        padded(stage.rawValue, 12)
          + rightAligned(figures.alone.map { decimal($0, places: 4) } ?? "–", 8)
          + padded("", 17)
          + "right alone; decided \(figures.count) first candidates, \(figures.right) right")
    }
    lines.append(
      padded("training", 12) + rightAligned(decimal(trainSeconds, places: 2), 8) + padded("", 17)
        + "seconds")
    if let latencyMicros {
      lines.append(
        padded("latency", 12) + rightAligned(decimal(latencyMicros.p50, places: 1), 8)
          + padded("", 17)
          + "microseconds a message; 99 of 100 within \(decimal(latencyMicros.p99, places: 1))")
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
    rightAligned(value.map { decimal($0, places: 3) } ?? "–", width)
  }
}
