// Whatever happens, in whatever order:
//
//  1. After every event there is one owner, agents have no more than they can and only what they may
//     see, queues are in order with positions 1, 2, 3 …, nobody who is free is idle while somebody
//     waits for them; agents, customers and the store were told all of it, each once; a refused event
//     changes nothing. (`DeskChecker`)
//  2. Restored from the store, a desk has the same queues, positions and loads.
//  3. Once an agent is there, everybody who waits is taken; where nobody comes, everybody is promised
//     a callback.
//  4. The same events give the same effects.
//  5. A desk is done with its deadlines after a tick, however far the clock has jumped.

import Foundation
import KefuDialogue
import KefuKnowledge
import KefuTestSupport
import Testing

@testable import KefuDesk

@Suite struct RandomDeskTests {
  static let groups = ["presale", "aftersale", "complaint"]
  static let agents = ["a1", "a2", "a3", "a4"]
  static let served: [Set<String>?] = [["presale"], ["aftersale", "complaint"], nil, ["presale"]]

  static func settings(_ seed: UInt64) -> DeskSettings {
    KefuDeskTests.settings(seed % 2 == 0 ? .assign : .offer) {
      $0.promisesAfterMaxWait = seed % 3 == 0
      $0.redLinePolicy = seed % 5 == 0 ? .withhold : .alert
      $0.queueLimit = 4
      $0.idleTimeout = 900
      $0.acceptTimeout = 60
      $0.passTime = 120
      if seed % 4 < 2 {
        $0.hours = ServiceHours(
          BusinessHours(
            timeZone: "Asia/Shanghai", shifts: Array(repeating: [540..<720, 740..<1320], count: 7)))
      }
    }
  }

  static func event(_ desk: Desk, _ random: inout SeededRandom) -> DeskEvent {
    let agent = random.pick(agents)
    let boss = "boss\(random.below(2))"
    var id = "c\(random.below(10))"
    // Most of what agents do is about what they have.
    let own = desk.conversations(of: random.below(5) == 0 ? boss : agent)
    if !own.isEmpty, random.below(4) > 0 { id = random.pick(own) }
    switch random.below(36) {
    case 0...4:
      return .handoff(
        conversation: id,
        Handoff(
          reason: .requested, group: random.pick([nil, "unknown"] + groups),
          priority: random.pick(HandoffPriority.allCases)),
        DeskCustomer(
          id: "k\(id)", isVIP: random.below(4) == 0,
          preferredAgent: random.below(3) == 0 ? agent : nil))
    case 5, 6: return .customerMessage(conversation: id, isAngry: random.below(4) == 0)
    case 7: return .customerLeft(conversation: id)
    case 8: return .customerBack(conversation: id)
    case 9: return random.below(3) == 0 ? .customerClosed(conversation: id) : .tick
    case 10: return .rate(conversation: id, score: random.below(7), comment: nil)
    case 11, 12:
      let index = random.below(agents.count)
      return .agentConnected(agent: agents[index], groups: served[index], isSupervisor: false)
    case 13: return .agentConnected(agent: boss, groups: nil, isSupervisor: true)
    case 14: return .agentDisconnected(agent: random.below(4) == 0 ? boss : agent)
    case 15, 16:
      return .presence(
        agent: agent, random.below(4) > 0 ? .available : random.pick(Presence.allCases),
        capacity: random.below(3) == 0 ? random.below(4) : nil)
    case 17, 18:
      return .accept(agent: agent, conversation: random.below(2) == 0 ? nil : id)
    case 19: return .decline(agent: agent, conversation: id)
    case 20, 21:
      return .agentMessage(
        agent: agent, conversation: id, text: random.pick(["您好", "加我微信", "请稍等"]))
    case 22: return .hold(agent: agent, conversation: id)
    case 23: return .unhold(agent: agent, conversation: id)
    case 24:
      return .transfer(
        agent: random.pick([agent, boss]), conversation: id,
        to: random.below(2) == 0
          ? .group(random.pick(groups + ["presal"])) : .agent(random.pick(agents)), note: nil)
    case 25: return .resolve(agent: agent, conversation: id, note: nil)
    case 26: return .takeover(supervisor: boss, conversation: id)
    case 27...30: return .accept(agent: agent, conversation: nil)
    case 31, 32:
      return .agentMessage(agent: agent, conversation: id, text: random.pick(["好的", "私下转账"]))
    case 33: return .hold(agent: agent, conversation: id)
    default:
      return random.pick([
        .release(supervisor: boss, conversation: id, to: .queue),
        .release(supervisor: boss, conversation: id, to: .agent(agent)),
        .watch(supervisor: boss, conversation: id),
        .unwatch(supervisor: boss, conversation: id),
        .whisper(supervisor: boss, conversation: id, text: "别急"),
        .resolve(agent: boss, conversation: id, note: nil),
      ])
    }
  }

  /// What has happened to a desk, and who has followed it.
  struct Run {
    var desk: Desk
    var checker = DeskChecker(groups: RandomDeskTests.groups)
    var now = noon
    var refused = 0

    mutating func send(_ event: DeskEvent) throws {
      let before = desk
      do {
        let effects = try desk.handle(event, at: now)
        try checker.check(event, effects, desk, before, at: now)
      } catch let error as DeskError {
        try #require(desk == before, "\(event) changed the desk, refused as \(error)")
        refused += 1
      }
    }

    mutating func tick() throws {
      try send(.tick)
      try #require(desk.nextDeadline.map { $0 > now } ?? true, "a deadline is left")
    }

    /// From deadline to deadline.
    mutating func wait(_ seconds: Double) throws {
      let end = now + seconds
      while let next = desk.nextDeadline, next <= end {
        now = max(now, next)
        try tick()
      }
      now = end
    }
  }

  static func run(seed: UInt64, events: Int) throws -> Run {
    var random = SeededRandom(seed: seed)
    var run = Run(desk: Desk(settings: settings(seed)))
    for (agent, groups) in zip(agents, served) {
      try run.send(.agentConnected(agent: agent, groups: groups, isSupervisor: false))
      try run.send(.presence(agent: agent, .available, capacity: nil))
    }
    for _ in 0..<events {
      let jump = [0, 0, 0.5, 3, 12, 20, 40, 300][random.below(8)]
      if random.below(60) == 0 {
        // The clock jumps, ahead or back, and nobody has ticked.
        run.now += random.below(2) == 0 ? 20_000 : -300
        try run.tick()
      } else {
        try run.wait(jump)
      }
      try run.send(event(run.desk, &random))
      try run.checker.checkNobodyIdle(run.desk, at: run.now)
    }
    return run
  }

  @Test("1, 5: every step", arguments: 0..<12 as Range<UInt64>)
  func steps(seed: UInt64) throws {
    let run = try Self.run(seed: seed, events: 250)
    #expect(run.checker.assignments > 3)
    #expect(run.refused > 20)
  }

  @Test("1: everything comes up") func everything() throws {
    var alerts: Set<DeskAlert.Kind> = []
    var promises = 0
    for seed in 100..<108 as Range<UInt64> {
      let run = try Self.run(seed: seed, events: 250)
      alerts.formUnion(run.checker.alerts.keys)
      promises += run.checker.promises
    }
    #expect(alerts == Set(DeskAlert.Kind.allCases))
    #expect(promises > 10)
  }

  @Test("2: restored", arguments: 20..<28 as Range<UInt64>)
  func restored(seed: UInt64) throws {
    let run = try Self.run(seed: seed, events: 120)
    var fresh = Desk(settings: Self.settings(seed))
    for agent in run.desk.snapshot().agents where agent.isConnected {
      _ = try fresh.handle(
        .agentConnected(
          agent: agent.id, groups: agent.groups.map(Set.init), isSupervisor: agent.isSupervisor),
        at: run.now)
      _ = try fresh.handle(
        .presence(agent: agent.id, agent.presence, capacity: agent.capacity), at: run.now)
    }
    // In any order, through the form they are stored in.
    var random = SeededRandom(seed: seed)
    for ticket in run.checker.stored.values.sorted(by: { $0.conversation < $1.conversation })
      .shuffled(using: &random)
    {
      let read = try JSONDecoder().decode(Ticket.self, from: JSONEncoder().encode(ticket))
      fresh.restore(read, for: read.conversation, at: run.now)
    }
    for group in [nil] + Self.groups.map(Optional.some) {
      #expect(fresh.waiting(in: group) == run.desk.waiting(in: group))
    }
    for (id, ticket) in run.checker.stored {
      #expect(fresh.ticket(of: id) == ticket)
      #expect(fresh.position(of: id) == run.desk.position(of: id))
    }
    for agent in run.desk.snapshot().agents {
      #expect(fresh.load(of: agent.id) == run.desk.load(of: agent.id))
    }
    // And it goes on.
    #expect(run.checker.stored.isEmpty || fresh.nextDeadline != nil)
    _ = try fresh.handle(.tick, at: run.now)
    #expect(fresh.nextDeadline.map { $0 > run.now } ?? true)
  }

  @Test("3: nobody waits for ever", arguments: 30..<38 as Range<UInt64>)
  func served(seed: UInt64) throws {
    var run = try Self.run(seed: seed, events: 100)
    var deserted = run
    // Everybody goes.
    for agent in run.desk.snapshot().agents where agent.isConnected {
      try deserted.send(.agentDisconnected(agent: agent.id))
    }
    try deserted.wait(3600)
    let left = deserted.checker.stored.values.filter {
      $0.owner == .queued || $0.owner.agent != nil
    }
    #expect(left.map(\.conversation) == [])

    // One comes, in the shop's hours, and takes what is given.
    run = deserted
    try run.wait(86_400 - run.now.timeIntervalSince(noon).truncatingRemainder(dividingBy: 86_400))
    try run.send(.agentConnected(agent: "new", groups: nil, isSupervisor: false))
    try run.send(.presence(agent: "new", .available, capacity: 50))
    for _ in 0..<40 {
      for (id, ticket) in run.checker.stored.sorted(by: { $0.key < $1.key }) {
        if ticket.offer?.agent == "new" { try run.send(.accept(agent: "new", conversation: id)) }
        if ticket.owner.agent == "new" {
          try run.send(.agentMessage(agent: "new", conversation: id, text: "您好"))
        }
      }
      try run.wait(60)
    }
    let waiting = run.checker.stored.values.filter { $0.owner == .queued || $0.owner == .offline }
    #expect(waiting.map(\.conversation) == [])
  }

  @Test("4: the same again") func repeated() throws {
    let first = try Self.run(seed: 7, events: 100)
    let second = try Self.run(seed: 7, events: 100)
    #expect(first.desk == second.desk)
    #expect(first.checker.stored == second.checker.stored)
  }
}
