// Grouping of messages.
//
// 1. The groups are those of the slow twin, which compares all with all in every round.
// 2. Every text is in one group; groups and their members ascend.
// 3. What has nothing in common stays apart; what is the same comes together.
// 4. Vectors have length 1; sums and products agree with plain arithmetic; products by the index
//    are those of the vectors, to the last bit.
// 5. A term that nearly all texts have weighs nothing, and a rarer one more.
import KefuTestSupport
import Testing

@testable import KefuEvaluation

@Suite struct ClusteringTests {
  private static func vectors(_ count: Int, seed: UInt64) -> (TermVectors, [TermVectors.Vector]) {
    var random = SeededRandom(seed: seed)
    let texts: [TermVectors.Terms] = (0..<count).map { _ in
      (0..<random.below(9)).map { _ in
        (UInt64(1 + random.below(40)), Float(1 + random.below(4)))
      }
    }
    let space = TermVectors(countedIn: texts)
    return (space, texts.map(space.vector))
  }

  @Test("1, 2: the slow twin", arguments: UInt64(1)...40) func twin(seed: UInt64) {
    let (space, vectors) = Self.vectors(Int(20 + seed * 3), seed: seed)
    let groups = Clustering.groups(vectors, termCount: space.termCount)
    #expect(groups == SlowClustering.groups(vectors, limits: Clustering.limits))
    #expect(groups.joined().sorted() == Array(vectors.indices))
    #expect(groups.allSatisfy { $0 == $0.sorted() })
    #expect(groups.map { $0[0] } == groups.map { $0[0] }.sorted())
  }

  @Test("3: apart and together") func plain() {
    let terms: [TermVectors.Terms] = [
      [(1, 1), (2, 1)], [(3, 1)], [(1, 1), (2, 1)], [(4, 1)], [], [],
    ]
    let space = TermVectors(countedIn: terms)
    let vectors = terms.map(space.vector)
    var steps: [Double] = []
    let groups = Clustering.groups(vectors, termCount: space.termCount) { steps.append($0) }
    #expect(groups == [[0, 2], [1], [3], [4], [5]])
    #expect(steps == [0.25, 0.5, 0.75, 1])
    #expect(Clustering.groups([], termCount: 0) == [])
  }

  @Test("4: vectors", arguments: UInt64(1)...20) func arithmetic(seed: UInt64) {
    let (space, vectors) = Self.vectors(30, seed: seed)
    let index = VectorIndex(vectors, termCount: space.termCount)
    var products = VectorIndex.Products(count: vectors.count)
    for (i, a) in vectors.enumerated() {
      #expect(a.count == 0 || abs(a.squaredLength - 1) < 1e-5)
      index.dots(with: a, into: &products)
      for (j, b) in vectors.enumerated() {
        #expect(products.values[j] == a.dot(b))
        #expect(a.dot(b) == b.dot(a))
        let sum = a + b
        #expect(sum.terms == Set(a.terms + b.terms).sorted())
        #expect(abs(sum.squaredLength - (a.squaredLength + b.squaredLength + 2 * a.dot(b))) < 1e-4)
        _ = i
      }
      let nearest = index.nearest(to: a, products: &products)
      let best = vectors.map { a.dot($0) }.max() ?? 0
      #expect(nearest?.product ?? 0 == best)
      #expect(nearest.map { n in vectors.firstIndex { a.dot($0) == best } == n.number } ?? true)
    }
    #expect(space.vector(of: [(999, 1)]).count == 0)
  }

  @Test("5: rarity") func rarity() {
    #expect(Rarity.of(count: 1000, in: 1000) == 0)
    #expect(Rarity.of(count: 3000, in: 20_000) == 0)
    #expect(Rarity.of(count: 300, in: 2000) > 2)
    #expect(Rarity.of(count: 8, in: 10) < 0.3)
    let rarities = [1, 2, 5, 20, 80].map { Rarity.of(count: $0, in: 1000) }
    #expect(rarities == rarities.sorted(by: >))
    #expect(rarities.last! > 0)
  }
}

/// As `Clustering`, comparing every group with every other in every round.
private enum SlowClustering {
  static func groups(_ vectors: [TermVectors.Vector], limits: [Float]) -> [[Int]] {
    var groups = vectors.indices.map { [$0] }
    var sums = vectors
    for limit in limits {
      while true {
        let nearest = groups.indices.map { i -> (Int, Float)? in
          var best: (Int, Float)?
          for j in groups.indices where j != i {
            let product = sums[i].dot(sums[j])
            guard product != 0 else { continue }
            let nearness =
              product
              / (sums[i].squaredLength.squareRoot() * sums[j].squaredLength.squareRoot())
            if nearness > best?.1 ?? -1 { best = (j, nearness) }
          }
          return best
        }
        func isPair(_ i: Int) -> Int? {
          guard let (j, nearness) = nearest[i], nearness >= limit, nearest[j]?.0 == i else {
            return nil
          }
          return j
        }
        var targets = Array(groups.indices)
        for i in groups.indices {
          if let j = isPair(i) {
            targets[i] = min(i, j)
          } else if let (j, nearness) = nearest[i], nearness >= limit, let k = isPair(j) {
            targets[i] = min(j, k)
          }
        }
        if targets == Array(groups.indices) { break }
        for i in groups.indices where targets[i] != i {
          groups[targets[i]] += groups[i]
          sums[targets[i]] = sums[targets[i]] + sums[i]
        }
        let left = groups.indices.filter { targets[$0] == $0 }
        (groups, sums) = (left.map { groups[$0].sorted() }, left.map { sums[$0] })
      }
    }
    return groups.sorted { $0[0] < $1[0] }
  }
}
