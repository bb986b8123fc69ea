public import Foundation
public import KefuDialogue
public import KefuKnowledge

/// Who may speak to the customer; exactly one at any time.
public enum Owner: Sendable, Hashable, Codable {
  case bot
  /// Nobody yet; the customer waits for a person.
  case queued
  case assigned(agent: String)
  /// The agent's, who looks something up.
  case hold(agent: String)
  /// Nobody: the shop will come back to the customer, by ``Ticket/callback``.
  case offline
  /// Nobody; the customer's next message goes to the bot.
  case resolved

  /// The person who owns the conversation.
  public var agent: String? {
    switch self {
    case .assigned(let agent), .hold(let agent): agent
    case .bot, .queued, .offline, .resolved: nil
    }
  }

  /// The word of the wire protocol.
  public var name: String {
    switch self {
    case .bot: "bot"
    case .queued: "queued"
    case .assigned: "assigned"
    case .hold: "hold"
    case .offline: "offline"
    case .resolved: "resolved"
    }
  }
}

extension Owner: CustomStringConvertible {
  /// As in `assigned to wang`.
  public var description: String { agent.map { "\(name) to \($0)" } ?? name }
}

/// Everything durable of one conversation at the desk.
///
/// Queues, positions and loads are derived from tickets, so a store needs nothing else of the desk:
/// `Desk.restore(_:for:at:)` with each stored ticket makes the same desk again.
public struct Ticket: Sendable, Equatable, Codable {
  public let conversation: String
  public internal(set) var owner: Owner
  /// Why a person was asked for, and what was tried.
  public internal(set) var handoff: Handoff
  public internal(set) var customer: DeskCustomer
  /// One of the desk's groups; nil: any agent may take it.
  public internal(set) var group: String?
  public internal(set) var priority: HandoffPriority
  /// Its place among those that wait; kept while nobody has taken it.
  public internal(set) var place: QueuePlace
  public internal(set) var offer: Offer?
  /// Agents it is not offered to for a while.
  public internal(set) var passed: [Pass] = []
  /// The agents who have had it, since the desk knows of the conversation, the last one last; each
  /// once.
  public internal(set) var agents: [String] = []
  public internal(set) var times: Times
  /// How often an agent lost it, by silence or a lost connection, since ``Times/opened``.
  public internal(set) var requeues = 0
  public internal(set) var callback: Callback?
  public internal(set) var rating = Rating.none
  /// The supervisor who took it over and has it now.
  public internal(set) var takenOverBy: String?
  /// Alerts that are not to be raised again for the same cause.
  public internal(set) var raised: [DeskAlert.Kind] = []

  /// A conversation offered to an agent, who has until then to accept.
  public struct Offer: Sendable, Equatable, Codable {
    public var agent: String
    public var until: Date
  }

  /// An agent who let it pass and is spared it until then.
  public struct Pass: Sendable, Equatable, Codable {
    public var agent: String
    public var until: Date
  }

  /// A promise that the shop comes back to the customer.
  public struct Callback: Sendable, Equatable, Codable {
    /// Nil where the shop has no hours in which it could.
    public var promised: Date?
    public var reason: Reason
    /// When it goes back to the queue by itself, if somebody is there then; nil: as soon as somebody
    /// comes.
    public var returns: Date?

    public enum Reason: String, Sendable, Equatable, Codable {
      case closed, nobodyThere, waitedTooLong
    }
  }

  public enum Rating: Sendable, Equatable, Codable {
    case none
    case asked(until: Date)
    /// Of the agent who had resolved it; nil: of nobody's work.
    case given(score: Int, agent: String?, at: Date)
  }

  public struct Times: Sendable, Equatable, Codable {
    /// When a person was asked for; with the conversation's id, it tells handoffs apart.
    public var opened: Date
    /// When it last went into the queue.
    public var queued: Date?
    /// When its wait is looked at next.
    var waitCheck: Date?
    /// When its present or last agent got it.
    public var assigned: Date?
    /// The first message of any person since ``opened``.
    public var firstResponse: Date?
    /// The first message of its present agent.
    public var response: Date?
    /// Since when the customer waits for the agent's next message.
    public var unanswered: Date?
    /// Since when the agent waits for the customer's.
    public var silent: Date?
    /// When it was put on hold; nil where it is not.
    public var held: Date?
    /// Seconds on hold since ``opened``, without the present hold.
    public var totalHold = 0.0
    /// Since when the customer is not connected.
    public var absent: Date?
    public var resolved: Date?
    /// When the customer stopped waiting for a person.
    public var gaveUp: Date?
  }
}

/// What routing needs to know of a customer.
public struct DeskCustomer: Sendable, Equatable, Codable {
  public var id: String
  public var isVIP: Bool
  public var tags: [String]
  /// The agent who served the customer before; gets them again where free.
  public var preferredAgent: String?

  public init(
    id: String, isVIP: Bool = false, tags: [String] = [], preferredAgent: String? = nil
  ) {
    self.id = id
    self.isVIP = isVIP
    self.tags = tags
    self.preferredAgent = preferredAgent
  }
}
