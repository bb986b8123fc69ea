// The largest error rate that still explains so few errors:
//  1. At the bound, so few errors have probability delta (slow twin: SlowBinomial).
//  2. It is what tables of exact intervals say.
//  3. It grows with the errors, falls with the trials and with delta, and lies above the share seen.
//  4. No trials, or nothing but errors, bound nothing.
//  5. Thousands of trials underflow nothing.
import Foundation
import KefuTestSupport
import Testing

@testable import KefuMatching

@Suite struct BinomialBoundTests {
  @Test("1: the exact sum", arguments: [0.01, 0.05, 0.3])
  func exact(delta: Double) {
    for trials in [1, 2, 3, 10, 60, 149, 500] {
      for errors in Set([0, 1, 2, 5, trials / 10, trials / 2, trials - 1]) where errors < trials {
        let bound = BinomialBound.upper(errors: errors, trials: trials, delta: delta)
        let there = SlowBinomial.probability(atMost: errors, of: trials, rate: bound)
        #expect(abs(there / delta - 1) < 1e-6, "\(errors) of \(trials): \(bound)")
      }
    }
  }

  @Test("1: the sum's logarithm") func logProbability() {
    for (errors, trials) in [(0, 5), (2, 5), (4, 5), (5, 5), (3, 40), (39, 40), (100, 400)] {
      for rate in [1e-6, 0.01, 0.2, 0.5, 0.93] {
        let fast = BinomialBound.logProbability(atMost: errors, of: trials, rate: rate)
        let slow = log(SlowBinomial.probability(atMost: errors, of: trials, rate: rate))
        #expect(abs(fast - slow) < 1e-9 * max(1, abs(slow)), "\(errors) of \(trials) at \(rate)")
      }
    }
    #expect(BinomialBound.logProbability(atMost: 3, of: 9, rate: 0) == 0)
    #expect(BinomialBound.logProbability(atMost: 3, of: 9, rate: 1) == -.infinity)
    #expect(BinomialBound.logProbability(atMost: 9, of: 9, rate: 1) == 0)
  }

  @Test(
    "2: tables",
    arguments: [
      // Upper ends of two-sided intervals of 95 %.
      (0, 10, 0.025, 0.3085), (1, 10, 0.025, 0.4450), (5, 10, 0.025, 0.8129),
      (3, 20, 0.025, 0.3789), (10, 100, 0.025, 0.1762), (9, 10, 0.025, 0.9975),
      // The rule of three, exactly: 1 − 0.05^(1/n).
      (0, 149, 0.05, 0.0199), (0, 148, 0.05, 0.0200), (0, 59, 0.05, 0.0495), (0, 1, 0.05, 0.95),
    ])
  func tables(errors: Int, trials: Int, delta: Double, expected: Double) {
    let bound = BinomialBound.upper(errors: errors, trials: trials, delta: delta)
    #expect(abs(bound - expected) < 0.6e-4, "\(bound)")
  }

  @Test("2: what certifies a risk of 2 %") func leastTrials() {
    func isEnough(_ errors: Int, _ trials: Int) -> Bool {
      BinomialBound.upper(errors: errors, trials: trials, delta: 0.05) <= 0.02
    }
    #expect(isEnough(0, 149) && !isEnough(0, 148))
    #expect(isEnough(1, 236) && !isEnough(1, 235))
    #expect(isEnough(2, 313) && !isEnough(2, 312))
  }

  @Test("3: monotone") func monotone() {
    for trials in [5, 50, 300] {
      var last = 0.0
      for errors in 0..<min(trials, 40) {
        let bound = BinomialBound.upper(errors: errors, trials: trials, delta: 0.05)
        #expect(bound > last && bound <= 1)
        #expect(bound > Double(errors) / Double(trials))
        #expect(BinomialBound.upper(errors: errors, trials: trials + 1, delta: 0.05) < bound)
        #expect(BinomialBound.upper(errors: errors, trials: trials, delta: 0.1) < bound)
        last = bound
      }
    }
  }

  @Test("4: nothing known") func edges() {
    #expect(BinomialBound.upper(errors: 0, trials: 0, delta: 0.05) == 1)
    #expect(BinomialBound.upper(errors: 7, trials: 7, delta: 0.05) == 1)
    #expect(BinomialBound.upper(errors: 8, trials: 7, delta: 0.05) == 1)
  }

  @Test("5: many trials") func many() {
    for (errors, trials) in [(0, 100_000), (400, 20_000), (1_000, 100_000)] {
      let bound = BinomialBound.upper(errors: errors, trials: trials, delta: 0.05)
      let share = Double(errors) / Double(trials)
      // The normal approximation, within a tenth of its width.
      let width = 1.645 * (max(share, 1e-6) * (1 - share) / Double(trials)).squareRoot()
      if errors > 0 { #expect(abs(bound - share - width) < width / 10) }
      #expect(bound > share && bound < share + 2 * width + 4 / Double(trials))
    }
  }
}
