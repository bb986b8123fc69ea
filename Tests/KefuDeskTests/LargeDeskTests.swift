// A large shop.
//
//  1. With 10 000 waiting and 500 agents, an event costs little more than with a few: the queue is not
//     gone through.

import Foundation
import KefuDialogue
import KefuTestSupport
import Testing

@testable import KefuDesk

@Suite struct LargeDeskTests {
  /// A desk whose agents are all full, and its queue.
  private func desk(waiting: Int, agents: Int) throws -> Room {
    var room = Room(
      settings {
        $0.queueLimit = 100_000
        $0.agentTimeout = 100_000
        $0.maxWait = 100_000
      })
    for agent in 0..<agents {
      try room.join("a\(agent)", [room.desk.settings.groups[agent % 3]], capacity: 1)
    }
    for id in 0..<(agents + waiting) {
      try room.ask("c\(id)", room.desk.settings.groups[id % 3], vip: id % 10 == 0)
    }
    return room
  }

  /// Seconds for 100 rounds of: one resolves, the next is given, one more comes, one is looked up.
  private func cost(_ room: inout Room, agents: Int) throws -> Double {
    let clock = ContinuousClock()
    let time = try clock.measure {
      for round in 0..<100 {
        let agent = "a\(round % agents)"
        let id = try #require(room.desk.conversations(of: agent).first)
        try room.send(.resolve(agent: agent, conversation: id, note: nil))
        try room.ask("new\(round)", room.desk.settings.groups[round % 3])
        #expect(room.desk.position(of: "new\(round)") != nil)
      }
    }
    return time / .seconds(1)
  }

  @Test("1: cost") func cost() throws {
    var small = try desk(waiting: 300, agents: 30)
    var large = try desk(waiting: 10_000, agents: 500)
    #expect(large.desk.waiting(in: "presale").count > 3000)
    // The least of several: others run on this machine too.
    let few = try (0..<3).map { _ in try cost(&small, agents: 30) }.min()!
    let many = try (0..<3).map { _ in try cost(&large, agents: 500) }.min()!
    // 33 times as many waiting; a scan of the queue would cost 33 times as much.
    #expect(many < few * 8, "\(few) s, \(many) s")
  }
}
