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
    "bot", "queued", "offered", "assigned", "hold", "takenOver", "offline", "resolved", "reopened",
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
    case "takenOver": try room.send(.takeover(supervisor: "boss", conversation: "c"))
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
    ("zhao writes", .agentMessage(agent: "zhao", conversation: "c", text: "您好")),
    ("zhao to li", .transfer(agent: "zhao", conversation: "c", to: .agent("li"), note: nil)),
    ("boss writes", .agentMessage(agent: "boss", conversation: "c", text: "您好")),
    ("boss resolves", .resolve(agent: "boss", conversation: "c", note: nil)),
    (
      "boss releases to wang", .release(supervisor: "boss", conversation: "c", to: .agent("wang"))
    ),
    ("nobody writes", .agentMessage(agent: "chen", conversation: "c", text: "您好")),
    ("tick", .tick),
  ]

  /// Columns are states; a cell is the owner afterwards, or the error, by its word in `codes`.
  static let table = """
                          | bot    queued offered assigned hold     takenOver offline resolved reopened
    handoff               | wang   queued queued  wang     hold     boss      offline wang     wang
    customer writes       | bot    queued queued  wang     hold     boss      offline bot      bot
    customer leaves       | bot    queued queued  wang     hold     boss      offline resolved bot
    customer is back      | bot    queued queued  wang     hold     boss      offline resolved bot
    customer closes       | bot    bot    bot     bot      bot      bot       offline bot      bot
    rate                  | !rate  !rate  !rate   !rate    !rate    !rate     !rate   bot      bot
    rate 6                | !score !score !score  !score   !score   !score    !score  !score   !score
    wang disconnects      | bot    queued queued  wang     hold     boss      offline resolved bot
    wang goes away        | bot    queued queued  wang     hold     boss      offline resolved bot
    wang accepts          | !state wang   wang    !state   !state   !state    wang    !state   !state
    wang accepts any      | !none  wang   wang    !none    !none    !none     !none   !none    !none
    li accepts            | !state li     !other  !state   !state   !state    li      !state   !state
    zhao accepts          | !state !group !group  !group   !group   !group    !group  !group   !group
    wang declines         | !offer !offer queued  !offer   !offer   !offer    !offer  !offer   !offer
    li declines           | !offer !offer !offer  !offer   !offer   !offer    !offer  !offer   !offer
    wang writes           | !state !state !state  wang     hold     !owner    !state  !state   !state
    li writes             | !state !state !state  !owner   !owner   !owner    !state  !state   !state
    wang holds            | !state !state !state  hold     !state   !owner    !state  !state   !state
    wang unholds          | !state !state !state  !state   wang     !owner    !state  !state   !state
    wang to presale       | !state !owner !owner  queued   queued   !owner    !owner  !state   !state
    wang to nowhere       | !state !owner !owner  !where   !where   !owner    !owner  !state   !state
    wang to li            | !state !owner !owner  li       li       !owner    !owner  !state   !state
    wang to zhao          | !state !owner !owner  !group   !group   !owner    !owner  !state   !state
    boss to li            | !state li     queued  li       li       li        li      !state   !state
    wang resolves         | !state !state !state  resolved resolved !owner    !state  !state   !state
    li resolves           | !state !state !state  !owner   !owner   !owner    !state  !state   !state
    boss watches          | bot    queued queued  wang     hold     boss      offline resolved bot
    wang watches          | !super !super !super  !super   !super   !super    !super  !super   !super
    boss whispers         | !state !state !state  wang     hold     boss      !state  !state   !state
    boss takes over       | boss   boss   boss    boss     boss     !state    boss    boss     boss
    li takes over         | !super !super !super  !super   !super   !super    !super  !super   !super
    boss releases         | !state !state !state  !state   !state   wang      !state  !state   !state
    zhao writes           | !state !group !group  !group   !group   !group    !group  !group   !group
    zhao to li            | !state !group !group  !group   !group   !group    !group  !group   !group
    boss writes           | !state !state !state  !owner   !owner   boss      !state  !state   !state
    boss resolves         | !state !state !state  !owner   !owner   resolved  !state  !state   !state
    boss releases to wang | !state !state !state  !state   !state   wang      !state  !state   !state
    nobody writes         | !who   !who   !who    !who     !who     !who      !who    !who     !who
    tick                  | bot    queued queued  wang     hold     boss      offline resolved bot
    """

  static let codes = [
    "assigned to wang": "wang",
    "assigned to li": "li",
    "assigned to boss": "boss",
    "hold to wang": "hold",
    "wrongState": "!state",
    "notYours": "!owner",
    "groupNotVisible": "!group",
    "notSupervisor": "!super",
    "notOffered": "!offer",
    "offeredToAnother": "!other",
    "nothingWaiting": "!none",
    "ratingClosed": "!rate",
    "badScore": "!score",
    "unknownGroup": "!where",
    "unknownAgent": "!who",
  ]

  /// Where the event leads, or why it is refused.
  static func cell(_ state: String, _ event: DeskEvent) throws -> String {
    var room = try room(state)
    let before = room.desk
    do {
      try room.send(event)
      let owner = room.owner("c").description
      return codes[owner] ?? owner
    } catch let error as DeskError {
      return room.desk == before ? codes[error.code] ?? error.code : "changed by \(error.code)"
    }
  }

  @Test("1: the table") func transitions() throws {
    let lines = Self.table.split(separator: "\n").dropFirst()
    try #require(lines.count == Self.events.count)
    for ((name, event), line) in zip(Self.events, lines) {
      let cells = try Self.states.map { try Self.cell($0, event) }
      let expected = line.split(separator: "|")
      #expect(expected[0].trimmingCharacters(in: .whitespaces) == name)
      #expect(expected[1].split(separator: " ").map(String.init) == cells, "\(name)")
    }
  }

  @Test("2: the bot's word", arguments: states) func bot(state: String) throws {
    let room = try Self.room(state)
    #expect(room.desk.botMaySpeak(in: "c") == ["bot", "reopened"].contains(state))
    var speaking = settings()
    speaking.botSpeaksOffline = true
    speaking.hours = ServiceHours(
      BusinessHours(timeZone: "Asia/Shanghai", shifts: Array(repeating: [], count: 7)))
    var closed = Room(speaking)
    try closed.ask("c")
    #expect(closed.owner("c") == .offline && closed.desk.botMaySpeak(in: "c"))
  }

  static let sentences: [(DeskError, String)] = [
    (.unknownAgent("wang"), "wang has never connected to this desk"),
    (
      .agentNotThere("wang"),
      "wang is not at the desk; connect and set the presence to available or busy"
    ),
    (.notSupervisor("wang"), "wang is no supervisor"),
    (.groupNotVisible(agent: "wang", group: "presale"), "wang does not serve the group presale"),
    (.noCapacity(agent: "wang", load: 3, capacity: 3), "wang already has 3 of 3 conversations"),
    (.nothingWaiting(agent: "wang"), "nothing waits that wang may take"),
    (.offeredToAnother(conversation: "c"), "c is offered to another agent"),
    (.notOffered(agent: "wang", conversation: "c"), "c is not offered to wang"),
    (
      .notYours(agent: "wang", conversation: "c", owner: .assigned(agent: "li")),
      "wang does not own c: assigned to li"
    ),
    (
      .wrongState(conversation: "c", event: "hold", owner: .queued), "hold does not fit c: queued"
    ),
    (
      .unknownGroup("presal", nearest: "presale"),
      "there is no group presal; did you mean presale?"
    ),
    (.unknownGroup("x", nearest: nil), "there is no group x"),
    (.badCapacity(-1), "a capacity is in 0...1000, not -1"),
    (.badScore(6), "a rating is in 1...5, not 6"),
    (.ratingClosed(conversation: "c"), "no rating is awaited for c"),
  ]

  @Test("3: sentences", arguments: sentences)
  func sentence(error: DeskError, text: String) { #expect("\(error)" == text) }
}
