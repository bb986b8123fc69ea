public import Foundation
public import KefuKnowledge

/// When people are at the desk: shifts by weekday in a time zone, and other shifts on holidays.
///
/// ```swift
/// let hours = ServiceHours(knowledgeBase.settings.businessHours!)
/// hours.isOpen(at: now)
/// hours.nextOpening(from: now)
/// ```
///
/// A shift past midnight is written as two, `22:00-24:00` and `00:00-02:00` of the next day. Where a
/// clock change leaves a time out, the moment of the change stands for it; of a time that comes
/// twice, the first is meant.
public struct ServiceHours: Sendable, Equatable {
  /// Days looked ahead for an opening.
  public static let horizon = 400

  public let timeZone: TimeZone
  /// Monday first; minutes since midnight, end excluded, ascending.
  public let shifts: [[Range<Int>]]
  public let holidays: [ClosedRange<CalendarDate>]
  /// Instead of the weekday's on holidays; nil: holidays are as other days.
  public let holidayShifts: [Range<Int>]?

  /// An unknown time zone is taken for UTC.
  public init(
    _ hours: BusinessHours, holidays: [ClosedRange<CalendarDate>] = [],
    holidayShifts: [Range<Int>]? = nil
  ) {
    timeZone = TimeZone(identifier: hours.timeZone) ?? .gmt
    shifts = hours.shifts.map { $0.sorted { $0.lowerBound < $1.lowerBound } }
    self.holidays = holidays
    self.holidayShifts = holidayShifts?.sorted { $0.lowerBound < $1.lowerBound }
  }

  public func isOpen(at moment: Date) -> Bool {
    intervals(ofDay: day(of: moment)).contains { $0.contains(moment) }
  }

  /// The first moment from `moment` on at which the desk is open; nil where there is none within
  /// ``horizon`` days.
  public func nextOpening(from moment: Date) -> Date? {
    let today = day(of: moment)
    for day in today...(today + Self.horizon) {
      for interval in intervals(ofDay: day) where interval.upperBound > moment {
        return max(interval.lowerBound, moment)
      }
    }
    return nil
  }

  /// The first beginning of a shift after `moment`.
  public func nextShift(after moment: Date) -> Date? {
    let today = day(of: moment)
    for day in today...(today + Self.horizon) {
      for interval in intervals(ofDay: day) where interval.lowerBound > moment {
        return interval.lowerBound
      }
    }
    return nil
  }

  /// Seconds of service between two moments; 0 where `end` is not after `start`.
  ///
  /// - Complexity: O(days in between).
  public func workingTime(from start: Date, to end: Date) -> Double {
    guard start < end else { return 0 }
    var seconds = 0.0
    for day in day(of: start)...day(of: end) {
      for interval in intervals(ofDay: day) {
        let overlap =
          min(interval.upperBound, end).timeIntervalSince(max(interval.lowerBound, start))
        seconds += max(0, overlap)
      }
    }
    return seconds
  }

  /// The moment at which `seconds` of service have passed since `start`; nil where they do not
  /// within ``horizon`` days.
  public func moment(after seconds: Double, from start: Date) -> Date? {
    var rest = seconds
    let today = day(of: start)
    for day in today...(today + Self.horizon) {
      for interval in intervals(ofDay: day) where interval.upperBound > start {
        let from = max(interval.lowerBound, start)
        let length = interval.upperBound.timeIntervalSince(from)
        if rest <= length { return from.addingTimeInterval(rest) }
        rest -= length
      }
    }
    return nil
  }

  // MARK: Days

  /// Local days since 1970-01-01.
  private func day(of moment: Date) -> Int {
    let local = moment.timeIntervalSince1970 + Double(timeZone.secondsFromGMT(for: moment))
    return Int((local / 86_400).rounded(.down))
  }

  /// The shifts of a day as moments; none where a clock change leaves nothing of one.
  private func intervals(ofDay day: Int) -> [Range<Date>] {
    let date = CalendarDate(daysSinceEpoch: day)
    let isHoliday = date.map { date in holidays.contains { $0.contains(date) } } ?? false
    // 1970-01-01 was a Thursday.
    let weekday = ((day + 3) % 7 + 7) % 7
    let written = isHoliday ? holidayShifts ?? shifts[weekday] : shifts[weekday]
    return written.compactMap { shift in
      let start = moment(day, shift.lowerBound)
      let end = moment(day, shift.upperBound)
      return start < end ? start..<end : nil
    }
  }

  private func moment(_ day: Int, _ minute: Int) -> Date {
    let wall = Double(day) * 86_400 + Double(minute) * 60
    func offset(_ time: Double) -> Double {
      Double(timeZone.secondsFromGMT(for: Date(timeIntervalSince1970: time)))
    }
    let (before, after) = (offset(wall - 86_400), offset(wall + 86_400))
    for candidate in [before, after] where offset(wall - candidate) == candidate {
      return Date(timeIntervalSince1970: wall - candidate)
    }
    // The clock jumps over this time: find the jump.
    var (low, high) = (wall - 86_400, wall + 86_400)
    while high - low > 1 {
      let middle = ((low + high) / 2).rounded(.down)
      if offset(middle) == before { low = middle } else { high = middle }
    }
    return Date(timeIntervalSince1970: high)
  }
}
