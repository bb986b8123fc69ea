// What time does, and what is raised.
//
//  1. A slow first response, an unanswered message, a long hold, a long wait, too long a queue, an
//     overdue callback, an angry customer and a red line each raise an alert; once per cause.
//  2. Who leaves a customer unanswered loses the conversation, in front; who has written to nobody in
//     that time is set away.
//  3. A lost connection has a grace; coming back in it changes nothing.
//  4. A hold ends by itself; its time is counted.
//  5. Who waits too long is promised a callback where nobody is there, or where the settings say so;
//     who was promised one is not put off again while somebody is there.
//  6. A customer who is gone for long gives up the place; not one who was promised a callback.
//  7. A conversation in which the customer is silent is resolved.
//  8. A rating is taken once, in its window, for the agent who resolved it; then the ticket is
//     forgotten.

import Foundation
import KefuDialogue
import KefuKnowledge
import Testing

@testable import KefuDesk

@Suite struct TimerTests {
  private func assigned(_ change: (inout DeskSettings) -> Void = { _ in }) throws -> Room {
    var room = Room(settings(.assign, change))
    try room.join("a", capacity: 2)
    try room.ask("c", "presale")
    return room
  }

  @Test("1: slow first response") func slow() throws {
    var room = try assigned()
    try room.wait(9.9)
    #expect(room.alerts == [])
    try room.wait(0.1)
    #expect(room.alerts == [.slowFirstResponse])
    try room.wait(60)
    try room.send(.tick)
    #expect(room.alerts == [])
    // Another agent is another cause.
    try room.join("b")
    try room.send(.transfer(agent: "a", conversation: "c", to: .agent("b"), note: nil))
    try room.wait(10)
    #expect(room.alerts == [.slowFirstResponse])
    let alert = room.effects.compactMap { if case .alert(let alert) = $0 { alert } else { nil } }
    #expect(alert.first?.agent == "b" && alert.first?.group == "presale")
    // Answered in time.
    var quick = try assigned()
    try quick.wait(9)
    try quick.send(.agentMessage(agent: "a", conversation: "c", text: "您好"))
    try quick.wait(100)
    #expect(quick.alerts == [])
    #expect(quick.desk.ticket(of: "c")?.times.firstResponse == noon + 9)
  }

  @Test("1: words") func words() throws {
    var room = try assigned()
    try room.send(.agentMessage(agent: "a", conversation: "c", text: "您加我微信转账吧"))
    #expect(room.alerts == [.redLine])
    #expect(
      room.effects.contains(.deliver(conversation: "c", agent: "a", text: "您加我微信转账吧")))
    // Each time is a cause.
    try room.send(.agentMessage(agent: "a", conversation: "c", text: "请把验证码发给我"))
    #expect(room.alerts == [.redLine])
    try room.send(.agentMessage(agent: "a", conversation: "c", text: "请勿私下转账，谨防受骗"))
    #expect(room.alerts == [])
    try room.send(.customerMessage(conversation: "c", isAngry: true))
    #expect(room.alerts == [.angryCustomer])
    try room.send(.customerMessage(conversation: "c", isAngry: true))
    #expect(room.alerts == [])

    var strict = try assigned { $0.redLinePolicy = .withhold }
    try strict.send(.agentMessage(agent: "a", conversation: "c", text: "爱买不买"))
    #expect(strict.alerts == [.redLine])
    #expect(
      strict.effects.contains(.withheld(conversation: "c", agent: "a", phrase: "insult")))
    #expect(strict.desk.ticket(of: "c")?.times.firstResponse == nil)
  }

  @Test("1: queue over its limit") func queue() throws {
    var room = Room(settings { $0.queueLimit = 4 })
    try room.join("a", nil, .busy)
    var raised: [Int] = []
    for number in 1...7 {
      try room.ask("c\(number)")
      if room.alerts.contains(.queueOverLimit) { raised.append(number) }
    }
    #expect(raised == [5])
    // Below three quarters of it, and over it again, is another cause.
    for number in 1...3 { try room.send(.customerClosed(conversation: "c\(number)")) }
    try room.ask("c8")
    #expect(room.alerts == [])
    for number in 4...5 { try room.send(.customerClosed(conversation: "c\(number)")) }
    for number in 9...10 { try room.ask("c\(number)") }
    #expect(room.alerts == [.queueOverLimit])
  }

  @Test("2: silent agents") func silent() throws {
    var room = try assigned()
    try room.join("b", capacity: 1)
    try room.send(.agentMessage(agent: "a", conversation: "c", text: "您好"))
    try room.wait(100)
    try room.send(.customerMessage(conversation: "c", isAngry: false))
    try room.wait(100)
    try room.send(.customerMessage(conversation: "c", isAngry: false))
    try room.wait(79.9)
    #expect(room.owner("c").agent == "a")
    try room.wait(0.1)
    #expect(room.alerts == [.agentSilent])
    #expect(room.effects.contains(.unassigned(agent: "a", conversation: "c", .silent)))
    #expect(room.effects.contains(.presence(agent: "a", .away)))
    #expect(room.desk.snapshot().agents.first?.presence == .away)
    #expect(room.owner("c").agent == "b")
    #expect(room.desk.ticket(of: "c")?.requeues == 1)
    #expect(room.desk.ticket(of: "c")?.agents == ["a", "b"])

    // Busy with another customer, the agent stays.
    var busy = try assigned()
    try busy.ask("d", "presale")
    try busy.wait(170)
    try busy.send(.agentMessage(agent: "a", conversation: "d", text: "您好"))
    try busy.wait(10)
    #expect(!busy.effects.contains(.presence(agent: "a", .away)))
    #expect(busy.owner("c") == .queued && busy.desk.position(of: "c") == 1)
    #expect(busy.owner("d").agent == "a")
    try busy.wait(60)
    #expect(busy.owner("c").agent == "a")
  }

  @Test("3: grace") func grace() throws {
    var room = try assigned { $0.firstResponse = 1000 }
    try room.send(.agentDisconnected(agent: "a"))
    try room.wait(59)
    try room.send(.agentConnected(agent: "a", groups: nil, isSupervisor: false))
    try room.wait(10)
    #expect(room.owner("c").agent == "a")
    // Still available, without having said so again.
    try room.ask("d")
    #expect(room.owner("d").agent == "a")
    // To go offline is to leave as well.
    try room.send(.presence(agent: "a", .offline, capacity: nil))
    try room.wait(60)
    #expect(room.owner("c") == .queued && room.owner("d") == .queued)
    #expect(room.desk.waiting(in: nil) == ["d"])
    // A customer who comes while the only agent's connection is down waits; later, is promised.
    var down = try assigned()
    try down.send(.agentDisconnected(agent: "a"))
    try down.ask("d")
    #expect(down.owner("d") == .queued)
    try down.wait(60)
    try down.ask("e")
    #expect(down.owner("e") == .offline)
  }

  @Test("4: holds") func holds() throws {
    var room = try assigned { $0.agentTimeout = 10_000 }
    try room.send(.agentMessage(agent: "a", conversation: "c", text: "您好"))
    try room.send(.hold(agent: "a", conversation: "c"))
    try room.wait(40)
    try room.send(.unhold(agent: "a", conversation: "c"))
    #expect(room.desk.ticket(of: "c")?.times.totalHold == 40)
    try room.send(.hold(agent: "a", conversation: "c"))
    try room.wait(299)
    #expect(room.alerts == [])
    try room.wait(1)
    #expect(room.alerts == [.longHold])
    try room.wait(299)
    #expect(room.alerts == [] && room.owner("c") == .hold(agent: "a"))
    try room.wait(1)
    #expect(room.owner("c") == .assigned(agent: "a"))
    #expect(room.desk.ticket(of: "c")?.times.totalHold == 640)
    // What was looked up is due: the agent's time runs again.
    #expect(room.desk.ticket(of: "c")?.times.unanswered == room.now)
  }

  @Test("5: long waits") func longWait() throws {
    var room = try assigned { $0.agentTimeout = 10_000 }
    try room.send(.presence(agent: "a", .available, capacity: 1))
    try room.ask("d")
    try room.wait(600)
    #expect(room.alerts.contains(.longWait) && room.owner("d") == .queued)
    try room.wait(1200)
    #expect(!room.alerts.contains(.longWait))
    // The agent goes: at the next look, there is nobody.
    try room.send(.presence(agent: "a", .away, capacity: nil))
    try room.wait(600)
    #expect(room.owner("d") == .offline)
    #expect(room.desk.status(of: "d").promised == room.now + 1800)
    #expect(room.desk.ticket(of: "d")?.callback?.reason == .nobodyThere)
    // And comes back.
    try room.send(.presence(agent: "a", .available, capacity: 2))
    #expect(room.owner("d").agent == "a")

    var promising = try assigned {
      $0.promisesAfterMaxWait = true
      $0.agentTimeout = 10_000
    }
    try promising.send(.presence(agent: "a", .available, capacity: 1))
    try promising.ask("d")
    try promising.ask("e")
    try promising.wait(600)
    #expect(promising.desk.ticket(of: "d")?.callback?.reason == .waitedTooLong)
    // Anybody who comes does not bring it back; half of the promised time does, in front.
    try promising.send(.presence(agent: "a", .busy, capacity: nil))
    #expect(promising.owner("d") == .offline)
    try promising.ask("f")
    try promising.wait(900)
    #expect(promising.desk.waiting(in: nil).prefix(2) == ["d", "e"])
    #expect(promising.desk.ticket(of: "d")?.callback?.promised == noon + 2400)
    #expect(promising.owner("f") == .offline)
    // Promised once, it is not put off again.
    try promising.wait(599)
    #expect(promising.owner("d") == .queued)
    try promising.wait(1)
    #expect(promising.owner("d") == .queued && promising.alerts.contains(.longWait))
  }

  @Test("5: capacity for nobody is nobody") func noCapacity() throws {
    var room = Room(settings())
    try room.join("a", capacity: 0)
    try room.ask("c")
    #expect(room.owner("c") == .offline)
    try room.send(.presence(agent: "a", .available, capacity: 1))
    #expect(room.owner("c").agent == "a")
  }

  @Test("5: overdue") func overdue() throws {
    var room = Room(settings())
    try room.ask("c")
    #expect(room.owner("c") == .offline)
    try room.wait(1799)
    #expect(room.alerts == [])
    try room.wait(1)
    #expect(room.alerts == [.callbackOverdue])
    try room.wait(10_000)
    #expect(room.alerts == [])
    try room.join("a")
    #expect(room.owner("c").agent == "a")
  }

  @Test("6: gone while waiting") func abandoned() throws {
    var room = Room(settings { $0.maxWait = 10_000 })
    try room.join("a", nil, .busy)
    try room.ask("c")
    try room.ask("d")
    try room.send(.customerLeft(conversation: "c"))
    try room.send(.customerLeft(conversation: "d"))
    try room.wait(599)
    try room.send(.customerBack(conversation: "d"))
    #expect(room.desk.position(of: "d") == 2)
    try room.wait(1)
    #expect(room.owner("c") == .bot && room.desk.ticket(of: "c") == nil)
    #expect(room.effects.contains(.forget(conversation: "c")))
    #expect(room.desk.position(of: "d") == 1)
    let stored = room.effects.compactMap { if case .store(let ticket) = $0 { ticket } else { nil } }
    #expect(stored.map(\.times.gaveUp) == [room.now])

    var promised = Room(settings { $0.maxWait = 10_000 })
    try promised.ask("c")
    try promised.send(.customerLeft(conversation: "c"))
    try promised.wait(900)
    try promised.join("a", nil, .busy)
    try promised.wait(5000)
    #expect(promised.owner("c") == .queued)
  }

  @Test("7: a silent customer") func idle() throws {
    var room = try assigned()
    try room.send(.agentMessage(agent: "a", conversation: "c", text: "还有什么可以帮您？"))
    try room.wait(1799)
    try room.send(.customerMessage(conversation: "c", isAngry: false))
    try room.wait(10)
    #expect(room.owner("c").agent == "a")
    try room.send(.agentMessage(agent: "a", conversation: "c", text: "好的"))
    try room.wait(1799)
    #expect(room.owner("c").agent == "a")
    try room.wait(1)
    #expect(room.owner("c") == .resolved)
    #expect(room.effects.contains { if case .askRating = $0 { true } else { false } })
  }

  @Test("8: ratings") func ratings() throws {
    var room = try assigned { $0.ratingWindow = 100 }
    #expect(throws: DeskError.ratingClosed(conversation: "c")) {
      try room.send(.rate(conversation: "c", score: 5, comment: nil))
    }
    try room.send(.resolve(agent: "a", conversation: "c", note: "换货"))
    #expect(room.effects.contains(.askRating(conversation: "c", until: noon + 100)))
    try room.wait(50)
    // To write first does not lose the rating.
    try room.send(.customerMessage(conversation: "c", isAngry: false))
    #expect(room.owner("c") == .bot)
    try room.send(.rate(conversation: "c", score: 4, comment: "不错"))
    let action = DeskAction(
      conversation: "c", actor: .customer, kind: .rated(score: 4, comment: "不错", agent: "a"),
      at: room.now)
    #expect(room.effects.contains(.record(action)))
    #expect(room.effects.last == .forget(conversation: "c"))
    #expect(throws: DeskError.ratingClosed(conversation: "c")) {
      try room.send(.rate(conversation: "c", score: 5, comment: nil))
    }

    var late = try assigned { $0.ratingWindow = 100 }
    try late.send(.resolve(agent: "a", conversation: "c", note: nil))
    try late.wait(100)
    #expect(late.desk.ticket(of: "c") == nil && late.effects.last == .forget(conversation: "c"))
    #expect(late.desk.nextDeadline == nil)
  }
}
