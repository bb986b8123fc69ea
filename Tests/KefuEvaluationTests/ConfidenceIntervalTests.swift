// Intervals of shares:
//  1. As worked out by hand.
//  2. As found by halving, of every count of up to 40 and of some large ones.
//  3. Nothing of nothing; the ends are 0 and 1; written to four places.
//  4. Areas under a curve: as found by small steps; wide of few messages, near the area of many.
import Foundation
import KefuTestSupport
import Testing

@testable import KefuEvaluation

@Suite struct ConfidenceIntervalTests {
  @Test(
    "1: by hand",
    arguments: [
      (8, 10, 0.4902, 0.9433), (3, 5, 0.2307, 0.8824), (50, 100, 0.4038, 0.5962),
      (0, 10, 0, 0.2775), (10, 10, 0.7225, 1), (1, 1, 0.2065, 1),
    ] as [(Int, Int, Double, Double)])
  func byHand(part: Int, whole: Int, low: Double, high: Double) throws {
    let interval = try #require(ConfidenceInterval(part, of: whole))
    #expect(abs(interval.low - low) < 5e-5)
    #expect(abs(interval.high - high) < 5e-5)
  }

  @Test("2: by halving", arguments: Array(1...40) + [1_000, 12_345])
  func byHalving(whole: Int) throws {
    for part in stride(from: 0, through: whole, by: max(1, whole / 37)) {
      let interval = try #require(ConfidenceInterval(part, of: whole))
      let slow = slowWilson(part, of: whole, z: ConfidenceInterval.z)
      #expect(abs(interval.low - slow.low) < 1e-9, "\(part) of \(whole)")
      #expect(abs(interval.high - slow.high) < 1e-9, "\(part) of \(whole)")
    }
  }

  @Test("3: ends") func ends() throws {
    #expect(ConfidenceInterval(0, of: 0) == nil)
    #expect(ConfidenceInterval(0, of: 7)?.low == 0)
    #expect(ConfidenceInterval(7, of: 7)?.high == 1)
    let bytes = try JSONEncoder().encode(ConfidenceInterval(8, of: 10))
    #expect(String(decoding: bytes, as: UTF8.self) == "[0.4902,0.9433]")
  }

  @Test(
    "4: areas by small steps",
    arguments: [
      (1.0, 60, 15), (0.0, 5, 9), (0.5, 10, 10), (0.93, 40, 200), (0.99, 1_000, 1_000), (0.7, 1, 1),
    ] as [(Double, Int, Int)])
  func areas(area: Double, positives: Int, negatives: Int) throws {
    let interval = try #require(
      ConfidenceInterval(areaUnderROC: area, positives: positives, negatives: negatives))
    let slow = slowNewcombe(area, positives, negatives, z: ConfidenceInterval.z)
    #expect(abs(interval.low - slow.low) < 2e-4)
    #expect(abs(interval.high - slow.high) < 2e-4)
    #expect(interval.low <= area && area <= interval.high)
  }

  @Test("4: areas of few and many") func fewAndMany() throws {
    let few = try #require(ConfidenceInterval(areaUnderROC: 1, positives: 6, negatives: 6))
    let many = try #require(ConfidenceInterval(areaUnderROC: 1, positives: 600, negatives: 600))
    #expect(few.low < 0.75 && few.high == 1)
    #expect(many.low > 0.99 && many.low < 1)
    #expect(ConfidenceInterval(areaUnderROC: 0.5, positives: 0, negatives: 3) == nil)
  }
}
