/// What an earlier and a later evaluation are compared in, message by message.
public enum Measure: String, Sendable, CaseIterable {
  /// The first candidate is right; in scope only.
  case accuracy
  /// Answered rightly, or asked back with a right entry among the options; in scope only.
  case resolved
  /// Wrongly answered; out of scope, at all.
  case wrong

  /// What is counted, in words.
  var meaning: String {
    switch self {
    case .accuracy: "right first candidate"
    case .resolved: "resolved"
    case .wrong: "wrongly answered"
    }
  }

  /// Whether a message fares well; nil where the measure is not about it.
  func isGood(_ record: MessageRecord) -> Bool? {
    switch self {
    case .accuracy: record.isInScope ? record.isRight : nil
    case .resolved: record.isInScope ? record.isResolved : nil
    case .wrong: !record.isAnsweredWrong
    }
  }
}
