// Unified diffs.
//
// 1. They are written as `diff -u` writes them.
// 2. Applied to the text before, they give the text after, whatever both are.
// 3. They keep as many lines as the longest common sequence where texts are small.

@testable import KefuKnowledge
import KefuTestSupport
import Testing

@Suite struct UnifiedDiffTests {
  /// 1
  @Test(
    "1: word for word",
    arguments: [
      ("a\nb\nc\n", "a\nc\nd\n", "--- a/f\n+++ b/f\n@@ -1,3 +1,3 @@\n a\n-b\n c\n+d\n"),
      (nil, "a\n", "--- /dev/null\n+++ b/f\n@@ -0,0 +1 @@\n+a\n"),
      ("a\n", nil, "--- a/f\n+++ /dev/null\n@@ -1 +0,0 @@\n-a\n"),
      ("a", "a\n", "--- a/f\n+++ b/f\n@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a\n"),
      ("a\n", "a\n", ""), ("", "", ""),
      (
        "1\n2\n3\n4\n5\n6\n7\n8\n9\n", "0\n1\n2\n3\n4\n5\n6\n7\n8\n",
        "--- a/f\n+++ b/f\n@@ -1,3 +1,4 @@\n+0\n 1\n 2\n 3\n@@ -6,4 +7,3 @@\n 6\n 7\n 8\n-9\n"
      ),
    ] as [(String?, String?, String)])
  func wordForWord(before: String?, after: String?, expected: String) {
    #expect(UnifiedDiff(from: before, to: after, path: "f").description == expected)
  }

  /// 2, 3
  @Test func appliedToRandomTexts() {
    var random = SeededRandom(seed: 11)
    for _ in 0..<3_000 {
      let alphabet = Int.random(in: 1...8, using: &random)
      func lines() -> [String] {
        (0..<Int.random(in: 0...14, using: &random)).map { _ in
          "\(Int.random(in: 0..<alphabet, using: &random))\n"
        }
      }
      let (before, after) = (lines(), lines())
      let context = Int.random(in: 0...3, using: &random)
      let diff = UnifiedDiff(
        from: before.joined(), to: after.joined(), path: "f", context: context)
      #expect(applied(diff, to: before) == after)
      // Anchors may cost lines; never more than the whole of what lies between them.
      let pairs = LineMatching.pairs(before, after)
      let isRising = zip(pairs, pairs.dropFirst()).allSatisfy { $0.0 < $1.0 && $0.1 < $1.1 }
      #expect(isRising && pairs.allSatisfy { before[$0.0] == after[$0.1] })
    }
  }

  /// 3
  @Test func longestCommonSequenceAgreesWithItsSlowTwin() {
    var random = SeededRandom(seed: 12)
    for _ in 0..<300 {
      let a = (0..<Int.random(in: 0...9, using: &random)).map { _ in
        Int.random(in: 0...3, using: &random)
      }
      let b = (0..<Int.random(in: 0...9, using: &random)).map { _ in
        Int.random(in: 0...3, using: &random)
      }
      let found = LineMatching.longestCommonSequence(a, 0..<a.count, b, 0..<b.count)
      #expect(found.count == slowCommon(a[...], b[...]))
    }
  }

  private func slowCommon(_ a: ArraySlice<Int>, _ b: ArraySlice<Int>) -> Int {
    guard let x = a.first, let y = b.first else { return 0 }
    if x == y { return 1 + slowCommon(a.dropFirst(), b.dropFirst()) }
    return max(slowCommon(a.dropFirst(), b), slowCommon(a, b.dropFirst()))
  }

  private func applied(_ diff: UnifiedDiff, to before: [String]) -> [String] {
    var after: [String] = []
    var next = 0
    for hunk in diff.hunks {
      after += before[next..<hunk.starts.before]
      next = hunk.starts.before
      for line in hunk.lines {
        switch line {
        case .kept(let text):
          #expect(before[next] == text)
          after.append(text)
          next += 1
        case .removed(let text):
          #expect(before[next] == text)
          next += 1
        case .added(let text): after.append(text)
        }
      }
    }
    return after + before[next...]
  }
}
