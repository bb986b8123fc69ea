// What staff's lists show.
//
//  1. A supervisor's has every conversation in memory, those that changed last first, as far as asked;
//     an agent's, what is theirs and what waits in their groups.
//  2. A line says whose it is, since when, why, whether the customer is there, and what was said last.
//  3. A customer's card is for supervisors, and for agents of the groups the conversation is at the desk of.
//  4. An agent is named as colleagues see them, or by id once gone.

import Foundation
import KefuWire
import Testing

@testable import KefuHub

@Suite struct OverviewTests {
  private static let wang = Principal.Staff(id: "wang", name: "WANG", groups: ["presale"])
  private static let boss = Principal.Staff(id: "boss", name: "BOSS", isSupervisor: true)

  /// Wang has c1, c2 waits for the same group, c3 for nobody's, c4 is the bot's.
  private func stage() throws -> Stage {
    var stage = Stage()
    try stage.agent(10, "wang", groups: ["presale"], capacity: 1)
    try stage.agent(20, "boss", isSupervisor: true, capacity: 0)
    for number in 1...4 as ClosedRange<UInt64> {
      stage.now += 1
      _ = stage.customer(number, "c\(number)", isNew: true)
      let text = number == 3 ? "退款多久到账" : "尺码怎么选"
      _ = try stage.say(number, #"{"type":"message","id":"m","text":"\#(text)"}"#)
      if number < 4 { _ = try stage.say(number, #"{"type":"human","id":"h"}"#) }
    }
    return stage
  }

  @Test("1: whose lists have what") func lists() throws {
    let stage = try stage()
    let all = stage.hub.lines(for: Self.boss, limit: 10)
    #expect(all.map(\.id) == ["c4", "c3", "c2", "c1"])
    #expect(stage.hub.lines(for: Self.boss, limit: 2).map(\.id) == ["c4", "c3"])
    let own = stage.hub.lines(for: Self.wang, limit: 10)
    #expect(Set(own.map(\.id)).isSuperset(of: ["c1", "c2"]))
    #expect(!own.map(\.id).contains("c4"), "the bot's")
    let everyone = Principal.Staff(id: "li", name: "LI", groups: ["nowhere"])
    #expect(!stage.hub.lines(for: everyone, limit: 10).map(\.id).contains("c2"))
  }

  @Test("2: what a line says") func lines() throws {
    var stage = try stage()
    stage.handle(.disconnected(ConnectionID(4)))
    let lines = stage.hub.lines(for: Self.boss, limit: 10)
    let mine = try #require(lines.first { $0.id == "c1" })
    #expect(mine.state == .assigned)
    #expect(mine.agent == "WANG")
    #expect(mine.group == "presale")
    #expect(mine.reason == "askedForPerson")
    #expect(mine.text == "尺码怎么选")
    #expect(mine.since != nil)
    #expect(mine.isConnected && !mine.isAngry)
    let waiting = try #require(lines.first { $0.id == "c2" })
    #expect(waiting.state == .queued && waiting.agent == nil)
    let bots = try #require(lines.first { $0.id == "c4" })
    #expect(bots.state == .bot && bots.since == nil && bots.reason == nil && !bots.isConnected)
    let long = String(repeating: "长", count: 200)
    _ = try stage.say(1, #"{"type":"message","id":"l","text":"\#(long)"}"#)
    #expect(stage.hub.lines(for: Self.wang, limit: 1).first?.text?.count == 60)
  }

  @Test("3: who may see a card") func cards() throws {
    var stage = try stage()
    stage.handle(
      .hello(
        ConnectionID(5), .init(channel: "tmall"),
        .customer(
          .init(
            conversation: "c5", token: "t", isNew: true, customer: "u5",
            attributes: ["vip": "true", "level": "gold"]))))
    #expect(stage.hub.card(of: "c5", for: Self.wang) == nil, "the bot's are no agent's")
    let card = try #require(stage.hub.card(of: "c5", for: Self.boss))
    #expect(card.customer == "u5" && card.channel == "tmall" && card.isVIP)
    #expect(card.attributes["level"] == "gold")
    #expect(stage.hub.card(of: "c1", for: Self.wang)?.isVIP == false)
    let other = Principal.Staff(id: "li", name: "LI", groups: ["nowhere"])
    #expect(stage.hub.card(of: "c1", for: other) == nil)
  }

  @Test("4: names") func names() throws {
    var stage = try stage()
    #expect(stage.hub.name(of: "wang") == "WANG")
    stage.handle(.disconnected(ConnectionID(10)))
    #expect(stage.hub.name(of: "wang") == "wang")
  }
}
