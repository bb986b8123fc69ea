import Foundation
import KefuDesk
import KefuDialogue
import KefuStore
import KefuWire

/// A conversation in memory, ahead of the store by the batches on their way.
struct LiveConversation: Sendable {
  /// What the store has; where a batch fails, it goes on from here.
  struct Kept: Sendable {
    var seq = 0
    var dialogue = ConversationState()
    var ticket: Ticket?
    var shown = ShownState()
    var listing: Listing?
    /// Whether the store knows the conversation at all.
    var isStored = false
    var isClosed = false
  }

  /// What clients were last told of who has it.
  struct ShownState: Sendable, Equatable {
    var state = OwnerState.bot
    var agent: String?
    var promised: Date?
  }

  /// Something a customer, or the shop for them, has sent.
  struct Input: Sendable {
    enum Kind: Sendable {
      case message(Utterance)
      case option(Int)
      case human(reason: String?)
      case rating(Int, comment: String?)
      case report(seq: Int, comment: String?)
      case event(ShopEventInput)
      case lookup(id: Int, LookupOutcome)
      case close
    }
    var kind: Kind
    var request: StoredRequest?
    /// Whose message it is; others are shown it.
    var origin: ConnectionID?
    var arrived: Date
  }

  /// What staff were told of a conversation that waits.
  struct Listing: Sendable, Equatable {
    var group: String?
  }

  /// What became of a frame with an id.
  enum RequestState: Sendable {
    /// To be acknowledged to these when it is durable.
    case underWay([ConnectionID], since: Date)
    case done(seq: Int?)
  }

  struct Postponed: Sendable {
    /// The batch that it is part of.
    var batch: Int
    var until: Date
    var event: ShopEventInput
  }

  var phase: Phase
  enum Phase: Sendable, Equatable {
    case loading
    case ready
  }

  var customer: String?
  var channel: String?
  var attributes: [String: String] = [:]

  var seq = 0
  var dialogue = ConversationState()
  var shown = ShownState()
  var isClosed = false
  var isStored = false
  var kept = Kept()
  /// The last batch that changes it, if that is still on its way.
  var lastBatch: Int?
  /// The newest durable events, oldest first, without a gap up to `kept.seq`.
  var recent: [StoredEvent] = []
  var requests: [StoredRequest.Key: RequestState] = [:]

  var inputs: [Input] = []
  /// The input whose turn is being computed, and the turn's number.
  var turning: (input: Input, number: Int)?
  /// The lookup waited for, as the dialogue knows it, and the number by which it comes back: after a
  /// rollback the dialogue gives the same id again.
  var lookup: (id: Int, number: Int)?
  var postponed: [Postponed] = []

  /// Of the customer, oldest first.
  var customers: [ConnectionID] = []
  /// Of staff.
  var listeners: [ConnectionID] = []
  /// The agent who was told that it is theirs.
  var toldAgent: String?
  /// Loading has failed; the next input or tick tries again.
  var needsLoading = false
  /// Connections whose welcome waits until it is loaded.
  var arrivals: [(ConnectionID, ClientFrame.Hello)] = []
  var lastActivity: Date
  /// Messages that may be sent at once, at `lastRefill`.
  var allowance: Double
  var lastRefill: Date
  /// The place in the queue the customer was last told.
  var toldPosition: Int?
  /// Where staff see it waiting.
  var listing: Listing?

  init(phase: Phase, now: Date, allowance: Double) {
    self.phase = phase
    lastActivity = now
    lastRefill = now
    self.allowance = allowance
  }

  /// Nobody would miss it in memory.
  var isIdle: Bool {
    phase == .ready && customers.isEmpty && listeners.isEmpty && inputs.isEmpty && turning == nil
      && lastBatch == nil && lookup == nil && arrivals.isEmpty && postponed.isEmpty
  }

  /// Takes a message off what may be sent; false where too many came.
  mutating func allow(at now: Date, _ settings: HubSettings) -> Bool {
    let elapsed = max(0, now.timeIntervalSince(lastRefill))
    allowance = min(settings.burst, allowance + elapsed * settings.messagesPerSecond)
    lastRefill = now
    guard allowance >= 1 else { return false }
    allowance -= 1
    return true
  }

  /// Takes over what the store has.
  mutating func take(_ stored: StoredConversation, _ kept: Kept) {
    self.kept = kept
    customer = stored.customer ?? customer
    channel = stored.channel ?? channel
    requests = [:]
    for request in stored.requests {
      requests[request.key] = .done(seq: request.seq)
    }
    recent = []
    lookup = nil
    goBack(to: kept, lastBatch: nil)
  }

  /// The store has nothing of it any more.
  mutating func takeNothing() {
    kept = Kept()
    requests = [:]
    recent = []
    lookup = nil
    goBack(to: kept, lastBatch: nil)
  }

  /// Forgets what will not be durable.
  mutating func goBack(to kept: Kept, lastBatch: Int?) {
    seq = kept.seq
    dialogue = kept.dialogue
    shown = kept.shown
    listing = kept.listing
    isClosed = kept.isClosed
    isStored = kept.isStored
    self.lastBatch = lastBatch
    toldPosition = nil
    // What has come without a request is taken again; a request, when it is sent again.
    if let turning, turning.input.request == nil { inputs.insert(turning.input, at: 0) }
    turning = nil
    if dialogue.flow?.lookup != lookup?.id { lookup = nil }
  }
}

struct ShopEventInput: Sendable {
  var name: String
  var attributes: [String: String]
}

extension StoredRequest {
  /// What tells requests apart.
  struct Key: Hashable, Sendable {
    var sender: String
    var id: String
  }

  var key: Key { Key(sender: sender, id: id) }
}
