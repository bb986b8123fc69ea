// How well customers were served.
//
//  1. Every ticket is in exactly one count; the share within the target is of those that are decided.
//  2. Waiting is counted in working time.
//  3. Nothing gives no figures, not noughts.

import Foundation
import KefuDialogue
import Testing

@testable import KefuDesk

@Suite struct ServiceFiguresTests {
  private func ticket(
    _ id: String, opened: Double = 0, first: Double? = nil, assigned: Double? = nil,
    resolved: Double? = nil, gaveUp: Double? = nil, hold: Double = 0, rating: Int? = nil
  ) -> Ticket {
    var times = Ticket.Times(opened: noon + opened)
    times.firstResponse = first.map { noon + $0 }
    times.assigned = assigned.map { noon + $0 }
    times.resolved = resolved.map { noon + $0 }
    times.gaveUp = gaveUp.map { noon + $0 }
    times.totalHold = hold
    var ticket = Ticket(
      conversation: id, owner: .bot, handoff: Handoff(reason: .requested),
      customer: DeskCustomer(id: id), group: nil, priority: .normal,
      place: QueuePlace(lane: .ordinary, isReturning: false, order: 1), times: times)
    if let rating { ticket.rating = .given(score: rating, agent: "a", at: noon) }
    return ticket
  }

  @Test("1: counts and shares") func counts() throws {
    let tickets = [
      ticket("quick", first: 5, assigned: 2, resolved: 102, hold: 20, rating: 5),
      ticket("slow", first: 60, assigned: 50, resolved: 350, rating: 2),
      ticket("soon gone", gaveUp: 8),
      ticket("long gone", gaveUp: 100),
      ticket("never answered", assigned: 5, resolved: 105),
      ticket("just come", opened: 595),
      ticket("still waiting"),
    ]
    let figures = ServiceFigures(tickets, target: 10, hours: nil, at: noon + 600)
    #expect(figures.tickets == 7)
    #expect(
      [figures.answered, figures.gaveUp, figures.unanswered, figures.waiting] as [Int]
        == [2, 2, 1, 2])
    // One within; late are: slow, long gone, never answered, still waiting.
    #expect(figures.withinTarget == 0.2)
    #expect(figures.firstResponse?.mean == 32.5 && figures.firstResponse?.median == 5)
    #expect(figures.firstResponse?.p90 == 60 && figures.firstResponse?.longest == 60)
    #expect(figures.handling?.count == 3 && figures.handling?.median == 100)
    #expect(figures.hold?.mean == 20)
    #expect(figures.rating == 3.5 && figures.ratings == 2)
  }

  @Test("2: working time") func workingTime() throws {
    // Asked at 21:59:50, answered at 9:00:05 the next day.
    let night = [ticket("night", opened: 10 * 3600 - 10, first: 21 * 3600 + 5)]
    let figures = ServiceFigures(night, target: 20, hours: daily, at: noon + 86_400)
    #expect(figures.firstResponse?.mean == 15 && figures.withinTarget == 1)
    #expect(
      ServiceFigures(night, target: 20, hours: nil, at: noon + 86_400).withinTarget == 0)
  }

  @Test("3: nothing") func nothing() {
    let figures = ServiceFigures([], target: 10, hours: nil, at: noon)
    #expect(figures.tickets == 0 && figures.firstResponse == nil && figures.handling == nil)
    #expect(figures.withinTarget == nil && figures.rating == nil)
  }

  @Test("1: of a desk's own tickets") func desk() throws {
    var room = Room(settings())
    try room.join("a")
    try room.ask("c")
    try room.wait(4)
    try room.send(.agentMessage(agent: "a", conversation: "c", text: "您好"))
    try room.wait(96)
    try room.send(.resolve(agent: "a", conversation: "c", note: nil))
    let ticket = try #require(room.desk.ticket(of: "c"))
    let figures = ServiceFigures([ticket], target: 10, hours: nil, at: room.now)
    #expect(figures.answered == 1 && figures.firstResponse?.mean == 4)
    #expect(figures.handling?.mean == 100)
  }
}
