// When the desk is open.
//
//  1. Split shifts: open from a shift's first moment to before its last; openings, shifts and working
//     time agree with asking minute by minute.
//  2. Clock changes: a shift is as long as it lasts; a time that is left out is the moment of the
//     change, one that comes twice the first.
//  3. Two shifts that meet at midnight are one stretch.
//  4. Holidays have their own shifts where they are given.
//  5. A desk that never opens has no opening, and a promise no time.
//  6. At night a callback is promised by working time, and comes back with the opening, the first
//     first.

import Foundation
import KefuKnowledge
import Testing

@testable import KefuDesk

@Suite struct ServiceHoursTests {
  private func hours(
    _ zone: String, _ shifts: [Range<Int>], holidays: [ClosedRange<CalendarDate>] = [],
    holidayShifts: [Range<Int>]? = nil
  ) -> ServiceHours {
    ServiceHours(
      BusinessHours(timeZone: zone, shifts: Array(repeating: shifts, count: 7)),
      holidays: holidays, holidayShifts: holidayShifts)
  }

  private func utc(_ text: String) throws -> Date {
    try Date(text + ":00Z", strategy: .iso8601)
  }

  @Test("1: split shifts") func split() throws {
    let hours = hours("Asia/Shanghai", [540..<720, 810..<1320])
    // Shanghai is eight hours ahead.
    let cases: [(String, isOpen: Bool, next: String)] = [
      ("2026-11-18T00:59", false, "2026-11-18T01:00"),
      ("2026-11-18T01:00", true, "2026-11-18T01:00"),
      ("2026-11-18T03:59", true, "2026-11-18T03:59"),
      ("2026-11-18T04:00", false, "2026-11-18T05:30"),
      ("2026-11-18T13:59", true, "2026-11-18T13:59"),
      ("2026-11-18T14:00", false, "2026-11-19T01:00"),
      ("2026-11-18T23:00", false, "2026-11-19T01:00"),
    ]
    for (text, isOpen, next) in cases {
      let moment = try utc(text)
      #expect(hours.isOpen(at: moment) == isOpen, "\(text)")
      #expect(try hours.nextOpening(from: moment) == utc(next), "\(text)")
    }
    #expect(
      try hours.workingTime(from: utc("2026-11-18T03:00"), to: utc("2026-11-19T02:00"))
        == 3600 * (1 + 8.5 + 1))
    #expect(hours.workingTime(from: noon, to: noon - 60) == 0)
    #expect(
      try hours.moment(after: 7200, from: utc("2026-11-18T03:00")) == utc("2026-11-18T06:30"))
    #expect(try hours.nextShift(after: utc("2026-11-18T01:00")) == utc("2026-11-18T05:30"))
  }

  @Test(
    "1, 2: minute by minute",
    arguments: [
      ("Asia/Shanghai", "2026-03-07T00:00"), ("America/New_York", "2026-03-07T12:00"),
      ("America/New_York", "2026-10-31T12:00"), ("Europe/London", "2026-03-28T12:00"),
      ("Europe/London", "2026-10-24T12:00"), ("Australia/Lord_Howe", "2026-04-04T00:00"),
      ("Asia/Kathmandu", "2026-04-04T00:00"),
    ])
  func slow(zone: String, start: String) throws {
    let shifts = [0..<90, 105..<150, 170..<200, 540..<720, 1350..<1440]
    let hours = hours(zone, shifts)
    let timeZone = try #require(TimeZone(identifier: zone))
    let start = try utc(start)
    // By the wall clock alone; the hour that comes twice is asked for below.
    func isOpen(_ moment: Date) -> Bool? {
      func wall(_ moment: Date) -> Double {
        moment.timeIntervalSince1970 + Double(timeZone.secondsFromGMT(for: moment))
      }
      let time = wall(moment)
      let repeated = [-5400, -3600, -1800, 1800, 3600, 5400].contains { wall(moment + $0) == time }
      if repeated { return nil }
      let minute = Int(time.truncatingRemainder(dividingBy: 86_400)) / 60
      return shifts.contains { $0.contains(minute) }
    }
    var worked = 0.0
    var next: Date?
    for minute in stride(from: 3 * 1440 - 1, through: 0, by: -1) {
      let moment = start + Double(minute) * 60
      let open = hours.isOpen(at: moment)
      if let expected = isOpen(moment) { #expect(open == expected, "\(moment)") }
      if open {
        worked += 60
        next = moment
      }
      if let next { #expect(hours.nextOpening(from: moment) == next, "\(moment)") }
      if minute % 97 == 0 {
        let end = start + 3 * 86_400
        #expect(hours.workingTime(from: moment, to: end) == worked, "\(moment)")
        if worked > 600 {
          let when = try #require(hours.moment(after: worked - 300, from: moment))
          #expect(hours.workingTime(from: moment, to: when) == worked - 300)
        }
      }
    }
  }

  @Test("2: clock changes") func clockChanges() throws {
    // New York, 8 March 2026: 02:00 becomes 03:00. 1 November: 02:00 becomes 01:00.
    let night = hours("America/New_York", [60..<240])
    #expect(
      try night.workingTime(from: utc("2026-03-08T05:00"), to: utc("2026-03-08T12:00")) == 7200)
    #expect(
      try night.workingTime(from: utc("2026-11-01T04:00"), to: utc("2026-11-01T12:00"))
        == 4 * 3600)
    // Wholly within the hour that is left out.
    let gap = hours("America/New_York", [135..<165])
    #expect(try gap.nextOpening(from: utc("2026-03-08T05:00")) == utc("2026-03-09T06:15"))
    // From a time that is left out.
    let from = hours("America/New_York", [150..<300])
    #expect(try from.nextOpening(from: utc("2026-03-08T05:00")) == utc("2026-03-08T07:00"))
    // 01:30 comes twice: the first is meant.
    let twice = hours("America/New_York", [90..<300])
    #expect(try twice.nextOpening(from: utc("2026-11-01T04:00")) == utc("2026-11-01T05:30"))
  }

  @Test("3: past midnight") func midnight() throws {
    let hours = hours("Asia/Shanghai", [0..<120, 1320..<1440])
    #expect(try hours.isOpen(at: utc("2026-11-18T16:00")))
    #expect(
      try hours.workingTime(from: utc("2026-11-18T13:00"), to: utc("2026-11-18T19:00"))
        == 4 * 3600)
    #expect(
      try hours.moment(after: 3 * 3600, from: utc("2026-11-18T13:00")) == utc("2026-11-18T17:00"))
  }

  @Test("4: holidays") func holidays() throws {
    let day = try #require(CalendarDate("2026-11-19"))
    let plain = hours("Asia/Shanghai", [540..<1320], holidays: [day...day])
    #expect(try plain.isOpen(at: utc("2026-11-19T04:00")))
    let short = hours(
      "Asia/Shanghai", [540..<1320], holidays: [day...day], holidayShifts: [600..<660])
    #expect(try !short.isOpen(at: utc("2026-11-19T01:30")))
    #expect(try short.isOpen(at: utc("2026-11-19T02:30")))
    let closed = hours(
      "Asia/Shanghai", [540..<1320], holidays: [day...day], holidayShifts: [])
    #expect(try closed.nextOpening(from: utc("2026-11-18T14:00")) == utc("2026-11-20T01:00"))
  }

  @Test("5: never") func never() throws {
    let never = hours("Asia/Shanghai", [])
    #expect(never.nextOpening(from: noon) == nil && never.nextShift(after: noon) == nil)
    #expect(never.moment(after: 1, from: noon) == nil)
    var room = Room(settings { $0.hours = never })
    try room.join("a")
    try room.ask("c")
    #expect(room.owner("c") == .offline && room.desk.status(of: "c").promised == nil)
    #expect(room.desk.nextDeadline == nil)
    // By hand it can be had.
    try room.send(.accept(agent: "a", conversation: "c"))
    #expect(room.owner("c").agent == "a")
    // A zone nobody knows is UTC.
    #expect(hours("Nowhere/None", [0..<60]).timeZone == .gmt)
  }

  @Test("6: callbacks") func callbacks() throws {
    var room = Room(settings { $0.hours = daily })
    room.now = try utc("2026-11-18T14:00")
    try room.join("a", capacity: 1)
    try room.ask("c2")
    try room.ask("c1")
    try room.ask("vip", vip: true)
    let opening = try utc("2026-11-19T01:00")
    for id in ["c1", "c2", "vip"] {
      #expect(room.desk.status(of: id).promised == opening + 1800)
      #expect(room.desk.ticket(of: id)?.callback?.reason == .closed)
    }
    // Asked again, or a new agent: it stays as promised.
    try room.ask("c1")
    try room.send(.presence(agent: "a", .available, capacity: 1))
    #expect(room.owner("c1") == .offline)
    #expect(room.desk.nextDeadline == opening)
    #expect(room.desk.snapshot().queues.first?.callbacks == 3)
    room.now = opening
    try room.send(.tick)
    #expect(room.owner("vip").agent == "a")
    #expect(room.desk.waiting(in: nil) == ["c2", "c1"])
    // With nobody there at the opening, they wait for who comes.
    var empty = Room(settings { $0.hours = daily })
    empty.now = try utc("2026-11-18T14:00")
    try empty.ask("c1")
    try empty.wait(11 * 3600 + 600)
    #expect(empty.owner("c1") == .offline)
    try empty.join("a")
    #expect(empty.owner("c1").agent == "a")
  }
}
