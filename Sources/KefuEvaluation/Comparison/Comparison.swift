/// What has changed since an earlier evaluation, message by message.
///
/// ```swift
/// let comparison = try Comparison(with: baseline, now: report)
/// comparison.broken.map(\.now.line)      // [12]
/// comparison.tests[.resolved]?.twoSided  // 1.0
/// ```
///
/// Messages are matched by their keys; where a key occurs several times, in order.
public struct Comparison: Sendable, Equatable {
  /// A message in both evaluations.
  public struct Pair: Sendable, Equatable {
    /// Index among the messages of the later one.
    public var index: Int
    public var was: MessageRecord
    public var now: MessageRecord

    /// In which measures it was good and is not.
    public var broken: [Measure] { changed(to: false) }
    /// In which measures it was not good and is.
    public var fixed: [Measure] { changed(to: true) }

    private func changed(to good: Bool) -> [Measure] {
      Measure.allCases.filter {
        guard let was = $0.isGood(was), let now = $0.isGood(now) else { return false }
        return was != now && now == good
      }
    }
  }

  public var baseline: Report
  public var now: Report
  /// In the order of the later evaluation.
  public var pairs: [Pair]
  /// Indexes of messages that the baseline lacks.
  public var added: [Int]
  /// Messages that only the baseline has.
  public var removed: [MessageRecord]
  public var tests: [Measure: McNemar]

  /// - Throws: `BaselineError.foreign` where no message is in both.
  public init(with baseline: Report, now: Report) throws(BaselineError.Problem) {
    self.baseline = baseline
    self.now = now
    var waiting: [MessageKey: ArraySlice<Int>] = [:]
    for (index, record) in baseline.perMessage.enumerated() {
      waiting[record.key, default: []].append(index)
    }
    pairs = []
    added = []
    for (index, record) in now.perMessage.enumerated() {
      if let earlier = waiting[record.key]?.popFirst() {
        pairs.append(Pair(index: index, was: baseline.perMessage[earlier], now: record))
      } else {
        added.append(index)
      }
    }
    removed = waiting.values.joined().sorted().map { baseline.perMessage[$0] }
    if pairs.isEmpty { throw .foreign }
    tests = [:]
    for measure in Measure.allCases {
      tests[measure] = McNemar(
        broken: pairs.count { $0.broken.contains(measure) },
        fixed: pairs.count { $0.fixed.contains(measure) })
    }
  }

  /// Worse in any measure, even where better in another.
  public var broken: [Pair] { pairs.filter { !$0.broken.isEmpty } }

  /// Better in any measure and worse in none.
  public var fixed: [Pair] { pairs.filter { $0.broken.isEmpty && !$0.fixed.isEmpty } }

  /// By how many points of a hundred a measure fell, of the messages in both; negative where it
  /// rose, and nil where it is about none of them.
  public func drop(of measure: Measure) -> Double? {
    let judged = pairs.count { measure.isGood($0.now) != nil }
    guard judged > 0, let test = tests[measure] else { return nil }
    return 100 * Double(test.broken - test.fixed) / Double(judged)
  }
}
