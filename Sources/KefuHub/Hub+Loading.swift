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
    guard conversations[conversation]?.phase == .loading else { return }
    switch result {
    case .failure(let error):
      // Whoever waited is told; the next one tries again.
      let live = conversations[conversation]!
      for (connection, _) in live.arrivals {
        refuse(.storeUnavailable, error.description, id: nil, to: connection)
        connections[connection] = nil
        step.actions.append(.close(connection))
      }
      for input in live.inputs {
        refuse(
          .storeUnavailable, error.description, id: input.request?.id, to: input.origin)
      }
      if live.customers.isEmpty {
        conversations[conversation] = nil
      } else {
        conversations[conversation]!.arrivals = []
        conversations[conversation]!.inputs = []
        for (key, state) in live.requests {
          if case .underWay = state { conversations[conversation]!.requests[key] = nil }
        }
        conversations[conversation]!.needsLoading = true
      }
    case .success(let stored):
      let live = conversations[conversation]!
      let underWay = live.requests.filter {
        if case .underWay = $0.value { true } else { false }
      }
      if let stored {
        conversations[conversation]!.take(stored, kept(of: stored))
        desk.restore(
          conversations[conversation]!.kept.ticket, for: conversation, at: now)
        // An input that came while it was loading may have been taken long ago.
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
      }
      conversations[conversation]!.phase = .ready
      resumeLookup(conversation, at: now)
      for (connection, hello) in live.arrivals {
        arrive(connection, hello, in: conversation, at: now)
      }
      conversations[conversation]!.arrivals = []
      step.toPump.append(conversation)
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

  /// A lookup that was under way when the daemon stopped has failed.
  private mutating func resumeLookup(_ conversation: String, at now: Date) {
    guard let id = conversations[conversation]!.dialogue.flow?.lookup else { return }
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
      step.toPump.append(stored.id)
    }
  }

  /// Conversations that are no more.
  mutating func forget(_ erased: [String], at now: Date) {
    for conversation in erased {
      desk.restore(nil, for: conversation, at: now)
      step.changes.removeAll { $0.conversation == conversation }
      guard let live = conversations.removeValue(forKey: conversation) else { continue }
      for connection in live.customers + live.arrivals.map(\.0) {
        connections[connection] = nil
        step.actions.append(.send(connection, .error(.init(.unknownConversation))))
        step.actions.append(.send(connection, .bye(reason: "erased")))
        step.actions.append(.close(connection))
      }
      for connection in live.listeners {
        connections[connection]?.listening[conversation] = nil
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
    _ connection: ConnectionID, _ conversation: String, _ result: Result<[StoredEvent], StoreError>
  ) {
    guard
      case .holding(let held, let through)? = connections[connection]?.listening[conversation]
    else {
      return
    }
    switch result {
    case .success(let events):
      connections[connection]!.listening[conversation] = .live(through: through)
      for event in events {
        step.actions.append(.send(connection, event.frame(in: conversation)))
      }
      for frame in held { step.actions.append(.send(connection, frame)) }
    case .failure(let error):
      // Without what was before it would see a gap: it has to come again.
      refuse(.storeUnavailable, error.description, id: nil, to: connection)
      step.actions.append(.close(connection))
    }
  }
}
