import Foundation
import KefuDesk
import KefuWire

extension Hub {
  mutating func welcome(
    _ connection: ConnectionID, _ hello: ClientFrame.Hello, _ principal: Principal, at now: Date
  ) {
    guard connections[connection] == nil else {
      refuse(.helloTwice, id: nil, to: connection)
      return
    }
    guard !isDraining else {
      refuse(.draining, id: nil, to: connection)
      step.actions.append(.close(connection))
      return
    }
    connections[connection] = Connection(principal: principal, explain: hello.explain)
    switch principal {
    case .customer(let customer):
      let conversation = customer.conversation
      open(conversation, isNew: customer.isNew, at: now)
      if conversations[conversation]!.phase == .loading {
        conversations[conversation]!.arrivals.append((connection, hello))
        if conversations[conversation]!.needsLoading { load(conversation) }
      } else {
        arrive(connection, hello, in: conversation, at: now)
      }
    case .staff(let member): arrive(connection, member, at: now)
    case .administrator(let role, _):
      step.actions.append(.send(connection, .welcome(.init(role: role))))
    }
  }

  /// Asks the store once more.
  mutating func load(_ conversation: String) {
    conversations[conversation]!.needsLoading = false
    step.actions.append(.load(conversation: conversation))
  }

  /// A customer's connection to a conversation that is in memory.
  mutating func arrive(
    _ connection: ConnectionID, _ hello: ClientFrame.Hello, in conversation: String, at now: Date
  ) {
    guard case .customer(let customer)? = connections[connection]?.principal else { return }
    conversations[conversation]!.customer =
      customer.customer ?? conversations[conversation]!.customer
    conversations[conversation]!.channel = hello.channel ?? conversations[conversation]!.channel
    conversations[conversation]!.attributes.merge(customer.attributes) { $1 }
    conversations[conversation]!.lastActivity = now
    conversations[conversation]!.customers.append(connection)
    let live = conversations[conversation]!
    step.actions.append(
      .send(
        connection,
        .welcome(
          .init(
            role: .customer, conversation: conversation, token: customer.token,
            state: live.kept.shown.state, seq: live.kept.seq))))
    listen(connection, to: conversation, after: hello.after)
    if live.customers.count == 1, desk.ticket(of: conversation) != nil {
      tell(.customerBack(conversation: conversation), at: now)
      tellPosition(of: conversation)
    }
  }

  mutating func disconnect(_ connection: ConnectionID, at now: Date) {
    guard let gone = connections.removeValue(forKey: connection) else { return }
    switch gone.principal {
    case .customer(let customer):
      let conversation = customer.conversation
      guard conversations[conversation] != nil else { return }
      conversations[conversation]!.lastActivity = now
      conversations[conversation]!.arrivals.removeAll { $0.0 == connection }
      let before = conversations[conversation]!.customers.count
      conversations[conversation]!.customers.removeAll { $0 == connection }
      if before == 1, conversations[conversation]!.customers.isEmpty,
        desk.ticket(of: conversation) != nil
      {
        tell(.customerLeft(conversation: conversation), at: now)
      }
    case .staff(let member):
      for conversation in gone.listening.keys {
        conversations[conversation]?.listeners.removeAll { $0 == connection }
      }
      staff[member.id]?.connections.removeAll { $0 == connection }
      if staff[member.id]?.connections.isEmpty == true {
        staff[member.id] = nil
        tell(.agentDisconnected(agent: member.id), at: now)
      }
    case .administrator: break
    }
  }

  /// Any frame after the hello.
  mutating func take(_ frame: ClientFrame, from connection: ConnectionID, at now: Date) {
    guard let principal = connections[connection]?.principal else {
      refuse(.helloRequired, id: frame.id, to: connection)
      return
    }
    if case .hello = frame {
      refuse(.helloTwice, id: nil, to: connection)
      return
    }
    if case .ping(let id) = frame {
      step.actions.append(.send(connection, .pong(id: id)))
      return
    }
    guard principal.role.mayAsk(frame) else {
      refuse(
        .forbidden, "a \(principal.role.rawValue) cannot send \"\(frame.type)\"", id: frame.id,
        to: connection)
      return
    }
    switch principal {
    case .customer(let customer):
      take(frame, of: customer.conversation, from: connection, at: now)
    case .staff(let member): take(frame, of: member, from: connection, at: now)
    case .administrator(_, let subject):
      guard case .event(let event) = frame else {
        step.actions.append(.command(connection, frame))
        return
      }
      guard let conversation = event.conversation else {
        refuse(.badFrame, "\"conversation\" must be there", id: frame.id, to: connection)
        return
      }
      open(conversation, isNew: false, at: now)
      takeInput(
        .event(.init(name: event.name, attributes: event.attributes)), id: event.id,
        sender: subject, of: conversation, from: connection, at: now)
    }
  }
}

extension Role {
  /// Whether frames of this kind are for the role.
  func mayAsk(_ frame: ClientFrame) -> Bool {
    switch frame {
    case .hello, .ping: true
    case .choose, .rate, .report, .human, .close: self == .customer
    case .message, .typing: self == .customer || isStaff
    case .event: self == .customer || self == .admin
    case .presence, .accept, .decline, .transfer, .hold, .resolve, .canned, .note: isStaff
    case .watch, .whisper, .takeover, .release: self == .supervisor
    case .reload, .stats: self == .trainer || self == .admin
    case .drain: self == .admin
    }
  }
}

extension Hub {
  /// Whether something that a customer's conversation was sent is still on its way through: a turn,
  /// a lookup, a write.
  public func isAnswering(_ connection: ConnectionID) -> Bool {
    guard case .customer(let customer)? = connections[connection]?.principal,
      let live = conversations[customer.conversation]
    else { return false }
    return live.phase == .loading || !live.inputs.isEmpty || live.turning != nil
      || live.lookup != nil || live.lastBatch != nil
  }

  /// Conversations in memory that the store has.
  public var storedConversations: [String] {
    conversations.filter { $0.value.phase == .ready && $0.value.kept.isStored }.map(\.key).sorted()
  }
}
