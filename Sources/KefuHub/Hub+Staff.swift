import Foundation
import KefuDesk
import KefuKnowledge
import KefuStore
import KefuWire

extension Hub {
  /// A connection of an agent or a supervisor.
  mutating func arrive(_ connection: ConnectionID, _ member: Principal.Staff, at now: Date) {
    let isFirst = staff[member.id] == nil
    if isFirst {
      staff[member.id] = StaffMember(staff: member, connections: [connection])
    } else {
      staff[member.id]!.staff = member
      staff[member.id]!.connections.append(connection)
    }
    step.actions.append(
      .send(
        connection,
        .welcome(.init(role: member.isSupervisor ? .supervisor : .agent, agent: member.id))))
    if isFirst {
      tell(
        .agentConnected(
          agent: member.id, groups: member.groups, isSupervisor: member.isSupervisor), at: now)
    }
    for queue in desk.snapshot().queues where member.sees(queue.group) {
      for conversation in desk.waiting(in: queue.group, from: 1, limit: 100) {
        let isOffered = desk.ticket(of: conversation)?.offer?.agent == member.id
        send(
          handoffFrame(conversation, isOffered ? .offered : .waiting, at: now), to: connection,
          about: conversation)
      }
    }
    for conversation in desk.conversations(of: member.id) + desk.watched(by: member.id) {
      listenersChange(of: conversation)
    }
  }

  mutating func take(
    _ frame: ClientFrame, of member: Principal.Staff, from connection: ConnectionID, at now: Date
  ) {
    switch frame {
    case .typing(let conversation):
      guard let conversation, desk.ticket(of: conversation)?.owner.agent == member.id else {
        return
      }
      step.outgoing.append(
        .news(
          conversation: conversation,
          .typing(
            .init(
              conversation: conversation, from: member.isSupervisor ? .supervisor : .agent)),
          .customers))
    case .presence(let presence):
      let event = DeskEvent.presence(
        agent: member.id, Presence(presence.state), capacity: presence.capacity)
      act(event, id: presence.id, conversation: nil, by: member, from: connection, at: now)
    case .accept(let reference) where reference.conversation == nil:
      if let id = reference.id, let taken = accepted(id, by: member.id) {
        _ = answer(id, of: member.id, in: taken, to: connection)
        return
      }
      act(
        .accept(agent: member.id, conversation: nil), id: reference.id, conversation: nil,
        by: member, from: connection, at: now)
    case .note(let remark):
      note(remark, of: member, from: connection, at: now)
    case .canned(let canned):
      do throws(CannedReplyError) {
        let text = try cannedReplies.render(
          canned.code, values: canned.fields, groups: member.groups)
        act(
          .agentMessage(agent: member.id, conversation: canned.conversation, text: text),
          id: canned.id, conversation: canned.conversation, by: member, from: connection, at: now)
      } catch {
        refuse(error.wireCode, error.description, id: canned.id, to: connection)
      }
    default:
      guard let (event, conversation) = deskEvent(frame, of: member.id) else {
        refuse(.badFrame, "\"conversation\" must be there", id: frame.id, to: connection)
        return
      }
      act(event, id: frame.id, conversation: conversation, by: member, from: connection, at: now)
    }
  }

  /// What a frame means at the desk; nil where it names no conversation.
  private func deskEvent(
    _ frame: ClientFrame, of member: String
  ) -> (DeskEvent, conversation: String)? {
    switch frame {
    case .message(let message):
      message.conversation.map {
        (.agentMessage(agent: member, conversation: $0, text: message.text), $0)
      }
    case .accept(let reference):
      reference.conversation.map { (.accept(agent: member, conversation: $0), $0) }
    case .decline(let reference):
      reference.conversation.map { (.decline(agent: member, conversation: $0), $0) }
    case .transfer(let transfer):
      (
        .transfer(
          agent: member, conversation: transfer.conversation, to: TransferTarget(transfer.target),
          note: transfer.note), transfer.conversation
      )
    case .hold(let hold):
      (
        hold.off
          ? .unhold(agent: member, conversation: hold.conversation)
          : .hold(agent: member, conversation: hold.conversation), hold.conversation
      )
    case .resolve(let remark):
      (
        .resolve(agent: member, conversation: remark.conversation, note: remark.text),
        remark.conversation
      )
    case .watch(let watch):
      (
        watch.off
          ? .unwatch(supervisor: member, conversation: watch.conversation)
          : .watch(supervisor: member, conversation: watch.conversation), watch.conversation
      )
    case .whisper(let remark):
      (
        .whisper(supervisor: member, conversation: remark.conversation, text: remark.text ?? ""),
        remark.conversation
      )
    case .takeover(let reference):
      reference.conversation.map { (.takeover(supervisor: member, conversation: $0), $0) }
    case .release(let reference):
      reference.conversation.map {
        (.release(supervisor: member, conversation: $0, to: .queue), $0)
      }
    default: nil
    }
  }

  /// Does what a frame of staff asks for, once, and acknowledges it.
  private mutating func act(
    _ event: DeskEvent, id: String?, conversation: String?, by member: Principal.Staff,
    from connection: ConnectionID, at now: Date
  ) {
    if let conversation {
      guard let phase = conversations[conversation]?.phase else {
        refuse(.unknownConversation, id: id, to: connection)
        return
      }
      if let id, answer(id, of: member.id, in: conversation, to: connection) { return }
      guard phase == .ready, outstanding.count < settings.outstandingBatches else {
        refuse(.storeUnavailable, id: id, to: connection)
        return
      }
    }
    step.agentRequest = id
    let seq = conversation.map { conversations[$0]!.seq }
    do throws(DeskError) {
      let effects = try desk.handle(event, at: now)
      // The acknowledgement comes before what follows from it.
      var subject = conversation
      if case .accept = event { subject = subject ?? effects.assignedConversation }
      var key: StoredRequest.Key?
      if let id, let subject, conversations[subject] != nil {
        key = .init(sender: member.id, id: id)
        conversations[subject]!.requests[key!] = .underWay([connection], since: now)
      }
      let place = step.outgoing.count
      perform(effects, at: now)
      for case .withheld(_, _, let phrase) in effects {
        if let key, let subject { conversations[subject]!.requests[key] = nil }
        refuse(
          .forbidden, "not sent: it crosses a red line (\(phrase))", id: id, to: connection)
        return
      }
      if let key, let subject {
        let delivered = effects.delivers && conversations[subject]!.seq > seq ?? 0
        let eventSeq = delivered ? conversations[subject]!.seq : nil
        if !delivered {
          change(subject, at: now) {
            $0.requests.append(StoredRequest(sender: key.sender, id: key.id))
          }
        }
        step.outgoing.insert(.ack(conversation: subject, key, seq: eventSeq), at: place)
      } else if let id {
        step.outgoing.insert(
          .frame(connection, .ack(.init(id: id, conversation: subject)), conversation: nil),
          at: place)
      }
    } catch {
      refuse(error.wireCode, error.description, id: id, to: connection)
    }
  }

  /// Whether a frame came before; it is answered as then.
  private mutating func answer(
    _ id: String, of member: String, in conversation: String, to connection: ConnectionID
  ) -> Bool {
    let key = StoredRequest.Key(sender: member, id: id)
    switch conversations[conversation]!.requests[key] {
    case nil: return false
    case .done(let seq):
      acknowledge(id, seq, of: conversation, to: connection)
    case .underWay(let waiting, let since):
      conversations[conversation]!.requests[key] = .underWay(
        waiting.contains(connection) ? waiting : waiting + [connection], since: since)
    }
    return true
  }

  /// The conversation that an `accept` without one has taken before, whoever has it now.
  ///
  /// - Complexity: O(conversations in memory); people accept a few times a minute.
  private func accepted(_ id: String, by member: String) -> String? {
    let key = StoredRequest.Key(sender: member, id: id)
    return conversations.first { $0.value.requests[key] != nil }?.key
  }

  /// A remark that colleagues see.
  private mutating func note(
    _ remark: ClientFrame.Remark, of member: Principal.Staff, from connection: ConnectionID,
    at now: Date
  ) {
    let conversation = remark.conversation
    guard let phase = conversations[conversation]?.phase else {
      refuse(.unknownConversation, id: remark.id, to: connection)
      return
    }
    guard phase == .ready else {
      refuse(.storeUnavailable, id: remark.id, to: connection)
      return
    }
    let ticket = desk.ticket(of: conversation)
    guard member.isSupervisor || ticket?.owner.agent == member.id else {
      refuse(.notYours, id: remark.id, to: connection)
      return
    }
    if let id = remark.id {
      if answer(id, of: member.id, in: conversation, to: connection) { return }
      let key = StoredRequest.Key(sender: member.id, id: id)
      conversations[conversation]!.requests[key] = .underWay([connection], since: now)
      change(conversation, at: now) {
        $0.requests.append(StoredRequest(sender: member.id, id: id))
      }
      step.outgoing.append(.ack(conversation: conversation, key, seq: nil))
    }
    note(
      StoredAction(at: now, by: member.id, kind: "note", text: remark.text), in: conversation,
      at: now)
    step.outgoing.append(
      .news(
        conversation: conversation,
        .note(
          .init(
            conversation: conversation, kind: .note, from: member.name, text: remark.text ?? "",
            at: Timestamp.text(now))), .listeners))
  }
}

extension [DeskEffect] {
  /// The conversation that an accept took.
  fileprivate var assignedConversation: String? {
    for case .assigned(_, let conversation) in self { return conversation }
    return nil
  }

  fileprivate var delivers: Bool {
    contains {
      if case .deliver = $0 { true } else { false }
    }
  }
}

extension TransferTarget {
  fileprivate init(_ target: ClientFrame.Transfer.Target) {
    switch target {
    case .group(let group): self = .group(group)
    case .agent(let agent): self = .agent(agent)
    }
  }
}

extension Presence {
  fileprivate init(_ state: PresenceState) {
    switch state {
    case .available: self = .available
    case .busy: self = .busy
    case .away: self = .away
    }
  }
}

extension DeskError {
  var wireCode: ErrorCode {
    switch self {
    case .unknownAgent: .unknownAgent
    case .agentNotThere, .wrongState: .wrongState
    case .notSupervisor, .groupNotVisible: .forbidden
    case .noCapacity: .noCapacity
    case .nothingWaiting, .offeredToAnother, .notOffered: .notWaiting
    case .notYours: .notYours
    case .unknownGroup: .unknownGroup
    case .badCapacity, .badScore: .badFrame
    case .ratingClosed: .nothingToRate
    }
  }
}

extension CannedReplyError {
  var wireCode: ErrorCode {
    switch self {
    case .unknownCode: .unknownReply
    case .missingFields: .missingFields
    }
  }
}
