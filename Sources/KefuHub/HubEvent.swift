public import Foundation
public import KefuDialogue
public import KefuStore
public import KefuWire

/// Names a connection while it lasts; greater ones came later.
public struct ConnectionID: Sendable, Hashable, Comparable, CustomStringConvertible {
  public var number: UInt64

  public init(_ number: UInt64) { self.number = number }

  public static func < (a: ConnectionID, b: ConnectionID) -> Bool { a.number < b.number }

  public var description: String { "#\(number)" }
}

/// Who stands behind a connection, as its token says.
public enum Principal: Sendable, Equatable {
  case customer(Customer)
  case staff(Staff)
  /// A trainer or an administrator.
  case administrator(role: Role, subject: String)

  public struct Customer: Sendable, Equatable {
    public var conversation: String
    /// To come back with.
    public var token: String
    /// Whether the conversation begins with this connection.
    public var isNew: Bool
    /// As the shop names the customer, where it vouches for them.
    public var customer: String?
    /// What the shop vouches for, such as `level`.
    public var attributes: [String: String]

    public init(
      conversation: String, token: String, isNew: Bool, customer: String? = nil,
      attributes: [String: String] = [:]
    ) {
      self.conversation = conversation
      self.token = token
      self.isNew = isNew
      self.customer = customer
      self.attributes = attributes
    }
  }

  public struct Staff: Sendable, Equatable {
    public var id: String
    /// What customers and colleagues see.
    public var name: String
    /// Nil: all.
    public var groups: Set<String>?
    public var isSupervisor: Bool

    public init(id: String, name: String, groups: Set<String>? = nil, isSupervisor: Bool = false) {
      self.id = id
      self.name = name
      self.groups = groups
      self.isSupervisor = isSupervisor
    }
  }

  public var role: Role {
    switch self {
    case .customer: .customer
    case .staff(let staff): staff.isSupervisor ? .supervisor : .agent
    case .administrator(let role, _): role
    }
  }
}

/// What reaches the hub.
public enum HubEvent: Sendable {
  /// A connection has said who it is, and that has been checked.
  case hello(ConnectionID, ClientFrame.Hello, Principal)
  /// Any frame after the hello.
  case frame(ConnectionID, ClientFrame)
  case disconnected(ConnectionID)
  /// Answers `HubAction.load`.
  case loaded(conversation: String, Result<StoredConversation?, StoreError>)
  /// Answers `HubAction.replay`.
  case replayed(
    ConnectionID, conversation: String, through: Int, Result<[StoredEvent], StoreError>)
  /// Answers `HubAction.turn`.
  case turned(TurnResult)
  /// Answers `HubAction.lookUp`.
  case lookedUp(conversation: String, id: Int, LookupOutcome)
  /// Answers `HubAction.commit`: it is durable. Batches are answered in their order.
  case committed(batch: Int)
  /// Nothing of the batch was kept.
  case commitFailed(batch: Int, StoreError)
  /// The store has conversations at the desk from before: the first event after a start.
  case restored([StoredConversation])
  /// Conversations were erased from outside.
  case erased([String])
  /// Some time has passed; harmless at any moment, wanted some times a second.
  case tick
  /// From now on nothing new is taken.
  case drain
}

/// What the hub wants done, in order. Each is answered by an event, or by none.
public enum HubAction: Sendable {
  case send(ConnectionID, ServerFrame)
  /// Once what was sent before is written.
  case close(ConnectionID)
  case load(conversation: String)
  /// The events after `after` up to `through`.
  case replay(ConnectionID, conversation: String, after: Int, through: Int)
  case turn(TurnRequest)
  case lookUp(conversation: String, LookupRequest)
  case commit(batch: Int, [ConversationChange])
  /// A frame for the daemon itself: `reload`, `drain`, `stats`.
  case command(ConnectionID, ClientFrame)
  case observed(HubObservation)
  /// After `drain`: no turn is under way and everything is durable.
  case drained
}

/// For metrics and logs; holds no text of customers.
public enum HubObservation: Sendable, Equatable {
  case turn(decision: String, stage: String, micros: Int)
  case handoff(reason: String)
  /// From the frame to its acknowledgement.
  case acknowledged(seconds: Double)
  case refused(ErrorCode)
  /// The store could not keep a batch, and its conversations went back to what is kept.
  case rolledBack(conversations: Int)
}

/// One turn of a conversation to be computed, anywhere.
public struct TurnRequest: Sendable {
  public var conversation: String
  /// Comes back with the result.
  public var number: Int
  public var state: ConversationState
  public var input: DialogueInput
  public var now: Date
  public var channel: String?
  public var attributes: [String: String]
  /// Whether anybody wants to see how it came about.
  public var explain: Bool
}

public struct TurnResult: Sendable {
  public var conversation: String
  public var number: Int
  public var turn: Turn
  /// `turn.state`, encoded where the turn is computed.
  public let encodedState: Data
  /// What a choice among options says in words.
  public var spoken: String?
  public var explanation: JSONValue?
  public var micros: Int

  public init(
    conversation: String, number: Int, turn: Turn, spoken: String? = nil,
    explanation: JSONValue? = nil, micros: Int = 0
  ) {
    self.conversation = conversation
    self.number = number
    self.turn = turn
    encodedState = turn.state.encoded
    self.spoken = spoken
    self.explanation = explanation
    self.micros = micros
  }
}

/// How much of everything.
public struct HubSettings: Sendable, Equatable {
  /// Messages of one customer that may wait for their answers.
  public var backlog = 32
  /// Batches on their way to the store; beyond that nothing new is taken until some are answered.
  public var outstandingBatches = 5_000
  /// Messages a second that a customer may send for long.
  public var messagesPerSecond = 5.0
  /// Messages at once.
  public var burst = 20.0
  /// Events of a conversation kept in memory for those who come back.
  public var recentEvents = 64
  /// Events staff see of what was before.
  public var staffHistory = 200
  /// Seconds after which a conversation nobody is connected to leaves memory.
  public var evictAfter = 60.0
  /// Seconds between news of places in the queue.
  public var positionInterval = 1.0
  /// The least confidence of a suggestion to an agent.
  public var suggestionConfidence = 0.3

  public init() {}
}
