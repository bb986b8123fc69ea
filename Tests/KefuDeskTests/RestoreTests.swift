// After a restart, or when a write failed.
//
//  1. An agent who is not there has a grace for what was assigned; then it waits in front.
//  2. What waits is given out by the next tick, which is due at once, in order of the places.
//  3. An offer to one who is not there is void; a group that is no more is nobody's.
//  4. Put back to what the store has, or to nothing, loads and queues are as if it had not happened.
//  5. Who comes after a restart comes behind those who were there.
//  6. A ticket survives being written and read in every state.

import Foundation
import KefuDialogue
import KefuKnowledge
import Testing

@testable import KefuDesk

@Suite struct RestoreTests {
  private func tickets(
    _ mode: DeskSettings.Mode = .assign, _ fill: (inout Room) throws -> Void
  ) throws -> [Ticket] {
    var room = Room(settings(mode))
    try room.join("a", ["presale"], capacity: 1)
    try fill(&room)
    return ["c1", "c2", "c3"].compactMap { room.desk.ticket(of: $0) }
  }

  private func restored(
    _ tickets: [Ticket], _ settings: DeskSettings = settings()
  ) -> Room {
    var room = Room(settings)
    room.now = noon + 5
    for ticket in tickets {
      room.desk.restore(ticket, for: ticket.conversation, at: room.now)
    }
    return room
  }

  @Test("1: an absent agent") func absent() throws {
    let tickets = try tickets {
      try $0.ask("c1", "presale")
      try $0.ask("c2", "presale")
    }
    var room = restored(tickets)
    #expect(room.desk.load(of: "a") == 1 && room.desk.position(of: "c2") == 1)
    try room.wait(59)
    #expect(room.owner("c1").agent == "a")
    var back = room
    try back.join("a", ["presale"], capacity: 1)
    try back.send(.agentMessage(agent: "a", conversation: "c1", text: "您好"))
    try back.wait(100)
    #expect(back.owner("c1").agent == "a")
    try room.wait(1)
    #expect(room.desk.waiting(in: "presale") == ["c1", "c2"])
  }

  @Test("2: given out") func given() throws {
    let tickets = try tickets {
      for id in ["c1", "c2", "c3"] { try $0.ask(id, "presale") }
      try $0.send(.customerClosed(conversation: "c1"))
      try $0.send(.presence(agent: "a", .busy, capacity: nil))
      try $0.send(.transfer(agent: "a", conversation: "c2", to: .group("presale"), note: nil))
    }
    var room = Room(settings())
    try room.join("b", capacity: 1)
    for ticket in tickets.reversed() {
      room.desk.restore(ticket, for: ticket.conversation, at: room.now)
    }
    #expect(room.desk.nextDeadline == room.now)
    try room.send(.tick)
    #expect(room.owner("c2").agent == "b" && room.owner("c3") == .queued)
    #expect(room.desk.nextDeadline.map { $0 > room.now } ?? false)
  }

  @Test("3: void offers and groups") func void() throws {
    let tickets = try tickets(.offer) { try $0.ask("c1", "presale") }
    #expect(tickets.map(\.offer?.agent) == ["a"])
    let room = restored(tickets, settings(.offer) { $0.groups = ["aftersale"] })
    #expect(room.desk.ticket(of: "c1")?.offer == nil && room.desk.load(of: "a") == 0)
    #expect(room.desk.waiting(in: nil) == ["c1"])
  }

  @Test("4: put back") func putBack() throws {
    var room = Room(settings())
    try room.join("a", capacity: 1)
    try room.ask("c1")
    try room.ask("c2")
    let before = try #require(room.desk.ticket(of: "c1"))
    try room.send(.resolve(agent: "a", conversation: "c1", note: nil))
    #expect(room.owner("c2").agent == "a")
    room.desk.restore(before, for: "c1", at: room.now)
    #expect(room.desk.conversations(of: "a") == ["c1", "c2"])
    room.desk.restore(nil, for: "c2", at: room.now)
    #expect(room.desk.conversations(of: "a") == ["c1"] && room.desk.ticket(of: "c2") == nil)
    try room.ask("c3")
    #expect(room.desk.position(of: "c3") == 1)
  }

  @Test("5: newcomers") func newcomers() throws {
    let tickets = try tickets {
      try $0.ask("c1", "presale")
      try $0.ask("c2", "presale")
    }
    var room = restored(tickets)
    // The clock of the new process is behind.
    room.now = noon - 3600
    try room.join("b", nil, .busy)
    try room.ask("c3", "presale")
    #expect(room.desk.waiting(in: "presale") == ["c2", "c3"])
  }

  @Test("6: written and read", arguments: TransitionTests.states)
  func coded(state: String) throws {
    guard let ticket = try TransitionTests.room(state).desk.ticket(of: "c") else { return }
    let data = try JSONEncoder().encode(ticket)
    #expect(try JSONDecoder().decode(Ticket.self, from: data) == ticket)
  }
}
