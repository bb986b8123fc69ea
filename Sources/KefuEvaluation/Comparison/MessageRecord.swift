/// What the bot made of one message, as `kefu evaluate --json` keeps it for a later comparison. The
/// text is not in it.
///
/// ```json
/// {"confidence": 0.93, "decision": "answer", "entries": ["refund.time"],
///  "expected": ["refund.time"], "key": "9f0c…", "line": 12, "predicted": "refund.time"}
/// ```
public struct MessageRecord: Sendable, Equatable, Codable {
  /// What was done with a message.
  public enum Decision: String, Sendable, Codable { case answer, clarify, fallback }

  public var key: MessageKey
  /// In its file, from 1; of a message out of scope, in the file of `--oos`.
  public var line: Int
  /// Ids of which any is right; empty out of scope.
  public var expected: [String]
  /// The first candidate, whatever is done with it; nil where there is none.
  public var predicted: String?
  /// Of the first candidate, in `0...1` to four places; 0 where there is none.
  public var confidence: Double
  public var decision: Decision
  /// What was answered, or offered when asking back; empty where neither.
  public var entries: [String]

  public init(_ judged: JudgedMessage) {
    let outcome = judged.outcome
    key = MessageKey(judged.message.text, outcome.expected)
    line = judged.message.line
    expected = outcome.expected
    predicted = outcome.candidates.first?.entry
    confidence = (outcome.confidence * 10_000).rounded() / 10_000
    switch outcome.action {
    case .answer(let entry): (decision, entries) = (.answer, [entry])
    case .clarify(let options): (decision, entries) = (.clarify, options)
    case .fallback: (decision, entries) = (.fallback, [])
    }
  }
}

extension MessageRecord {
  public var isInScope: Bool { !expected.isEmpty }

  /// As `Outcome.isRight`.
  public var isRight: Bool { predicted.map(expected.contains) ?? false }

  /// As `Outcome.isResolved`.
  public var isResolved: Bool {
    decision != .fallback && entries.contains(where: expected.contains)
  }

  /// As `Outcome.isAnsweredWrong`.
  public var isAnsweredWrong: Bool {
    decision == .answer && !entries.contains(where: expected.contains)
  }
}
