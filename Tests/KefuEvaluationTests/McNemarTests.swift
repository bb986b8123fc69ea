// McNemar's exact test:
//  1. As worked out by hand: sums of binomial coefficients over powers of two.
//  2. As summed term by term, of every table of up to 30 messages and of some large ones.
//  3. Nothing changed proves nothing; swapping the sides leaves the two-sided test as it is.
import KefuTestSupport
import Testing

@testable import KefuEvaluation

@Suite struct McNemarTests {
  @Test(
    "1: by hand",
    arguments: [
      (0, 0, 1, 1), (1, 0, 0.5, 1), (5, 0, 1.0 / 32, 1.0 / 16), (4, 0, 1.0 / 16, 1.0 / 8),
      (8, 1, 10.0 / 512, 20.0 / 512), (1, 8, 511.0 / 512, 20.0 / 512),
      (3, 3, 42.0 / 64, 1), (0, 5, 1, 1.0 / 16), (2, 1, 0.5, 1),
    ] as [(Int, Int, Double, Double)])
  func byHand(broken: Int, fixed: Int, worse: Double, twoSided: Double) {
    let test = McNemar(broken: broken, fixed: fixed)
    #expect(abs(test.worse - worse) < 1e-12)
    #expect(abs(test.twoSided - twoSided) < 1e-12)
  }

  @Test("2: term by term") func termByTerm() {
    var tables = (0...30).flatMap { coins in (0...coins).map { ($0, coins - $0) } }
    tables += [(500, 480), (480, 500), (2_000, 1_900), (1_200, 3)]
    for (broken, fixed) in tables where broken + fixed > 0 {
      let test = McNemar(broken: broken, fixed: fixed)
      // As many heads as are broken: as few tails as are fixed.
      let worse = SlowBinomial.probability(atMost: fixed, of: broken + fixed, rate: 0.5)
      #expect(abs(test.worse - worse) < 1e-9, "\(broken), \(fixed)")
      let least = SlowBinomial.probability(
        atMost: min(broken, fixed), of: broken + fixed, rate: 0.5)
      #expect(abs(test.twoSided - min(1, 2 * least)) < 1e-9, "\(broken), \(fixed)")
    }
  }

  @Test("3: swapped") func swapped() {
    #expect(McNemar(broken: 0, fixed: 0).worse == 1)
    for (a, b) in [(3, 9), (0, 4), (70, 41)] {
      let (one, other) = (McNemar(broken: a, fixed: b), McNemar(broken: b, fixed: a))
      #expect(one.twoSided == other.twoSided)
    }
  }
}
