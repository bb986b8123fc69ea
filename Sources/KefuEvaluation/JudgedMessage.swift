/// A message of a test, its place, and what the bot made of it.
///
/// It holds what a customer wrote. `MessageRecord` is the same without the text.
public struct JudgedMessage: Sendable, Equatable {
  /// The file as it was named.
  public var file: String
  public var message: LabelledText
  public var outcome: Outcome
  /// How long the message took, of several passes the median; nil where it was not measured.
  public var time: Duration?
  /// What speaks for the first candidate, as the trainer wrote it; looked up on request only.
  public var matchedTerms: [String]

  public init(
    _ message: LabelledText, in file: String, _ outcome: Outcome, time: Duration? = nil,
    matchedTerms: [String] = []
  ) {
    self.file = file
    self.message = message
    self.outcome = outcome
    self.time = time
    self.matchedTerms = matchedTerms
  }

  /// `test.tsv:12`
  public var place: String { "\(file):\(message.line)" }
}
