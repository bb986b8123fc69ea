import Foundation
import KefuDesk
import Testing

/// Follows a desk by its effects alone, as a hub and a store do, and says where they disagree with
/// it.
struct DeskChecker {
  let groups: [String?]
  /// What the store has.
  private(set) var stored: [String: Ticket] = [:]
  /// Conversation → agent, by what agents were told.
  private var owners: [String: String] = [:]
  private var offers: [String: String] = [:]
  /// Conversation → what its customer was told last.
  private var told: [String: Owner] = [:]
  private(set) var assignments = 0
  private(set) var promises = 0
  private(set) var alerts: [DeskAlert.Kind: Int] = [:]

  init(groups: [String]) { self.groups = [nil] + groups.map(Optional.some) }

  mutating func check(
    _ event: DeskEvent, _ effects: [DeskEffect], _ desk: Desk, _ before: Desk, at now: Date
  ) throws {
    let isTakeover: Bool
    if case .takeover = event { isTakeover = true } else { isTakeover = false }
    let agents = Dictionary(
      uniqueKeysWithValues: desk.snapshot().agents.map { ($0.id, $0) })
    let sentAway = effects.compactMap { effect in
      if case .presence(let agent, _) = effect { agent } else { nil }
    }
    var stores: Set<String> = []
    for effect in effects {
      switch effect {
      case .assigned(let agent, let id):
        try #require(owners[id] == nil, "\(id) has two owners after \(event)")
        owners[id] = agent
        if offers[id] == agent { offers[id] = nil }
        assignments += 1
        if !sentAway.contains(agent) { try checkGiven(id, agents[agent], desk, isTakeover) }
      case .unassigned(let agent, let id, _):
        try #require(owners[id] == agent)
        owners[id] = nil
      case .offered(let agent, let id, let until):
        try #require(offers[id] == nil && until > now)
        offers[id] = agent
        if !sentAway.contains(agent) { try checkGiven(id, agents[agent], desk, isTakeover) }
      case .withdrawn(let agent, let id, _):
        try #require(offers[id] == agent)
        offers[id] = nil
      case .deliver(let id, let agent, _), .withheld(let id, let agent, _):
        try #require(before.ticket(of: id)?.owner.agent == agent)
        try #require(!desk.botMaySpeak(in: id))
      case .state(let status):
        try #require(status == desk.status(of: status.conversation))
        told[status.conversation] = status.owner
      case .store(let ticket):
        try #require(stores.insert(ticket.conversation).inserted, "stored twice")
        stored[ticket.conversation] = ticket
      case .forget(let id):
        try #require(stored[id]?.owner == .bot && desk.ticket(of: id) == nil)
        stored[id] = nil
      case .alert(let alert): alerts[alert.kind, default: 0] += 1
      case .record(let action):
        try #require(stores.isEmpty, "something comes after what is stored")
        if case .promised = action.kind { promises += 1 }
      case .presence, .positionsChanged, .askRating, .whisper, .watching: break
      }
    }
    // Without an effect nothing may have changed but who is there.
    if effects.isEmpty, case .tick = event { return }
    try checkState(desk)
    try checkPositions(event, effects, desk, before)
  }

  /// What is given fits the agent.
  private func checkGiven(
    _ id: String, _ agent: DeskSnapshot.Agent?, _ desk: Desk, _ isTakeover: Bool
  ) throws {
    let agent = try #require(agent)
    // Changed further within the same event: then this was not the last of it.
    guard let ticket = desk.ticket(of: id), ticket.owner.agent ?? ticket.offer?.agent == agent.id
    else { return }
    try #require(agent.isConnected)
    if let group = ticket.group { try #require(agent.groups?.contains(group) ?? true) }
    if !isTakeover {
      try #require(agent.load <= agent.capacity)
      try #require(agent.presence == .available || agent.presence == .busy)
    }
  }

  /// The store, the agents and the customers know what the desk knows.
  private func checkState(_ desk: Desk) throws {
    let tickets = Array(stored.values)
    let slow = SlowQueue(tickets: tickets)
    for ticket in tickets {
      let id = ticket.conversation
      try #require(desk.ticket(of: id) == ticket, "\(id) is not stored as it is")
      try #require(owners[id] == ticket.owner.agent)
      try #require(offers[id] == ticket.offer?.agent)
      try #require(told[id] == ticket.owner)
      try #require(ticket.offer == nil || ticket.owner == .queued)
      try #require(
        (ticket.owner == .offline) == (ticket.callback != nil) || ticket.owner == .queued)
      try #require(desk.botMaySpeak(in: id) == (ticket.owner == .bot))
    }
    for group in groups {
      let waiting = slow.waiting(in: group)
      try #require(desk.waiting(in: group) == waiting)
      try #require(
        desk.waiting(in: group, from: 2, limit: 2) == Array(waiting.dropFirst().prefix(2)))
      for (index, id) in waiting.enumerated() {
        try #require(desk.position(of: id) == index + 1)
      }
    }
    for agent in desk.snapshot().agents {
      try #require(agent.load == slow.load(of: agent.id))
      try #require(desk.conversations(of: agent.id) == slow.conversations(of: agent.id))
    }
  }

  /// Who has moved is in a part of the queue that was said to have moved, or was told by itself.
  private func checkPositions(
    _ event: DeskEvent, _ effects: [DeskEffect], _ desk: Desk, _ before: Desk
  ) throws {
    var moved: [String?: Int] = [:]
    var states: Set<String> = []
    for effect in effects {
      if case .positionsChanged(let group, let from) = effect { moved[group] = from }
      if case .state(let status) = effect { states.insert(status.conversation) }
    }
    for group in groups {
      for id in desk.waiting(in: group) {
        let position = try #require(desk.position(of: id))
        guard position != before.position(of: id), !states.contains(id) else { continue }
        try #require(position >= moved[group] ?? .max, "\(id) moved unsaid by \(event)")
      }
    }
  }

  /// No agent is free who may take somebody who waits, but for who has let it pass.
  func checkNobodyIdle(_ desk: Desk, at now: Date) throws {
    for agent in desk.snapshot().agents
    where agent.isConnected && agent.presence == .available && agent.load < agent.capacity {
      for ticket in stored.values where ticket.owner == .queued && ticket.offer == nil {
        let sees = ticket.group.map { agent.groups?.contains($0) ?? true } ?? true
        let passed = ticket.passed.contains { $0.agent == agent.id && $0.until > now }
        try #require(!sees || passed, "\(agent.id) is free, and \(ticket.conversation) waits")
      }
    }
  }
}
