import KefuKnowledge
import KefuMatching

/// What one input made of a conversation.
public struct Turn: Sendable, Equatable {
  public var state: ConversationState
  /// In the order they are said; empty where there is nothing to say.
  public var replies: [Reply]
  public var effects: [Effect]
  /// How it came about, one statement each, for explanations.
  public var notes: [TurnNote]

  /// Ids of the entries answered, in order.
  public var entries: [String] { replies.compactMap(\.entry) }

  public var handoff: Handoff? {
    for case .handoff(let handoff) in effects { return handoff }
    return nil
  }

  /// The replies as one text.
  public var text: String { replies.map(\.text).joined(separator: "\n") }
}

/// A step on the way to a turn's replies. Entries, flows and slots by name; none quotes the customer.
public enum TurnNote: Sendable, Equatable, CustomStringConvertible {
  /// The message, read after a topic, means this entry; alone it would have meant the other.
  case inherited(entry: String, topic: String, alone: String?)
  /// Several questions in one message.
  case split([String])
  case chose(option: Int, entry: String)
  case choseNone
  case trigger(id: String, TriggerReason)
  case flowStarted(String)
  /// A question in the middle was answered, then the flow went on.
  case interrupted(flow: String, step: String)
  case filled(slot: String)
  case notUnderstood(slot: String)
  case declined(slot: String)
  case flowLeft(String)
  case flowExpired(String)
  case flowEnded(String, FlowEnd.Outcome)

  public var description: String {
    switch self {
    case .inherited(let entry, let topic, let alone):
      "read after \(topic), it means \(entry)" + (alone.map { "; alone, \($0)" } ?? "")
    case .split(let entries): "several questions: \(entries.joined(separator: ", "))"
    case .chose(let option, let entry): "chose option \(option), \(entry)"
    case .choseNone: "chose none of the options"
    case .trigger(let id, let reason): "hits the trigger \(id): \(reason.rawValue)"
    case .flowStarted(let flow): "starts \(flow)"
    case .interrupted(let flow, let step): "a question in between; \(flow) goes on at \(step)"
    case .filled(let slot): "fills the slot \(slot)"
    case .notUnderstood(let slot): "not understood as \(slot)"
    case .declined(let slot): "leaves the slot \(slot) empty"
    case .flowLeft(let flow): "leaves \(flow)"
    case .flowExpired(let flow): "\(flow) has expired"
    case .flowEnded(let flow, let outcome): "\(flow) ends: \(outcome.rawValue)"
    }
  }
}
