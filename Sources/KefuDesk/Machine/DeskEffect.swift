public import Foundation

/// What the hub is to do after an event, in order.
public enum DeskEffect: Sendable, Equatable {
  /// For the customer, and for whoever shows the conversation.
  case state(ConversationStatus)
  /// The agent is asked to accept.
  case offered(agent: String, conversation: String, until: Date)
  /// The offer is no more.
  case withdrawn(agent: String, conversation: String, Departure)
  case assigned(agent: String, conversation: String)
  case unassigned(agent: String, conversation: String, Departure)
  /// The desk changed the agent's presence, as the agent does not react.
  case presence(agent: String, Presence)
  /// Those who wait in `group` (nil: for any agent) at this position and behind may have moved;
  /// ``Desk/waiting(in:from:limit:)`` tells who they are.
  case positionsChanged(group: String?, from: Int)
  /// For supervisors who see `alert.group`.
  case alert(DeskAlert)
  case askRating(conversation: String, until: Date)
  /// The agent's message goes to the customer.
  case deliver(conversation: String, agent: String, text: String)
  /// The agent's message does not go to the customer: it crosses a red line.
  case withheld(conversation: String, agent: String, phrase: String)
  /// For these agents and supervisors only.
  case whisper(conversation: String, from: String, to: [String], text: String)
  /// The supervisor reads along from now on, or no longer.
  case watching(supervisor: String, conversation: String, Bool)
  /// For the durable log of who did what.
  case record(DeskAction)
  /// The ticket as it is now, to be written; each once, after everything else.
  case store(Ticket)
  /// The conversation is the bot's and its ticket has nothing more to say.
  case forget(conversation: String)
}

/// Why a conversation or an offer left an agent.
public enum Departure: String, Sendable, Equatable, Codable {
  /// The agent let it pass.
  case declined
  /// The offer was not accepted in time.
  case lapsed
  case transferred, takenOver, released, resolved
  /// The agent did not answer the customer in time.
  case silent
  /// The agent's connection was gone for too long.
  case disconnected
  /// Another agent took it, or the customer is no longer waiting.
  case gone
  case customerClosed
}

/// Where a conversation stands, as the customer is told.
public struct ConversationStatus: Sendable, Equatable {
  public var conversation: String
  public var owner: Owner
  /// From 1, among those who wait for the same group; nil where it does not wait.
  public var position: Int?
  /// Seconds, expected until an agent takes it; nil where nobody is there.
  public var eta: Double?
  /// When the shop comes back to the customer.
  public var promised: Date?
}

/// Something a supervisor should know; raised once for each cause.
public struct DeskAlert: Sendable, Equatable {
  public enum Kind: String, Sendable, Hashable, CaseIterable, Codable {
    /// The agent has not answered within `DeskSettings.firstResponse`.
    case slowFirstResponse
    /// The agent has left a message unanswered and loses the conversation.
    case agentSilent
    /// The agent said what no agent may say; `phrase` tells what.
    case redLine
    case angryCustomer
    /// In the queue for longer than `DeskSettings.maxWait`.
    case longWait
    /// More wait in the group than `DeskSettings.queueLimit`.
    case queueOverLimit
    case longHold
    /// The time promised has come, and nobody has come back to the customer.
    case callbackOverdue
  }

  public var kind: Kind
  public var conversation: String?
  public var agent: String?
  public var group: String?
  public var phrase: String?
  public var at: Date
}

/// One line of the durable log: who did what.
public struct DeskAction: Sendable, Equatable, Codable {
  public enum Actor: Sendable, Equatable, Codable {
    case customer, desk
    case agent(String)
    case supervisor(String)
  }

  public enum Kind: Sendable, Equatable, Codable {
    /// `reason` is `HandoffReason.name`.
    case queued(reason: String, group: String?)
    case promised(until: Date?, Ticket.Callback.Reason)
    case callbackDue
    case offered(to: String)
    case passed(by: String, Departure)
    case assigned(to: String)
    case requeued(from: String, Departure)
    case transferred(from: String?, to: TransferTarget, note: String?)
    case held, unheld
    case resolved(by: String?, note: String?)
    case watched, unwatched
    case whispered(text: String)
    case tookOver(from: String?)
    case released(to: ReleaseTarget)
    case rated(score: Int, comment: String?, agent: String?)
    case reopened
    /// The customer went while waiting.
    case abandoned
    case closed
    case alerted(DeskAlert.Kind)
  }

  public var conversation: String
  public var actor: Actor
  public var kind: Kind
  public var at: Date
}
