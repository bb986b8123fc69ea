import Foundation
import KefuWire
import Synchronization

/// Conversations in memory: what `SQLiteStore` does, for as long as the process runs.
///
/// ```swift
/// let store = MemoryStore()
/// store.failNext = .diskFull
/// try store.commit([change])  // throws diskFull, keeps nothing
/// ```
///
/// For tests, simulations, and a daemon without a file.
public final class MemoryStore: ConversationStore {
  let state = Mutex(State())

  struct State {
    var conversations: [String: Kept] = [:]
    var erased: Set<String> = []
    var tokens: [StoredToken] = []
    /// Of conversations, in the order they began.
    var next = 0
    var failNext: StoreError?
    var failure: StoreError?
  }

  struct Kept {
    /// Without its requests.
    var conversation: StoredConversation
    var number: Int
    var events: [StoredEvent] = []
    /// The places of redacted ones among them.
    var redacted: Set<Int> = []
    var actions: [(after: Int, action: StoredAction)] = []
    var requests: [StoredRequest] = []
    /// Sender and id of `requests`.
    var taken: Set<[String]> = []
  }

  public init() {}

  /// What the next commit throws; it keeps nothing, and the one after it works again.
  public var failNext: StoreError? {
    get { state.withLock { $0.failNext } }
    set { state.withLock { $0.failNext = newValue } }
  }

  /// What every call throws as long as it is set.
  public var failure: StoreError? {
    get { state.withLock { $0.failure } }
    set { state.withLock { $0.failure = newValue } }
  }

  func attempt<Value>(
    _ body: (inout State) throws(StoreError) -> sending Value
  ) throws(StoreError) -> Value {
    try state.withLock { state throws(StoreError) in
      if let failure = state.failure { throw failure }
      return try body(&state)
    }
  }

  public func commit(_ changes: [ConversationChange]) throws(StoreError) {
    guard !changes.isEmpty else { return }
    let plan = try CommitPlan(changes)
    try attempt { state throws(StoreError) in
      if let failure = state.failNext {
        state.failNext = nil
        throw failure
      }
      for step in plan.steps {
        if state.erased.contains(step.conversation) {
          throw .erased(conversation: step.conversation)
        }
        try step.check(against: state.conversations[step.conversation]?.conversation.seq)
      }
      for change in changes { state.keep(change) }
    }
  }
}

extension MemoryStore.State {
  fileprivate mutating func keep(_ change: ConversationChange) {
    if conversations[change.conversation] == nil {
      conversations[change.conversation] = MemoryStore.Kept(
        conversation: StoredConversation(
          id: change.conversation, customer: change.beginning?.customer,
          channel: change.beginning?.channel, began: change.at.rounded, changed: change.at.rounded),
        number: next)
      next += 1
    }
    // In place: a copy of the events would make each commit as long as its conversation.
    conversations[change.conversation]!.add(change)
  }
}

extension MemoryStore.Kept {
  fileprivate mutating func add(_ change: ConversationChange) {
    for var event in change.events {
      event.at = event.at.rounded
      events.append(event)
    }
    conversation.seq = events.last?.seq ?? 0
    conversation.changed = change.at.rounded
    conversation.owner = change.owner
    conversation.isClosed = change.isClosed
    conversation.dialogue = change.dialogue ?? conversation.dialogue
    switch change.desk {
    case .none: break
    case .ticket(let ticket): conversation.ticket = ticket
    case .removed: conversation.ticket = nil
    }
    for var action in change.actions {
      action.at = action.at.rounded
      actions.append((conversation.seq, action))
    }
    for request in change.requests where taken.insert([request.sender, request.id]).inserted {
      requests.append(request)
    }
  }

  /// The conversation with its requests, in the order of `SQLiteStore`.
  var stored: StoredConversation {
    var stored = conversation
    var known: Set<[String]> = []
    for event in events {
      guard let sender = event.sender, let request = event.request else { continue }
      stored.requests.append(StoredRequest(sender: sender, id: request, seq: event.seq))
      known.insert([sender, request])
    }
    let others = requests.filter { !known.contains([$0.sender, $0.id]) }
    stored.requests += others.sorted {
      $0.sender == $1.sender ? $0.id.precedesInBytes($1.id) : $0.sender.precedesInBytes($1.sender)
    }
    return stored
  }
}

extension Date {
  /// To the millisecond, as files keep it.
  var rounded: Date { Timestamp.date(milliseconds: Timestamp.milliseconds(self)) }
}

extension String {
  /// SQLite's order, which is not Swift's.
  func precedesInBytes(_ other: String) -> Bool { utf8.lexicographicallyPrecedes(other.utf8) }
}
