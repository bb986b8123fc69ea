public import Foundation

/// Moments as text: `2026-11-11T02:00:00.250Z`, RFC 3339 in UTC with milliseconds; for people with
/// the offset of their time zone, `2026-11-11T10:00:00.250+08:00`.
public enum Timestamp {
  /// Whole milliseconds since 1970-01-01 UTC.
  public static func milliseconds(_ moment: Date) -> Int {
    Int((moment.timeIntervalSince1970 * 1000).rounded())
  }

  public static func date(milliseconds: Int) -> Date {
    Date(timeIntervalSince1970: Double(milliseconds) / 1000)
  }

  /// By arithmetic: a formatter takes ten times as long, and one is written for each message.
  public static func text(_ moment: Date) -> String { civilText(milliseconds(moment)) + "Z" }

  /// As clocks of a time zone show it, with the zone's offset then.
  public static func text(_ moment: Date, in zone: TimeZone) -> String {
    // RFC 3339 has offsets of whole minutes; older ones had seconds.
    let minutes = zone.secondsFromGMT(for: moment) / 60
    guard minutes != 0 else { return text(moment) }
    let (hours, rest) = abs(minutes).quotientAndRemainder(dividingBy: 60)
    return civilText(milliseconds(moment) + minutes * 60_000)
      + (minutes < 0 ? "-" : "+") + digits(hours, 2) + ":" + digits(rest, 2)
  }

  private static func digits(_ value: Int, _ count: Int) -> String {
    let text = String(value)
    return String(repeating: "0", count: max(0, count - text.count)) + text
  }

  /// Milliseconds since 1970 as date and time, without a zone.
  private static func civilText(_ total: Int) -> String {
    let (days, inDay) = floorDivision(total, 86_400_000)
    let (year, month, day) = civil(days)
    let date = "\(digits(year, 4))-\(digits(month, 2))-\(digits(day, 2))"
    let time =
      "\(digits(inDay / 3_600_000, 2)):\(digits(inDay / 60_000 % 60, 2)):\(digits(inDay / 1000 % 60, 2))"
    return "\(date)T\(time).\(digits(inDay % 1000, 3))"
  }

  private static func floorDivision(_ value: Int, _ by: Int) -> (Int, Int) {
    let remainder = ((value % by) + by) % by
    return ((value - remainder) / by, remainder)
  }

  /// The proleptic Gregorian date of a day counted from 1970-01-01, by eras of 400 years.
  private static func civil(_ days: Int) -> (year: Int, month: Int, day: Int) {
    let (era, dayOfEra) = floorDivision(days + 719_468, 146_097)
    let yearOfEra =
      (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    // Years begin in March here, so that the leap day is their last.
    let month = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * month + 2) / 5 + 1
    let january = month >= 10
    return (
      yearOfEra + era * 400 + (january ? 1 : 0), january ? month - 9 : month + 3, day
    )
  }
}
