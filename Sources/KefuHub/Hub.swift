public import Foundation
public import KefuDesk
import KefuDialogue
public import KefuKnowledge
import KefuStore
import KefuWire

/// All conversations of a daemon: who is told what, in which order, and when it is acknowledged.
///
/// ```swift
/// var hub = Hub(desk: Desk(settings: deskSettings))
/// for action in hub.handle(.frame(connection, frame), at: Date()) { perform(action) }
/// ```
///
/// A value without clock, I/O or randomness: events in, actions out, always the same ones. Turns are
/// computed elsewhere and writes are made elsewhere; the hub works ahead of the store and holds back
/// whatever a client may see until the batch it rests on is durable. Where a batch fails, its
/// conversations go back to what is kept and the senders are told to try again.
///
/// A conversation's inputs are taken one after another in the order they came. While a person owns it,
/// what the bot would say goes to that person as a suggestion, never to the customer.
public struct Hub: Sendable {
  public let settings: HubSettings
  public internal(set) var desk: Desk
  var connections: [ConnectionID: Connection] = [:]
  var conversations = ConversationTable()
  /// Agent → who they are and where they are connected.
  var staff: [String: StaffMember] = [:]
  public var cannedReplies: CannedReplies

  var nextBatch = 1
  /// Of turns and lookups.
  var nextNumber = 1
  /// Batches on their way to the store.
  var outstanding: [Int: Batch] = [:]
  /// Conversations to be read again, once the batch is answered.
  var reloads: [String: Int] = [:]
  /// How often the store as a whole has failed; nothing of before is on its way then.
  public internal(set) var storeFailures = 0
  public private(set) var isDraining = false
  var hasSaidDrained = false
  /// Groups whose waiting customers have moved: from which position on.
  var movedPositions: [String?: Int] = [:]
  var lastPositionNews = Date.distantPast
  var lastSweep = Date.distantPast

  /// What the event being handled leads to.
  var step = Step()

  public init(
    desk: Desk, cannedReplies: CannedReplies = CannedReplies(),
    settings: HubSettings = HubSettings()
  ) {
    self.desk = desk
    self.cannedReplies = cannedReplies
    self.settings = settings
  }

  struct Connection: Sendable {
    var principal: Principal
    var explain: Bool
    /// The conversations it is told of.
    var listening: [String: Listening] = [:]
  }

  enum Listening: Sendable {
    /// What was before is being read from the store; what comes meanwhile.
    case holding([ServerFrame], through: Int)
    /// It has been told of everything up to `through`.
    case live(through: Int)
  }

  struct StaffMember: Sendable {
    var staff: Principal.Staff
    var connections: [ConnectionID]
  }

  struct Batch: Sendable {
    var outgoing: [Outgoing]
    /// What each conversation is once it is durable, and its new events and requests.
    var changes: [(conversation: String, kept: LiveConversation.Kept, change: ConversationChange)]
  }

  /// Something to be sent once it may be.
  enum Outgoing: Sendable {
    case frame(ConnectionID, ServerFrame, conversation: String?)
    /// To everybody who listens when it becomes durable.
    case event(conversation: String, StoredEvent, except: ConnectionID?, explanation: JSONValue?)
    case news(conversation: String, ServerFrame, Audience)
    case ack(conversation: String, StoredRequest.Key, seq: Int?)
    /// Something without an id is kept; where it cannot be, its sender is told.
    case taken(conversation: String, ConnectionID)
    /// Who of staff may listen has changed.
    case listeners(conversation: String)
    /// The customer has closed it.
    case goodbye(conversation: String)
  }

  enum Audience: Sendable {
    case customers, listeners
  }

  /// Collects what one event leads to.
  struct Step: Sendable {
    var actions: [HubAction] = []
    var outgoing: [Outgoing] = []
    /// In the order they were first touched.
    var changes: [ConversationChange] = []
    /// The id of the frame of staff being taken.
    var agentRequest: String?
    /// Conversations that may have an input to take.
    var toPump: [String] = []
  }

  /// What follows from an event.
  ///
  /// - Parameter now: May jump in either direction; nothing is lost by it.
  /// - Complexity: Of a customer's message, independent of the number of conversations.
  public mutating func handle(_ event: HubEvent, at now: Date) -> [HubAction] {
    step = Step()
    switch event {
    case .hello(let connection, let hello, let principal):
      welcome(connection, hello, principal, at: now)
    case .frame(let connection, let frame): take(frame, from: connection, at: now)
    case .disconnected(let connection): disconnect(connection, at: now)
    case .loaded(let conversation, let result): loaded(conversation, result, at: now)
    case .replayed(let connection, let conversation, let through, let result):
      replayed(connection, conversation, through, result, at: now)
    case .turned(let result): turned(result, at: now)
    case .lookedUp(let conversation, let id, let outcome):
      lookedUp(conversation, id, outcome, at: now)
    case .committed(let batch): committed(batch, at: now)
    case .commitFailed(let batch, let error): commitFailed(batch, error, at: now)
    case .restored(let stored): restore(stored, at: now)
    case .erased(let erased): forget(erased, at: now)
    case .tick: tick(at: now)
    case .drain: isDraining = true
    }
    finishStep(at: now)
    if isDraining, !hasSaidDrained, outstanding.isEmpty,
      !conversations.values.contains(where: { $0.turning != nil || !$0.inputs.isEmpty })
    {
      hasSaidDrained = true
      step.actions.append(.drained)
    }
    return step.actions
  }

  /// Takes over changed settings of the desk: groups, hours, what agents must not say.
  public mutating func use(_ settings: DeskSettings) { desk.use(settings) }

  // MARK: Figures

  /// Figures for operators, by name.
  public var figures: [(name: String, value: Int)] {
    [
      ("connections", connections.count), ("conversations", conversations.count),
      ("staff", staff.count), ("batches", outstanding.count),
      ("waiting", desk.snapshot().queues.reduce(0) { $0 + $1.waiting }),
    ]
  }

  // MARK: Sending

  /// Sends a frame that is about no conversation, or that belongs to the sender alone.
  mutating func send(_ frame: ServerFrame, to connection: ConnectionID, about: String? = nil) {
    step.outgoing.append(.frame(connection, frame, conversation: about))
  }

  mutating func refuse(
    _ code: ErrorCode, _ message: String? = nil, id: String?, to connection: ConnectionID?
  ) {
    step.actions.append(.observed(.refused(code)))
    guard let connection else { return }
    step.actions.append(.send(connection, .error(.init(code, message, id: id))))
    if code.closes { step.actions.append(.close(connection)) }
  }

  /// The change of a conversation that this step makes, begun where it has none.
  mutating func change(
    _ conversation: String, at now: Date, _ body: (inout ConversationChange) -> Void
  ) {
    guard conversations[conversation] != nil else { return }
    if let index = step.changes.firstIndex(where: { $0.conversation == conversation }) {
      body(&step.changes[index])
      return
    }
    var change = ConversationChange(conversation: conversation, at: now)
    if let live = conversations[conversation], !live.isStored {
      change.beginning = .init(customer: live.customer, channel: live.channel)
      conversations[conversation]?.isStored = true
    }
    body(&change)
    step.changes.append(change)
  }

  /// Adds something to a conversation's history.
  mutating func append(
    _ content: StoredEvent.Content, from speaker: Speaker, to conversation: String,
    sender: String? = nil, request: String? = nil, name: String? = nil,
    except: ConnectionID? = nil, explanation: JSONValue? = nil, at now: Date
  ) {
    guard conversations[conversation] != nil else { return }
    conversations[conversation]!.seq += 1
    let event = StoredEvent(
      seq: conversations[conversation]!.seq,
      at: Timestamp.date(milliseconds: Timestamp.milliseconds(now)), from: speaker,
      sender: sender, request: request, name: name, content: content)
    change(conversation, at: now) { $0.events.append(event) }
    step.outgoing.append(
      .event(
        conversation: conversation, event, except: except, explanation: explanation))
  }

  /// Notes what happened where the customer does not see it.
  mutating func note(_ action: StoredAction, in conversation: String, at now: Date) {
    change(conversation, at: now) { $0.actions.append(action) }
  }

  /// Ends a step: what it changed goes to the store, what it says waits for that.
  private mutating func finishStep(at now: Date) {
    while let next = step.toPump.popLast() { pump(next, at: now) }
    let outgoing = step.outgoing
    step.outgoing = []
    guard !step.changes.isEmpty else {
      for item in outgoing { releaseInTurn(item, at: now) }
      return
    }
    let number = nextBatch
    nextBatch += 1
    var batch = Batch(outgoing: outgoing, changes: [])
    for i in step.changes.indices {
      let conversation = step.changes[i].conversation
      guard conversations[conversation] != nil else { continue }
      let ticket = desk.ticket(of: conversation)
      step.changes[i].owner = OwnerState(ticket?.owner ?? .bot)
      step.changes[i].isClosed = conversations[conversation]!.isClosed
      conversations[conversation]!.lastBatch = number
      let live = conversations[conversation]!
      let kept = LiveConversation.Kept(
        seq: live.seq, dialogue: live.dialogue, ticket: ticket, shown: live.shown,
        listing: live.listing, isStored: true, isClosed: live.isClosed)
      batch.changes.append((conversation, kept, step.changes[i]))
    }
    outstanding[number] = batch
    step.actions.append(.commit(batch: number, step.changes))
  }

  /// Sends something, or holds it back until what the conversation has on its way is durable.
  mutating func releaseInTurn(_ item: Outgoing, at now: Date) {
    if let conversation = item.conversation, let batch = conversations[conversation]?.lastBatch {
      outstanding[batch]?.outgoing.append(item)
    } else {
      release(item, at: now)
    }
  }

  /// Sends what nothing holds back any more.
  mutating func release(_ item: Outgoing, at now: Date) {
    switch item {
    case .frame(let connection, let frame, let conversation):
      if let conversation {
        deliver(frame, of: conversation, to: connection)
      } else {
        step.actions.append(.send(connection, frame))
      }
    case .event(let conversation, let event, let except, let explanation):
      guard let live = conversations[conversation] else { return }
      let frame = event.frame(in: conversation)
      for connection in live.customers + live.listeners
      where connection != except && !wasTold(of: event.seq, in: conversation, connection) {
        var frame = frame
        if let explanation, connections[connection]?.explain == true,
          case .reply(var reply) = frame
        {
          reply.explanation = explanation
          frame = .reply(reply)
        }
        deliver(frame, of: conversation, to: connection)
      }
    case .news(let conversation, let frame, let audience):
      guard let live = conversations[conversation] else { return }
      for connection in audience == .customers ? live.customers : live.listeners {
        deliver(frame, of: conversation, to: connection)
      }
    case .ack(let conversation, let key, let seq):
      guard case .underWay(let waiting, let since)? = conversations[conversation]?.requests[key]
      else { return }
      conversations[conversation]?.requests[key] = .done(seq: seq)
      for connection in waiting {
        deliver(
          .ack(.init(id: key.id, conversation: conversation, seq: seq)), of: conversation,
          to: connection)
      }
      step.actions.append(
        .observed(.acknowledged(seconds: max(0, now.timeIntervalSince(since)))))
    case .taken: break
    case .listeners(let conversation): settleListeners(of: conversation, at: now)
    case .goodbye(let conversation):
      sayGoodbye(to: conversations[conversation]?.customers ?? [], of: conversation)
    }
  }

  /// Answers a frame whose effect is durable.
  mutating func acknowledge(
    _ id: String, _ seq: Int?, of conversation: String, to connection: ConnectionID
  ) {
    deliver(
      .ack(.init(id: id, conversation: conversation, seq: seq)), of: conversation, to: connection)
  }

  /// Whether what was before, as the connection was told it, held this event.
  private func wasTold(
    of seq: Int, in conversation: String, _ connection: ConnectionID
  ) -> Bool {
    switch connections[connection]?.listening[conversation] {
    case .holding(_, let through)?, .live(let through)?: seq <= through
    // It begins to listen with a later item of the same batch, and is told then.
    case nil: true
    }
  }

  /// A frame about a conversation: behind what the connection is still to be told of before.
  mutating func deliver(
    _ frame: ServerFrame, of conversation: String, to connection: ConnectionID
  ) {
    guard connections[connection] != nil else { return }
    if case .holding(var frames, let through)? = connections[connection]!.listening[conversation] {
      // Emptied first, so that the array is not copied.
      connections[connection]!.listening[conversation] = nil
      frames.append(frame)
      connections[connection]!.listening[conversation] = .holding(frames, through: through)
    } else {
      step.actions.append(.send(connection, frame))
    }
  }
}

extension Hub.Outgoing {
  /// The conversation whose batches hold it back.
  var conversation: String? {
    switch self {
    case .frame(_, _, let conversation): conversation
    case .event(let conversation, _, _, _), .news(let conversation, _, _),
      .ack(let conversation, _, _), .taken(let conversation, _), .listeners(let conversation),
      .goodbye(let conversation):
      conversation
    }
  }
}

extension OwnerState {
  init(_ owner: Owner) {
    switch owner {
    case .bot: self = .bot
    case .queued: self = .queued
    case .assigned: self = .assigned
    case .hold: self = .hold
    case .offline: self = .offline
    case .resolved: self = .resolved
    }
  }
}
