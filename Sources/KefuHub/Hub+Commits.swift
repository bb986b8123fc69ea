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
    reloadDue(at: now)
  }

  /// Takes the conversations of a batch back to what is kept, and whatever was built upon it.
  ///
  /// Where the store as a whole has failed, all later batches on their way have failed with it. Where
  /// one conversation was at fault, what becomes of later batches is not known: once they are
  /// answered, the conversations are read again.
  mutating func commitFailed(_ number: Int, _ error: StoreError, at now: Date) {
    guard outstanding[number] != nil else { return }
    let failed =
      error.isOfOneConversation ? [number] : outstanding.keys.filter { $0 >= number }.sorted()
    if !error.isOfOneConversation { storeFailures += 1 }
    var taken: Set<String> = []
    var unheard: [Outgoing] = []
    for number in failed {
      let batch = outstanding.removeValue(forKey: number)!
      taken.formUnion(batch.changes.map(\.conversation))
      unheard += batch.outgoing
    }
    for conversation in taken.sorted() where conversations[conversation] != nil {
      if case .erased(conversation) = error {
        forget([conversation], at: now)
      } else {
        takeBack(conversation, from: number, error, at: now)
      }
    }
    for item in unheard {
      if let conversation = item.conversation, taken.contains(conversation) {
        guard case .taken(_, let connection) = item else { continue }
        refuse(.storeUnavailable, error.description, id: nil, to: connection)
      } else {
        // It rests on nothing that was to be kept with this batch.
        releaseInTurn(item, at: now)
      }
    }
    step.actions.append(.observed(.rolledBack(conversations: taken.count)))
    reloadDue(at: now)
  }

  mutating func takeBack(
    _ conversation: String, from number: Int, _ error: StoreError, at now: Date
  ) {
    for (connection, id) in underWay(in: conversation) {
      refuse(.storeUnavailable, error.description, id: id, to: connection)
    }
    let base = conversations[conversation]!.kept
    conversations[conversation]!.goBack(to: base, lastBatch: nil)
    conversations[conversation]!.inputs.removeAll { $0.request != nil }
    conversations[conversation]!.postponed.removeAll { $0.batch >= number }
    if error.isOfOneConversation {
      reload(conversation)
      desk.restore(nil, for: conversation, at: now)
    } else {
      desk.restore(base.ticket, for: conversation, at: now)
      resumeLookup(conversation, at: now)
      tellAnew(conversation, at: now)
      step.toPump.append(conversation)
    }
    movedPositions[base.ticket?.group] = 1
  }

  /// What was to be told of it may have been lost with a batch.
  mutating func tellAnew(_ conversation: String, at now: Date) {
    tellStaff(whereIs: conversation, isAnew: true, at: now)
    if let offer = desk.ticket(of: conversation)?.offer {
      sendHandoff(conversation, .offered, toAgent: offer.agent, at: now)
    }
    listenersChange(of: conversation)
  }

  /// Has a conversation read again once all batches that touch it are answered.
  private mutating func reload(_ conversation: String) {
    conversations[conversation]!.phase = .loading
    let last = outstanding.keys.filter { number in
      outstanding[number]!.changes.contains { $0.conversation == conversation }
    }.max()
    strike(conversation)
    reloads[conversation] = last ?? 0
  }

  /// Takes a conversation out of the batches on their way.
  mutating func strike(_ conversation: String) {
    for number in outstanding.keys {
      outstanding[number]!.changes.removeAll { $0.conversation == conversation }
      outstanding[number]!.outgoing.removeAll { $0.conversation == conversation }
    }
  }

  mutating func reloadDue(at now: Date) {
    guard !reloads.isEmpty else { return }
    let first = outstanding.keys.min() ?? .max
    for (conversation, batch) in reloads.sorted(by: { $0.key < $1.key }) where batch < first {
      reloads[conversation] = nil
      if conversations[conversation] != nil { load(conversation) }
    }
  }

  /// Those who wait for an acknowledgement that will not come; it is taken off.
  mutating func underWay(in conversation: String) -> [(ConnectionID, String)] {
    var waiting: [(ConnectionID, String)] = []
    for (key, state) in conversations[conversation]!.requests {
      guard case .underWay(let connections, _) = state else { continue }
      waiting += connections.map { ($0, key.id) }
      conversations[conversation]!.requests[key] = nil
    }
    return waiting.sorted { ($0.0, $0.1) < ($1.0, $1.1) }
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
