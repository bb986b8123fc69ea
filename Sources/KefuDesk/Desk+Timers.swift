import Foundation

/// What time does.
extension Desk {
  /// When a ticket is to be looked at next, by what it holds alone.
  func deadline(of ticket: Ticket) -> Date? {
    let times = ticket.times
    switch ticket.owner {
    case .queued:
      let abandoned =
        ticket.callback == nil && ticket.offer == nil
        ? times.absent.map { $0 + settings.abandonAfter } : nil
      let spared = ticket.offer == nil ? ticket.passed.map(\.until).min() : nil
      return [times.waitCheck, ticket.offer?.until, spared, abandoned].compactMap(\.self).min()
    case .assigned:
      let slow =
        times.response == nil && !ticket.raised.contains(.slowFirstResponse)
        ? times.assigned.map { $0 + settings.firstResponse } : nil
      let lost = times.unanswered.map { $0 + settings.agentTimeout }
      let idle = times.silent.map { $0 + settings.idleTimeout }
      return [slow, lost, idle].compactMap(\.self).min()
    case .hold:
      let length =
        ticket.raised.contains(.longHold) ? 2 * settings.maximumHold : settings.maximumHold
      return times.held.map { $0 + length }
    case .offline:
      let overdue =
        ticket.raised.contains(.callbackOverdue) ? nil : ticket.callback?.promised
      return [ticket.callback?.returns, overdue].compactMap(\.self).min()
    case .bot, .resolved: return times.resolved.map { $0 + settings.ratingWindow }
    }
  }

  mutating func tick(_ now: Date) {
    if restoredAt != nil {
      restoredAt = nil
      // Nobody may come any more for whom they wait: who is there was there before.
      if settings.hours?.isOpen(at: now) ?? true {
        for name in queues.keys.sorted() where pools.present(for: name.isEmpty ? nil : name) > 0 {
          returnCallbacks(of: name, now)
        }
      }
      routeAll(now)
    }
    while let next = deadlines.first, next.at <= now {
      switch next.subject {
      case .agent: agentIsGone(next.id, now)
      case .conversation:
        // Two causes may have the same moment: then it is looked at twice.
        let ticket = tickets[next.id]
        look(at: next.id, now)
        precondition(
          deadlines.first != next || tickets[next.id] != ticket,
          "nothing came of the deadline of \(next.id)")
      }
    }
  }

  /// The grace is over: everything the agent had goes to others.
  private mutating func agentIsGone(_ agent: String, _ now: Date) {
    changeMember(agent) { $0.leftAt = nil }
    let lost = (staff[agent]?.conversations ?? []).compactMap { id in
      tickets[id].map { QueueKey(place: $0.place, conversation: id) }
    }.sorted()
    for key in lost { requeue(key.conversation, .disconnected, by: .desk, now) }
    for key in lost { route(key.conversation, now) }
  }

  private mutating func look(at id: String, _ now: Date) {
    guard let ticket = tickets[id] else { return }
    switch ticket.owner {
    case .queued: lookAtWaiting(ticket, now)
    case .assigned(let agent): lookAtAssigned(ticket, agent, now)
    case .hold:
      if !ticket.raised.contains(.longHold) {
        alert(.longHold, id, now)
      } else {
        endHold(id, by: .desk, now)
      }
    case .offline: lookAtPromised(ticket, now)
    case .bot, .resolved: forget(id)
    }
  }

  private mutating func lookAtWaiting(_ ticket: Ticket, _ now: Date) {
    let id = ticket.conversation
    if let until = ticket.offer?.until, until <= now, let agent = withdraw(id, .lapsed, now) {
      route(id, now)
      return fill(agent, now)
    }
    if ticket.callback == nil, ticket.offer == nil, let absent = ticket.times.absent,
      absent + settings.abandonAfter <= now
    {
      return leaveQueue(id, now)
    }
    if let check = ticket.times.waitCheck, check <= now {
      alert(.longWait, id, now)
      let isOpen = settings.hours?.isOpen(at: now) ?? true
      let reason: Ticket.Callback.Reason? =
        !isOpen
        ? .closed
        : pools.present(for: ticket.group) == 0
          ? .nobodyThere
          : settings.promisesAfterMaxWait && ticket.callback == nil ? .waitedTooLong : nil
      if let reason {
        promise(id, reason, now)
        if let agent = ticket.offer?.agent { fill(agent, now) }
        return
      }
      let next = now + settings.maxWait
      change(id) { $0.times.waitCheck = next }
    }
    change(id) { $0.passed.removeAll { $0.until <= now } }
    route(id, now)
  }

  private mutating func lookAtAssigned(_ ticket: Ticket, _ agent: String, _ now: Date) {
    let id = ticket.conversation
    if ticket.times.response == nil, let start = ticket.times.assigned,
      start + settings.firstResponse <= now
    {
      alert(.slowFirstResponse, id, now)
    }
    if let since = ticket.times.unanswered, since + settings.agentTimeout <= now {
      alert(.agentSilent, id, now)
      requeue(id, .silent, by: .desk, now)
      // Who has written nothing to anybody in that time is not there.
      if let member = staff[agent], member.isThere, member.lastMessage.map({ $0 < since }) ?? true {
        changeMember(agent) { $0.presence = .away }
        outcome.effects.append(.presence(agent: agent, .away))
        withdrawOffers(of: agent, now) { _, _ in true }
      }
      route(id, now)
      fill(agent, now)
    } else if let since = ticket.times.silent, since + settings.idleTimeout <= now {
      finish(id, by: .desk, nil, now)
    }
  }

  private mutating func lookAtPromised(_ ticket: Ticket, _ now: Date) {
    let id = ticket.conversation
    guard let callback = ticket.callback else { return }
    if let promised = callback.promised, promised <= now { alert(.callbackOverdue, id, now) }
    guard let returns = callback.returns, returns <= now else { return }
    let isServed =
      (settings.hours?.isOpen(at: now) ?? true) && pools.present(for: ticket.group) > 0
    if !isServed {
      // As soon as somebody comes, or with the next shift.
      let next = settings.hours?.nextShift(after: now)
      change(id) {
        $0.callback?.returns = next
        $0.callback?.reason = .nobodyThere
      }
    } else if callback.reason == .waitedTooLong {
      returnCallback(id, now)
    } else {
      // In the order of their places, not of their ids.
      returnCallbacks(of: ticket.group ?? "", now)
    }
  }
}
