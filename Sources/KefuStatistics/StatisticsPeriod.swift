public import Foundation
public import KefuKnowledge

/// Days of a shop, and the buckets they are looked at in.
///
/// ```swift
/// let period = try StatisticsPeriod(from: "2026-11-01", to: "2026-11-30", bucket: .day, in: zone)
/// period.starts.count  // 30
/// ```
public struct StatisticsPeriod: Sendable, Equatable {
  public enum Bucket: String, Sendable, CaseIterable {
    case hour, day
    /// From Monday; the first and the last may be shorter.
    case week
  }

  public enum Problem: Error, Sendable, Equatable, CustomStringConvertible {
    case badDay(parameter: String)
    case backwards
    case tooManyBuckets(Int)

    public var description: String {
      switch self {
      case .badDay(let parameter): "\"\(parameter)\" must be a day such as 2026-11-30"
      case .backwards: "\"from\" is after \"to\""
      case .tooManyBuckets(let count):
        "the period has \(count) buckets, more than \(StatisticsPeriod.maximumBuckets); choose fewer days or a longer bucket"
      }
    }
  }

  /// Two years of days, a month of hours.
  public static let maximumBuckets = 800

  /// The first and the last day.
  public let days: ClosedRange<CalendarDate>
  public let bucket: Bucket
  public let timeZone: TimeZone
  /// Of the buckets, rising.
  public let starts: [Date]
  public let end: Date

  public var start: Date { starts[0] }

  public init(
    from: String, to: String, bucket: Bucket, in timeZone: TimeZone
  ) throws(Problem) {
    guard let first = CalendarDate(from) else { throw .badDay(parameter: "from") }
    guard let last = CalendarDate(to) else { throw .badDay(parameter: "to") }
    try self.init(first, last, bucket: bucket, in: timeZone)
  }

  public init(
    _ first: CalendarDate, _ last: CalendarDate, bucket: Bucket, in timeZone: TimeZone
  ) throws(Problem) {
    guard first <= last else { throw .backwards }
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = timeZone
    func midnight(_ day: CalendarDate) -> Date {
      // A day of a calendar has a first moment.
      calendar.startOfDay(
        for: calendar.date(
          from: DateComponents(year: day.year, month: day.month, day: day.day, hour: 12))!)
    }
    let start = midnight(first)
    let end = calendar.date(byAdding: .day, value: 1, to: midnight(last))!
    let count = Int(end.timeIntervalSince(start) / bucket.seconds)
    guard count <= Self.maximumBuckets + 1 else { throw .tooManyBuckets(count) }
    var starts = [start]
    while true {
      let next: Date
      switch bucket {
      case .hour: next = starts.last! + 3600
      case .day:
        next = calendar.startOfDay(
          for: calendar.date(byAdding: .day, value: starts.count, to: start)!)
      case .week:
        // Sunday is 1.
        let weekday = calendar.component(.weekday, from: starts.last!)
        let rest = 7 - (weekday + 5) % 7
        next = calendar.startOfDay(
          for: calendar.date(byAdding: .day, value: rest, to: starts.last!)!)
      }
      guard next < end else { break }
      starts.append(next)
    }
    guard starts.count <= Self.maximumBuckets else { throw .tooManyBuckets(starts.count) }
    days = first...last
    self.bucket = bucket
    self.timeZone = timeZone
    self.starts = starts
    self.end = end
  }

  /// Which bucket a moment is in; nil outside of the period.
  ///
  /// - Complexity: O(log n), of n buckets.
  public func bucket(of moment: Date) -> Int? {
    guard moment >= start, moment < end else { return nil }
    var (low, high) = (0, starts.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if starts[middle] <= moment { low = middle } else { high = middle }
    }
    return low
  }
}

extension StatisticsPeriod.Bucket {
  /// At the least.
  fileprivate var seconds: TimeInterval {
    switch self {
    case .hour: 3600
    case .day: 90_000
    case .week: 7 * 90_000
    }
  }
}
