// What the automaton promises:
//  1. It finds what a naive search finds, in the same order (slow twin: SlowSearch): every pattern
//     at every place, by end, longest first, equal patterns in their order.
//  2. No patterns, no text, patterns longer than the text: nothing, without a crash.
import KefuTestSupport
import Testing

@testable import KefuMatching

@Suite struct AhoCorasickTests {
  private func matches(_ patterns: [[UInt32]], _ text: [UInt32]) -> [String] {
    var found: [String] = []
    AhoCorasick(patterns: patterns).forEachMatch(in: text) { found.append("\($0) to \($1)") }
    return found
  }

  @Test("1: as the naive search", arguments: [1, 2, 3, 60])
  func agreesWithNaive(alphabet: Int) {
    var random = SeededRandom(seed: UInt64(alphabet))
    func word(_ most: Int) -> [UInt32] {
      (0..<(1 + random.below(most))).map { _ in UInt32(0x9000 + random.below(alphabet)) }
    }
    for _ in 0..<500 {
      let patterns = (0..<random.below(12)).map { _ in word(5) }
      let text = random.below(20) == 0 ? [] : word(40)
      let expected = SlowSearch.matches(of: patterns, in: text).map { "\($0) to \($1)" }
      #expect(matches(patterns, text) == expected, "\(patterns) in \(text)")
    }
  }

  @Test(
    "1, 2: by hand",
    arguments: [
      (["he", "she", "his", "hers"], "ushers", ["1 to 4", "0 to 4", "3 to 6"]),
      (["a", "aa", "aaa"], "aaa", ["0 to 1", "1 to 2", "0 to 2", "2 to 3", "1 to 3", "0 to 3"]),
      (["运费", "运费险", "费"], "运费险", ["0 to 2", "2 to 2", "1 to 3"]),
      (["款", "款"], "退款", ["0 to 2", "1 to 2"]),
      (["abcd", "bc"], "abce", ["1 to 3"]),
      (["\u{0}"], "a\u{0}", ["0 to 2"]),
      (["退款了吗"], "退款", []), (["a"], "", []), ([], "a", []), ([], "", []),
    ] as [([String], String, [String])])
  func table(patterns: [String], text: String, expected: [String]) {
    #expect(matches(patterns.map(scalars), scalars(text)) == expected)
  }
}
