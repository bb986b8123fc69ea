/// The texts that occur most often, counted in memory that does not grow with their number (Misra and
/// Gries, 1982, many at a time).
///
/// ```swift
/// var questions = FrequentItems(capacity: 10_000)
/// questions.add("怎么退款")
/// questions.top(10)  // [("怎么退款", 1)]
/// ```
///
/// Counts are exact up to `2 × capacity` different texts. Beyond, each is at most ``undercount`` too low,
/// and that is at most the number of all added ÷ `capacity`.
public struct FrequentItems: Sendable, Equatable {
  public let capacity: Int
  /// By how much counts may be too low.
  public private(set) var undercount = 0
  private var counts: [String: Int] = [:]

  /// - Parameter capacity: Texts kept for certain, 1 or more.
  public init(capacity: Int) { self.capacity = max(1, capacity) }

  public mutating func add(_ text: String, times: Int = 1) {
    guard times > 0 else { return }
    counts[text, default: 0] += times
    if counts.count > 2 * capacity { prune() }
  }

  /// Takes from all the count of the first one too many, and drops those with nothing left.
  private mutating func prune() {
    let excess = counts.values.sorted(by: >)[capacity]
    undercount += excess
    counts = counts.compactMapValues { $0 > excess ? $0 - excess : nil }
  }

  /// The most frequent ones first; of equals, in the order of their characters.
  public func top(_ number: Int) -> [(text: String, count: Int)] {
    counts.sorted { $0.value == $1.value ? $0.key < $1.key : $0.value > $1.value }
      .prefix(max(0, number)).map { (text: $0.key, count: $0.value) }
  }
}
