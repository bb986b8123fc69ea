public import Foundation

/// How well customers who asked for a person were served, from their tickets.
///
/// ```swift
/// let figures = ServiceFigures(tickets, target: 30, hours: settings.hours, at: now)
/// print(figures.withinTarget ?? 0)
/// ```
///
/// Every ticket is in exactly one of ``answered``, ``gaveUp``, ``unanswered`` and ``waiting``, so
/// shares of them add up to 1. Waiting is counted in working time: nobody answers at night.
public struct ServiceFigures: Sendable, Equatable {
  /// Seconds of several tickets.
  public struct Durations: Sendable, Equatable {
    public var count: Int
    public var mean: Double
    /// The smallest that at least half, and nine tenths, are not above.
    public var median: Double
    public var p90: Double
    public var longest: Double

    /// Nil of nothing.
    init?(_ seconds: [Double]) {
      guard !seconds.isEmpty else { return nil }
      let sorted = seconds.sorted()
      func rank(_ tenths: Int) -> Double { sorted[(sorted.count * tenths + 9) / 10 - 1] }
      count = sorted.count
      mean = sorted.reduce(0, +) / Double(sorted.count)
      median = rank(5)
      p90 = rank(9)
      longest = sorted[sorted.count - 1]
    }
  }

  public var tickets: Int
  /// A person wrote to the customer.
  public var answered = 0
  /// The customer stopped waiting before anybody wrote.
  public var gaveUp = 0
  /// It ended without anybody having written.
  public var unanswered = 0
  /// Nobody has written yet.
  public var waiting = 0
  /// From asking for a person to the first message of one.
  public var firstResponse: Durations?
  /// From getting it to resolving it, holds included, for the last agent.
  public var handling: Durations?
  /// Seconds on hold, of tickets that were.
  public var hold: Durations?
  /// The share, in `0...1`, that was answered within the target, among those that were answered or
  /// waited for longer; nil of none.
  public var withinTarget: Double?
  /// The mean of ratings, in `1...5`, and how many there are.
  public var rating: Double?
  public var ratings: Int

  /// - Parameters:
  ///   - target: Seconds of working time to the first response.
  ///   - hours: Nil: at any time.
  public init(_ tickets: [Ticket], target: Double, hours: ServiceHours?, at now: Date) {
    func wait(_ ticket: Ticket, until end: Date) -> Double {
      hours?.workingTime(from: ticket.times.opened, to: end)
        ?? max(0, end.timeIntervalSince(ticket.times.opened))
    }
    self.tickets = tickets.count
    var responses: [Double] = []
    var late = 0
    for ticket in tickets {
      let times = ticket.times
      if let first = times.firstResponse {
        answered += 1
        responses.append(wait(ticket, until: first))
        continue
      }
      let end = times.gaveUp ?? times.resolved
      if times.gaveUp != nil {
        gaveUp += 1
      } else if times.resolved != nil {
        unanswered += 1
      } else {
        waiting += 1
      }
      if wait(ticket, until: end ?? now) > target { late += 1 }
    }
    let within = responses.count { $0 <= target }
    late += responses.count - within
    withinTarget = within + late > 0 ? Double(within) / Double(within + late) : nil
    firstResponse = Durations(responses)
    handling = Durations(
      tickets.compactMap { ticket in
        guard let start = ticket.times.assigned, let end = ticket.times.resolved else {
          return nil
        }
        return max(0, end.timeIntervalSince(start))
      })
    hold = Durations(tickets.map(\.times.totalHold).filter { $0 > 0 })
    let scores = tickets.compactMap { ticket in
      if case .given(let score, _, _) = ticket.rating { Double(score) } else { nil }
    }
    ratings = scores.count
    rating = scores.isEmpty ? nil : scores.reduce(0, +) / Double(scores.count)
  }
}
