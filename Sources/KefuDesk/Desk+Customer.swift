import Foundation
import KefuDialogue
import KefuKnowledge

/// What customers do, and what the bot does for them.
extension Desk {
  mutating func open(
    _ id: String, _ handoff: Handoff, _ customer: DeskCustomer, _ now: Date
  ) {
    switch tickets[id]?.owner ?? .bot {
    case .assigned, .hold:
      // A person has it already: nothing to do but to say so.
      change(id) { $0.times.absent = nil }
      return tell(id)
    case .queued, .offline:
      askAgain(id, handoff)
      return tell(id)
    case .bot, .resolved: break
    }
    put(newTicket(id, handoff, customer, now), for: id)
    enter(id, reason: handoff.reason.name, now)
  }

  /// A ticket that begins now, for `put(_:for:)`.
  mutating func newTicket(
    _ id: String, _ handoff: Handoff, _ customer: DeskCustomer, _ now: Date
  ) -> Ticket {
    let group = handoff.group.flatMap { settings.groups.contains($0) ? $0 : nil }
    lastOrder = max(lastOrder + 1, Int64((now.timeIntervalSince1970 * 1000).rounded(.down)))
    var ticket = Ticket(
      conversation: id, owner: .bot, handoff: handoff, customer: customer, group: group,
      priority: handoff.priority,
      place: QueuePlace(
        lane: lane(handoff.priority, group, customer), isReturning: false, order: lastOrder),
      times: Ticket.Times(opened: now))
    ticket.agents = tickets[id]?.agents ?? []
    return ticket
  }

  /// Asked for again while waiting: it can only become more urgent.
  private mutating func askAgain(_ id: String, _ handoff: Handoff) {
    guard let ticket = tickets[id] else { return }
    let isUrgent = handoff.priority > ticket.priority
    let lane = lane(max(handoff.priority, ticket.priority), ticket.group, ticket.customer)
    change(id) {
      $0.times.absent = nil
      guard isUrgent else { return }
      $0.priority = handoff.priority
      $0.handoff = handoff
      $0.place.lane = lane
    }
  }

  func lane(
    _ priority: HandoffPriority, _ group: String?, _ customer: DeskCustomer
  ) -> QueuePlace.Lane {
    QueuePlace.Lane(
      priority: priority, isComplaint: group.map(settings.complaintGroups.contains) ?? false,
      isVIP: customer.isVIP)
  }

  /// Into the queue, and to an agent where one is free; a callback is promised where nobody is there.
  mutating func enter(_ id: String, reason: String, _ now: Date) {
    guard let ticket = tickets[id] else { return }
    let isOpen = settings.hours?.isOpen(at: now) ?? true
    guard isOpen, pools.present(for: ticket.group) > 0 else {
      return promise(id, isOpen ? .nobodyThere : .closed, now)
    }
    let check = now + settings.maxWait
    change(id) {
      $0.owner = .queued
      $0.times.queued = now
      $0.times.waitCheck = check
      $0.raised.removeAll { $0 == .longWait }
    }
    record(id, .desk, .queued(reason: reason, group: ticket.group), now)
    route(id, now)
  }

  /// Promises the customer that the shop comes back, by working time from now.
  mutating func promise(_ id: String, _ reason: Ticket.Callback.Reason, _ now: Date) {
    withdraw(id, .gone, now)
    func workingTime(_ seconds: Double) -> Date? {
      guard let hours = settings.hours else { return now + seconds }
      return hours.moment(after: seconds, from: now)
    }
    let promised = workingTime(settings.callbackDelay)
    let callback = Ticket.Callback(
      promised: promised, reason: reason,
      returns: reason == .waitedTooLong
        ? workingTime(settings.callbackDelay / 2) : settings.hours?.nextShift(after: now))
    change(id) {
      $0.owner = .offline
      $0.callback = callback
      $0.passed = []
      $0.times.waitCheck = nil
      $0.raised.removeAll { $0 == .callbackOverdue }
    }
    record(id, .desk, .promised(until: promised, reason), now)
  }

  mutating func customerWrote(_ id: String, _ isAngry: Bool, _ now: Date) {
    guard let ticket = tickets[id] else { return }
    switch ticket.owner {
    case .bot: return
    case .resolved:
      change(id) { $0.owner = .bot }
      return record(id, .customer, .reopened, now)
    case .queued, .offline: change(id) { $0.times.absent = nil }
    case .assigned, .hold:
      change(id) {
        $0.times.absent = nil
        $0.times.unanswered = $0.times.unanswered ?? now
        $0.times.silent = nil
      }
    }
    if isAngry { alert(.angryCustomer, id, now) }
  }

  mutating func customerLeft(_ id: String, _ now: Date) {
    change(id) { $0.times.absent = $0.times.absent ?? now }
  }

  mutating func customerClosed(_ id: String, _ now: Date) {
    guard let ticket = tickets[id] else { return }
    record(id, .customer, .closed, now)
    switch ticket.owner {
    case .offline: return change(id) { $0.times.absent = $0.times.absent ?? now }
    case .bot, .resolved: return forget(id)
    case .queued: leaveQueue(id, now)
    case .assigned(let agent), .hold(let agent):
      measure(ticket, now)
      change(id) {
        $0.times.leaveAgent(now)
        $0.times.resolved = now
        $0.takenOverBy = nil
      }
      forget(id)
      outcome.effects.append(
        .unassigned(agent: agent, conversation: id, .customerClosed))
      fill(agent, now)
    }
  }

  /// The customer no longer waits: the bot's again.
  mutating func leaveQueue(_ id: String, _ now: Date) {
    let agent = withdraw(id, .gone, now)
    change(id) {
      $0.times.waitCheck = nil
      $0.times.gaveUp = now
      $0.passed = []
    }
    record(id, .customer, .abandoned, now)
    forget(id)
    if let agent { fill(agent, now) }
  }

  mutating func rate(
    _ id: String, _ score: Int, _ comment: String?, _ now: Date
  ) throws(DeskError) {
    guard (1...5).contains(score) else { throw .badScore(score) }
    guard let ticket = tickets[id], case .asked(let until) = ticket.rating, now <= until else {
      throw .ratingClosed(conversation: id)
    }
    let agent = ticket.agents.last
    change(id) { $0.rating = .given(score: score, agent: agent, at: now) }
    record(id, .customer, .rated(score: score, comment: comment, agent: agent), now)
    forget(id)
  }
}
