import Foundation
import KefuKnowledge

/// What agents do.
extension Desk {
  // MARK: Presence

  mutating func connect(
    _ agent: String, _ groups: Set<String>?, _ isSupervisor: Bool, _ now: Date
  ) {
    let isBack = staff[agent].map { $0.isConnected || $0.leftAt != nil } ?? false
    changeMember(agent) {
      $0.groups = groups
      $0.isSupervisor = isSupervisor
      $0.isConnected = true
      $0.leftAt = nil
      // Who comes anew says first that conversations are wanted.
      if !isBack || $0.presence == .offline { $0.presence = .away }
    }
    withdrawOffers(of: agent, now) { ticket, member in !member.sees(ticket.group) }
    arrive(agent, now)
  }

  mutating func disconnect(_ agent: String, _ now: Date) throws(DeskError) {
    guard let member = staff[agent] else { throw .unknownAgent(agent) }
    guard member.isConnected else { return }
    changeMember(agent) {
      $0.isConnected = false
      $0.leftAt = $0.leftAt ?? now
    }
    for id in watching.keys.sorted() where watching[id]?.contains(agent) ?? false {
      stopWatching(agent, id, now)
    }
    withdrawOffers(of: agent, now) { _, _ in true }
  }

  mutating func setPresence(
    _ agent: String, _ presence: Presence, _ capacity: Int?, _ now: Date
  ) throws(DeskError) {
    guard let member = staff[agent] else { throw .unknownAgent(agent) }
    guard member.isConnected else { throw .agentNotThere(agent) }
    if let capacity, !(0...1000).contains(capacity) { throw .badCapacity(capacity) }
    changeMember(agent) {
      $0.presence = presence
      if let capacity { $0.capacity = capacity }
      $0.leftAt = presence == .offline ? $0.leftAt ?? now : nil
    }
    switch presence {
    case .away, .offline: withdrawOffers(of: agent, now) { _, _ in true }
    case .available, .busy:
      withdrawOffers(of: agent, now) { _, member in member.load > member.capacity }
    }
    arrive(agent, now)
  }

  /// Takes offers back, the last first, and finds others for them.
  mutating func withdrawOffers(
    of agent: String, _ now: Date, where isVoid: (Ticket, StaffMember) -> Bool
  ) {
    let offers = staff[agent]?.offers.compactMap { tickets[$0] } ?? []
    let latest = offers.sorted { key(of: $1) < key(of: $0) }
    var withdrawn: [QueueKey] = []
    for ticket in latest {
      guard let member = staff[agent], isVoid(ticket, member) else { continue }
      withdraw(ticket.conversation, .gone, now)
      withdrawn.append(key(of: ticket))
    }
    for key in withdrawn.sorted() { route(key.conversation, now) }
  }

  private func key(of ticket: Ticket) -> QueueKey {
    QueueKey(place: ticket.place, conversation: ticket.conversation)
  }

  /// An agent who has become present or free: callbacks come back, and the queue gets shorter.
  private mutating func arrive(_ agent: String, _ now: Date) {
    guard let member = staff[agent], member.isThere else { return }
    if settings.hours?.isOpen(at: now) ?? true {
      for name in queues.keys.sorted() where member.sees(name.isEmpty ? nil : name) {
        returnCallbacks(of: name, now)
      }
    }
    fill(agent, now)
  }

  /// Those who were promised a callback because nobody was there go into the queue.
  mutating func returnCallbacks(of name: String, _ now: Date) {
    for key in queues[name]?.callbacks.keys() ?? [] {
      guard let ticket = tickets[key.conversation], ticket.callback?.reason != .waitedTooLong
      else { continue }
      returnCallback(key.conversation, now)
    }
  }

  mutating func returnCallback(_ id: String, _ now: Date) {
    record(id, .desk, .callbackDue, now)
    change(id) { $0.place.isReturning = true }
    enter(id, reason: "callback", now)
  }

  // MARK: Taking

  mutating func accept(_ agent: String, _ id: String?, _ now: Date) throws(DeskError) {
    let member = try present(agent)
    if let id { return try accept(member, id, now) }
    let offers = member.offers.compactMap { tickets[$0] }
    if let own = offers.min(by: { key(of: $0) < key(of: $1) }) {
      return assign(own.conversation, to: agent, by: .agent(agent), now)
    }
    guard let id = head(for: member, now, skippingPassed: false) else {
      throw .nothingWaiting(agent: agent)
    }
    try requireRoom(member)
    assign(id, to: agent, by: .agent(agent), now)
  }

  private mutating func accept(
    _ member: StaffMember, _ id: String, _ now: Date
  ) throws(DeskError) {
    if let ticket = tickets[id] { try requireSight(member, of: ticket) }
    guard let ticket = tickets[id], ticket.owner == .queued || ticket.owner == .offline else {
      throw .wrongState(
        conversation: id, event: "accept", owner: tickets[id]?.owner ?? .bot)
    }
    if let offer = ticket.offer {
      guard offer.agent == member.id else { throw .offeredToAnother(conversation: id) }
    } else {
      try requireRoom(member)
    }
    assign(id, to: member.id, by: .agent(member.id), now)
  }

  mutating func decline(_ agent: String, _ id: String, _ now: Date) throws(DeskError) {
    guard staff[agent] != nil else { throw .unknownAgent(agent) }
    guard tickets[id]?.offer?.agent == agent else {
      throw .notOffered(agent: agent, conversation: id)
    }
    withdraw(id, .declined, now)
    route(id, now)
    fill(agent, now)
  }

  // MARK: Working

  mutating func agentWrote(
    _ agent: String, _ id: String, _ text: String, _ now: Date
  ) throws(DeskError) {
    try requireOwner(agent, id, "message")
    let phrase = settings.redLines.crossed(by: text)
    if let phrase, settings.redLinePolicy == .withhold {
      outcome.effects.append(.withheld(conversation: id, agent: agent, phrase: phrase))
    } else {
      change(id) {
        $0.times.firstResponse = $0.times.firstResponse ?? now
        $0.times.response = $0.times.response ?? now
        $0.times.unanswered = nil
        $0.times.silent = now
      }
      changeMember(agent) { $0.lastMessage = now }
      outcome.effects.append(.deliver(conversation: id, agent: agent, text: text))
    }
    if let phrase { alertAgain(.redLine, id, phrase: phrase, now) }
  }

  mutating func hold(_ agent: String, _ id: String, _ now: Date) throws(DeskError) {
    try requireOwner(agent, id, "hold")
    guard case .assigned(let agent)? = tickets[id]?.owner else {
      throw .wrongState(conversation: id, event: "hold", owner: .hold(agent: agent))
    }
    change(id) {
      $0.owner = .hold(agent: agent)
      $0.times.held = now
      $0.times.silent = nil
    }
    record(id, .agent(agent), .held, now)
  }

  mutating func unhold(_ agent: String, _ id: String, _ now: Date) throws(DeskError) {
    try requireOwner(agent, id, "unhold")
    guard case .hold? = tickets[id]?.owner else {
      throw .wrongState(conversation: id, event: "unhold", owner: .assigned(agent: agent))
    }
    endHold(id, by: .agent(agent), now)
  }

  mutating func endHold(_ id: String, by actor: DeskAction.Actor, _ now: Date) {
    guard let agent = tickets[id]?.owner.agent else { return }
    change(id) {
      $0.owner = .assigned(agent: agent)
      $0.times.endHold(now)
      // The customer waits for what was looked up.
      $0.times.unanswered = now
      $0.raised.removeAll { $0 == .longHold }
    }
    record(id, actor, .unheld, now)
  }

  mutating func resolve(
    _ agent: String, _ id: String, _ note: String?, _ now: Date
  ) throws(DeskError) {
    try requireOwner(agent, id, "resolve")
    finish(id, by: .agent(agent), note, now)
  }

  /// Resolves, whoever's doing it is.
  mutating func finish(_ id: String, by actor: DeskAction.Actor, _ note: String?, _ now: Date) {
    guard let ticket = tickets[id], let agent = ticket.owner.agent else { return }
    measure(ticket, now)
    let until = now + settings.ratingWindow
    change(id) {
      $0.owner = .resolved
      $0.takenOverBy = nil
      $0.times.leaveAgent(now)
      $0.times.resolved = now
      $0.rating = .asked(until: until)
      $0.raised = []
    }
    outcome.effects.append(.unassigned(agent: agent, conversation: id, .resolved))
    outcome.effects.append(.askRating(conversation: id, until: until))
    record(id, actor, .resolved(by: agent, note: note), now)
    fill(agent, now)
  }

  /// Learns how long a conversation took its agent.
  mutating func measure(_ ticket: Ticket, _ now: Date) {
    guard let start = ticket.times.assigned else { return }
    handlingTimes.add(
      now.timeIntervalSince(start), group: ticket.group, initial: settings.defaultHandling)
  }

  // MARK: Transfer

  mutating func transfer(
    _ agent: String, _ id: String, _ target: TransferTarget, _ note: String?, _ now: Date
  ) throws(DeskError) {
    guard let member = staff[agent] else { throw .unknownAgent(agent) }
    if let ticket = tickets[id], ticket.owner.agent != agent {
      try requireSight(member, of: ticket)
    }
    guard let ticket = tickets[id], ticket.owner != .bot, ticket.owner != .resolved else {
      throw .wrongState(conversation: id, event: "transfer", owner: tickets[id]?.owner ?? .bot)
    }
    guard ticket.owner.agent == agent || member.isSupervisor else {
      throw .notYours(agent: agent, conversation: id, owner: ticket.owner)
    }
    let actor: DeskAction.Actor =
      ticket.owner.agent == agent ? .agent(agent) : .supervisor(agent)
    let kind = DeskAction.Kind.transferred(from: ticket.owner.agent, to: target, note: note)
    switch target {
    case .group(let group):
      guard settings.groups.contains(group) else {
        throw .unknownGroup(group, nearest: nearestName(to: group, in: settings.groups))
      }
      record(id, actor, kind, now)
      transfer(id, toGroup: group, by: actor, now)
    case .agent(let other):
      try requireTakes(other, ticket, "transfer")
      record(id, actor, kind, now)
      hand(id, to: other, .transferred, by: actor, now)
    }
  }

  private mutating func transfer(
    _ id: String, toGroup group: String, by actor: DeskAction.Actor, _ now: Date
  ) {
    guard let ticket = tickets[id] else { return }
    let offeredTo = withdraw(id, .gone, now)
    let lane = lane(ticket.priority, group, ticket.customer)
    if ticket.owner.agent != nil { requeue(id, .transferred, by: actor, now) }
    change(id) {
      $0.group = group
      $0.place.lane = lane
    }
    enter(id, reason: "transferred", now)
    tell(id)
    for agent in [ticket.owner.agent, offeredTo].compactMap(\.self) { fill(agent, now) }
  }

  /// Gives a conversation to an agent who can take it, at once or by an offer.
  mutating func hand(
    _ id: String, to other: String, _ why: Departure, by actor: DeskAction.Actor, _ now: Date
  ) {
    let former = tickets[id]?.owner.agent
    let offeredTo = withdraw(id, .gone, now)
    if former != nil {
      requeue(id, why, by: actor, now)
    } else {
      let check = now + settings.maxWait
      change(id) {
        $0.owner = .queued
        $0.times.queued = now
        $0.times.waitCheck = check
      }
    }
    give(id, to: other, now)
    for agent in [former, offeredTo].compactMap(\.self) { fill(agent, now) }
  }

  // MARK: Requirements

  private func present(_ agent: String) throws(DeskError) -> StaffMember {
    guard let member = staff[agent] else { throw .unknownAgent(agent) }
    guard member.isThere else { throw .agentNotThere(agent) }
    return member
  }

  private func requireRoom(_ member: StaffMember) throws(DeskError) {
    guard member.hasRoom else {
      throw .noCapacity(agent: member.id, load: member.load, capacity: member.capacity)
    }
  }

  /// That the conversation is of a group the agent serves.
  func requireSight(_ member: StaffMember, of ticket: Ticket) throws(DeskError) {
    guard member.sees(ticket.group) else {
      throw .groupNotVisible(agent: member.id, group: ticket.group ?? "")
    }
  }

  private func requireOwner(
    _ agent: String, _ id: String, _ event: String
  ) throws(DeskError) {
    guard let member = staff[agent] else { throw .unknownAgent(agent) }
    let owner = tickets[id]?.owner ?? .bot
    // Who may not see it is told nothing of whose it is; its owner always sees it.
    if let ticket = tickets[id], owner.agent != agent { try requireSight(member, of: ticket) }
    guard let other = owner.agent else {
      throw .wrongState(conversation: id, event: event, owner: owner)
    }
    guard other == agent else { throw .notYours(agent: agent, conversation: id, owner: owner) }
  }

  /// That `agent` can be given this conversation now.
  func requireTakes(
    _ agent: String, _ ticket: Ticket, _ event: String
  ) throws(DeskError) {
    let member = try present(agent)
    guard ticket.owner.agent != agent, ticket.offer?.agent != agent else {
      throw .wrongState(
        conversation: ticket.conversation, event: event, owner: ticket.owner)
    }
    try requireSight(member, of: ticket)
    try requireRoom(member)
  }
}
