/// What a trainer says should become of messages that `kefu mine` found.
///
/// ```yaml
/// - messages: [礼盒什么时候补货, 礼盒还有货吗]
///   variant: product.restock
/// - messages: [今天天气怎么样]
///   decision: ignore
/// ```
public struct MiningDecision: Sendable, Equatable {
  public enum Verdict: Sendable, Equatable {
    case undecided
    /// They are none of the shop's business, and are not to be shown again.
    case ignore
    /// Further phrasings of an entry, by its id.
    case variant(of: Sourced<String>)
    case entry(NewEntry)
  }

  /// An entry to be made, with the messages as its variants.
  public struct NewEntry: Sendable, Equatable {
    public var id: Sourced<String>
    public var question: Sourced<String>
    public var answer: Sourced<String>
    public var group: Sourced<String>?

    public init(
      id: Sourced<String>, question: Sourced<String>, answer: Sourced<String>,
      group: Sourced<String>? = nil
    ) {
      self.id = id
      self.question = question
      self.answer = answer
      self.group = group
    }
  }

  /// At least one.
  public var messages: [Sourced<String>]
  public var verdict: Verdict
  /// The day it was written into the knowledge base.
  public var applied: CalendarDate?
  /// Of its first key.
  public var location: SourceLocation

  public init(
    _ messages: [Sourced<String>], _ verdict: Verdict, applied: CalendarDate? = nil,
    location: SourceLocation
  ) {
    self.messages = messages
    self.verdict = verdict
    self.applied = applied
    self.location = location
  }
}

/// A file of decisions, such as `mine.decisions.yaml` beside kb.yaml.
public struct MiningDecisions: Sendable, Equatable {
  /// The name under which a knowledge base's directory may have one.
  public static let fileName = "mine.decisions.yaml"

  /// As it was named.
  public var file: String
  public var decisions: [MiningDecision]
  /// The text it was read from; empty where there is none yet.
  public var text: String

  /// None yet.
  public init(file: String, decisions: [MiningDecision] = []) {
    self.file = file
    self.decisions = decisions
    text = ""
  }
}
