import KefuKnowledge
public import KefuMatching

extension Bot {
  /// An entry is reached when the bot answers with it or offers it; a message that is to avoid an
  /// entry must not be answered with it.
  func checkInlineTests(progress: (Double) -> Void = { _ in }) -> [Diagnostic] {
    var diagnostics: [Diagnostic] = []
    for (number, entry) in knowledgeBase.entries.enumerated() {
      progress(Double(number) / Double(knowledgeBase.entries.count))
      for test in entry.tests.reach {
        let recognition = recognize(test.value)
        if recognition.decision.entries.contains(number) { continue }
        diagnostics.append(
          Diagnostic(
            .unreachedTest, at: test.location,
            "\(quoted(test.value)) does not reach \(entry.id): the bot \(action(recognition.decision))",
            help: "add a variant or keyword that says it this way; `kefu explain` shows the numbers"
          ))
      }
      for test in entry.tests.avoid {
        guard case .answer(let candidate) = recognize(test.value).decision,
          candidate.entry == number
        else { continue }
        diagnostics.append(
          Diagnostic(
            .unwantedAnswer, at: test.location,
            "\(quoted(test.value)) is answered by \(entry.id)",
            help: "add a `none` keyword here, or a variant to the entry it belongs to"))
      }
    }
    return diagnostics
  }

  private func action(_ decision: Decision) -> String {
    let names = decision.entries.map { knowledgeBase.entries[$0].id }.joined(separator: ", ")
    return switch decision {
    case .answer: "answers \(names)"
    case .clarify: "offers \(names)"
    case .fallback: "does not know"
    }
  }
}

extension Decision {
  /// The entries answered or offered.
  public var entries: [Int] {
    switch self {
    case .answer(let candidate): [candidate.entry]
    case .clarify(let candidates): candidates.map(\.entry)
    case .fallback: []
    }
  }
}
