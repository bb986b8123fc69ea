import Foundation
import KefuStore
import Testing

@testable import KefuStatistics

/// How conversations are cut into visits, and what becomes of each.
///
/// 1. A visit begins with the customer's words, or with a handoff; what the bot writes by itself is none.
/// 2. It ends when a person resolves it, and after `gap` of silence with the bot, but not with a person.
/// 3. Its outcome is the first that fits: handed over with or without a person's message, else how the
///    last question stands. Small talk changes nothing.
/// 4. A report of a wrong answer, or none of the options, makes the question open and keeps its text.
/// 5. First response is working time from the first handoff to a person's first message.
/// 6. Handling is the time people had it, holds included; nil while somebody has it.
/// 7. It is reopened by a visit within the window that asks something.
/// 8. A rating counts for the visit before it, the last one given.
/// 9. Each agent's share has what they did; what they had is from getting it to giving it back.
/// 10. The group is that of the handoff, else of the last entry answered.
@Suite struct VisitTests {
  @Test("3: outcomes")
  func outcomes() {
    let table: [(name: String, outcome: Visit.Outcome, body: (inout HistoryWriter) -> Void)] = [
      ("answered", .byBot, { $0.bot(1, "answer", "refund") }),
      ("asked back", .unanswered, { $0.bot(1, "clarify") }),
      ("did not know", .unanswered, { $0.bot(1, "fallback") }),
      ("no reply", .nothingAsked, { _ in }),
      ("greeting", .nothingAsked, { $0.bot(1, "answer", "hello") }),
      (
        "answered, then thanked", .byBot,
        {
          $0.bot(1, "answer", "refund")
          $0.asks(2, "谢谢")
          $0.bot(3, "answer", "hello")
        }
      ),
      (
        "open, then thanked", .unanswered,
        {
          $0.bot(1, "fallback")
          $0.asks(2, "谢谢")
          $0.bot(3, "answer", "hello")
        }
      ),
      (
        "open, then answered", .byBot,
        {
          $0.bot(1, "fallback")
          $0.asks(2, "退款")
          $0.bot(3, "answer", "refund")
        }
      ),
      (
        "a flow to its end", .byBot,
        {
          $0.bot(1, "ask")
          $0.bot(2, "inform")
          $0.action(2, "flowEnded", ["outcome": "solved"])
        }
      ),
      (
        "a flow left", .unanswered,
        {
          $0.bot(1, "ask")
          $0.action(2, "flowEnded", ["outcome": "cancelled"])
        }
      ),
      ("served", .byPerson, { $0.service(1) }),
      ("waiting", .notReached, { $0.state(1, .queued, reason: "misses") }),
      (
        "had, but not written to", .notReached,
        { $0.state(1, .assigned, reason: "misses") }
      ),
      (
        "gave up, then answered by the bot", .notReached,
        {
          $0.state(1, .queued, reason: "misses")
          $0.state(2, .bot)
          $0.bot(3, "answer", "refund")
        }
      ),
    ]
    for row in table {
      var writer = HistoryWriter()
      writer.asks(0)
      row.body(&writer)
      let visits = writer.visits(VisitRules(smallTalk: ["hello"]))
      #expect(visits.map(\.outcome) == [row.outcome], "\(row.name)")
      #expect(visits[0].isHandedOver == (visits[0].reason != nil), "\(row.name)")
    }
  }

  @Test("1: what begins a visit")
  func beginning() {
    var writer = HistoryWriter()
    writer.bot(0, "inform")
    writer.bot(1, "answer", "refund")
    #expect(writer.visits() == [])
    writer.bot(10, "handoff")
    #expect(writer.visits().map(\.began) == [at(10)])
    writer = HistoryWriter()
    writer.state(5, .assigned, reason: "askedForPerson")
    #expect(writer.visits().map(\.began) == [at(5)])
  }

  @Test("2: what ends a visit")
  func ending() {
    var writer = HistoryWriter()
    writer.asks(0)
    writer.bot(1, "answer", "refund")
    writer.asks(11 * hour)
    writer.bot(11 * hour, "answer", "refund")
    #expect(writer.visits().count == 1)
    writer.asks(23 * hour + 1)
    #expect(writer.visits().count == 2, "more than 12 hours after the last word")

    writer = HistoryWriter()
    writer.asks(0)
    writer.state(1, .offline, reason: "askedForPerson")
    writer.asks(3 * day)
    writer.says(4 * day, "wang")
    #expect(writer.visits().count == 1, "who waits for a person waits")

    writer = HistoryWriter()
    writer.asks(0)
    writer.service(1)
    writer.asks(700, "还有")
    #expect(writer.visits().map(\.began) == [at(0), at(700)])
    #expect(writer.visits().map(\.messages) == [1, 1])
  }

  @Test("4: reports of wrong answers", arguments: ["noneOfTheAbove", "reported"])
  func wrongAnswers(kind: String) {
    var writer = HistoryWriter()
    writer.asks(0, "这个怎么弄")
    writer.bot(1, "answer", "refund")
    writer.action(2, kind, by: "customer")
    let visit = writer.visits()[0]
    #expect(visit.outcome == .unanswered && visit.wrongAnswers == 1)
    #expect(visit.unanswered == ["这个怎么弄"] && visit.answers == ["refund": 1])
    writer.action(3, "event", by: "customer", ["name": "order.unpaid"])
    #expect(writer.visits()[0].wrongAnswers == 1)
  }

  @Test("4: reports of certain replies")
  func certainReplies() {
    var writer = HistoryWriter()
    writer.asks(0, "一")
    writer.bot(1, "answer", "refund")  // seq 2
    writer.asks(2, "二")
    writer.bot(3, "answer", "price")  // seq 4
    writer.action(4, "reported", by: "customer", ["seq": "2"])
    writer.action(5, "reported", by: "customer", ["seq": "2"])
    #expect(writer.visits()[0].outcome == .byBot, "the last question is answered")
    #expect(writer.visits()[0].unanswered == ["一"] && writer.visits()[0].wrongAnswers == 1)
    writer.asks(20 * hour, "三")
    writer.action(20 * hour, "reported", by: "customer", ["seq": "4"])
    #expect(writer.visits().map(\.wrongAnswers) == [2, 0], "it counts for the visit of the reply")
    #expect(writer.visits().map(\.outcome) == [.unanswered, .nothingAsked])
    #expect(writer.visits()[0].unanswered == ["一", "二"])
  }

  @Test("5: first response")
  func firstResponse() {
    var writer = HistoryWriter()
    writer.asks(0)
    writer.service(100)
    #expect(writer.visits()[0].firstResponse == 90)
    let half = VisitRules(workingTime: { $1.timeIntervalSince($0) / 2 })
    #expect(writer.visits(half)[0].firstResponse == 45)
    writer = HistoryWriter()
    writer.asks(0)
    writer.state(1, .queued, reason: "misses")
    #expect(writer.visits()[0].firstResponse == nil)
  }

  @Test("6: handling time")
  func handling() {
    var writer = HistoryWriter()
    writer.asks(0)
    writer.service(100)
    #expect(writer.visits()[0].handling == 600)
    writer = HistoryWriter()
    writer.asks(0)
    writer.state(10, .assigned, reason: "misses")
    #expect(writer.visits()[0].handling == nil, "somebody has it")
    writer.state(20, .hold)
    writer.state(50, .queued)
    #expect(writer.visits()[0].handling == 40)
    writer.state(100, .assigned)
    writer.state(130, .resolved)
    #expect(writer.visits()[0].handling == 70, "the wait in the queue is not counted")
  }

  @Test("7: reopening")
  func reopening() {
    func isReopened(after seconds: Double, _ entry: String) -> Bool {
      var writer = HistoryWriter()
      writer.asks(0)
      writer.service(0)
      writer.asks(660 + seconds)
      writer.bot(660 + seconds, "answer", entry)
      return writer.visits(VisitRules(smallTalk: ["hello"]))[0].isReopened
    }
    #expect(isReopened(after: 60, "refund"))
    #expect(isReopened(after: 7 * day, "refund"))
    #expect(!isReopened(after: 7 * day + 1, "refund"))
    #expect(!isReopened(after: 60, "hello"))
  }

  @Test("8: ratings")
  func ratings() {
    var writer = HistoryWriter()
    writer.action(0, "rated", ["score": "1"])
    #expect(writer.visits() == [])
    writer.asks(0)
    writer.service(10)
    writer.action(700, "rated", by: "customer", ["score": "2"])
    writer.action(701, "rated", by: "customer", ["score": "5", "agent": "wang"])
    writer.action(702, "rated", by: "customer", ["score": "9"])
    writer.asks(800)
    let visits = writer.visits()
    #expect(visits.map(\.rating) == [5, nil])
    #expect(visits[0].agents["wang"]?.rating == 5)
  }

  @Test("9: agents' shares")
  func shares() {
    var writer = HistoryWriter()
    writer.asks(0)
    writer.state(10, .assigned, group: "presale", reason: "askedForPerson")
    writer.action(10, "assigned", ["agent": "wang"])
    writer.says(15, "wang")
    writer.action(40, "transferred", by: "wang", ["from": "wang", "group": "aftersale"])
    writer.state(40, .queued, group: "aftersale")
    writer.state(50, .assigned, group: "aftersale")
    writer.action(50, "assigned", ["agent": "li"])
    writer.action(80, "requeued", ["agent": "li", "why": "silent"])
    writer.action(90, "tookOver", by: "boss")
    writer.says(95, "boss")
    writer.says(96, "boss")
    writer.action(100, "resolved", by: "boss", ["agent": "boss"])
    writer.state(100, .resolved)
    let visit = writer.visits()[0]
    #expect(visit.group == "aftersale" && visit.outcome == .byPerson)
    var wang = Visit.AgentShare()
    (wang.messages, wang.handling, wang.transfers) = (1, 30, 1)
    (wang.assigned, wang.firstMessage) = (at(10), at(15))
    var li = Visit.AgentShare()
    (li.handling, li.losses, li.assigned) = (30, 1, at(50))
    var boss = Visit.AgentShare()
    (boss.messages, boss.handling, boss.isResolver) = (2, 10, true)
    (boss.assigned, boss.firstMessage) = (at(90), at(95))
    #expect(visit.agents == ["wang": wang, "li": li, "boss": boss])
    #expect(wang.firstResponse == 5 && li.firstResponse == nil)
  }

  @Test("10: groups")
  func groups() {
    let rules = VisitRules(groups: ["refund": "aftersale"])
    var writer = HistoryWriter()
    writer.asks(0)
    writer.bot(1, "answer", "price")
    #expect(writer.visits(rules)[0].group == nil)
    writer.bot(2, "answer", "refund")
    writer.bot(3, "answer", "price")
    #expect(writer.visits(rules)[0].group == "aftersale")
    writer.state(4, .queued, group: "presale", reason: "misses")
    #expect(writer.visits(rules)[0].group == "presale")
  }
}
