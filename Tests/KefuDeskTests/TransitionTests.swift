// The state machine, event by event.
//
//  1. In every state, every event leads where the table says, or is refused with the error it names;
//     a refused event changes nothing.
//  2. The bot may speak where it is the owner, and nowhere else.
//  3. Every error has its sentence.

import Foundation
import KefuDialogue
import KefuKnowledge
import Testing

@testable import KefuDesk

@Suite struct TransitionTests {
  static let states = [
    "bot", "queued", "offered", "assigned", "hold", "offline", "resolved", "reopened",
  ]

  /// wang and li serve aftersale, zhao presale; boss is a supervisor; the conversation is one of
  /// aftersale that wang has, had, or could take.
  static func room(_ state: String) throws -> Room {
    var room = Room(
      settings(state == "offered" ? .offer : .assign) {
        if state == "offline" {
          $0.hours = ServiceHours(
            BusinessHours(
              timeZone: "Asia/Shanghai", shifts: Array(repeating: [840..<1320], count: 7)))
        }
      })
    try room.join("wang", ["aftersale"], state == "queued" ? .busy : .available)
    try room.join("li", ["aftersale"], .busy)
    try room.join("zhao", ["presale"], .busy)
    try room.join("boss", isSupervisor: true)
    try room.send(.presence(agent: "boss", .busy, capacity: nil))
    if state == "bot" { return room }
    try room.ask("c", "aftersale")
    switch state {
    case "hold": try room.send(.hold(agent: "wang", conversation: "c"))
    case "resolved", "reopened":
      try room.send(.resolve(agent: "wang", conversation: "c", note: nil))
      if state == "reopened" {
        try room.send(.customerMessage(conversation: "c", isAngry: false))
      }
    default: break
    }
    return room
  }

  static let events: [(name: String, event: DeskEvent)] = [
    (
      "handoff",
      .handoff(
        conversation: "c", Handoff(reason: .requested, group: "aftersale"), DeskCustomer(id: "k"))
    ),
    ("customer writes", .customerMessage(conversation: "c", isAngry: false)),
    ("customer leaves", .customerLeft(conversation: "c")),
    ("customer is back", .customerBack(conversation: "c")),
    ("customer closes", .customerClosed(conversation: "c")),
    ("rate", .rate(conversation: "c", score: 5, comment: nil)),
    ("rate 6", .rate(conversation: "c", score: 6, comment: nil)),
    ("wang disconnects", .agentDisconnected(agent: "wang")),
    ("wang goes away", .presence(agent: "wang", .away, capacity: nil)),
    ("wang accepts", .accept(agent: "wang", conversation: "c")),
    ("wang accepts any", .accept(agent: "wang", conversation: nil)),
    ("li accepts", .accept(agent: "li", conversation: "c")),
    ("zhao accepts", .accept(agent: "zhao", conversation: "c")),
    ("wang declines", .decline(agent: "wang", conversation: "c")),
    ("li declines", .decline(agent: "li", conversation: "c")),
    ("wang writes", .agentMessage(agent: "wang", conversation: "c", text: "您好")),
    ("li writes", .agentMessage(agent: "li", conversation: "c", text: "您好")),
    ("wang holds", .hold(agent: "wang", conversation: "c")),
    ("wang unholds", .unhold(agent: "wang", conversation: "c")),
    (
      "wang to presale",
      .transfer(agent: "wang", conversation: "c", to: .group("presale"), note: nil)
    ),
    (
      "wang to nowhere",
      .transfer(agent: "wang", conversation: "c", to: .group("presal"), note: nil)
    ),
    ("wang to li", .transfer(agent: "wang", conversation: "c", to: .agent("li"), note: nil)),
    ("wang to zhao", .transfer(agent: "wang", conversation: "c", to: .agent("zhao"), note: nil)),
    ("boss to li", .transfer(agent: "boss", conversation: "c", to: .agent("li"), note: nil)),
    ("wang resolves", .resolve(agent: "wang", conversation: "c", note: "done")),
    ("li resolves", .resolve(agent: "li", conversation: "c", note: nil)),
    ("boss watches", .watch(supervisor: "boss", conversation: "c")),
    ("wang watches", .watch(supervisor: "wang", conversation: "c")),
    ("boss whispers", .whisper(supervisor: "boss", conversation: "c", text: "别急")),
    ("boss takes over", .takeover(supervisor: "boss", conversation: "c")),
    ("li takes over", .takeover(supervisor: "li", conversation: "c")),
    ("boss releases", .release(supervisor: "boss", conversation: "c", to: .queue)),
    ("nobody writes", .agentMessage(agent: "chen", conversation: "c", text: "您好")),
    ("tick", .tick),
  ]

  static let table = """
    """

  /// Where the event leads, or why it is refused.
  static func cell(_ state: String, _ event: DeskEvent) throws -> String {
    var room = try room(state)
    let before = room.desk
    do {
      try room.send(event)
      return room.owner("c").description
    } catch let error as DeskError {
      return room.desk == before ? "!\(error.code)" : "changed by !\(error.code)"
    }
  }

  @Test("1: the table") func transitions() throws {
    var rows: [String] = []
    for (name, event) in Self.events {
      let cells = try Self.states.map { try Self.cell($0, event) }
      rows.append("\(name): " + cells.joined(separator: " | "))
    }
    let expected = Self.table.split(separator: "\n").map(String.init)
    for (row, line) in zip(rows, expected) { #expect(row == line) }
    #expect(rows.count == expected.count)
    if rows != expected { print(rows.joined(separator: "\n")) }
  }
}
