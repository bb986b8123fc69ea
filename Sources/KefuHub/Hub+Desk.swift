import Foundation
import KefuDesk
import KefuDialogue
import KefuStore
import KefuWire

extension Hub {
  /// An event the desk has no reason to refuse, for what nobody asked by a frame.
  mutating func tell(_ event: DeskEvent, at now: Date) {
    guard let effects = try? desk.handle(event, at: now) else { return }
    perform(effects, at: now)
  }

  mutating func perform(_ effects: [DeskEffect], at now: Date) {
    for effect in effects { perform(effect, at: now) }
  }

  private mutating func perform(_ effect: DeskEffect, at now: Date) {
    switch effect {
    case .state(let status): show(status, at: now)
    case .offered(let agent, let conversation, _):
      sendHandoff(conversation, .offered, toAgent: agent, at: now)
    case .withdrawn(let agent, let conversation, _):
      sendToAgent(agent, goneFrame(conversation, at: now), about: conversation)
    case .assigned(_, let conversation):
      listenersChange(of: conversation)
    case .unassigned(_, let conversation, _): listenersChange(of: conversation)
    case .presence(let agent, let presence):
      sendToAgent(
        agent,
        .alert(
          .init(
            kind: "presence", agent: agent,
            message: "you do not react, so your presence is now \(presence.rawValue)")),
        about: nil)
    case .positionsChanged(let group, let from):
      movedPositions[group] = min(from, movedPositions[group] ?? from)
    case .alert(let alert): send(alert)
    case .askRating(let conversation, _):
      step.outgoing.append(
        .news(
          conversation: conversation, .rate(.init(conversation: conversation)), .customers))
    case .deliver(let conversation, let agent, let text):
      deliver(text, by: agent, in: conversation, at: now)
    case .withheld: break  // The sender's frame is refused, see `take(_:of:from:at:)`.
    case .whisper(let conversation, let from, let to, let text):
      let frame = ServerFrame.note(
        .init(
          conversation: conversation, kind: .whisper, from: from, text: text,
          at: Timestamp.text(now)))
      for member in to { sendToAgent(member, frame, about: conversation) }
    case .watching(_, let conversation, _):
      listenersChange(of: conversation)
    case .record(let action):
      note(StoredAction(action), in: action.conversation, at: now)
    case .store(let ticket):
      let data = try? JSONEncoder.sorted.encode(ticket)
      change(ticket.conversation, at: now) { change in
        if let data { change.desk = .ticket(data) }
      }
    case .forget(let conversation): change(conversation, at: now) { $0.desk = .removed }
    }
  }

  /// Tells the customer, and keeps, who has the conversation now.
  private mutating func show(_ status: ConversationStatus, at now: Date) {
    let conversation = status.conversation
    guard let live = conversations[conversation] else { return }
    let shown = LiveConversation.ShownState(
      state: OwnerState(status.owner), agent: status.owner.agent, promised: status.promised)
    let group = desk.ticket(of: conversation)?.group
    let change = StoredEvent.StateChange(
      shown.state, position: status.position, eta: status.eta.map { Int($0.rounded(.up)) },
      promised: status.promised.map(shopTime),
      agent: shown.agent.map { staff[$0]?.staff.name ?? $0 }, group: group,
      reason: desk.ticket(of: conversation)?.handoff.reason.name)
    if shown == live.shown {
      step.outgoing.append(
        .news(
          conversation: conversation, .state(change.frame(in: conversation, seq: nil)), .customers))
    } else {
      conversations[conversation]!.shown = shown
      append(.state(change), from: .system, to: conversation, at: now)
    }
    tellStaff(whereIs: conversation, at: now)
    conversations[conversation]!.toldPosition = status.position
  }

  /// What a customer is told who asks again where the conversation stands.
  func stateFrame(of conversation: String) -> ServerFrame {
    let status = desk.status(of: conversation)
    return .state(
      StoredEvent.StateChange(
        OwnerState(status.owner), position: status.position,
        eta: status.eta.map { Int($0.rounded(.up)) }, promised: status.promised.map(shopTime),
        agent: status.owner.agent.map { staff[$0]?.staff.name ?? $0 },
        group: desk.ticket(of: conversation)?.group
      ).frame(in: conversation, seq: nil))
  }

  /// A moment that customers read, as the shop's clocks show it.
  private func shopTime(_ moment: Date) -> String {
    Timestamp.text(moment, in: desk.settings.hours?.timeZone ?? .gmt)
  }

  private mutating func deliver(
    _ text: String, by agent: String, in conversation: String, at now: Date
  ) {
    let member = staff[agent]?.staff
    append(
      .message(text: text, photos: 0), from: member?.isSupervisor == true ? .supervisor : .agent,
      to: conversation, sender: agent, request: step.agentRequest, name: member?.name ?? agent,
      at: now)
  }

  // MARK: Staff

  mutating func sendToAgent(_ agent: String, _ frame: ServerFrame, about conversation: String?) {
    for connection in staff[agent]?.connections ?? [] {
      send(frame, to: connection, about: conversation)
    }
  }

  mutating func sendHandoff(
    _ conversation: String, _ stage: ServerFrame.Handoff.Stage, toAgent agent: String, at now: Date
  ) {
    sendToAgent(agent, handoffFrame(conversation, stage, at: now), about: conversation)
  }

  func handoffFrame(
    _ conversation: String, _ stage: ServerFrame.Handoff.Stage, at now: Date
  ) -> ServerFrame {
    guard let ticket = desk.ticket(of: conversation) else {
      return goneFrame(conversation, at: now)
    }
    return handoffFrame(ticket, stage)
  }

  private func handoffFrame(
    _ ticket: Ticket, _ stage: ServerFrame.Handoff.Stage
  ) -> ServerFrame {
    var flowNote: String?
    if case .flow(_, let note) = ticket.handoff.reason { flowNote = note }
    return .handoff(
      .init(
        conversation: ticket.conversation, stage: stage, group: ticket.group,
        priority: ticket.priority.rawValue, reason: ticket.handoff.reason.name,
        tried: ticket.handoff.tried, slots: ticket.handoff.slots, flow: ticket.handoff.flow,
        note: flowNote, since: Timestamp.text(ticket.times.opened),
        until: stage == .offered ? ticket.offer.map { Timestamp.text($0.until) } : nil,
        agent: ticket.owner.agent))
  }

  func goneFrame(_ conversation: String, at now: Date) -> ServerFrame {
    .handoff(
      .init(
        conversation: conversation, stage: .gone, priority: "normal", reason: "gone",
        since: Timestamp.text(now)))
  }

  /// Staff who may see what belongs to a group, by id.
  func members(seeing group: String?) -> [StaffMember] {
    staff.values.filter { $0.staff.sees(group) }.sorted { $0.staff.id < $1.staff.id }
  }

  /// Who waits, and who no longer does, for all who could take it.
  ///
  /// - Parameter isAnew: Also where that is what they were told last.
  mutating func tellStaff(
    whereIs conversation: String, isAnew: Bool = false, at now: Date
  ) {
    guard let live = conversations[conversation] else { return }
    let ticket = desk.ticket(of: conversation)
    let listing =
      ticket?.owner == .queued ? LiveConversation.Listing(group: ticket?.group) : nil
    guard isAnew || listing != live.listing else { return }
    conversations[conversation]!.listing = listing
    if let old = live.listing, old != listing {
      let frame = goneFrame(conversation, at: now)
      for member in members(seeing: old.group) where ticket?.owner.agent != member.staff.id {
        sendToAgent(member.staff.id, frame, about: conversation)
      }
    }
    if let listing {
      let frame = handoffFrame(conversation, .waiting, at: now)
      for member in members(seeing: listing.group) where ticket?.offer?.agent != member.staff.id {
        sendToAgent(member.staff.id, frame, about: conversation)
      }
    }
  }

  private mutating func send(_ alert: DeskAlert) {
    let frame = ServerFrame.alert(
      .init(
        kind: alert.kind.rawValue, conversation: alert.conversation, agent: alert.agent,
        group: alert.group, message: alert.sentence))
    for member in members(seeing: alert.group)
    where member.staff.isSupervisor || member.staff.id == alert.agent {
      sendToAgent(member.staff.id, frame, about: alert.conversation)
    }
  }

  /// Once in a step, behind all else that it tells staff of the conversation.
  mutating func listenersChange(of conversation: String) {
    step.outgoing.removeAll {
      if case .listeners(conversation) = $0 { true } else { false }
    }
    step.outgoing.append(.listeners(conversation: conversation))
  }

  /// Answers and news that wait behind a history nobody wants any more are sent without it.
  mutating func stopListening(_ connection: ConnectionID, to conversation: String) {
    let listening = connections[connection]?.listening.removeValue(forKey: conversation)
    guard case .holding(let frames, _)? = listening else { return }
    for frame in frames where frame.seq == nil { step.actions.append(.send(connection, frame)) }
  }

  /// Tells staff whose a conversation is, as it is durable, and shows it, with what was said last, to
  /// its agent and to those who watch.
  mutating func settleListeners(of conversation: String, at now: Date) {
    guard let live = conversations[conversation] else { return }
    let agent = live.kept.ticket?.owner.agent
    let members = Set(desk.watchers(of: conversation)).union([agent].compactMap(\.self))
    let wanted = members.sorted().flatMap { staff[$0]?.connections ?? [] }
    conversations[conversation]!.listeners = wanted
    conversations[conversation]!.toldAgent = agent
    for connection in live.listeners {
      if !wanted.contains(connection) { stopListening(connection, to: conversation) }
      if live.toldAgent != agent, self.member(at: connection) == live.toldAgent {
        step.actions.append(.send(connection, goneFrame(conversation, at: now)))
      }
    }
    for connection in wanted {
      let isNew = !live.listeners.contains(connection)
      if let ticket = live.kept.ticket, self.member(at: connection) == agent,
        isNew || live.toldAgent != agent
      {
        step.actions.append(.send(connection, handoffFrame(ticket, .assigned)))
      }
      if isNew {
        listen(
          connection, to: conversation, after: max(0, live.kept.seq - settings.staffHistory))
      }
    }
  }

  private func member(at connection: ConnectionID) -> String? {
    guard case .staff(let member)? = connections[connection]?.principal else { return nil }
    return member.id
  }
}

extension StoredEvent.StateChange {
  func frame(in conversation: String, seq: Int?) -> ServerFrame.State {
    .init(
      conversation: conversation, seq: seq, state: state, position: position, eta: eta,
      promised: promised, agent: agent, group: group)
  }
}

extension Principal.Staff {
  func sees(_ group: String?) -> Bool {
    guard !isSupervisor, let group, let groups else { return true }
    return groups.contains(group)
  }
}

extension DeskAlert {
  /// For people to read.
  fileprivate var sentence: String {
    switch kind {
    case .slowFirstResponse: "the customer has had no answer of a person yet"
    case .agentSilent: "the agent has left a message unanswered and loses the conversation"
    case .redLine: "the agent says what no agent may say" + (phrase.map { ": \($0)" } ?? "")
    case .angryCustomer: "the customer is angry"
    case .longWait: "the customer has waited too long"
    case .queueOverLimit: "too many wait"
    case .longHold: "the conversation has been on hold too long"
    case .callbackOverdue: "nobody has called back by the time promised"
    }
  }
}

extension StoredAction {
  /// A line of the desk's log.
  init(_ action: DeskAction) {
    let by: String? =
      switch action.actor {
      case .customer: Hub.customerSender
      case .desk: nil
      case .agent(let agent), .supervisor(let agent): agent
      }
    var text: String?
    var details: [String: String] = [:]
    let kind: String
    switch action.kind {
    case .queued(let reason, let group):
      kind = "handoff"
      details["reason"] = reason
      details["group"] = group
    case .promised(let until, let reason):
      kind = "promised"
      details["until"] = until.map(Timestamp.text)
      details["reason"] = reason.rawValue
    case .callbackDue: kind = "callbackDue"
    case .offered(let agent):
      kind = "offered"
      details["agent"] = agent
    case .passed(let agent, let why):
      kind = "passed"
      details["agent"] = agent
      details["why"] = why.rawValue
    case .assigned(let agent):
      kind = "assigned"
      details["agent"] = agent
    case .requeued(let agent, let why):
      kind = "requeued"
      details["agent"] = agent
      details["why"] = why.rawValue
    case .transferred(let from, let target, let note):
      kind = "transferred"
      text = note
      details["from"] = from
      switch target {
      case .group(let group): details["group"] = group
      case .agent(let agent): details["agent"] = agent
      }
    case .held: kind = "held"
    case .unheld: kind = "unheld"
    case .resolved(let agent, let note):
      kind = "resolved"
      text = note
      details["agent"] = agent
    case .watched: kind = "watched"
    case .unwatched: kind = "unwatched"
    case .whispered(let words):
      kind = "whispered"
      text = words
    case .tookOver(let from):
      kind = "tookOver"
      details["from"] = from
    case .released(let target):
      kind = "released"
      switch target {
      case .queue: details["to"] = "queue"
      case .agent(let agent): details["agent"] = agent
      }
    case .rated(let score, let comment, let agent):
      kind = "rated"
      text = comment
      details["score"] = String(score)
      details["agent"] = agent
    case .reopened: kind = "reopened"
    case .abandoned: kind = "abandoned"
    case .closed: kind = "closed"
    case .alerted(let alert):
      kind = "alerted"
      details["alert"] = alert.rawValue
    }
    self.init(at: action.at, by: by, kind: kind, text: text, details: details)
  }
}

extension JSONEncoder {
  /// Writes the same value as the same bytes.
  fileprivate static var sorted: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return encoder
  }
}
