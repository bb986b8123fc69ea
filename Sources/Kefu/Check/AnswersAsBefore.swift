public import KefuKnowledge

extension Bot {
  /// The phrasings and inline tests of this bot's knowledge base that another one decides on otherwise:
  /// proof that a change which should change nothing does not.
  ///
  /// - Parameter progress: Called now and then with the share done.
  public func messagesDecidedOtherwise(
    by other: Bot, progress: (Double) -> Void = { _ in }
  ) -> [Sourced<String>] {
    let messages = knowledgeBase.entries.flatMap {
      $0.phrasings + $0.tests.reach + $0.tests.avoid
    }
    return messages.enumerated().filter { number, message in
      if number % 256 == 0 { progress(Double(number) / Double(messages.count)) }
      return outcome(message.value) != other.outcome(message.value)
    }.map(\.element)
  }

  /// What is done, and with which entries.
  private func outcome(_ message: String) -> [String] {
    let decision = recognize(message).decision
    let kind =
      switch decision {
      case .answer: "answer"
      case .clarify: "clarify"
      case .fallback: "fallback"
      }
    return [kind] + decision.entries.map { knowledgeBase.entries[$0].id }
  }
}
