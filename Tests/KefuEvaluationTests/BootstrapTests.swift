// Intervals by drawing messages again:
//  1. A figure of messages counted several times is that of the messages written several times.
//  2. Intervals hold the figure, lie in 0...1, and narrow as messages grow.
//  3. Nothing where there is no figure; the same outcomes give the same intervals.
//  4. Of a share they come near Wilson's.
import Kefu
import KefuTestSupport
import Testing

@testable import KefuEvaluation

@Suite struct BootstrapTests {
  /// Of messages that the bot is the more often right on the surer it is.
  static func outcomes(_ count: Int, seed: UInt64, outOfScope: Int = 4) -> [Outcome] {
    var random = SeededRandom(seed: seed)
    return (0..<count).map { number in
      let confidence = Double(random.below(21)) / 20
      let isRight = random.below(20) < Int(confidence * 20)
      return WorkedExample.outcome(
        number % outOfScope == 0 ? [] : [isRight ? "a" : "b"],
        random.below(9) == 0 ? [] : [("a", confidence)], .fallback, .weighted, [:])
    }
  }

  @Test("1: counted several times", arguments: UInt64(1)...20) func counted(seed: UInt64) throws {
    let outcomes = Self.outcomes(40, seed: seed)
    let sample = WeightedSample(outcomes)
    var random = SplitMix(seed: seed)
    let counts = sample.drawn(using: &random)
    let written = zip(outcomes, counts).flatMap { [Outcome](repeating: $0, count: $1) }
    #expect(written.count == outcomes.count)
    #expect(written.count(where: \.isInScope) == outcomes.count(where: \.isInScope))
    let error = try #require(
      calibrationError(written.map { ($0.confidence, $0.isRight) }))
    #expect(abs(sample.calibrationError(counts) - error) < 1e-12)
    for risk in [0.01, 0.2, 0.5] {
      #expect(
        sample.answerableShare(counts, atRisk: risk)
          == answerableShare(of: written, atRisk: risk))
    }
  }

  @Test("2: around the figure") func around() throws {
    var widths: [Double] = []
    for count in [40, 640] {
      let outcomes = Self.outcomes(count, seed: 3)
      let bootstrap = Bootstrap(outcomes, risks: [0.2])
      let metrics = Metrics(outcomes)
      for (figure, interval) in [
        (metrics.ece, bootstrap.ece),
        (answerableShare(of: outcomes, atRisk: 0.2), bootstrap.coverageAtRisk[0.2]),
      ] {
        let (figure, interval) = (try #require(figure), try #require(interval))
        #expect(interval.low <= figure + 1e-12 && figure <= interval.high + 1e-12)
        #expect(interval.low >= 0 && interval.high <= 1 && interval.low < interval.high)
      }
      let share = try #require(bootstrap.coverageAtRisk[0.2])
      widths.append(share.high - share.low)
      #expect(metrics.intervals["ece"] == bootstrap.ece)
      #expect(metrics.intervals["coverageAtRisk.0.01"] != nil)
    }
    // Sixteen times the messages: about a quarter of the width.
    #expect(widths[1] < widths[0] / 2)
  }

  @Test("3: nothing, and again") func nothing() {
    let none = Bootstrap([], risks: [0.1])
    #expect(none.ece == nil && none.coverageAtRisk.isEmpty)
    let inside = Bootstrap(Array(WorkedExample.outcomes.prefix(5)), risks: [0.1])
    #expect(inside.ece != nil && inside.coverageAtRisk.count == 1)
    let outside = Bootstrap(Array(WorkedExample.outcomes.suffix(3)), risks: [0.1])
    #expect(outside.ece != nil && outside.coverageAtRisk.isEmpty)
    let outcomes = Self.outcomes(60, seed: 5)
    #expect(Bootstrap(outcomes).ece == Bootstrap(outcomes).ece)
    #expect(Bootstrap(outcomes).ece != Bootstrap(outcomes, seed: 2).ece)
  }

  @Test("4: near Wilson's") func nearWilson() throws {
    // All of one confidence and all answered at any risk below 1: the calibration error is a share.
    let outcomes = (0..<400).map { number in
      WorkedExample.outcome(
        [number < 300 ? "a" : "b"], [("a", 1)], .answer("a"), .keyword, [:])
    }
    let interval = try #require(Bootstrap(outcomes).ece)
    let wilson = try #require(ConfidenceInterval(100, of: 400))
    #expect(abs(interval.low - wilson.low) < 0.015)
    #expect(abs(interval.high - wilson.high) < 0.015)
  }
}
