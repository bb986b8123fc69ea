/// A customer's message as a log has it, with what became of it.
///
/// ```swift
/// let log = try TranscriptLog(contentsOf: "yesterday.jsonl")
/// log.messages.first?.decision  // .fallback
/// ```
public struct LoggedMessage: Sendable, Equatable {
  /// What the bot did with it.
  public enum Decision: String, Sendable, Equatable, Codable, CaseIterable {
    case answer, clarify, fallback, handoff
  }

  /// As it was typed.
  public var text: String
  /// In its file, from 1.
  public var line: Int
  /// How often it was sent: the column `count` of a table, else 1.
  public var count = 1
  /// Messages of one name are of one conversation.
  public var conversation: String?
  public var time: LogTime?
  /// Nil where the log does not say.
  public var decision: Decision?
  /// What was answered or offered, by id.
  public var entries: [String] = []
  public var confidence: Double?
  /// A person took over before the customer wrote again.
  public var isHandedOver = false
  /// Why, as the log names it, such as `misses`.
  public var handoffReason: String?
  /// The customer said at once that the reply was no good: none of the options, or a low rating.
  public var isRejected = false
  /// The customer's rating of the conversation, if there is one.
  public var rating: Int?
  /// The longest of what a person wrote before the customer wrote again.
  public var agentReply: String?

  /// A rating up to this is low.
  public static let lowRating = 2

  public init(_ text: String, line: Int) {
    self.text = text
    self.line = line
  }

  public var isRatedLow: Bool { rating.map { $0 <= Self.lowRating } ?? false }
}
