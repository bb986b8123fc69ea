public import KefuDialogue

/// Something that happened to a conversation or at the desk.
///
/// Conversations and agents are named by their ids. The desk is told of no customer's text.
public enum DeskEvent: Sendable, Equatable {
  // MARK: Customer

  /// The bot, or the customer by `/human`, asks for a person. Asked for again, only the priority
  /// may rise.
  case handoff(conversation: String, Handoff, DeskCustomer)
  /// The customer wrote; of a resolved conversation the bot is the owner again.
  case customerMessage(conversation: String, isAngry: Bool)
  /// The last connection of the customer has gone.
  case customerLeft(conversation: String)
  case customerBack(conversation: String)
  /// The customer ends the conversation. A callback that was promised stays promised.
  case customerClosed(conversation: String)
  case rate(conversation: String, score: Int, comment: String?)

  // MARK: Agent

  /// The first connection of an agent.
  ///
  /// - `groups`: The groups the agent serves; nil: every one.
  case agentConnected(agent: String, groups: Set<String>?, isSupervisor: Bool)
  /// The last connection of an agent has gone.
  case agentDisconnected(agent: String)
  /// - `capacity`: Conversations at once, in `0...1000`; nil leaves it.
  case presence(agent: String, Presence, capacity: Int?)
  /// Takes an offered or waiting conversation, or one that awaits a callback; nil: the agent's own
  /// offer, or else the head of what the agent may see.
  case accept(agent: String, conversation: String?)
  /// Lets an offer pass.
  case decline(agent: String, conversation: String)
  case agentMessage(agent: String, conversation: String, text: String)
  case hold(agent: String, conversation: String)
  case unhold(agent: String, conversation: String)
  /// By its agent, or by a supervisor.
  case transfer(agent: String, conversation: String, to: TransferTarget, note: String?)
  case resolve(agent: String, conversation: String, note: String?)

  // MARK: Supervisor

  case watch(supervisor: String, conversation: String)
  case unwatch(supervisor: String, conversation: String)
  /// Read by the agent and by supervisors who watch, never by the customer.
  case whisper(supervisor: String, conversation: String, text: String)
  /// The supervisor becomes the owner, over any capacity; also straight from the bot.
  case takeover(supervisor: String, conversation: String)
  /// Gives up what was taken over.
  case release(supervisor: String, conversation: String, to: ReleaseTarget)

  // MARK: Time

  /// `Desk.nextDeadline` has come. Harmless at any other time.
  case tick
}

/// Whether an agent takes conversations.
public enum Presence: String, Sendable, Equatable, CaseIterable, Codable {
  case available
  /// At the desk, and given nothing that is not asked for.
  case busy
  /// Not at the desk for a while; keeps what is assigned.
  case away
  /// Gone; what is assigned goes back to the queue after a grace.
  case offline
}

public enum TransferTarget: Sendable, Equatable, Codable {
  case group(String)
  case agent(String)
}

public enum ReleaseTarget: Sendable, Equatable, Codable {
  case queue
  case agent(String)
}
