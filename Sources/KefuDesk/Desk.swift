public import Foundation

/// The desk at which people take over from the bot.
///
/// ```swift
/// var desk = Desk(settings: DeskSettings(knowledgeBase.settings))
/// let effects = try desk.handle(.handoff(conversation: "c7", handoff, customer), at: now)
/// ```
///
/// A value without clock, I/O or randomness: events in, effects out. The same events at the same
/// moments give the same effects. One hub owns it, performs the effects in order, and sends `.tick`
/// when ``nextDeadline`` has come.
public struct Desk: Sendable {
  public let settings: DeskSettings
  public internal(set) var handlingTimes: HandlingTimes

  public init(settings: DeskSettings, handlingTimes: HandlingTimes = HandlingTimes()) {
    self.settings = settings
    self.handlingTimes = handlingTimes
  }

  /// Does what follows from an event.
  ///
  /// - Throws: Why the event is refused; the desk is then as before.
  /// - Complexity: About O(√waiting + agents of one group that were passed over).
  public mutating func handle(
    _ event: DeskEvent, at now: Date
  ) throws(DeskError) -> [DeskEffect] {
    []
  }

  /// Puts back what the store has, after a restart or a failed write; nil: the store has nothing.
  /// An agent it is assigned to who is not there has the grace of one who has just left.
  public mutating func restore(_ ticket: Ticket?, for conversation: String, at now: Date) {}

  /// When `.tick` has something to do; nil: never, as things are.
  public var nextDeadline: Date? { nil }
  /// Nil: the bot's, and nothing more to say of it.
  public func ticket(of conversation: String) -> Ticket? { nil }
  /// Whether the bot may say anything to the customer.
  public func botMaySpeak(in conversation: String) -> Bool { true }
  public func status(of conversation: String) -> ConversationStatus {
    ConversationStatus(conversation: conversation, owner: .bot)
  }
  /// From 1; nil where it does not wait.
  public func position(of conversation: String) -> Int? { nil }
  /// Seconds; nil where it does not wait or nobody is there.
  public func eta(of conversation: String) -> Double? { nil }
  /// Conversations and offers an agent has.
  public func load(of agent: String) -> Int { 0 }
  /// Conversations an agent has, sorted.
  public func conversations(of agent: String) -> [String] { [] }
  /// Ids of those who wait in a group (nil: for any agent), in order, from a position on.
  public func waiting(in group: String?, from position: Int = 1, limit: Int = .max) -> [String] {
    []
  }
  public func watchers(of conversation: String) -> [String] { [] }
  /// For the supervisors' page.
  public func snapshot() -> DeskSnapshot { DeskSnapshot(agents: [], queues: []) }
}

/// The desk at a moment.
public struct DeskSnapshot: Sendable, Equatable {
  public struct Agent: Sendable, Equatable {
    public var id: String
    public var isConnected: Bool
    public var presence: Presence
    public var capacity: Int
    /// Conversations and offers.
    public var load: Int
    /// Nil: every one.
    public var groups: [String]?
    public var isSupervisor: Bool
  }

  public struct Queue: Sendable, Equatable {
    /// Nil: for any agent.
    public var group: String?
    public var waiting: Int
    /// Callbacks promised.
    public var callbacks: Int
    /// Since when the first of the queue waits.
    public var oldest: Date?
    /// Agents there who serve it.
    public var agents: Int
  }

  /// By id.
  public var agents: [Agent]
  /// The queue for any agent first, then by group; those that have agents, settings or waiting.
  public var queues: [Queue]
}
