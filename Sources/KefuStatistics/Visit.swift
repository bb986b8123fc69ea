public import Foundation

/// One conversation as figures count it: from a customer's first words until nobody is at it any more.
///
/// What the store calls a conversation may last for months, as the customer comes back to it. A visit
/// ends when a person resolves it, and when nothing was said for ``VisitRules/gap`` while the bot had it;
/// what the customer writes then begins another.
public struct Visit: Sendable, Equatable {
  /// What became of it; every visit has exactly one, so shares add up to the whole.
  public enum Outcome: String, Sendable, Hashable, CaseIterable {
    /// The bot's last word on the matter was an answer, and nobody said that it was wrong.
    case byBot
    /// It was handed over, and a person wrote to the customer.
    case byPerson
    /// It was handed over, and no person has written to the customer.
    case notReached
    /// The bot did not know, asked back without an answer, or was told that it was wrong.
    case unanswered
    /// Greetings and thanks only, or nothing the bot had to say something to.
    case nothingAsked
  }

  /// What one agent or supervisor did in it.
  public struct AgentShare: Sendable, Equatable {
    public var messages = 0
    /// Seconds they had it, holds included, as far as they have given it back.
    public var handling = 0.0
    /// When they first had it.
    public var assigned: Date?
    public var firstMessage: Date?
    public var isResolver = false
    /// How often they gave it to somebody else.
    public var transfers = 0
    /// How often they lost it by not reacting.
    public var losses = 0
    /// The customer's, in `1...5`, where they were the last.
    public var rating: Int?

    public init() {}

    /// Seconds from having it to their first message.
    public var firstResponse: Double? {
      guard let assigned, let firstMessage else { return nil }
      return max(0, firstMessage.timeIntervalSince(assigned))
    }
  }

  public var conversation: String
  public var began: Date
  public var outcome: Outcome
  /// The group it was handed to, else that of the last entry answered.
  public var group: String?
  /// Of the first handoff, as `HandoffReason.name` in KefuDialogue; nil where there was none.
  public var reason: String?
  /// The customer's.
  public var messages: Int
  /// Seconds of working time from the first handoff to the first message of a person.
  public var firstResponse: Double?
  /// Seconds people had it, holds included; nil where nobody did, or somebody still does.
  public var handling: Double?
  /// When a person resolved it.
  public var resolved: Date?
  /// The customer came back with something to ask within ``VisitRules/reopening``.
  public var isReopened: Bool
  /// The customer's last, in `1...5`.
  public var rating: Int?
  /// How often the customer said that an answer, or all options, were wrong.
  public var wrongAnswers: Int
  /// Entry → how often it was answered; small talk left out.
  public var answers: [String: Int]
  /// What the customer wrote that the bot had no answer to, or a wrong one.
  public var unanswered: [String]
  /// By id.
  public var agents: [String: AgentShare]

  public var isHandedOver: Bool { outcome == .byPerson || outcome == .notReached }
}

/// What visits are made by.
public struct VisitRules: Sendable {
  /// Seconds of silence after which the customer's next message is another visit, where the bot has it.
  public var gap: TimeInterval
  /// Seconds after a resolution in which a customer who comes back reopens it.
  public var reopening: TimeInterval
  /// Entries that are no answers to anything.
  public var smallTalk: Set<String>
  /// Entry → its group, for visits that were not handed over.
  public var groups: [String: String]
  /// Seconds between two moments in which the shop is open.
  public var workingTime: @Sendable (_ start: Date, _ end: Date) -> TimeInterval

  public init(
    gap: TimeInterval = 12 * 3600, reopening: TimeInterval = 7 * 86_400,
    smallTalk: Set<String> = [], groups: [String: String] = [:],
    workingTime: @escaping @Sendable (Date, Date) -> TimeInterval = {
      max(0, $1.timeIntervalSince($0))
    }
  ) {
    self.gap = gap
    self.reopening = reopening
    self.smallTalk = smallTalk
    self.groups = groups
    self.workingTime = workingTime
  }
}
