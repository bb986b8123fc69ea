// Nearest names, and the other small algorithms of the loader.
//
// 1. The distance is that of a plain recursive definition.
// 2. A name is suggested only when it is near enough to be what was meant.
// 3. The components of a graph are its sets of mutually reachable nodes.

import KefuTestSupport
import Testing

@testable import KefuKnowledge

@Suite struct NearestNameTests {
  @Test("1: the slow twin agrees", arguments: 0..<200)
  func distance(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    func word() -> [Unicode.Scalar] {
      (0..<Int.random(in: 0...6, using: &random)).map { _ in
        ["a", "b", "c"].randomElement(using: &random)!
      }
    }
    let (a, b) = (word(), word())
    #expect(alignmentDistance(a, b) == slowDistance(a[...], b[...]))
  }

  private func slowDistance(_ a: ArraySlice<Unicode.Scalar>, _ b: ArraySlice<Unicode.Scalar>) -> Int
  {
    guard let x = a.last, let y = b.last else { return max(a.count, b.count) }
    var best = slowDistance(a.dropLast(), b.dropLast()) + (x == y ? 0 : 1)
    best = min(best, slowDistance(a.dropLast(), b) + 1, slowDistance(a, b.dropLast()) + 1)
    if a.count > 1, b.count > 1, x == b[b.endIndex - 2], y == a[a.endIndex - 2] {
      best = min(best, slowDistance(a.dropLast(2), b.dropLast(2)) + 1)
    }
    return best
  }

  @Test(
    "2: suggestions",
    arguments: [
      ("varaints", "variants"), ("Weight", "weight"), ("test", "tests"),
      ("follow_ups", "followUps"),
      ("退货.如何", "退货.怎样"), ("colour", nil), ("", nil), ("x", nil), ("id", "id"),
      (String(repeating: "a", count: 200), nil),
    ])
  func suggestions(name: String, nearest: String?) {
    let known = ["id", "variants", "weight", "tests", "followUps", "退货.怎样"]
    #expect(nearestName(to: name, in: known) == nearest)
  }

  @Test("3: the slow twin agrees", arguments: 0..<100)
  func components(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    let count = 8
    let targets = (0..<count).map { _ in
      (0..<Int.random(in: 0...2, using: &random)).map { _ in
        Int.random(in: 0..<count, using: &random)
      }
    }
    func reachable(from start: Int) -> Set<Int> {
      var seen: Set<Int> = [start]
      var open = [start]
      while let node = open.popLast() {
        for target in targets[node] where seen.insert(target).inserted { open.append(target) }
      }
      return seen
    }
    let reached = (0..<count).map(reachable)
    let expected = Set(
      (0..<count).map { a in
        reached[a].filter { reached[$0].contains(a) }.sorted()
      })
    let found = stronglyConnectedComponents(targets)
    #expect(found == expected.sorted { $0[0] < $1[0] })
  }
}
