/// Durations counted so that ranks among them can be told, in memory that does not grow with their
/// number: to the second below 1 000 seconds, to three digits above.
///
/// ```swift
/// var waits = DurationDigest()
/// for seconds in [3.2, 8, 41] { waits.add(seconds) }
/// waits.value(atRank: 0.5)  // 8.0
/// ```
public struct DurationDigest: Sendable, Equatable {
  public private(set) var count = 0
  private var sum = 0.0
  /// Rounded seconds → how many.
  private var counts: [Int: Int] = [:]

  public init() {}

  /// - Parameter seconds: Below 0 and what is no number count as 0; more than 10 000 years, as that.
  public mutating func add(_ seconds: Double) {
    let seconds = min(max(seconds.isNaN ? 0 : seconds, 0), 3e11)
    count += 1
    sum += seconds
    counts[Self.rounded(seconds), default: 0] += 1
  }

  public mutating func add(_ other: DurationDigest) {
    count += other.count
    sum += other.sum
    counts.merge(other.counts, uniquingKeysWith: +)
  }

  /// Seconds; nil of none.
  public var mean: Double? { count == 0 ? nil : sum / Double(count) }

  /// The smallest that at least this share is not above; nil of none.
  ///
  /// - Parameter share: In `0...1`.
  /// - Complexity: O(k log k), of k kinds of rounded durations: 900 a power of ten.
  public func value(atRank share: Double) -> Double? {
    guard count > 0 else { return nil }
    let wanted = max(1, Int((share * Double(count)).rounded(.up)))
    var seen = 0
    for (seconds, times) in counts.sorted(by: { $0.key < $1.key }) {
      seen += times
      if seen >= wanted { return Double(seconds) }
    }
    return nil
  }

  static func rounded(_ seconds: Double) -> Int {
    var unit = 1.0
    while seconds >= unit * 1000 { unit *= 10 }
    return Int((seconds / unit).rounded() * unit)
  }
}
