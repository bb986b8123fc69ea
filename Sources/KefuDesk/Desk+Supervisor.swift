import Foundation
import KefuDialogue

/// What supervisors do.
extension Desk {
  mutating func watch(_ supervisor: String, _ id: String, _ now: Date) throws(DeskError) {
    try requireSupervisor(supervisor, of: id)
    guard watching[id, default: []].insert(supervisor).inserted else { return }
    outcome.effects.append(.watching(supervisor: supervisor, conversation: id, true))
    record(id, .supervisor(supervisor), .watched, now)
  }

  mutating func unwatch(_ supervisor: String, _ id: String, _ now: Date) throws(DeskError) {
    guard staff[supervisor] != nil else { throw .unknownAgent(supervisor) }
    guard watching[id]?.contains(supervisor) ?? false else { return }
    stopWatching(supervisor, id, now)
  }

  mutating func stopWatching(_ supervisor: String, _ id: String, _ now: Date) {
    watching[id]?.remove(supervisor)
    if watching[id]?.isEmpty ?? false { watching[id] = nil }
    outcome.effects.append(.watching(supervisor: supervisor, conversation: id, false))
    record(id, .supervisor(supervisor), .unwatched, now)
  }

  mutating func whisper(
    _ supervisor: String, _ id: String, _ text: String, _ now: Date
  ) throws(DeskError) {
    try requireSupervisor(supervisor, of: id)
    let owner = tickets[id]?.owner ?? .bot
    guard let agent = owner.agent else {
      throw .wrongState(conversation: id, event: "whisper", owner: owner)
    }
    let to = (watching[id] ?? []).union([agent]).subtracting([supervisor]).sorted()
    outcome.effects.append(
      .whisper(conversation: id, from: supervisor, to: to, text: text))
    record(id, .supervisor(supervisor), .whispered(text: text), now)
  }

  mutating func takeOver(_ supervisor: String, _ id: String, _ now: Date) throws(DeskError) {
    try requireSupervisor(supervisor, of: id)
    let owner = tickets[id]?.owner ?? .bot
    guard owner.agent != supervisor else {
      throw .wrongState(conversation: id, event: "takeover", owner: owner)
    }
    if owner == .bot || owner == .resolved {
      // Straight from the bot: nobody has asked for a person, so nobody else is offered it.
      let customer = tickets[id]?.customer ?? DeskCustomer(id: id)
      put(newTicket(id, Handoff(reason: .requested, priority: .high), customer, now), for: id)
    }
    let offeredTo = withdraw(id, .gone, now)
    let former = owner.agent
    record(id, .supervisor(supervisor), .tookOver(from: former), now)
    if let former {
      outcome.effects.append(.unassigned(agent: former, conversation: id, .takenOver))
    }
    assign(id, to: supervisor, by: .supervisor(supervisor), now)
    change(id) { $0.takenOverBy = supervisor }
    for agent in [former, offeredTo].compactMap(\.self) { fill(agent, now) }
  }

  mutating func release(
    _ supervisor: String, _ id: String, _ target: ReleaseTarget, _ now: Date
  ) throws(DeskError) {
    try requireSupervisor(supervisor, of: id)
    guard let ticket = tickets[id], ticket.owner.agent == supervisor,
      ticket.takenOverBy == supervisor
    else {
      throw .wrongState(
        conversation: id, event: "release", owner: tickets[id]?.owner ?? .bot)
    }
    if case .agent(let agent) = target { try requireTakes(agent, ticket, "release") }
    record(id, .supervisor(supervisor), .released(to: target), now)
    switch target {
    case .agent(let agent):
      hand(id, to: agent, .released, by: .supervisor(supervisor), now)
    case .queue:
      requeue(id, .released, by: .supervisor(supervisor), now)
      route(id, now)
      fill(supervisor, now)
    }
  }

  private func requireSupervisor(_ supervisor: String, of id: String) throws(DeskError) {
    guard let member = staff[supervisor] else { throw .unknownAgent(supervisor) }
    guard member.isSupervisor else { throw .notSupervisor(supervisor) }
    guard member.isConnected else { throw .agentNotThere(supervisor) }
    if let ticket = tickets[id] { try requireSight(member, of: ticket) }
  }
}
