import Foundation
import KefuWire
import Testing

@testable import KefuStore

/// What every store promises.
///
/// 1. What is committed is read again, each field of each kind of event as it was, to the millisecond.
/// 2. A commit that throws keeps nothing.
/// 3. `seq` goes on without a gap, within a change, between changes, and from what is kept.
/// 4. A conversation that is kept cannot begin again; one that is not begins with its first change.
/// 5. Of the states of a conversation in one commit the last counts; `dialogue` nil and `desk` none leave
///    what is kept.
/// 6. `events` gives what is after a `seq`, the first ones up to the limit.
/// 7. `actions` gives the last ones, in their order.
/// 8. `requests` are those of events, then others; the same sender and id have the first `seq` only.
/// 9. The desk's conversations are those with a ticket or whose owner is no bot, in the order of ids.
/// 10. A customer's conversations come newest first, up to the limit.
/// 11. Tokens come in the order made; an id is taken once, and revoked once.
/// 12. Erased ids are never used again, and nothing of them is read.
/// 13. Purging takes what has not changed since a moment and is not at the desk, and nothing else.
/// 14. Redaction takes texts and memory and leaves decisions and figures; done again it does nothing.
/// 15. Export has every event and action in order, in the words of a transcript log.
/// 16. An empty commit does nothing.
/// 17. Histories are those of conversations that began before one moment and changed at another or later, in
///     the order they were kept, each whole, its actions after the events they followed.
@Suite struct StoreSuiteTests {
  private static let contents: [StoredEvent.Content] = [
    .message(text: "怎么退款\u{0}😀", photos: 0),
    .message(text: "", photos: 3),
    .reply(.init(text: "点退款。", decision: "answer")),
    .reply(
      .init(
        text: "哪一种？\n\"1\"", decision: "clarify", entry: "a", confidence: 1.0 / 3,
        stage: "classifier", runnerUp: "b",
        options: [.init(text: "退货", entry: "return"), .init(text: "都不是")],
        followUps: [.init(text: "多久到账", entry: "refund.time")], notes: ["followUp", "x=1"],
        micros: 120)),
    .state(.init(.queued, position: 2, eta: 60, group: "售后", reason: "asked")),
    .state(.init(.offline, promised: "2026-11-12T01:00:00.000Z", agent: "小王")),
    .state(.init(.resolved)),
  ]

  @Test("1: fields come back", arguments: StoreKind.allCases)
  func roundTrip(kind: StoreKind) throws {
    try withStore(kind) { store in
      let events = Self.contents.enumerated().map { i, content in
        StoredEvent(
          seq: i + 1, at: at(Double(i) + 0.25), from: Speaker.allCases[i % 5],
          sender: i % 2 == 0 ? "agent\(i)" : nil, request: i % 3 == 0 ? "r\(i)" : nil,
          name: i % 2 == 1 ? "小王" : nil, content: content)
      }
      let action = StoredAction(
        at: at(3.125), by: "a1", kind: "transferred", text: "请接手", details: ["group": "售后"])
      try store.commit([
        ConversationChange(
          conversation: "c1", at: at(9.5), beginning: .init(customer: "u1", channel: "tmall"),
          events: events, actions: [action, StoredAction(at: at(4), kind: "requeued")],
          requests: [StoredRequest(sender: "customer", id: "choose")], dialogue: Data([0, 1, 255]),
          desk: .ticket(Data([7])), owner: .queued, isClosed: true)
      ])
      #expect(try store.allEvents("c1") == events)
      #expect(
        try store.actions(of: "c1", limit: 9) == [
          action, StoredAction(at: at(4), kind: "requeued"),
        ])
      let stored = try #require(try store.conversation("c1"))
      #expect(
        stored
          == StoredConversation(
            id: "c1", customer: "u1", channel: "tmall", began: at(9.5), changed: at(9.5), seq: 7,
            owner: .queued, dialogue: Data([0, 1, 255]), ticket: Data([7]), isClosed: true,
            requests: stored.requests))
      #expect(
        stored.requests == [
          StoredRequest(sender: "agent0", id: "r0", seq: 1),
          StoredRequest(sender: "agent6", id: "r6", seq: 7),
          StoredRequest(sender: "customer", id: "choose"),
        ])
      #expect(try store.conversation("c2") == nil)
      #expect(try store.allEvents("c2") == [])
      #expect(try store.actions(of: "c2", limit: 9) == [])
    }
  }

  @Test("2: all or nothing", arguments: StoreKind.allCases)
  func atomic(kind: StoreKind) throws {
    try withStore(kind) { store in
      try store.commit([.of("c1", [.message(1)])])
      #expect(throws: StoreError.outOfOrder(conversation: "c1", expected: 2, found: 3)) {
        try store.commit([
          .of("c0", [.message(1)]), .of("c1", [.message(3)]), .of("c2", [.message(1)]),
        ])
      }
      #expect(try store.conversation("c0") == nil)
      #expect(try store.conversation("c2") == nil)
      #expect(try store.allEvents("c1") == [.message(1)])
      // Nothing is left behind that would hinder the same again.
      try store.commit([.of("c0", [.message(1)]), .of("c1", [.message(2)])])
      #expect(try store.conversation("c1")?.seq == 2)
    }
  }

  struct Order: CustomTestStringConvertible {
    var testDescription: String
    var kept: Int
    var changes: [[Int]]
    var error: StoreError?
  }

  private static let orders = [
    Order(testDescription: "begins with 1", kept: 0, changes: [[1, 2]]),
    Order(testDescription: "goes on", kept: 2, changes: [[3], [4, 5]]),
    Order(
      testDescription: "begins with 2", kept: 0, changes: [[2]],
      error: .outOfOrder(conversation: "c", expected: 1, found: 2)),
    Order(
      testDescription: "again", kept: 2, changes: [[2]],
      error: .outOfOrder(conversation: "c", expected: 3, found: 2)),
    Order(
      testDescription: "gap", kept: 2, changes: [[4]],
      error: .outOfOrder(conversation: "c", expected: 3, found: 4)),
    Order(
      testDescription: "gap within a change", kept: 2, changes: [[3, 5]],
      error: .outOfOrder(conversation: "c", expected: 4, found: 5)),
    Order(
      testDescription: "gap between changes", kept: 2, changes: [[3], [], [5]],
      error: .outOfOrder(conversation: "c", expected: 4, found: 5)),
    Order(testDescription: "no events", kept: 2, changes: [[], []]),
  ]

  @Test("3: seq has no gaps", arguments: StoreKind.allCases, orders)
  func gapless(kind: StoreKind, order: Order) throws {
    try withStore(kind) { store in
      if order.kept > 0 {
        try store.commit([.of("c", (1...order.kept).map { .message($0) })])
      }
      let changes = order.changes.map { seqs in
        ConversationChange.of("c", seqs.map { .message($0) })
      }
      if let error = order.error {
        #expect(throws: error) { try store.commit(changes) }
        #expect(try store.conversation("c")?.seq ?? 0 == order.kept)
      } else {
        try store.commit(changes)
        #expect(try store.conversation("c")?.seq == order.kept + order.changes.joined().count)
      }
    }
  }

  @Test("4: beginnings", arguments: StoreKind.allCases)
  func beginnings(kind: StoreKind) throws {
    try withStore(kind) { store in
      try store.commit([.of("c1", [], beginning: .init(customer: "u1"))])
      #expect(try store.conversation("c1")?.seq == 0)
      for events in [[], [StoredEvent.message(1)]] {
        #expect(throws: StoreError.outOfOrder(conversation: "c1", expected: 1, found: 1)) {
          try store.commit([.of("c1", events, beginning: .init(customer: "u2"))])
        }
      }
      #expect(throws: StoreError.outOfOrder(conversation: "c3", expected: 1, found: 1)) {
        try store.commit([.of("c3", []), .of("c3", [], beginning: .init())])
      }
      #expect(try store.conversation("c1")?.customer == "u1")
      try store.commit([.of("c2", [.message(1)])])
      #expect(try store.conversation("c2")?.customer == nil)
    }
  }

  @Test("5: the last state counts", arguments: StoreKind.allCases)
  func lastState(kind: StoreKind) throws {
    try withStore(kind) { store in
      func change(
        _ seconds: Double, dialogue: String?, desk: ConversationChange.DeskChange,
        owner: OwnerState, isClosed: Bool
      ) -> ConversationChange {
        ConversationChange(
          conversation: "c", at: at(seconds), dialogue: dialogue.map { Data($0.utf8) }, desk: desk,
          owner: owner, isClosed: isClosed)
      }
      try store.commit([
        change(1, dialogue: "a", desk: .ticket(Data("t".utf8)), owner: .queued, isClosed: true),
        change(2, dialogue: nil, desk: .none, owner: .assigned, isClosed: false),
      ])
      var stored = try #require(try store.conversation("c"))
      #expect(stored.began == at(1))
      #expect(stored.changed == at(2))
      #expect(stored.dialogue == Data("a".utf8))
      #expect(stored.ticket == Data("t".utf8))
      #expect(stored.owner == .assigned)
      #expect(!stored.isClosed)
      try store.commit([change(3, dialogue: nil, desk: .none, owner: .hold, isClosed: false)])
      stored = try #require(try store.conversation("c"))
      #expect(stored.dialogue == Data("a".utf8))
      #expect(stored.ticket == Data("t".utf8))
      try store.commit([
        change(4, dialogue: "b", desk: .removed, owner: .bot, isClosed: true),
        change(5, dialogue: "c", desk: .none, owner: .bot, isClosed: true),
      ])
      stored = try #require(try store.conversation("c"))
      #expect(stored.dialogue == Data("c".utf8))
      #expect(stored.ticket == nil)
      #expect(stored.isClosed)
    }
  }

  @Test("6: events after a seq", arguments: StoreKind.allCases)
  func eventsAfter(kind: StoreKind) throws {
    try withStore(kind) { store in
      try store.commit([.of("c", (1...9).map { .message($0) }), .of("d", [.message(1)])])
      for (after, limit, expected) in [
        (0, 100, 1...9), (3, 100, 4...9), (3, 2, 4...5), (8, 5, 9...9), (-5, 1, 1...1),
      ] {
        #expect(try store.events(of: "c", after: after, limit: limit).map(\.seq) == Array(expected))
      }
      #expect(try store.events(of: "c", after: 9, limit: 5) == [])
      #expect(try store.events(of: "c", after: 0, limit: 0) == [])
      #expect(try store.events(of: "c", after: .max, limit: .max) == [])
    }
  }

  @Test("7: the last actions", arguments: StoreKind.allCases)
  func lastActions(kind: StoreKind) throws {
    try withStore(kind) { store in
      for i in 1...4 {
        try store.commit([
          ConversationChange(
            conversation: "c", at: at(Double(i)),
            actions: [
              StoredAction(at: at(Double(i)), kind: "a\(i)"),
              StoredAction(at: at(Double(i)), kind: "b\(i)"),
            ])
        ])
      }
      #expect(try store.actions(of: "c", limit: 3).map(\.kind) == ["b3", "a4", "b4"])
      #expect(try store.actions(of: "c", limit: 100).count == 8)
      #expect(try store.actions(of: "c", limit: 0) == [])
    }
  }

  @Test("8: requests once", arguments: StoreKind.allCases)
  func requests(kind: StoreKind) throws {
    try withStore(kind) { store in
      let rate = StoredRequest(sender: "customer", id: "rate", seq: 1)
      var change = ConversationChange.of("c", [.message(1, request: "m1")])
      change.requests = [
        rate, StoredRequest(sender: "a2", id: "x"), StoredRequest(sender: "customer", id: "m1"),
      ]
      try store.commit([change])
      change = .of("c", [.message(2, request: "m2")])
      change.requests = [
        StoredRequest(sender: "customer", id: "rate", seq: 9),
        StoredRequest(sender: "a1", id: "rate"),
      ]
      try store.commit([change])
      #expect(
        try store.conversation("c")?.requests == [
          StoredRequest(sender: "customer", id: "m1", seq: 1),
          StoredRequest(sender: "customer", id: "m2", seq: 2),
          StoredRequest(sender: "a1", id: "rate"), StoredRequest(sender: "a2", id: "x"), rate,
        ])
    }
  }

  @Test("9: at the desk", arguments: StoreKind.allCases)
  func desk(kind: StoreKind) throws {
    try withStore(kind) { store in
      for (i, owner) in OwnerState.allCases.reversed().enumerated() {
        for hasTicket in [false, true] {
          try store.commit([
            ConversationChange(
              conversation: "\(9 - i)\(hasTicket ? "t" : "")", at: at(0),
              events: [.message(1, request: "m")], desk: hasTicket ? .ticket(Data([1])) : .none,
              owner: owner)
          ])
        }
      }
      let atDesk = try store.conversationsAtDesk()
      // 4 is of the bot, 8 is resolved.
      #expect(atDesk.map(\.id) == ["4t", "5", "5t", "6", "6t", "7", "7t", "8t", "9", "9t"])
      #expect(atDesk.allSatisfy { $0.requests.count == 1 })
      try store.commit([
        ConversationChange(conversation: "9", at: at(1), owner: .bot),
        ConversationChange(conversation: "4t", at: at(1), desk: .removed, owner: .bot),
      ])
      #expect(try store.conversationsAtDesk().map(\.id).first == "5")
      #expect(try store.conversationsAtDesk().map(\.id).last == "9t")
    }
  }

  @Test("10: a customer's conversations", arguments: StoreKind.allCases)
  func ofCustomer(kind: StoreKind) throws {
    try withStore(kind) { store in
      for (id, customer, seconds) in [
        ("a", "u1", 5.0), ("b", "u2", 9), ("c", "u1", 7), ("d", "u1", 1), ("e", "u1", 7),
        ("f", nil, 8),
      ] {
        try store.commit([
          ConversationChange(
            conversation: id, at: at(seconds), beginning: .init(customer: customer))
        ])
      }
      #expect(
        try store.conversations(ofCustomer: "u1", limit: 9).map(\.id) == ["e", "c", "a", "d"])
      #expect(try store.conversations(ofCustomer: "u1", limit: 2).map(\.id) == ["e", "c"])
      #expect(try store.conversations(ofCustomer: "u3", limit: 2) == [])
    }
  }

  @Test("11: tokens", arguments: StoreKind.allCases)
  func tokens(kind: StoreKind) throws {
    try withStore(kind) { store in
      let first = StoredToken(
        id: "t2", hash: "ab", role: .agent, subject: "a1", name: "小王", groups: ["售前", "售后"],
        created: at(1), expires: at(90))
      let second = StoredToken(id: "t1", hash: "cd", role: .admin, subject: "root", created: at(2))
      try store.add(second)
      try store.add(first)
      #expect(try store.tokens() == [first, second])
      #expect(throws: StoreError.tokenExists) { try store.add(first) }
      #expect(try store.revokeToken(id: "t2", at: at(5)))
      #expect(try !store.revokeToken(id: "t2", at: at(6)))
      #expect(try !store.revokeToken(id: "t3", at: at(6)))
      #expect(try store.tokens().map(\.revoked) == [at(5), nil])
      let counter = try store.changeCounter()
      try store.commit([.of("c", [.message(1)])])
      #expect(try store.changeCounter() == counter, "what this store does itself does not count")
    }
  }

  @Test("12: erasure", arguments: StoreKind.allCases)
  func erasure(kind: StoreKind) throws {
    try withStore(kind) { store in
      for id in ["a", "b", "c"] {
        var change = ConversationChange.of(
          id, [.message(1)], beginning: .init(customer: "u"), owner: .queued)
        change.actions = [StoredAction(at: at(1), kind: "x")]
        change.requests = [StoredRequest(sender: "customer", id: "x")]
        try store.commit([change])
      }
      #expect(try store.erase(conversations: ["a", "c", "unknown"], at: at(9)) == 2)
      #expect(try store.erase(conversations: ["a"], at: at(10)) == 0)
      for id in ["a", "c", "unknown"] {
        #expect(try store.conversation(id) == nil)
        #expect(try store.allEvents(id) == [])
        #expect(try store.actions(of: id, limit: 9) == [])
        for change in [
          ConversationChange.of(id, [.message(1)], beginning: .init()), .of(id, [.message(2)]),
          .of(id, []),
        ] {
          #expect(throws: StoreError.erased(conversation: id)) { try store.commit([change]) }
        }
      }
      #expect(try store.conversationsAtDesk().map(\.id) == ["b"])
      #expect(try store.conversations(ofCustomer: "u", limit: 9).map(\.id) == ["b"])
      #expect(try store.exported().count == 2)
    }
  }

  @Test("13: purging", arguments: StoreKind.allCases)
  func purging(kind: StoreKind) throws {
    try withStore(kind) { store in
      for i in 0..<450 {
        try store.commit([
          .of("\(i)", [.message(1, at: at(Double(i)))], owner: i % 10 == 0 ? .assigned : .bot)
        ])
      }
      #expect(try store.purge(before: at(410)) == 410 - 41)
      #expect(try store.purge(before: at(410)) == 0)
      for i in 0..<450 {
        let isKept = i >= 410 || i % 10 == 0
        #expect(try (store.conversation("\(i)") != nil) == isKept)
        #expect(try store.allEvents("\(i)").count == (isKept ? 1 : 0))
      }
      // A purged id may be used again.
      try store.commit([.of("1", [.message(1)], beginning: .init())])
    }
  }

  @Test("14: redaction", arguments: StoreKind.allCases)
  func redaction(kind: StoreKind) throws {
    try withStore(kind) { store in
      var change = ConversationChange.of(
        "c",
        Self.contents.enumerated().map { i, content in
          StoredEvent(
            seq: i + 1, at: at(Double(i)), from: .customer, request: "r", name: "小王",
            content: content)
        })
      change.actions = [
        StoredAction(at: at(1), by: "a", kind: "whispered", text: "给他退", details: ["x": "1"]),
        StoredAction(at: at(9), by: "a", kind: "noted", text: "晚"),
      ]
      change.dialogue = Data([1])
      try store.commit([change])
      let before = try store.allEvents("c")
      // Two messages and two replies have texts, and one action.
      #expect(try store.redact(before: at(6)) == 5)
      #expect(try store.redact(before: at(6)) == 0)
      var expected = before
      for i in 0..<6 { expected[i].content = expected[i].content.redacted }
      let after = try store.allEvents("c")
      #expect(after == expected)
      guard case .reply(let reply) = after[3].content else { throw StoreError.corrupt }
      #expect(reply.text == "" && reply.notes == [] && reply.options.count == 2)
      #expect(reply.confidence == 1.0 / 3 && reply.micros == 120)
      #expect(try store.actions(of: "c", limit: 9).map(\.text) == [nil, "晚"])
      #expect(try store.actions(of: "c", limit: 9).first?.details == ["x": "1"])
      #expect(try store.conversation("c")?.dialogue == Data([1]), "it changed after the moment")
      #expect(try store.redact(before: at(10)) == 1)
      #expect(try store.conversation("c")?.dialogue == nil)
      #expect(try store.conversation("c")?.seq == 7)
    }
  }

  @Test("15: export", arguments: StoreKind.allCases)
  func export(kind: StoreKind) throws {
    try withStore(kind) { store in
      try store.commit([
        .of("b", [.message(1, at: at(0.25)), .reply(2, at: at(1))]),
        ConversationChange(
          conversation: "a", at: at(5),
          actions: [StoredAction(at: at(0), kind: "opened", details: ["k": "v"])]),
      ])
      let clarify = StoredEvent.BotReply(
        text: "哪个？", decision: "clarify", confidence: 0.5, stage: "weighted", runnerUp: "y",
        options: [.init(text: "退", entry: "x"), .init(text: "换", entry: "y")], micros: 9)
      let ask = StoredEvent.BotReply(
        text: "订单号？", decision: "ask", notes: ["noneOfTheAbove", "z"])
      var change = ConversationChange.of(
        "a",
        [
          .message(1, "退", at: at(1)),
          StoredEvent(seq: 2, at: at(2), from: .bot, content: .reply(clarify)),
          StoredEvent(seq: 3, at: at(3), from: .bot, content: .reply(ask)),
          .state(4, .init(.queued, group: "g", reason: "asked"), at: at(4)),
          .state(5, .init(.assigned, agent: "小王"), at: at(5)),
          StoredEvent(
            seq: 6, at: at(6), from: .agent, sender: "a1", name: "小王",
            content: .message(text: "您好", photos: 1)),
        ])
      try store.commit([change])
      change = ConversationChange(
        conversation: "a", at: at(7),
        actions: [
          StoredAction(
            at: at(7), by: "customer", kind: "rated", text: "好", details: ["score": "5"]),
          StoredAction(at: at(8), kind: "noneOfTheAbove"),
        ])
      try store.commit([change])
      let day = "2026-11-11T02:00:0"
      let lines = [
        #"{"conversation":"a","seq":0,"time":"\#(day)0.000Z","event":"action","action":"opened","details":{"k":"v"}}"#,
        #"{"conversation":"a","seq":1,"time":"\#(day)1.000Z","from":"customer","text":"退"}"#,
        #"{"conversation":"a","seq":2,"time":"\#(day)2.000Z","from":"bot","text":"哪个？","decision":"clarify","options":["x","y"],"confidence":0.5,"stage":"weighted","runnerUp":"y","micros":9}"#,
        #"{"conversation":"a","seq":3,"time":"\#(day)3.000Z","event":"noneOfTheAbove"}"#,
        #"{"conversation":"a","seq":3,"time":"\#(day)3.000Z","from":"bot","text":"订单号？","act":"ask","confidence":0.0,"stage":"dialogue"}"#,
        #"{"conversation":"a","seq":4,"time":"\#(day)4.000Z","event":"handoff","state":"queued","reason":"asked","group":"g"}"#,
        #"{"conversation":"a","seq":5,"time":"\#(day)5.000Z","event":"state","state":"assigned","agent":"小王"}"#,
        #"{"conversation":"a","seq":6,"time":"\#(day)6.000Z","from":"agent","text":"您好","photos":1,"agent":"a1"}"#,
        #"{"conversation":"a","seq":6,"time":"\#(day)7.000Z","event":"rating","score":5,"by":"customer","comment":"好"}"#,
        #"{"conversation":"a","seq":6,"time":"\#(day)8.000Z","event":"noneOfTheAbove"}"#,
        #"{"conversation":"b","seq":1,"time":"\#(day)0.250Z","from":"customer","text":"怎么退款"}"#,
        #"{"conversation":"b","seq":2,"time":"\#(day)1.000Z","from":"bot","text":"点退款。","decision":"answer","entry":"refund","confidence":0.875,"stage":"keyword"}"#,
      ]
      #expect(try store.exported() == lines)
      #expect(try store.exported(since: at(4)) == Array(lines[5...9]))
      #expect(try store.exported(since: at(100)) == [])
      struct Stop: Error {}
      #expect(throws: Stop.self) { try store.export(since: nil) { _ in throw Stop() } }
    }
  }

  @Test("16: an empty commit", arguments: StoreKind.allCases)
  func empty(kind: StoreKind) throws {
    try withStore(kind) { store in
      try store.commit([])
      #expect(try store.exported() == [])
    }
  }

  @Test("17: histories", arguments: StoreKind.allCases)
  func histories(kind: StoreKind) throws {
    try withStore(kind) { store in
      let action = StoredAction(at: at(1.5), by: "a1", kind: "assigned", details: ["agent": "a1"])
      try store.commit([
        ConversationChange(
          conversation: "b", at: at(1), beginning: .init(customer: "u", channel: "tmall"),
          events: [.message(1, at: at(1))], actions: [action])
      ])
      try store.commit([.of("a", [.message(1, at: at(5)), .reply(2, at: at(6))])])
      try store.commit([
        ConversationChange(
          conversation: "b", at: at(9), events: [.message(2, at: at(9))], actions: [action])
      ])
      func histories(_ start: Double, _ end: Double) throws -> [ConversationHistory] {
        var all: [ConversationHistory] = []
        try store.histories(changedFrom: at(start), begunBefore: at(end)) { all.append($0) }
        return all
      }
      let b = ConversationHistory(
        conversation: "b", customer: "u", channel: "tmall",
        items: [
          .event(.message(1, at: at(1))), .action(action), .event(.message(2, at: at(9))),
          .action(action),
        ])
      let all = try histories(0, 100)
      #expect(all.map(\.conversation) == ["b", "a"] && all[0] == b)
      #expect(all[1].items.map(\.at) == [at(5), at(6)] && all[1].customer == nil)
      #expect(try histories(7, 100) == [b])
      #expect(try histories(9, 100) == [b])
      #expect(try histories(9.001, 100) == [])
      #expect(try histories(0, 6) == [b])
      #expect(try histories(0, 1) == [])
      struct Stop: Error {}
      #expect(throws: Stop.self) {
        try store.histories(changedFrom: at(0), begunBefore: at(100)) { _ in throw Stop() }
      }
    }
  }

  @Test("17: many histories", arguments: StoreKind.allCases)
  func manyHistories(kind: StoreKind) throws {
    try withStore(kind) { store in
      let ids = (0..<250).map { "c\($0)" }
      try store.commit(ids.map { .of($0, [.message(1)]) })
      var found: [String] = []
      try store.histories(changedFrom: at(0), begunBefore: at(100)) { history in
        // What is written meanwhile holds nobody up.
        if found.isEmpty { try store.commit([.of("new", [.message(1)])]) }
        if found.count == 5 { _ = try store.erase(conversations: ["c249"], at: at(3)) }
        found.append(history.conversation)
        #expect(history.items.count == 1)
      }
      #expect(found == ids.dropLast())
    }
  }
}
