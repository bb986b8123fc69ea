// Who gets a conversation, and when.
//
//  1. The least loaded for their capacity; of equals, who got theirs longest ago; the customer's own
//     agent first where free.
//  2. Agents see their groups; an unknown group, or none, is anybody's; a supervisor without groups
//     sees all.
//  3. Urgent before complaints before VIPs before the rest; inside a lane by time, those who come back
//     first. Asked for again, the priority rises and never falls.
//  4. Positions fall, and rise only by somebody more urgent or who comes back; the ETA is position ×
//     handling ÷ what the agents there can have.
//  5. Offers: lapsed or declined they go to another, in place; they count as load; nobody else may
//     accept them.
//  6. Capacity is exceeded by a takeover alone.
//  7. Handling times: the mean of about fifty, hardly moved by one that was forgotten.

import Foundation
import KefuDialogue
import KefuKnowledge
import Testing

@testable import KefuDesk

@Suite struct RoutingTests {
  @Test("1: least loaded") func leastLoaded() throws {
    var room = Room(settings())
    try room.join("a", capacity: 4)
    try room.join("b", capacity: 2)
    var owners: [String] = []
    for id in ["c1", "c2", "c3", "c4", "c5", "c6", "c7"] {
      try room.ask(id)
      owners.append(room.owner(id).agent ?? "-")
    }
    #expect(owners == ["a", "b", "a", "b", "a", "a", "-"])
    #expect(room.desk.load(of: "a") == 4 && room.desk.conversations(of: "b") == ["c2", "c4"])
    // Whoever resolves gets the one who waits.
    try room.send(.resolve(agent: "b", conversation: "c2", note: nil))
    #expect(room.owner("c7") == .assigned(agent: "b"))
  }

  @Test("1: in turn") func inTurn() throws {
    var room = Room(settings())
    for agent in ["a", "b", "c"] { try room.join(agent) }
    var owners: [String] = []
    for id in ["c1", "c2", "c3", "c4"] {
      try room.ask(id)
      let agent = try #require(room.owner(id).agent)
      owners.append(agent)
      try room.send(.resolve(agent: agent, conversation: id, note: nil))
    }
    #expect(owners == ["a", "b", "c", "a"])
  }

  @Test("1: the customer's own agent") func sticky() throws {
    var room = Room(settings())
    try room.join("a", capacity: 1)
    try room.join("b", capacity: 3)
    try room.ask("c1", preferred: "b")
    try room.ask("c2", preferred: "b")
    try room.ask("c3", preferred: "nobody")
    #expect(
      ["c1", "c2", "c3"].map { room.owner($0).agent } == ["b", "b", "a"])
    // Of this conversation's agents, the last.
    try room.send(.resolve(agent: "b", conversation: "c1", note: nil))
    try room.send(.resolve(agent: "a", conversation: "c3", note: nil))
    try room.ask("c1")
    #expect(room.owner("c1").agent == "b")
    #expect(room.desk.ticket(of: "c1")?.agents == ["b"])
  }

  @Test("2: groups") func groups() throws {
    var room = Room(settings())
    try room.join("sale", ["presale"], capacity: 1)
    try room.join("care", ["aftersale", "complaint"], capacity: 1)
    try room.ask("c1", "complaint")
    try room.ask("c2", "aftersale")
    #expect(room.owner("c1").agent == "care" && room.owner("c2") == .queued)
    try room.ask("c3", "no such group")
    #expect(room.owner("c3").agent == "sale")
    #expect(room.desk.ticket(of: "c3")?.group == nil)
    #expect(throws: DeskError.groupNotVisible(agent: "sale", group: "aftersale")) {
      try room.send(.accept(agent: "sale", conversation: "c2"))
    }
    #expect(throws: DeskError.groupNotVisible(agent: "sale", group: "complaint")) {
      try room.send(.resolve(agent: "sale", conversation: "c1", note: nil))
    }
    try room.join("boss", nil, .away, isSupervisor: true)
    try room.join("lead", ["presale"], .away, isSupervisor: true)
    try room.send(.watch(supervisor: "boss", conversation: "c1"))
    #expect(room.desk.watchers(of: "c1") == ["boss"])
    #expect(throws: DeskError.groupNotVisible(agent: "lead", group: "complaint")) {
      try room.send(.watch(supervisor: "lead", conversation: "c1"))
    }
    // No longer one of theirs: an offer, or what waits, is not for them.
    try room.send(.agentConnected(agent: "sale", groups: ["aftersale"], isSupervisor: false))
    #expect(room.owner("c3").agent == "sale")
    try room.send(.resolve(agent: "sale", conversation: "c3", note: nil))
    #expect(room.owner("c2").agent == "sale")
  }

  @Test("3: lanes") func lanes() throws {
    var room = Room(settings())
    try room.join("a", capacity: 1)
    try room.ask("busy")
    try room.ask("plain1", "presale")
    try room.ask("vip", "presale", vip: true)
    try room.ask("plain2", "presale")
    try room.ask("angry", "presale", priority: .high)
    try room.ask("complaint", "complaint")
    try room.ask("urgent", "presale", priority: .urgent)
    #expect(room.desk.waiting(in: "presale") == ["urgent", "angry", "vip", "plain1", "plain2"])
    #expect(room.desk.position(of: "vip") == 3)
    try room.ask("plain2", "presale", priority: .high)
    try room.ask("plain2", "presale")
    #expect(room.desk.waiting(in: "presale") == ["urgent", "plain2", "angry", "vip", "plain1"])
    #expect(room.desk.ticket(of: "plain2")?.priority == .high)
    // Across groups, the agent takes them in the same order.
    var order: [String] = []
    var current = "busy"
    for _ in 0..<6 {
      try room.send(.resolve(agent: "a", conversation: current, note: nil))
      current = try #require(room.desk.conversations(of: "a").first)
      order.append(current)
    }
    #expect(order == ["urgent", "plain2", "angry", "complaint", "vip", "plain1"])
  }

  @Test("3: coming back") func returning() throws {
    var room = Room(settings())
    try room.join("a", capacity: 1)
    try room.ask("first")
    try room.ask("second")
    try room.ask("urgent", priority: .urgent)
    try room.send(.presence(agent: "a", .away, capacity: nil))
    try room.send(.agentDisconnected(agent: "a"))
    try room.wait(59)
    #expect(room.owner("first").agent == "a")
    try room.wait(1)
    #expect(room.desk.waiting(in: nil) == ["urgent", "first", "second"])
    #expect(room.desk.ticket(of: "first")?.requeues == 1)
    #expect(
      room.effects.contains(.unassigned(agent: "a", conversation: "first", .disconnected)))
    // In front even of who came before.
    try room.join("b", nil, capacity: 1, .busy)
    try room.send(.accept(agent: "b", conversation: "second"))
    try room.ask("third")
    try room.send(.agentDisconnected(agent: "b"))
    try room.wait(60)
    #expect(room.desk.waiting(in: nil) == ["urgent", "first", "second", "third"])
    try room.join("c", nil, capacity: 1, .busy)
    try room.send(.accept(agent: "c", conversation: "third"))
    try room.ask("fourth")
    try room.ask("fifth")
    try room.join("d", nil, capacity: 1, .busy)
    try room.send(.accept(agent: "d", conversation: "fifth"))
    try room.send(.agentDisconnected(agent: "d"))
    try room.wait(60)
    #expect(room.desk.waiting(in: nil) == ["urgent", "first", "second", "fifth", "fourth"])
  }

  @Test("4: positions and ETA") func positions() throws {
    var room = Room(settings { $0.defaultHandling = 120 })
    try room.join("a", ["presale"], capacity: 2)
    try room.join("b", nil, capacity: 1)
    try room.join("c", ["aftersale"], capacity: 5)
    for id in 1...6 { try room.ask("c\(id)", "presale") }
    #expect((1...6).map { room.desk.position(of: "c\($0)") } == [nil, nil, nil, 1, 2, 3])
    // 120 s a conversation, three at once.
    #expect((4...6).map { room.desk.eta(of: "c\($0)") } == [40, 80, 120])
    #expect(room.desk.eta(of: "c1") == nil)
    try room.wait(5)
    try room.send(.customerClosed(conversation: "c4"))
    #expect(room.effects.contains(.positionsChanged(group: "presale", from: 1)))
    #expect((5...6).map { room.desk.position(of: "c\($0)") } == [1, 2])
    try room.ask("vip", "presale", vip: true)
    #expect((5...6).map { room.desk.position(of: "c\($0)") } == [2, 3])
    #expect(room.effects.contains(.positionsChanged(group: "presale", from: 2)))
    let status = room.desk.status(of: "c5")
    #expect(status.owner == .queued && status.position == 2 && status.eta == 80)
  }

  @Test("5: offers") func offers() throws {
    var room = Room(settings(.offer))
    try room.join("a", capacity: 1)
    try room.ask("c1")
    #expect(room.effects.contains(.offered(agent: "a", conversation: "c1", until: noon + 30)))
    #expect(room.owner("c1") == .queued && room.desk.load(of: "a") == 1)
    #expect(room.desk.position(of: "c1") == 1)
    try room.ask("c2")
    #expect(room.desk.ticket(of: "c2")?.offer == nil)
    try room.join("b", capacity: 1)
    #expect(room.desk.ticket(of: "c2")?.offer?.agent == "b")
    #expect(throws: DeskError.offeredToAnother(conversation: "c1")) {
      try room.send(.accept(agent: "b", conversation: "c1"))
    }
    try room.send(.accept(agent: "b", conversation: nil))
    #expect(room.owner("c2").agent == "b")
    // Lapsed: nobody else is free, so it waits in its place, and the agent is spared it.
    try room.ask("c3")
    try room.wait(30)
    #expect(room.effects.contains(.withdrawn(agent: "a", conversation: "c1", .lapsed)))
    #expect(room.desk.ticket(of: "c3")?.offer?.agent == "a")
    #expect(room.desk.waiting(in: nil) == ["c1", "c3"])
    try room.send(.decline(agent: "a", conversation: "c3"))
    #expect(room.desk.load(of: "a") == 0)
    try room.send(.resolve(agent: "b", conversation: "c2", note: nil))
    #expect(room.desk.ticket(of: "c1")?.offer?.agent == "b")
    // Spared for a minute; asked for by hand, it may be had.
    try room.send(.accept(agent: "a", conversation: nil))
    #expect(room.owner("c3").agent == "a")
    try room.send(.resolve(agent: "a", conversation: "c3", note: nil))
    try room.send(.decline(agent: "b", conversation: "c1"))
    #expect(room.desk.ticket(of: "c1")?.offer == nil)
    try room.wait(60)
    #expect(room.desk.ticket(of: "c1")?.offer?.agent == "b")
    // Who goes has no offers; the next one gets it at once.
    try room.send(.presence(agent: "b", .away, capacity: nil))
    #expect(room.desk.load(of: "b") == 0)
    #expect(room.effects.contains(.withdrawn(agent: "b", conversation: "c1", .gone)))
    #expect(room.desk.ticket(of: "c1")?.offer?.agent == "a")
  }

  @Test("6: capacity") func capacity() throws {
    var room = Room(settings())
    try room.join("a", capacity: 1)
    try room.join("boss", capacity: 0, isSupervisor: true)
    try room.ask("c1")
    try room.ask("c2")
    #expect(throws: DeskError.noCapacity(agent: "a", load: 1, capacity: 1)) {
      try room.send(.accept(agent: "a", conversation: "c2"))
    }
    #expect(throws: DeskError.noCapacity(agent: "a", load: 1, capacity: 1)) {
      try room.send(
        .transfer(agent: "boss", conversation: "c2", to: .agent("a"), note: nil))
    }
    try room.send(.takeover(supervisor: "boss", conversation: "c2"))
    #expect(room.owner("c2").agent == "boss" && room.desk.load(of: "boss") == 1)
    for bad in [-1, 1001] {
      #expect(throws: DeskError.badCapacity(bad)) {
        try room.send(.presence(agent: "a", .busy, capacity: bad))
      }
    }
    // Lowered, it takes nothing away.
    try room.send(.presence(agent: "a", .available, capacity: 0))
    #expect(room.owner("c1").agent == "a")
  }

  @Test("7: handling times") func handling() {
    var times = HandlingTimes()
    #expect(times.mean(group: "a", initial: 300) == 300)
    times.add(100, group: "a", initial: 300)
    #expect(times.mean(group: "a", initial: 300) == 260)
    #expect(times.mean(group: nil, initial: 300) == 300)
    for _ in 0..<200 { times.add(100, group: "a", initial: 300) }
    #expect(abs(times.mean(group: "a", initial: 300) - 100) < 5)
    let before = times.mean(group: "a", initial: 300)
    times.add(86_400, group: "a", initial: 300)
    #expect(times.mean(group: "a", initial: 300) < before * 1.07)
    times.add(.nan, group: "b", initial: 300)
    times.add(-5, group: "b", initial: 300)
    #expect(times.mean(group: "b", initial: 300) == 300)
  }

  @Test("7: learnt by resolving") func learnt() throws {
    var room = Room(settings { $0.defaultHandling = 100 })
    try room.join("a", capacity: 1)
    try room.ask("c1", "presale")
    try room.send(.agentMessage(agent: "a", conversation: "c1", text: "您好"))
    try room.wait(200)
    try room.send(.resolve(agent: "a", conversation: "c1", note: nil))
    #expect(room.desk.handlingTimes.mean(group: "presale", initial: 100) == 120)
  }
}
