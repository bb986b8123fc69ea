// 1. Worked examples: separate, reversed, tied.
// 2. It agrees with counting all pairs, ties half, on random input.
// 3. Without one side there is none.
import KefuEvaluation
import KefuTestSupport
import Testing

@Suite struct AreaUnderROCTests {
  @Test(
    "1: worked examples",
    arguments: [
      ([0.9, 0.8], [0.2, 0.1], 1.0), ([0.1], [0.9, 0.8], 0.0), ([0.5, 0.5], [0.5], 0.5),
      ([0.9, 0.5], [0.5, 0.1], 0.875), ([0.9, 0.3], [0.5], 0.5),
    ])
  func examples(positives: [Double], negatives: [Double], area: Double) {
    #expect(areaUnderROC(positives: positives, negatives: negatives) == area)
  }

  @Test("2: all pairs", arguments: UInt64(1)...50) func allPairs(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    // Few different values, so that many are tied.
    func values() -> [Double] {
      (0..<Int.random(in: 1...40, using: &random)).map { _ in
        Double(Int.random(in: 0...12, using: &random)) / 12
      }
    }
    let (positives, negatives) = (values(), values())
    let area = try #require(areaUnderROC(positives: positives, negatives: negatives))
    let slow = slowAreaUnderROC(positives: positives, negatives: negatives)
    #expect(abs(area - slow) < 1e-12)
  }

  @Test("3: one side missing") func undefined() {
    #expect(areaUnderROC(positives: [], negatives: [0.5]) == nil)
    #expect(areaUnderROC(positives: [0.5], negatives: []) == nil)
  }
}
