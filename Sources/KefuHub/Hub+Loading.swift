import Foundation
import KefuDesk
import KefuDialogue
import KefuStore
import KefuWire

extension Hub {
  /// The conversation, from the store where it is not in memory.
  mutating func open(_ conversation: String, isNew: Bool, at now: Date) {
    guard conversations[conversation] == nil else { return }
    conversations[conversation] = LiveConversation(
      phase: isNew ? .ready : .loading, now: now, allowance: settings.burst)
    if !isNew { step.actions.append(.load(conversation: conversation)) }
  }

  mutating func loaded(
    _ conversation: String, _ result: Result<StoredConversation?, StoreError>, at now: Date
  ) {
    guard conversations[conversation]?.phase == .loading, reloads[conversation] == nil else {
      return
    }
    switch result {
    case .failure(let error): notLoaded(conversation, error)
    case .success(let stored): loaded(conversation, stored, at: now)
    }
  }

  /// Whoever waited is told; the next one tries again.
  private mutating func notLoaded(_ conversation: String, _ error: StoreError) {
    for (connection, id) in underWay(in: conversation) {
      refuse(.storeUnavailable, error.description, id: id, to: connection)
    }
    let live = conversations[conversation]!
    for input in live.inputs where input.request == nil {
      refuse(.storeUnavailable, error.description, id: nil, to: input.origin)
    }
    for (connection, _) in live.arrivals {
      refuse(.storeUnavailable, error.description, id: nil, to: connection)
      connections[connection] = nil
      step.actions.append(.close(connection))
    }
    // One that was in memory before may be at the desk.
    if live.customers.isEmpty, live.listeners.isEmpty, !live.kept.isStored {
      conversations[conversation] = nil
    } else {
      conversations[conversation]!.arrivals = []
      conversations[conversation]!.inputs.removeAll { $0.request != nil || $0.origin != nil }
      conversations[conversation]!.needsLoading = true
    }
  }

  private mutating func loaded(
    _ conversation: String, _ stored: StoredConversation?, at now: Date
  ) {
    let before = conversations[conversation]!
    if let stored {
      conversations[conversation]!.take(stored, kept(of: stored))
    } else if before.kept.isStored {
      conversations[conversation]!.takeNothing()
    }
    desk.restore(conversations[conversation]!.kept.ticket, for: conversation, at: now)
    // An input that came while it was loading may have been taken long ago.
    let underWay = before.requests.sorted {
      ($0.key.sender, $0.key.id) < ($1.key.sender, $1.key.id)
    }
    for (key, state) in underWay {
      guard case .underWay(let waiting, _) = state else { continue }
      if case .done(let seq)? = conversations[conversation]!.requests[key] {
        conversations[conversation]!.inputs.removeAll { $0.request?.key == key }
        for connection in waiting {
          send(
            .ack(.init(id: key.id, conversation: conversation, seq: seq)), to: connection,
            about: conversation)
        }
      } else {
        conversations[conversation]!.requests[key] = state
      }
    }
    conversations[conversation]!.phase = .ready
    resumeLookup(conversation, at: now)
    catchUp(conversation, after: before.kept.seq)
    for (connection, hello) in before.arrivals {
      arrive(connection, hello, in: conversation, at: now)
    }
    conversations[conversation]!.arrivals = []
    if isWanted(conversation), conversations[conversation]!.customers.isEmpty {
      tell(.customerLeft(conversation: conversation), at: now)
    }
    if before.kept.isStored || isWanted(conversation) {
      tellAnew(conversation, at: now)
    }
    step.toPump.append(conversation)
  }

  /// The store may have more than was known: those connected are told of it.
  private mutating func catchUp(_ conversation: String, after seq: Int) {
    let live = conversations[conversation]!
    guard live.kept.seq > seq else { return }
    for connection in live.customers + live.listeners {
      switch connections[connection]?.listening[conversation] {
      case .live?: listen(connection, to: conversation, after: seq)
      case .holding?:
        refuse(.storeUnavailable, id: nil, to: connection)
        step.actions.append(.close(connection))
      case nil: break
      }
    }
  }

  /// What the store says, as the hub keeps it. A state that cannot be read (of a newer Kefu) begins
  /// anew; the conversation's history is not touched by it.
  private func kept(of stored: StoredConversation) -> LiveConversation.Kept {
    let decoder = JSONDecoder()
    let ticket = stored.ticket.flatMap { try? decoder.decode(Ticket.self, from: $0) }
    let state = stored.dialogue.flatMap { try? decoder.decode(ConversationState.self, from: $0) }
    return LiveConversation.Kept(
      seq: stored.seq, dialogue: state ?? ConversationState(), ticket: ticket,
      shown: .init(
        state: OwnerState(ticket?.owner ?? .bot), agent: ticket?.owner.agent,
        promised: ticket?.callback?.promised),
      isStored: true, isClosed: stored.isClosed)
  }

  /// A lookup that nobody waits for any more, as the daemon stopped or a batch was lost, has failed.
  mutating func resumeLookup(_ conversation: String, at now: Date) {
    let live = conversations[conversation]!
    guard let id = live.dialogue.flow?.lookup, live.lookup?.id != id else { return }
    let isAnswered = live.inputs.contains {
      if case .lookup(id, _) = $0.kind { true } else { false }
    }
    guard !isAnswered else { return }
    conversations[conversation]!.inputs.insert(
      .init(kind: .lookup(id: id, .failed), arrived: now), at: 0)
  }

  /// Conversations that people own or that wait for one, after a start.
  mutating func restore(_ stored: [StoredConversation], at now: Date) {
    for stored in stored where conversations[stored.id] == nil {
      var live = LiveConversation(phase: .ready, now: now, allowance: settings.burst)
      live.take(stored, kept(of: stored))
      conversations[stored.id] = live
      desk.restore(live.kept.ticket, for: stored.id, at: now)
      resumeLookup(stored.id, at: now)
      // Until the customer comes back: who does not, gives up the place some day.
      if isWanted(stored.id) { tell(.customerLeft(conversation: stored.id), at: now) }
      step.toPump.append(stored.id)
    }
  }

  /// Conversations that are no more.
  mutating func forget(_ erased: [String], at now: Date) {
    for conversation in erased {
      for supervisor in desk.watchers(of: conversation) {
        _ = try? desk.handle(.unwatch(supervisor: supervisor, conversation: conversation), at: now)
      }
      movedPositions[desk.ticket(of: conversation)?.group] = 1
      desk.restore(nil, for: conversation, at: now)
      step.changes.removeAll { $0.conversation == conversation }
      step.outgoing.removeAll { $0.conversation == conversation }
      strike(conversation)
      reloads[conversation] = nil
      guard conversations[conversation] != nil else { continue }
      for (connection, id) in underWay(in: conversation) {
        refuse(.unknownConversation, id: id, to: connection)
      }
      let live = conversations.removeValue(forKey: conversation)!
      for connection in live.customers + live.arrivals.map(\.0) {
        connections[connection] = nil
        step.actions.append(.send(connection, .error(.init(.unknownConversation))))
        step.actions.append(.send(connection, .bye(reason: "erased")))
        step.actions.append(.close(connection))
      }
      var told = live.listeners
      for listing in [live.listing, live.kept.listing].compactMap(\.self) {
        told += members(seeing: listing.group).flatMap(\.connections)
      }
      for connection in Set(told).sorted() {
        stopListening(connection, to: conversation)
        step.actions.append(.send(connection, goneFrame(conversation, at: now)))
      }
    }
  }

  // MARK: Replay

  /// Tells a connection of a conversation from now on, and of what came after `after` before that.
  mutating func listen(_ connection: ConnectionID, to conversation: String, after: Int?) {
    guard let live = conversations[conversation] else { return }
    let durable = live.kept.seq
    guard let after, after < durable else {
      connections[connection]?.listening[conversation] = .live(through: durable)
      return
    }
    if let first = live.recent.first, first.seq <= after + 1 {
      connections[connection]?.listening[conversation] = .live(through: durable)
      for event in live.recent where event.seq > after {
        step.actions.append(.send(connection, event.frame(in: conversation)))
      }
      return
    }
    connections[connection]?.listening[conversation] = .holding([], through: durable)
    step.actions.append(
      .replay(connection, conversation: conversation, after: after, through: durable))
  }

  mutating func replayed(
    _ connection: ConnectionID, _ conversation: String, _ through: Int,
    _ result: Result<[StoredEvent], StoreError>, at now: Date
  ) {
    // One that was asked for before the connection began to listen anew is passed over.
    guard
      case .holding(let held, through)? = connections[connection]?.listening[conversation]
    else {
      return
    }
    let error: StoreError
    switch result {
    case .success(let events) where events.last?.seq == through:
      connections[connection]!.listening[conversation] = .live(through: through)
      for event in events {
        step.actions.append(.send(connection, event.frame(in: conversation)))
      }
      for frame in held { step.actions.append(.send(connection, frame)) }
      return
    // It was read while it was being erased: what is in memory is not so.
    case .success:
      error = .other("what was said before is not there")
      takeBack(
        conversation, from: nextBatch,
        .outOfOrder(conversation: conversation, expected: 1, found: through), at: now)
      reloadDue(at: now)
    case .failure(let failure): error = failure
    }
    // Without what was before it would see a gap: it has to come again.
    refuse(.storeUnavailable, error.description, id: nil, to: connection)
    step.actions.append(.close(connection))
  }
}
