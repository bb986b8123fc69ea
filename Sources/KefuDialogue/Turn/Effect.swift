public import Foundation
public import KefuKnowledge

/// What a turn wants done beyond words; whoever runs the conversation does it.
public enum Effect: Sendable, Equatable {
  /// A person should take over.
  case handoff(Handoff)
  /// Ask the shop's systems, and send the answer back as `DialogueInput.lookup`.
  case lookup(LookupRequest)
  /// Something to keep for the shop: a complaint recorded, a question nobody could answer.
  case note(DialogueNote)
  /// Ask for a rating, where that is not done by words.
  case requestRating
  /// An event came at a time when the bot must not write; send it again then.
  case postpone(ShopEvent, attributes: [String: String], until: Date)
}

/// A conversation on its way to a person, with all that the person should not have to ask again.
public struct Handoff: Sendable, Equatable, Codable {
  public var reason: HandoffReason
  /// The skill group; nil: whoever is free.
  public var group: String?
  public var priority: HandoffPriority
  /// Ids of the entries the bot answered or offered, in order.
  public var tried: [String]
  /// Slot → what the customer gave, in full: the person needs it.
  public var slots: [String: String]
  /// The flow that was under way.
  public var flow: String?
  /// Of the last message, in `0...1`.
  public var lastConfidence: Double?

  public init(
    reason: HandoffReason, group: String? = nil, priority: HandoffPriority = .normal,
    tried: [String] = [], slots: [String: String] = [:], flow: String? = nil,
    lastConfidence: Double? = nil
  ) {
    self.reason = reason
    self.group = group
    self.priority = priority
    self.tried = tried
    self.slots = slots
    self.flow = flow
    self.lastConfidence = lastConfidence
  }
}

/// Why a person is brought in.
public enum HandoffReason: Sendable, Equatable, Codable {
  case trigger(id: String, TriggerReason)
  /// By a button or a command.
  case requested
  /// So many messages in a row without an answer.
  case misses(Int)
  /// The same question so many times.
  case repeated(entry: String, times: Int)
  /// The entry says so.
  case entry(String)
  /// A flow ended so; its note for the agent.
  case flow(String, note: String?)
  case lowRating(Int)

  /// A word for it, for logs and figures.
  public var name: String {
    switch self {
    case .trigger(_, let reason): reason.rawValue
    case .requested: "askedForPerson"
    case .misses: "misses"
    case .repeated: "repeated"
    case .entry: "entry"
    case .flow: "flow"
    case .lowRating: "lowRating"
    }
  }
}

/// Something the shop should keep.
public enum DialogueNote: Sendable, Equatable {
  /// The bot did not know; for mining.
  case unanswered
  /// None of the options offered was meant; for mining.
  case noneOfTheAbove([String])
  /// A flow came to its end.
  case flowEnded(flow: String, FlowEnd.Outcome, reason: String?, slots: [String: String])
  /// The customer left a flow, or it expired.
  case flowLeft(flow: String, step: String)
  case rating(Int)
}
