import Foundation
import KefuKnowledge

/// The shop's day and time of the day, in its time zone.
package struct ShopCalendar: Sendable {
  private let calendar: Calendar
  private let holidays: [ClosedRange<CalendarDate>]

  package init(_ settings: Settings) {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone =
      settings.businessHours.flatMap { TimeZone(identifier: $0.timeZone) } ?? .gmt
    self.calendar = calendar
    holidays = settings.holidays
  }

  package func day(of moment: Date) -> CalendarDate? {
    let parts = calendar.dateComponents([.year, .month, .day], from: moment)
    guard let year = parts.year, let month = parts.month, let day = parts.day else { return nil }
    return CalendarDate(year: year, month: month, day: day)
  }

  /// The moment of `2026-11-11 10:00` in the shop's time zone.
  func moment(_ text: String) -> Date? {
    guard let (day, minute) = TranscriptTime.parts(text) else { return nil }
    return calendar.date(
      from: DateComponents(
        year: day.year, month: day.month, day: day.day, hour: minute / 60, minute: minute % 60))
  }

  /// Minutes since midnight.
  func minute(of moment: Date) -> Int {
    let parts = calendar.dateComponents([.hour, .minute], from: moment)
    return (parts.hour ?? 0) * 60 + (parts.minute ?? 0)
  }

  /// A weekend, or a holiday of kb.yaml.
  func isHoliday(_ moment: Date) -> Bool {
    if calendar.isDateInWeekend(moment) { return true }
    guard let day = day(of: moment) else { return false }
    return holidays.contains { $0.contains(day) }
  }

  /// The first minute from `moment` on in which the shop may write; nil within a week: never.
  func next(_ windows: ContactWindows, from moment: Date) -> Date? {
    let start = Date(timeIntervalSince1970: (moment.timeIntervalSince1970 / 60).rounded(.up) * 60)
    // By quarters of an hour would miss a window that begins at 9:05.
    for step in 0..<(8 * 24 * 60) {
      let time = start.addingTimeInterval(Double(step) * 60)
      if windows.allows(minute: minute(of: time), isHoliday: isHoliday(time)) { return time }
    }
    return nil
  }
}
