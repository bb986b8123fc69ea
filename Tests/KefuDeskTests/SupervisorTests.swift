// Supervisors, transfers, and what is written down.
//
//  1. A whisper reaches the agent and those who watch, never the customer; watching ends with the
//     connection.
//  2. A takeover makes the supervisor the one owner; released, it goes to an agent or in front of the
//     queue; a supervisor who goes loses it like an agent.
//  3. A transfer to a group waits in front there, or is promised a callback; one to an agent is taken
//     or offered at once.
//  4. Every step is in the log with who did it.

import Foundation
import KefuDialogue
import KefuKnowledge
import Testing

@testable import KefuDesk

@Suite struct SupervisorTests {
  private func room(_ mode: DeskSettings.Mode = .assign) throws -> Room {
    var room = Room(settings(mode) { $0.agentTimeout = 10_000 })
    try room.join("a", ["presale"], capacity: 2)
    try room.join("boss", capacity: 0, .busy, isSupervisor: true)
    try room.ask("c", "presale")
    if mode == .offer { try room.send(.accept(agent: "a", conversation: "c")) }
    return room
  }

  private func actions(_ room: Room) -> [DeskAction.Kind] {
    room.effects.compactMap { if case .record(let action) = $0 { action.kind } else { nil } }
  }

  @Test("1: watch and whisper") func whisper() throws {
    var room = try room()
    try room.join("lead", nil, .away, isSupervisor: true)
    try room.send(.watch(supervisor: "lead", conversation: "c"))
    #expect(
      room.effects.contains(.watching(supervisor: "lead", conversation: "c", true)))
    try room.send(.watch(supervisor: "lead", conversation: "c"))
    #expect(room.effects == [])
    try room.send(.watch(supervisor: "boss", conversation: "c"))
    try room.send(.whisper(supervisor: "boss", conversation: "c", text: "先道歉"))
    #expect(
      room.effects.contains(
        .whisper(conversation: "c", from: "boss", to: ["a", "lead"], text: "先道歉")))
    #expect(!room.effects.contains { if case .deliver = $0 { true } else { false } })
    try room.send(.unwatch(supervisor: "boss", conversation: "c"))
    try room.send(.agentDisconnected(agent: "lead"))
    #expect(
      room.effects.contains(.watching(supervisor: "lead", conversation: "c", false)))
    #expect(room.desk.watchers(of: "c") == [])
    #expect(throws: DeskError.agentNotThere("lead")) {
      try room.send(.watch(supervisor: "lead", conversation: "c"))
    }
  }

  @Test("2: takeover and release") func takeover() throws {
    var room = try room()
    try room.send(.takeover(supervisor: "boss", conversation: "c"))
    #expect(room.owner("c").agent == "boss")
    #expect(room.desk.ticket(of: "c")?.takenOverBy == "boss")
    #expect(room.effects.contains(.unassigned(agent: "a", conversation: "c", .takenOver)))
    #expect(throws: DeskError.self) {
      try room.send(.agentMessage(agent: "a", conversation: "c", text: "您好"))
    }
    try room.send(.agentMessage(agent: "boss", conversation: "c", text: "您好"))
    #expect(throws: DeskError.unknownAgent("b")) {
      try room.send(.release(supervisor: "boss", conversation: "c", to: .agent("b")))
    }
    try room.send(.release(supervisor: "boss", conversation: "c", to: .agent("a")))
    #expect(room.owner("c").agent == "a" && room.desk.ticket(of: "c")?.takenOverBy == nil)
    #expect(
      throws: DeskError.wrongState(
        conversation: "c", event: "release", owner: .assigned(agent: "a"))
    ) { try room.send(.release(supervisor: "boss", conversation: "c", to: .queue)) }

    try room.send(.takeover(supervisor: "boss", conversation: "c"))
    try room.send(.presence(agent: "a", .busy, capacity: nil))
    try room.send(.release(supervisor: "boss", conversation: "c", to: .queue))
    #expect(room.owner("c") == .queued && room.desk.ticket(of: "c")?.requeues == 0)
    try room.send(.takeover(supervisor: "boss", conversation: "c"))
    try room.send(.agentDisconnected(agent: "boss"))
    try room.wait(60)
    #expect(room.owner("c") == .queued && room.desk.ticket(of: "c")?.takenOverBy == nil)
  }

  @Test("3: transfers") func transfers() throws {
    var room = try room()
    try room.join("care", ["aftersale"], capacity: 1)
    try room.ask("d", "aftersale")
    try room.ask("e", "aftersale")
    try room.send(
      .transfer(agent: "a", conversation: "c", to: .group("aftersale"), note: "要退货"))
    #expect(room.desk.waiting(in: "aftersale") == ["c", "e"])
    #expect(room.desk.load(of: "a") == 0)
    #expect(throws: DeskError.unknownGroup("aftersal", nearest: "aftersale")) {
      try room.send(
        .transfer(agent: "boss", conversation: "c", to: .group("aftersal"), note: nil))
    }
    // Nobody serves complaints: the supervisor, who does, takes none.
    try room.send(
      .transfer(agent: "care", conversation: "d", to: .group("complaint"), note: nil))
    #expect(room.owner("d") == .offline)
    #expect(room.owner("c").agent == "care")

    var offering = try self.room(.offer)
    try offering.join("b", capacity: 1)
    try offering.send(.transfer(agent: "a", conversation: "c", to: .agent("b"), note: nil))
    #expect(offering.owner("c") == .queued)
    #expect(offering.desk.ticket(of: "c")?.offer?.agent == "b")
    #expect(offering.desk.load(of: "a") == 0 && offering.desk.load(of: "b") == 1)
  }

  @Test("4: the log") func log() throws {
    var room = try room()
    try room.join("b", capacity: 1)
    try room.send(.transfer(agent: "a", conversation: "c", to: .agent("b"), note: "懂行"))
    #expect(
      actions(room) == [
        .transferred(from: "a", to: .agent("b"), note: "懂行"), .assigned(to: "b"),
      ])
    try room.send(.hold(agent: "b", conversation: "c"))
    #expect(actions(room) == [.held])
    try room.send(.resolve(agent: "b", conversation: "c", note: "已退款"))
    #expect(actions(room) == [.resolved(by: "b", note: "已退款")])
    try room.send(.customerMessage(conversation: "c", isAngry: false))
    #expect(actions(room) == [.reopened])
    try room.ask("c", "presale")
    #expect(
      actions(room) == [.queued(reason: "askedForPerson", group: "presale"), .assigned(to: "b")])
    try room.send(.takeover(supervisor: "boss", conversation: "c"))
    #expect(actions(room) == [.tookOver(from: "b"), .assigned(to: "boss")])
    let actors = room.effects.compactMap { effect in
      if case .record(let action) = effect { action.actor } else { nil }
    }
    #expect(actors == [.supervisor("boss"), .supervisor("boss")])
    try room.send(.customerClosed(conversation: "c"))
    #expect(actions(room) == [.closed] && room.owner("c") == .bot)
  }
}
