public import Foundation
public import KefuWire

/// Keeps conversations so that nothing acknowledged is lost.
///
/// Calls block until they are done: make them off any event loop. Whoever implements it upholds:
/// - when `commit` returns, all of it survives a crash of the machine, and when it throws, none of it
///   was kept;
/// - what one `commit` kept, a later read of any caller sees;
/// - a failure for a reason outside (a full disk, a lock) ends by itself when the reason does;
/// - calls from several threads at once are safe.
public protocol ConversationStore: Sendable {
  /// Keeps changes, in order, all or none.
  func commit(_ changes: [ConversationChange]) throws(StoreError)

  /// A conversation as it stands; nil where there is none.
  func conversation(_ id: String) throws(StoreError) -> StoredConversation?

  /// Every conversation that a person owns or that waits for one, in the order of their ids.
  func conversationsAtDesk() throws(StoreError) -> [StoredConversation]

  /// What was said in a conversation, in order.
  ///
  /// - Parameters:
  ///   - after: Only what bears a greater `seq`.
  ///   - limit: At most so many, the first ones.
  func events(of conversation: String, after: Int, limit: Int) throws(StoreError) -> [StoredEvent]

  /// What staff did in a conversation, in order; the last `limit`.
  func actions(of conversation: String, limit: Int) throws(StoreError) -> [StoredAction]

  /// The conversations of a customer, newest first.
  func conversations(ofCustomer customer: String, limit: Int) throws(StoreError)
    -> [StoredConversation]

  func tokens() throws(StoreError) -> [StoredToken]
  func add(_ token: StoredToken) throws(StoreError)
  /// - Returns: Whether there was such a token that had not been revoked.
  func revokeToken(id: String, at: Date) throws(StoreError) -> Bool
  /// Differs from an earlier one where tokens or conversations were changed by another process since.
  func changeCounter() throws(StoreError) -> Int

  /// Erases all that was kept of conversations; their ids are remembered as erased and cannot be used
  /// again.
  ///
  /// - Returns: How many there were.
  func erase(conversations: [String], at: Date) throws(StoreError) -> Int
  /// Removes conversations whose last change was before a moment and that nobody is busy with.
  func purge(before: Date) throws(StoreError) -> Int
  /// Takes the texts out of what was said before a moment, and leaves the decisions.
  func redact(before: Date) throws(StoreError) -> Int

  /// Calls `body` with a line of JSON for each thing that happened, without its end, in the order of
  /// conversations and `seq`: what `kefu mine` reads.
  func export(since: Date?, _ body: (_ line: [UInt8]) throws -> Void) throws

  /// Calls `body` with the whole history of each conversation that began before `end` and changed at
  /// `start` or later, in the order they began to be kept. Those who write are not held up however
  /// long `body` takes, and a few conversations are in memory at a time. A conversation that gains
  /// something meanwhile may have it in its history.
  func histories(
    changedFrom start: Date, begunBefore end: Date, _ body: (ConversationHistory) throws -> Void
  ) throws
}

/// What a conversation gains in one step.
public struct ConversationChange: Sendable, Equatable {
  public var conversation: String
  public var at: Date
  /// Of a conversation that begins with it.
  public var beginning: Beginning?
  /// Their `seq` go on from the conversation's last without a gap.
  public var events: [StoredEvent]
  public var actions: [StoredAction]
  /// Frames taken that are no event themselves.
  public var requests: [StoredRequest]
  /// What the bot remembers, encoded; nil: as before.
  public var dialogue: Data?
  public var desk: DeskChange
  public var owner: OwnerState
  public var isClosed: Bool

  public struct Beginning: Sendable, Equatable {
    /// Whose it is, as the shop names them; nil of somebody unknown.
    public var customer: String?
    public var channel: String?

    public init(customer: String? = nil, channel: String? = nil) {
      self.customer = customer
      self.channel = channel
    }
  }

  public enum DeskChange: Sendable, Equatable {
    case none
    /// The desk's ticket, encoded.
    case ticket(Data)
    case removed
  }

  public init(
    conversation: String, at: Date, beginning: Beginning? = nil, events: [StoredEvent] = [],
    actions: [StoredAction] = [], requests: [StoredRequest] = [], dialogue: Data? = nil,
    desk: DeskChange = .none, owner: OwnerState = .bot, isClosed: Bool = false
  ) {
    self.conversation = conversation
    self.at = at
    self.beginning = beginning
    self.events = events
    self.actions = actions
    self.requests = requests
    self.dialogue = dialogue
    self.desk = desk
    self.owner = owner
    self.isClosed = isClosed
  }
}

/// A conversation as it is kept.
public struct StoredConversation: Sendable, Equatable {
  public var id: String
  public var customer: String?
  public var channel: String?
  public var began: Date
  public var changed: Date
  /// Of the last event; 0 before the first.
  public var seq: Int
  public var owner: OwnerState
  public var dialogue: Data?
  public var ticket: Data?
  public var isClosed: Bool
  /// Every frame with an id that was taken, and the `seq` it was acknowledged with.
  public var requests: [StoredRequest]

  public init(
    id: String, customer: String? = nil, channel: String? = nil, began: Date, changed: Date,
    seq: Int = 0, owner: OwnerState = .bot, dialogue: Data? = nil, ticket: Data? = nil,
    isClosed: Bool = false, requests: [StoredRequest] = []
  ) {
    self.id = id
    self.customer = customer
    self.channel = channel
    self.began = began
    self.changed = changed
    self.seq = seq
    self.owner = owner
    self.dialogue = dialogue
    self.ticket = ticket
    self.isClosed = isClosed
    self.requests = requests
  }
}

/// A frame that was taken: the same id from the same sender has no second effect.
public struct StoredRequest: Sendable, Hashable {
  /// `customer`, or an agent's id.
  public var sender: String
  public var id: String
  /// Of the event it made.
  public var seq: Int?

  public init(sender: String, id: String, seq: Int? = nil) {
    self.sender = sender
    self.id = id
    self.seq = seq
  }
}

/// Something said to or by the customer, or a change of who has the conversation.
public struct StoredEvent: Sendable, Equatable {
  public var seq: Int
  /// To the millisecond.
  public var at: Date
  public var from: Speaker
  /// Who sent it, as `StoredRequest.sender` names them; nil of the bot and the system.
  public var sender: String?
  /// The frame's id.
  public var request: String?
  /// What others see of the speaker.
  public var name: String?
  public var content: Content

  public enum Content: Sendable, Equatable {
    case message(text: String, photos: Int)
    case reply(BotReply)
    case state(StateChange)
  }

  public struct BotReply: Sendable, Equatable {
    public var text: String
    /// As `ServerFrame.Reply.decision`.
    public var decision: String
    public var entry: String?
    public var confidence: Double
    public var stage: String
    public var runnerUp: String?
    public var options: [ServerFrame.Reply.Option]
    public var followUps: [ServerFrame.Reply.Option]
    /// How it came about beside the matching, one statement each.
    public var notes: [String]
    /// Microseconds the turn took.
    public var micros: Int?

    public init(
      text: String, decision: String, entry: String? = nil, confidence: Double = 0,
      stage: String = "dialogue", runnerUp: String? = nil,
      options: [ServerFrame.Reply.Option] = [], followUps: [ServerFrame.Reply.Option] = [],
      notes: [String] = [], micros: Int? = nil
    ) {
      self.text = text
      self.decision = decision
      self.entry = entry
      self.confidence = confidence
      self.stage = stage
      self.runnerUp = runnerUp
      self.options = options
      self.followUps = followUps
      self.notes = notes
      self.micros = micros
    }
  }

  public struct StateChange: Sendable, Equatable {
    public var state: OwnerState
    public var position: Int?
    public var eta: Int?
    public var promised: String?
    public var agent: String?
    public var group: String?
    /// Of a handoff.
    public var reason: String?

    public init(
      _ state: OwnerState, position: Int? = nil, eta: Int? = nil, promised: String? = nil,
      agent: String? = nil, group: String? = nil, reason: String? = nil
    ) {
      self.state = state
      self.position = position
      self.eta = eta
      self.promised = promised
      self.agent = agent
      self.group = group
      self.reason = reason
    }
  }

  public init(
    seq: Int, at: Date, from: Speaker, sender: String? = nil, request: String? = nil,
    name: String? = nil, content: Content
  ) {
    self.seq = seq
    self.at = at
    self.from = from
    self.sender = sender
    self.request = request
    self.name = name
    self.content = content
  }
}

/// What staff did, or what happened at the desk: not shown to customers.
public struct StoredAction: Sendable, Equatable {
  /// To the millisecond.
  public var at: Date
  /// The agent's id; nil of the daemon itself.
  public var by: String?
  /// `accepted`, `transferred`, `whispered`, `rated` …
  public var kind: String
  public var text: String?
  /// Further particulars, such as `group` or `score`.
  public var details: [String: String]

  public init(
    at: Date, by: String? = nil, kind: String, text: String? = nil, details: [String: String] = [:]
  ) {
    self.at = at
    self.by = by
    self.kind = kind
    self.text = text
    self.details = details
  }
}

/// What lets somebody in; the token itself is not kept.
public struct StoredToken: Sendable, Equatable {
  /// Short, to name it by.
  public var id: String
  /// SHA-256 of the token, in hexadecimal.
  public var hash: String
  public var role: Role
  /// The agent's id.
  public var subject: String
  /// What others see.
  public var name: String?
  /// Of an agent: whose conversations they see; empty: all.
  public var groups: [String]
  public var created: Date
  public var expires: Date?
  public var revoked: Date?

  public init(
    id: String, hash: String, role: Role, subject: String, name: String? = nil,
    groups: [String] = [], created: Date, expires: Date? = nil, revoked: Date? = nil
  ) {
    self.id = id
    self.hash = hash
    self.role = role
    self.subject = subject
    self.name = name
    self.groups = groups
    self.created = created
    self.expires = expires
    self.revoked = revoked
  }
}

/// Why a store cannot do what is asked.
public enum StoreError: Error, Sendable, Equatable, CustomStringConvertible {
  /// Another process writes, or has locked it.
  case locked
  case diskFull
  case readOnly
  case corrupt
  /// Written by a later version of Kefu.
  case newer(schema: Int)
  /// A change whose first `seq` is not the one due.
  case outOfOrder(conversation: String, expected: Int, found: Int)
  /// The conversation was erased.
  case erased(conversation: String)
  /// Anything else; the store's own words, without texts of customers.
  case other(String)

  public var description: String {
    switch self {
    case .locked: "the store is locked by another process; it is tried again with the next message"
    case .diskFull: "the disk is full; free some space and it goes on by itself"
    case .readOnly: "the store cannot be written; check the rights of its file and folder"
    case .corrupt: "the store's file is damaged; stop the daemon and put back a backup"
    case .newer(let schema):
      "the store was written by a newer Kefu (schema \(schema)); update Kefu, or choose another file"
    case .outOfOrder(let conversation, let expected, let found):
      "conversation \(conversation): the next event is \(expected), not \(found)"
    case .erased(let conversation): "conversation \(conversation) has been erased"
    case .other(let words): words
    }
  }
}
