/// Why the desk refused an event; nothing has changed then.
///
/// ```swift
/// do { try desk.handle(.accept(agent: "wang", conversation: "c7"), at: now) } catch {
///   print(error.code, error)  // noCapacity wang already has 3 of 3 conversations
/// }
/// ```
///
/// Ids stand in the sentences, texts of customers never.
public enum DeskError: Error, Sendable, Equatable {
  /// The desk was never told of this agent.
  case unknownAgent(String)
  /// The agent is not at the desk: not connected, away or offline.
  case agentNotThere(String)
  case notSupervisor(String)
  /// The conversation is none the agent may see.
  case groupNotVisible(agent: String, group: String)
  case noCapacity(agent: String, load: Int, capacity: Int)
  /// Nothing waits that the agent may see.
  case nothingWaiting(agent: String)
  case offeredToAnother(conversation: String)
  case notOffered(agent: String, conversation: String)
  /// Another than the agent owns the conversation.
  case notYours(agent: String, conversation: String, owner: Owner)
  /// The event does not fit where the conversation stands.
  case wrongState(conversation: String, event: String, owner: Owner)
  case unknownGroup(String, nearest: String?)
  case badCapacity(Int)
  case badScore(Int)
  /// No rating was asked for, it has been given, or its time is over.
  case ratingClosed(conversation: String)

  /// A stable word for the wire and for figures.
  public var code: String {
    switch self {
    case .unknownAgent: "unknownAgent"
    case .agentNotThere: "agentNotThere"
    case .notSupervisor: "notSupervisor"
    case .groupNotVisible: "groupNotVisible"
    case .noCapacity: "noCapacity"
    case .nothingWaiting: "nothingWaiting"
    case .offeredToAnother: "offeredToAnother"
    case .notOffered: "notOffered"
    case .notYours: "notYours"
    case .wrongState: "wrongState"
    case .unknownGroup: "unknownGroup"
    case .badCapacity: "badCapacity"
    case .badScore: "badScore"
    case .ratingClosed: "ratingClosed"
    }
  }
}

extension DeskError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unknownAgent(let agent): "\(agent) has never connected to this desk"
    case .agentNotThere(let agent):
      "\(agent) is not at the desk; connect and set the presence to available or busy"
    case .notSupervisor(let agent): "\(agent) is no supervisor"
    case .groupNotVisible(let agent, let group): "\(agent) does not serve the group \(group)"
    case .noCapacity(let agent, let load, let capacity):
      "\(agent) already has \(load) of \(capacity) conversations"
    case .nothingWaiting(let agent): "nothing waits that \(agent) may take"
    case .offeredToAnother(let conversation): "\(conversation) is offered to another agent"
    case .notOffered(let agent, let conversation): "\(conversation) is not offered to \(agent)"
    case .notYours(let agent, let conversation, let owner):
      "\(agent) does not own \(conversation): \(owner)"
    case .wrongState(let conversation, let event, let owner):
      "\(event) does not fit \(conversation): \(owner)"
    case .unknownGroup(let group, let nearest):
      "there is no group \(group)" + (nearest.map { "; did you mean \($0)?" } ?? "")
    case .badCapacity(let capacity): "a capacity is in 0...1000, not \(capacity)"
    case .badScore(let score): "a rating is in 1...5, not \(score)"
    case .ratingClosed(let conversation): "no rating is awaited for \(conversation)"
    }
  }
}
