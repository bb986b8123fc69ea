import Foundation
import KefuDesk
import KefuStore
import KefuWire

extension Hub {
  mutating func committed(_ number: Int, at now: Date) {
    guard let batch = outstanding.removeValue(forKey: number) else { return }
    for (conversation, kept, change) in batch.changes {
      guard conversations[conversation] != nil else { continue }
      conversations[conversation]!.kept = kept
      if conversations[conversation]!.lastBatch == number {
        conversations[conversation]!.lastBatch = nil
      }
      conversations[conversation]!.recent.append(contentsOf: change.events)
      let surplus = conversations[conversation]!.recent.count - settings.recentEvents
      // By halves, so that dropping costs little for each event.
      if surplus > settings.recentEvents / 2 {
        conversations[conversation]!.recent.removeFirst(surplus)
      }
    }
    for item in batch.outgoing { release(item, at: now) }
    for (conversation, _, _) in batch.changes where conversations[conversation]?.isClosed == true {
      sayGoodbye(conversation)
    }
  }

  /// Takes the conversations of a batch back to what will be kept, and whatever was built upon it.
  ///
  /// Where the store as a whole has failed, all later batches on their way have failed with it.
  mutating func commitFailed(_ number: Int, _ error: StoreError, at now: Date) {
    guard outstanding[number] != nil else { return }
    let failed =
      error.isOfOneConversation ? [number] : outstanding.keys.filter { $0 >= number }.sorted()
    var conversations: Set<String> = []
    for number in failed {
      for (conversation, _, _) in outstanding.removeValue(forKey: number)!.changes {
        conversations.insert(conversation)
      }
    }
    for conversation in conversations.sorted() {
      takeBack(conversation, from: number, error, at: now)
    }
    step.actions.append(.observed(.rolledBack(conversations: conversations.count)))
  }

  private mutating func takeBack(
    _ conversation: String, from number: Int, _ error: StoreError, at now: Date
  ) {
    guard conversations[conversation] != nil else { return }
    let refused = underWay(in: conversation)
    if case .erased = error {
      for (connection, id) in refused { refuse(.unknownConversation, id: id, to: connection) }
      forget([conversation], at: now)
      return
    }
    // What later batches say of it is not kept either, and what earlier ones say will be.
    var base = conversations[conversation]!.kept
    var last: Int?
    for other in outstanding.keys.sorted() {
      if other > number {
        outstanding[other]!.changes.removeAll { $0.conversation == conversation }
        outstanding[other]!.outgoing.removeAll { $0.conversation == conversation }
      } else if let change = outstanding[other]!.changes.last(where: {
        $0.conversation == conversation
      }) {
        (base, last) = (change.kept, other)
      }
    }
    conversations[conversation]!.goBack(to: base, lastBatch: last)
    conversations[conversation]!.inputs.removeAll { $0.request != nil }
    desk.restore(base.ticket, for: conversation, at: now)
    tellStaff(whereIs: conversation, at: now)
    if case .outOfOrder = error {
      // The store has more than was acknowledged: it knows best.
      conversations[conversation]!.phase = .loading
      load(conversation)
    }
    for (connection, id) in refused {
      refuse(.storeUnavailable, error.description, id: id, to: connection)
    }
  }

  /// Those who wait for an acknowledgement that will not come; it is taken off.
  private mutating func underWay(in conversation: String) -> [(ConnectionID, String)] {
    var waiting: [(ConnectionID, String)] = []
    for (key, state) in conversations[conversation]!.requests {
      guard case .underWay(let connections, _) = state else { continue }
      waiting += connections.map { ($0, key.id) }
      conversations[conversation]!.requests[key] = nil
    }
    return waiting.sorted { ($0.0, $0.1) < ($1.0, $1.1) }
  }

  /// Sends those who have closed their conversation away, once that is durable.
  private mutating func sayGoodbye(_ conversation: String) {
    for connection in conversations[conversation]!.customers {
      step.actions.append(.send(connection, .bye(reason: "closed")))
      step.actions.append(.close(connection))
    }
  }
}

extension StoreError {
  /// Whether the changes of one conversation are at fault, and others are kept.
  fileprivate var isOfOneConversation: Bool {
    switch self {
    case .outOfOrder, .erased: true
    case .locked, .diskFull, .readOnly, .corrupt, .newer, .other: false
    }
  }
}
