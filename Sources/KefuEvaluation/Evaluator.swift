public import Kefu

/// Runs messages through a compiled knowledge base, and times it.
///
/// ```swift
/// let evaluator = Evaluator(compiled)
/// let metrics = Metrics(evaluator.outcomes(of: test.texts))
/// print(metrics.accuracy ?? .nan, evaluator.latency(of: test.texts)?.p50 ?? .nan)
/// ```
public struct Evaluator: Sendable {
  public let knowledge: CompiledKnowledge
  public let stages: Set<Stage>

  public init(_ knowledge: CompiledKnowledge, stages: Set<Stage> = Set(Stage.allCases)) {
    self.knowledge = knowledge
    self.stages = stages
  }

  /// One outcome a message, in order.
  ///
  /// - Parameter progress: Called after each message with how many are done.
  public func outcomes(
    of texts: [LabelledText], progress: (Int) -> Void = { _ in }
  ) -> [Outcome] {
    var scratch = MatchScratch()
    return texts.enumerated().map { number, text in
      let recognition = knowledge.recognize(text.text, stages: stages, scratch: &scratch)
      progress(number + 1)
      return Outcome(recognition, expected: text.labels, in: knowledge)
    }
  }

  /// The time from a message's text to the decision, on one core with reused working memory; nil of
  /// no messages.
  ///
  /// Each message is timed by itself, once where there are 3000 or more, else in three to a hundred
  /// passes that make up 6000 samples. Call it after `outcomes(of:)`, which warms the caches.
  public func latency(of texts: [LabelledText]) -> Latency? {
    Latency(times(of: texts).flatMap { $0 })
  }

  /// What `latency(of:)` is made from, `[message × pass]`.
  public func times(of texts: [LabelledText]) -> [[Duration]] {
    guard !texts.isEmpty else { return [] }
    let passes = texts.count >= 3000 ? 1 : min(100, (6000 + texts.count - 1) / texts.count)
    let clock = ContinuousClock()
    var scratch = MatchScratch()
    var samples = [[Duration]](repeating: [], count: texts.count)
    for _ in 0..<passes {
      for (number, text) in texts.enumerated() {
        samples[number].append(
          clock.measure {
            _ = knowledge.recognize(text.text, stages: stages, scratch: &scratch)
          })
      }
    }
    return samples
  }
}

/// How long messages took, in microseconds.
public struct Latency: Sendable, Equatable, Codable {
  /// Half of the messages took no longer.
  public var p50: Double
  /// 99 of 100 messages took no longer.
  public var p99: Double

  public init(p50: Double, p99: Double) {
    self.p50 = p50
    self.p99 = p99
  }

  /// Percentiles by nearest rank, to a tenth of a microsecond; nil of no samples.
  public init?(_ samples: [Duration]) {
    guard !samples.isEmpty else { return nil }
    let sorted = samples.sorted()
    func percentile(_ percent: Int) -> Double {
      let rank = (sorted.count * percent + 99) / 100
      return (sorted[rank - 1] / .microseconds(1) * 10).rounded() / 10
    }
    self.init(p50: percentile(50), p99: percentile(99))
  }
}
