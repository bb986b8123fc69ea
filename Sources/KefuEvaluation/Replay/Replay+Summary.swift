extension Replay {
  /// The differences as lines for a terminal, messages masked unless `isMasked` is false.
  ///
  /// - Parameters:
  ///   - names: What the two knowledge bases are called.
  ///   - top: How many to show of each kind.
  public func summary(
    of file: String, names: (before: String, after: String), top: Int, isMasked: Bool = true
  ) -> String {
    var lines = [
      "\(file): \(counted(totals.messages, "message")), \(totals.distinct) distinct; \(totals.changed) get another reply",
      "answered: \(totals.answeredBefore) by \(names.before), \(totals.answeredAfter) by \(names.after)",
    ]
    for kind in Kind.allCases {
      let ofKind = differences.filter { $0.kind == kind }
      guard !ofKind.isEmpty else { continue }
      lines += ["", "\(kind.meaning): \(counted(totals.byKind[kind.rawValue] ?? 0, "message"))"]
      for difference in ofKind.prefix(top) { lines += Self.lines(of: difference, isMasked) }
      if ofKind.count > top {
        lines.append("  \(ofKind.count - top) more; --top \(ofKind.count) shows them")
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func lines(of difference: Difference, _ isMasked: Bool) -> [String] {
    let numbers =
      "\(counted(difference.messages, "message")), \(counted(difference.distinct, "phrasing"))"
    var lines = ["  \(difference.way): \(numbers)"]
    lines += difference.examples.map { example in
      let text = oneLine(isMasked ? example.masked : example.text, most: 72)
      let times = example.count > 1 ? " ×\(example.count)" : ""
      return "    \(padded("line \(example.line)", 12)) \(text)\(times)"
    }
    lines.append("    before: \(oneLine(difference.before.text))")
    lines.append("    after:  \(oneLine(difference.after.text))")
    return lines
  }
}

extension Replay.Kind {
  /// In a few words.
  public var meaning: String {
    switch self {
    case .otherEntry: "answered with another entry"
    case .lost: "no longer answered"
    case .gained: "newly answered"
    case .otherText: "answered in other words"
    case .clarification: "asked back otherwise"
    }
  }
}

extension Replay.Difference {
  /// `refund.time → no answer`
  fileprivate var way: String {
    kind == .otherText
      ? before.entries.joined(separator: ", ") : "\(before.sentence) → \(after.sentence)"
  }
}

extension Replay.Response {
  fileprivate var sentence: String {
    switch decision {
    case "answer": entries.joined(separator: ", ")
    case "clarify": "asks \(entries.joined(separator: " or "))"
    default: "no answer"
    }
  }
}
