extension Comparison {
  /// The differences as lines for a terminal: figures, entries, and every message broken or fixed
  /// with its text.
  ///
  /// - Parameters:
  ///   - file: What the baseline is called.
  ///   - messages: Those of the later evaluation, in order.
  public func summary(of messages: [JudgedMessage], against file: String) -> String {
    precondition(
      messages.count == now.perMessage.count,
      "\(messages.count) messages, \(now.perMessage.count) records")
    var lines = [
      "compared with \(file): \(pairs.count) messages in both, \(added.count) only here, \(removed.count) only there"
    ]
    lines += headlineLines + testLines + entryLines
    for (name, changed) in [("broken", broken), ("fixed", fixed)] where !changed.isEmpty {
      lines += ["", "\(name) (\(changed.count))"]
      lines += changed.map { describe($0, messages[$0.index]) }
    }
    if !added.isEmpty {
      lines += ["", "only here (\(added.count))"]
      lines += added.map { "  \(messages[$0].place)" }
    }
    if !removed.isEmpty {
      lines += ["", "only in \(file) (\(removed.count))"]
      lines += removed.map {
        "  line \($0.line), expected \($0.isInScope ? $0.expected.joined(separator: ",") : "no answer")"
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private var headlineLines: [String] {
    let earlier = Dictionary(
      baseline.headlines.map { ($0.name, $0.value) }, uniquingKeysWith: { a, _ in a })
    let rows = now.headlines.compactMap { row in earlier[row.name].map { (row, $0) } }
    guard !rows.isEmpty else { return [] }
    return ["", "                 was       is   change"]
      + rows.map { row, was in
        padded(row.name, 12)
          + [was, row.value].map { rightAligned(decimal($0, places: 4), 8) + " " }.joined()
          + rightAligned(signed(row.value - was, places: 4), 8)
      }
  }

  private var testLines: [String] {
    ["", "in both                  broken  fixed  p (McNemar, exact, two-sided)"]
      + Measure.allCases.compactMap { measure in
        tests[measure].map {
          padded(measure.meaning, 24) + rightAligned("\($0.broken)", 7)
            + rightAligned("\($0.fixed)", 7) + "  " + decimal($0.twoSided, places: 4)
        }
      }
  }

  /// Entries whose figures differ, worst change first.
  private var entryLines: [String] {
    let (old, new) = (baseline.metrics.perIntent, now.metrics.perIntent)
    let rows = Set(old.keys).union(new.keys).compactMap { id -> (Double, String)? in
      let (was, now) = (old[id], new[id])
      let figures = { (f: EntryFigures?) in [f?.f1, f?.precision, f?.recall] }
      guard figures(was) != figures(now) || was?.count != now?.count else { return nil }
      let change = (now?.f1 ?? 0) - (was?.f1 ?? 0)
      let cells = zip(figures(was), figures(now)).map { was, now in
        rightAligned("\(short(was)) → \(short(now))", 15)
      }
      let counts = rightAligned("\(was?.count ?? 0) → \(now?.count ?? 0)", 12)
      return (change, cells.joined() + counts + "  " + id)
    }
    guard !rows.isEmpty else { return [] }
    return ["", "             f1      precision         recall    messages  entry"]
      + rows.sorted { $0 < $1 }.map(\.1)
  }

  private func describe(_ pair: Pair, _ judged: JudgedMessage) -> String {
    let expected =
      pair.now.isInScope ? pair.now.expected.joined(separator: ",") : "no answer"
    let changes =
      pair.broken.map { "\($0.meaning): worse" } + pair.fixed.map { "\($0.meaning): better" }
    return "  \(judged.place): \(oneLine(judged.message.text))\n"
      + "    expected \(expected); \(describe(pair.was)) → \(describe(pair.now)) (\(changes.joined(separator: ", ")))"
  }

  /// `answer refund.time 0.93`, `clarify a or b 0.41`, `fallback, best a 0.20`
  private func describe(_ record: MessageRecord) -> String {
    let confidence = decimal(record.confidence, places: 2)
    return switch record.decision {
    case .answer, .clarify:
      "\(record.decision.rawValue) \(record.entries.joined(separator: " or ")) \(confidence)"
    case .fallback:
      record.predicted.map { "fallback, best \($0) \(confidence)" } ?? "fallback"
    }
  }

  private func short(_ value: Double?) -> String {
    value.map { decimal($0, places: 3) } ?? "–"
  }

  private func signed(_ value: Double, places: Int) -> String {
    let text = decimal(value, places: places)
    return text.hasPrefix("-") ? text : "+" + text
  }

  /// Characters that would end the line or steer the terminal as spaces.
  private func oneLine(_ text: String) -> String {
    String(
      String.UnicodeScalarView(
        text.unicodeScalars.map {
          [.control, .lineSeparator, .paragraphSeparator].contains($0.properties.generalCategory)
            ? " " : $0
        }))
  }
}
