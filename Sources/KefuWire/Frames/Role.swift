/// What a connection may do.
public enum Role: String, Sendable, Hashable, CaseIterable, Codable {
  case customer
  /// Talks with customers of their groups.
  case agent
  /// Sees all conversations; watches, whispers, takes over.
  case supervisor
  /// Keeps the knowledge: may reload and try it.
  case trainer
  /// Runs the daemon.
  case admin

  /// Whether it works at the desk.
  public var isStaff: Bool { self == .agent || self == .supervisor }
}

/// Who has the conversation.
public enum OwnerState: String, Sendable, Hashable, CaseIterable, Codable {
  case bot
  /// Waits for a person.
  case queued
  /// A person answers.
  case assigned
  /// A person has put it aside for a moment.
  case hold
  /// A person has ended it; the next message goes to the bot.
  case resolved
  /// Nobody is there; somebody will write at the promised time.
  case offline
}

/// Who says a message.
public enum Speaker: String, Sendable, Hashable, CaseIterable, Codable {
  case customer, bot, agent, supervisor, system
}

/// Whether an agent takes conversations.
public enum PresenceState: String, Sendable, Hashable, CaseIterable, Codable {
  case available
  /// Goes on with what they have, takes nothing new.
  case busy
  case away
}
