import Foundation

/// Who gets what.
extension Desk {
  /// Gives a waiting conversation to the customer's own agent where free, else to the least loaded
  /// one; leaves it where nobody is free.
  mutating func route(_ id: String, _ now: Date) {
    guard let ticket = tickets[id], ticket.owner == .queued, ticket.offer == nil else { return }
    let passed = Set(ticket.passed.lazy.filter { $0.until > now }.map(\.agent))
    let own = [ticket.customer.preferredAgent, ticket.agents.last].compactMap(\.self)
    let sticky = own.first { agent in
      guard let member = staff[agent] else { return false }
      return member.isRoutable && member.sees(ticket.group) && !passed.contains(agent)
    }
    let agent = sticky ?? pools.next(for: ticket.group) { !passed.contains($0) }
    if let agent { give(id, to: agent, now) }
  }

  /// Fills an agent who has become free with those who wait, the first first.
  mutating func fill(_ agent: String, _ now: Date) {
    while let member = staff[agent], member.isRoutable, let id = head(for: member, now) {
      give(id, to: agent, now)
    }
  }

  /// The first of all queues that the agent may see and has not let pass.
  func head(for member: StaffMember, _ now: Date, skippingPassed: Bool = true) -> String? {
    let names = member.groups.map { Array($0) + [""] } ?? Array(queues.keys)
    let heads = names.compactMap { name in
      queues[name]?.open.first { key in
        guard skippingPassed, let ticket = tickets[key.conversation] else { return true }
        return !ticket.passed.contains { $0.agent == member.id && $0.until > now }
      }
    }
    return heads.min()?.conversation
  }

  /// Gives everything that waits to whoever is free, in order of the places.
  mutating func routeAll(_ now: Date) {
    let waiting = queues.values.flatMap { $0.open.keys() }.sorted()
    for key in waiting {
      if pools.everyone.free.first == nil { return }
      route(key.conversation, now)
    }
  }

  mutating func give(_ id: String, to agent: String, _ now: Date) {
    switch settings.mode {
    case .assign: assign(id, to: agent, by: .desk, now)
    case .offer:
      let offer = Ticket.Offer(agent: agent, until: now + settings.acceptTimeout)
      change(id) { $0.offer = offer }
      serve(agent)
      outcome.effects.append(.offered(agent: agent, conversation: id, until: offer.until))
      record(id, .desk, .offered(to: agent), now)
    }
  }

  mutating func assign(_ id: String, to agent: String, by actor: DeskAction.Actor, _ now: Date) {
    if let other = tickets[id]?.offer?.agent, other != agent { withdraw(id, .gone, now) }
    change(id) {
      $0.owner = .assigned(agent: agent)
      $0.offer = nil
      $0.passed = []
      $0.takenOverBy = nil
      $0.callback = nil
      $0.agents.removeAll { $0 == agent }
      $0.agents.append(agent)
      $0.times.endHold(now)
      $0.times.waitCheck = nil
      $0.times.assigned = now
      $0.times.response = nil
      $0.times.unanswered = now
      $0.times.silent = nil
      $0.raised = []
    }
    serve(agent)
    outcome.effects.append(.assigned(agent: agent, conversation: id))
    record(id, actor, .assigned(to: agent), now)
  }

  private mutating func serve(_ agent: String) {
    lastOrder += 1
    let order = lastOrder
    changeMember(agent) { $0.served = order }
  }

  /// Takes back the offer of a conversation, which stays where it waits.
  ///
  /// - Returns: The agent it was offered to.
  @discardableResult
  mutating func withdraw(_ id: String, _ why: Departure, _ now: Date) -> String? {
    guard let agent = tickets[id]?.offer?.agent else { return nil }
    let spared = Ticket.Pass(agent: agent, until: now + settings.passTime)
    change(id) {
      $0.offer = nil
      if why == .declined || why == .lapsed { $0.pass(spared) }
    }
    outcome.effects.append(.withdrawn(agent: agent, conversation: id, why))
    if why != .gone {
      record(id, why == .declined ? .agent(agent) : .desk, .passed(by: agent, why), now)
    }
    return agent
  }

  /// Puts a conversation that leaves its agent in front of its queue.
  mutating func requeue(_ id: String, _ why: Departure, by actor: DeskAction.Actor, _ now: Date) {
    guard let agent = tickets[id]?.owner.agent else { return }
    let spared = Ticket.Pass(agent: agent, until: now + settings.passTime)
    let check = now + settings.maxWait
    let isLost = why == .silent || why == .disconnected
    change(id) {
      $0.owner = .queued
      $0.takenOverBy = nil
      if isLost { $0.requeues += 1 }
      $0.place.isReturning = true
      $0.pass(spared)
      $0.times.leaveAgent(now)
      $0.times.queued = now
      $0.times.waitCheck = check
      $0.raised = []
    }
    outcome.effects.append(.unassigned(agent: agent, conversation: id, why))
    if isLost { record(id, actor, .requeued(from: agent, why), now) }
  }

  // MARK: Staff

  /// Changes an agent, known or new, and everything derived follows.
  mutating func changeMember(_ agent: String, _ body: (inout StaffMember) -> Void) {
    var member =
      staff[agent] ?? StaffMember(id: agent, groups: [], capacity: settings.defaultCapacity)
    body(&member)
    let entry = AgentPools.entry(of: member)
    if entry != member.entry {
      if let old = member.entry { pools.remove(old) }
      pools.add(entry)
      member.entry = entry
    }
    let deadline = member.leftAt.map { $0 + settings.disconnectGrace }
    if deadline != member.deadline {
      if let at = member.deadline {
        deadlines.remove(Deadline(at: at, subject: .agent, id: agent))
      }
      if let at = deadline { deadlines.insert(Deadline(at: at, subject: .agent, id: agent)) }
      member.deadline = deadline
    }
    staff[agent] = member
  }
}

extension Ticket {
  mutating func pass(_ pass: Pass) {
    passed.removeAll { $0.agent == pass.agent }
    passed.append(pass)
  }
}

extension Ticket.Times {
  mutating func endHold(_ now: Date) {
    guard let start = held else { return }
    totalHold += max(0, now.timeIntervalSince(start))
    held = nil
  }

  mutating func leaveAgent(_ now: Date) {
    endHold(now)
    response = nil
    unanswered = nil
    silent = nil
  }
}
