/// How long agents take for a conversation, by group: what an ETA is made of.
///
/// A running mean over about the last 50 conversations, in which one that took more than four times
/// the mean, or less than a quarter, counts as that: a forgotten conversation moves it little.
public struct HandlingTimes: Sendable, Equatable, Codable {
  private struct Mean: Sendable, Equatable, Codable {
    var seconds: Double
    var count: Int
  }

  private var means: [String: Mean] = [:]

  public init() {}

  /// - Parameter initial: Seconds taken for granted until measured; weighs as four conversations.
  public mutating func add(_ seconds: Double, group: String?, initial: Double) {
    var mean = means[group ?? ""] ?? Mean(seconds: initial, count: 4)
    guard seconds.isFinite, seconds >= 0 else { return }
    let bounded = min(max(seconds, mean.seconds / 4), mean.seconds * 4)
    mean.count = min(mean.count + 1, 50)
    mean.seconds += (bounded - mean.seconds) / Double(mean.count)
    means[group ?? ""] = mean
  }

  /// Seconds; `initial` where none was measured.
  public func mean(group: String?, initial: Double) -> Double {
    means[group ?? ""]?.seconds ?? initial
  }
}
