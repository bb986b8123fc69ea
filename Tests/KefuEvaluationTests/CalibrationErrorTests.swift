// 1. Worked examples; nothing of nothing.
// 2. The order does not matter, ties included.
// 3. It lies in 0...1.
import KefuEvaluation
import KefuTestSupport
import Testing

@Suite struct CalibrationErrorTests {
  @Test("1: worked examples") func examples() throws {
    #expect(calibrationError([]) == nil)
    #expect(calibrationError([(1, true), (0, false)]) == 0)
    #expect(calibrationError([(1, false)]) == 1)
    #expect(try abs(#require(calibrationError([(0.95, true), (0.95, false)])) - 0.45) < 1e-12)
    // One bin: mean confidence 0.5, all right. Two: 0.1 and 0.9 apart, each right.
    #expect(calibrationError([(0.25, true), (0.75, true)], bins: 1) == 0.5)
    #expect(calibrationError([(0.25, true), (0.75, false)], bins: 1) == 0)
    #expect(calibrationError([(0.25, true), (0.75, false)], bins: 2) == 0.75)
  }

  @Test("2, 3: order and range", arguments: UInt64(1)...30) func order(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    let judged = (0..<60).map { _ in (Double(random.below(31)) / 30, random.below(2) == 0) }
    let error = try #require(calibrationError(judged))
    let shuffled = try #require(calibrationError(judged.shuffled(using: &random)))
    #expect(abs(error - shuffled) < 1e-12)
    #expect((0...1).contains(error))
  }
}
