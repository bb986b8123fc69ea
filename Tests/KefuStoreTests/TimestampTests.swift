import Foundation
import KefuStore
import Testing

// Properties:
//  1. A moment is written in UTC with milliseconds, and in a zone as the zone's clocks show it then, with
//     its offset; in a zone that is UTC itself, with "Z".
//  2. Foundation reads what is written as the same moment, whatever the zone.

@Suite struct TimestampTests {
  /// Seconds since 1970, the zone, what is written.
  static let table: [(Double, String, String)] = [
    (0, "Asia/Shanghai", "1970-01-01T08:00:00.000+08:00"),
    (1_762_790_400.25, "Asia/Shanghai", "2025-11-11T00:00:00.250+08:00"),
    (1_762_790_400.25, "GMT", "2025-11-10T16:00:00.250Z"),
    // Half hours, on both sides.
    (1_762_790_400, "Asia/Kolkata", "2025-11-10T21:30:00.000+05:30"),
    (1_762_790_400, "America/St_Johns", "2025-11-10T12:30:00.000-03:30"),
    // London before and after its clocks go forward.
    (1_743_296_399, "Europe/London", "2025-03-30T00:59:59.000Z"),
    (1_743_296_400, "Europe/London", "2025-03-30T02:00:00.000+01:00"),
    // Another day, month and year than in UTC.
    (1_767_225_599.999, "Asia/Shanghai", "2026-01-01T07:59:59.999+08:00"),
    (1_772_323_200, "America/New_York", "2026-02-28T19:00:00.000-05:00"),
    (-1, "Asia/Shanghai", "1970-01-01T07:59:59.000+08:00"),
  ]

  @Test(arguments: table)  // 1
  func inAZone(_ seconds: Double, _ zone: String, _ text: String) throws {
    let moment = Date(timeIntervalSince1970: seconds)
    #expect(Timestamp.text(moment, in: try #require(TimeZone(identifier: zone))) == text)
  }

  @Test func isReadBack() throws {  // 2
    let zones = try ["Asia/Shanghai", "America/St_Johns", "Europe/London", "GMT"].map {
      try #require(TimeZone(identifier: $0))
    }
    let formatter = ISO8601DateFormatter()
    formatter.formatOptions = [.withInternetDateTime, .withFractionalSeconds]
    for step in 0..<2_000 {
      // Odd steps over 60 years, to the millisecond.
      let moment = Timestamp.date(milliseconds: step * 946_080_013)
      let text = Timestamp.text(moment, in: zones[step % zones.count])
      let read = try #require(formatter.date(from: text))
      #expect(Timestamp.milliseconds(read) == Timestamp.milliseconds(moment), "\(text)")
    }
  }
}
