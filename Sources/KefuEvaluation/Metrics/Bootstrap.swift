import Kefu

/// Intervals of figures that are no shares of messages: what they come to when as many messages are
/// drawn from those at hand, with repetition, again and again (Efron 1979).
///
/// ```swift
/// Bootstrap(outcomes).ece  // 0.0091…0.0214
/// ```
///
/// Messages in scope and out of scope are drawn by themselves, so every draw has as many of each. An
/// interval runs from the 2.5th to the 97.5th percentile of the draws, and takes in the figure itself:
/// on few messages a calibration error comes out higher in almost every draw. The same outcomes in the
/// same order give the same intervals.
///
/// - Complexity: O(draws × n) once the messages are sorted.
struct Bootstrap {
  static let draws = 400

  /// Nil of no messages.
  private(set) var ece: ConfidenceInterval?
  /// By risk; none where no message is in scope.
  private(set) var coverageAtRisk: [Double: ConfidenceInterval] = [:]

  init(_ outcomes: [Outcome], risks: [Double] = [], seed: UInt64 = 1) {
    guard !outcomes.isEmpty else { return }
    let sample = WeightedSample(outcomes)
    var errors: [Double] = []
    var coverages = [[Double]](repeating: [], count: risks.count)
    var random = SplitMix(seed: seed)
    let once = [Int](repeating: 1, count: outcomes.count)
    for draw in 0...Self.draws {
      // The first is the messages as they are.
      let counts = draw == 0 ? once : sample.drawn(using: &random)
      errors.append(sample.calibrationError(counts))
      for (number, risk) in risks.enumerated() {
        if let share = sample.answerableShare(counts, atRisk: risk) {
          coverages[number].append(share)
        }
      }
    }
    ece = Self.interval(errors)
    for (risk, shares) in zip(risks, coverages) { coverageAtRisk[risk] = Self.interval(shares) }
  }

  /// - Parameter values: The figure itself, then that of each draw.
  private static func interval(_ values: [Double]) -> ConfidenceInterval? {
    guard let figure = values.first else { return nil }
    let sorted = values.dropFirst().sorted()
    let tail = sorted.count / 40
    return ConfidenceInterval(
      low: min(figure, sorted[tail]), high: max(figure, sorted[sorted.count - 1 - tail]))
  }
}

/// Outcomes put in order once, so that a figure of any number of each takes one pass.
struct WeightedSample {
  private let inScope: [Bool]
  private let isRight: [Bool]
  private let inside: [Int]
  private let outside: [Int]
  /// Those with a candidate, by its confidence, highest first, equal ones together.
  private let byConfidence: [[Int]]
  /// [message] what it adds to its bin.
  private let bins: [(bin: Int, difference: Double)]
  private static let binCount = 15

  init(_ outcomes: [Outcome]) {
    inScope = outcomes.map(\.isInScope)
    isRight = outcomes.map(\.isRight)
    inside = outcomes.indices.filter { outcomes[$0].isInScope }
    outside = outcomes.indices.filter { !outcomes[$0].isInScope }
    byConfidence = Self.groups(
      outcomes.indices.filter { !outcomes[$0].candidates.isEmpty }
    ) { outcomes[$0].confidence }.reversed()
    bins = outcomes.map { outcome in
      (
        min(Self.binCount - 1, Int(outcome.confidence * Double(Self.binCount))),
        outcome.confidence - (outcome.isRight ? 1 : 0)
      )
    }
  }

  private static func groups(_ messages: [Int], by value: (Int) -> Double) -> [[Int]] {
    var groups: [[Int]] = []
    for message in messages.sorted(by: { (value($0), $0) < (value($1), $1) }) {
      if let last = groups.last?.last, value(last) == value(message) {
        groups[groups.count - 1].append(message)
      } else {
        groups.append([message])
      }
    }
    return groups
  }

  /// [message] how often it is drawn.
  func drawn(using random: inout SplitMix) -> [Int] {
    var counts = [Int](repeating: 0, count: isRight.count)
    for side in [inside, outside] where !side.isEmpty {
      for _ in side { counts[side[Int(random.next() % UInt64(side.count))]] += 1 }
    }
    return counts
  }

  // MARK: The figures, each message as often as `counts` says

  func calibrationError(_ counts: [Int]) -> Double {
    var sums = [Double](repeating: 0, count: Self.binCount)
    for (message, (bin, difference)) in bins.enumerated() {
      sums[bin] += Double(counts[message]) * difference
    }
    return sums.reduce(0) { $0 + abs($1) } / Double(bins.count)
  }

  func answerableShare(_ counts: [Int], atRisk risk: Double) -> Double? {
    guard !inside.isEmpty else { return nil }
    var (answered, answeredInScope, wrong, best) = (0, 0, 0, 0)
    for group in byConfidence {
      for message in group {
        answered += counts[message]
        if inScope[message] { answeredInScope += counts[message] }
        if !isRight[message] { wrong += counts[message] }
      }
      if answered > 0, Double(wrong) / Double(answered) <= risk { best = answeredInScope }
    }
    return Double(best) / Double(inside.count)
  }
}
