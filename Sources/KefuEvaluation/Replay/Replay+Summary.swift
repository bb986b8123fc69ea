extension Replay {
  /// The differences as lines for a terminal, messages masked unless `isMasked` is false.
  ///
  /// - Parameter names: What the two knowledge bases are called.
  public func summary(
    of file: String, names: (before: String, after: String), top: Int, isMasked: Bool = true
  ) -> String {
    var lines = [
      "\(file): \(totals.messages) messages, \(totals.distinct) distinct; \(totals.changed) get another reply",
      "answered: \(totals.answeredBefore) by \(names.before), \(totals.answeredAfter) by \(names.after)",
    ]
    for kind in Kind.allCases {
      if let count = totals.byKind[kind.rawValue] {
        lines.append(rightAligned("\(count)", 8) + "  \(kind.meaning)")
      }
    }
    for (number, difference) in differences.prefix(top).enumerated() {
      lines += ["", "\(number + 1). \(difference.headline)"]
      lines += difference.examples.map { example in
        let text = oneLine(isMasked ? example.masked : example.text, most: 72)
        let times = example.count > 1 ? " ×\(example.count)" : ""
        return "   \(padded("line \(example.line)", 12)) \(text)\(times)"
      }
      lines.append("   before: \(oneLine(difference.before.text))")
      lines.append("   after:  \(oneLine(difference.after.text))")
    }
    let more = differences.count - top
    if more > 0 { lines += ["", "\(more) more; --top \(differences.count) shows them"] }
    return lines.joined(separator: "\n") + "\n"
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
  fileprivate var headline: String {
    let way =
      kind == .otherText
      ? before.entries.joined(separator: ", ")
      : "\(before.sentence) → \(after.sentence)"
    return "\(kind.meaning): \(way): \(messages) messages, \(distinct) phrasings"
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
