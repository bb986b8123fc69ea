public import Foundation

/// What one event has led to so far.
struct Outcome: Sendable, Equatable {
  var effects: [DeskEffect] = []
  /// Conversations whose state the customer is told, in order.
  var states = Names()
  /// Tickets to be written, in order.
  var changed = Names()
  var forgotten: [String: Ticket] = [:]
  /// Group → the first position at which somebody has moved.
  var moved: [String: Int] = [:]

  /// Names in the order they came, each once.
  struct Names: Sendable, Equatable {
    private(set) var all: [String] = []
    private var known: Set<String> = []

    mutating func add(_ name: String) {
      if known.insert(name).inserted { all.append(name) }
    }
  }
}

extension Desk {
  /// Puts back what the store has, after a restart or a failed write; nil: the store has nothing.
  ///
  /// An agent it is assigned to who is not there has the grace of one who has just left. An offer to
  /// one who is not there is void, and a group that is no more, nobody's. Waiting conversations are
  /// given out by the next `.tick`, which is due at once.
  public mutating func restore(_ ticket: Ticket?, for conversation: String, at now: Date) {
    precondition(
      ticket.map { $0.conversation == conversation } ?? true,
      "the ticket of \(ticket?.conversation ?? "") is not that of \(conversation)")
    var ticket = ticket
    if let group = ticket?.group, !settings.groups.contains(group) { ticket?.group = nil }
    if let agent = ticket?.offer?.agent, !(staff[agent]?.isThere ?? false) { ticket?.offer = nil }
    put(ticket, for: conversation)
    if let ticket {
      lastOrder = max(lastOrder, ticket.place.order)
      if let agent = ticket.owner.agent, let member = staff[agent], !member.isConnected,
        member.leftAt == nil
      {
        changeMember(agent) { $0.leftAt = now }
      }
    }
    for name in queues.keys {
      if queues[name]!.waiting.count > settings.queueLimit { overLimit.insert(name) }
    }
    restoredAt = restoredAt.map { min($0, now) } ?? now
    outcome = Outcome()
  }

  // MARK: Changing

  /// Makes `ticket` the conversation's, and everything derived follow.
  mutating func put(_ ticket: Ticket?, for id: String) {
    let old = footprints[id]
    let new = ticket.map { Footprint($0, deadline: deadline(of: $0)) }
    tickets[id] = ticket
    footprints[id] = new
    guard old != new else { return }
    if old?.waiting != new?.waiting { move(old?.waiting, new?.waiting) }
    if old?.open != new?.open {
      if let place = old?.open { queues[place.group]?.open.remove(place.key) }
      if let place = new?.open { queues[place.group, default: GroupQueue()].open.insert(place.key) }
    }
    if old?.callback != new?.callback {
      if let place = old?.callback { queues[place.group]?.callbacks.remove(place.key) }
      if let place = new?.callback {
        queues[place.group, default: GroupQueue()].callbacks.insert(place.key)
      }
    }
    for place in [old?.waiting, old?.callback].compactMap(\.self)
    where queues[place.group]?.isEmpty ?? false {
      queues[place.group] = nil
    }
    if old?.owner != new?.owner {
      if let agent = old?.owner { changeMember(agent) { $0.conversations.remove(id) } }
      if let agent = new?.owner { changeMember(agent) { $0.conversations.insert(id) } }
    }
    if old?.offeredTo != new?.offeredTo {
      if let agent = old?.offeredTo { changeMember(agent) { $0.offers.remove(id) } }
      if let agent = new?.offeredTo { changeMember(agent) { $0.offers.insert(id) } }
    }
    if old?.deadline != new?.deadline {
      if let at = old?.deadline {
        deadlines.remove(Deadline(at: at, subject: .conversation, id: id))
      }
      if let at = new?.deadline {
        deadlines.insert(Deadline(at: at, subject: .conversation, id: id))
      }
    }
  }

  private mutating func move(_ old: Footprint.Place?, _ new: Footprint.Place?) {
    if let old, let position = queues[old.group]?.waiting.remove(old.key) {
      outcome.moved[old.group] = min(outcome.moved[old.group] ?? .max, position + 1)
    }
    if let new, let position = queues[new.group, default: GroupQueue()].waiting.insert(new.key) {
      // Its own position is told with its state.
      outcome.moved[new.group] = min(outcome.moved[new.group] ?? .max, position + 2)
    }
  }

  /// Changes a ticket where there is one, to be written at the end of the event.
  mutating func change(_ id: String, _ body: (inout Ticket) -> Void) {
    guard let old = tickets[id] else { return }
    var ticket = old
    body(&ticket)
    guard ticket != old else { return }
    put(ticket, for: id)
    outcome.changed.add(id)
    if ticket.owner != old.owner { tell(id) }
  }

  /// Has the customer told where the conversation stands, once, at the end of the event.
  mutating func tell(_ id: String) {
    outcome.states.add(id)
  }

  /// Drops a ticket that has nothing more to say; its last state is written.
  mutating func forget(_ id: String) {
    change(id) { $0.owner = .bot }
    guard let ticket = tickets[id] else { return }
    outcome.forgotten[id] = ticket
    put(nil, for: id)
  }

  mutating func record(
    _ id: String, _ actor: DeskAction.Actor, _ kind: DeskAction.Kind, _ now: Date
  ) {
    outcome.effects.append(
      .record(DeskAction(conversation: id, actor: actor, kind: kind, at: now)))
  }

  /// Raises an alert, once until `raised` is cleared of it.
  mutating func alert(_ kind: DeskAlert.Kind, _ id: String, _ now: Date) {
    guard let ticket = tickets[id], !ticket.raised.contains(kind) else { return }
    change(id) { $0.raised.append(kind) }
    alertAgain(kind, id, phrase: nil, now)
  }

  /// Raises an alert of which each occurrence counts.
  mutating func alertAgain(
    _ kind: DeskAlert.Kind, _ id: String, phrase: String?, _ now: Date
  ) {
    guard let ticket = tickets[id] else { return }
    outcome.effects.append(
      .alert(
        DeskAlert(
          kind: kind, conversation: id, agent: ticket.owner.agent, group: ticket.group,
          phrase: phrase, at: now)))
    record(id, .desk, .alerted(kind), now)
  }

  // MARK: Ending an event

  /// The effects in their order, and nothing of the event left.
  mutating func finish(_ now: Date) -> [DeskEffect] {
    for name in outcome.moved.keys.sorted() { checkLength(of: name, now) }
    let outcome = self.outcome
    self.outcome = Outcome()
    var effects = outcome.effects
    effects += outcome.states.all.map { .state(status(of: $0)) }
    for (name, position) in outcome.moved.sorted(by: { $0.key < $1.key })
    where position <= queues[name]?.waiting.count ?? 0 {
      effects.append(.positionsChanged(group: name.isEmpty ? nil : name, from: position))
    }
    for id in outcome.changed.all {
      if let ticket = tickets[id] ?? outcome.forgotten[id] { effects.append(.store(ticket)) }
    }
    for id in outcome.forgotten.keys.sorted() { effects.append(.forget(conversation: id)) }
    return effects
  }

  /// Reports a queue that has grown too long; again only after it was a quarter shorter.
  private mutating func checkLength(of name: String, _ now: Date) {
    let count = queues[name]?.waiting.count ?? 0
    if count > settings.queueLimit, overLimit.insert(name).inserted {
      let group = name.isEmpty ? nil : name
      outcome.effects.append(.alert(DeskAlert(kind: .queueOverLimit, group: group, at: now)))
    } else if count * 4 <= settings.queueLimit * 3 {
      overLimit.remove(name)
    }
  }
}
