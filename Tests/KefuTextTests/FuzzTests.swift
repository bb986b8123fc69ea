// What any input gets:
//  1. 100 000 inputs of bytes (random, mutated text, long, hostile) are analysed without a crash and
//     with every invariant of AnalyzedText kept. Tests/Fuzzing does the same for millions.
import KefuTestSupport
import KefuText
import Testing

@Suite struct FuzzTests {
  @Test("1: any bytes") func survives() async {
    let analyzer = TextAnalyzer()
    let (inputs, tasks) = (100_000, 8)
    await withTaskGroup(of: Void.self) { group in
      for task in 0..<tasks {
        group.addTask {
          var random = SeededRandom(seed: UInt64(task))
          var (result, scratch) = (AnalyzedText(), TextScratch())
          for i in 0..<inputs / tasks {
            let bytes =
              i % 1_000 == 0
              ? Self.long(using: &random) : RandomText.bytes(3, using: &random)
            bytes.withUnsafeBufferPointer {
              analyzer.analyze(utf8: $0, into: &result, scratch: &scratch)
            }
            if let broken = result.brokenInvariant(originalCount: bytes.count) {
              Issue.record("seed \(task), input \(i), \(bytes): \(broken)")
            }
          }
        }
      }
    }
  }

  /// One piece many times over, perhaps cut in the middle of a character.
  private static func long(using random: inout SeededRandom) -> [UInt8] {
    let piece = Array(random.pick(RandomText.words).utf8)
    let bytes = Array(repeatElement(piece, count: 1 + random.below(3_000)).joined())
    return Array(bytes.dropLast(random.below(4)))
  }
}
