/// Groups vectors of length 1 that are near one another; the same groups in whatever order the
/// texts came.
///
/// ```swift
/// Clustering.groups(vectors, termCount: 100)  // [[0, 2], [1]]
/// ```
///
/// Nearness of two groups is the cosine of their sums. In a round every two groups that are each
/// other's nearest are joined, with all whose nearest is one of the two; rounds go on while any two
/// are near enough, first at a high limit, then at lower ones, so that what is nearly the same is
/// together before anything looser is. Ties go to the lower number.
///
/// - Complexity: A round costs what the index finds for the groups that changed; 50 000 short
///   messages take some seconds.
enum Clustering {
  static let limits: [Float] = [0.75, 0.65, 0.55, 0.45]

  /// - Returns: Ascending numbers of each group, groups by their first.
  static func groups(
    _ vectors: [TermVectors.Vector], termCount: Int, limits: [Float] = Self.limits,
    progress: (Double) -> Void = { _ in }
  ) -> [[Int]] {
    var state = ClusteringState(vectors, termCount: termCount)
    for (step, limit) in limits.enumerated() {
      while state.join(from: limit) {}
      progress(Double(step + 1) / Double(limits.count))
    }
    return state.groups.filter { !$0.isEmpty }.sorted { $0[0] < $1[0] }
  }
}

/// Groups under way; each is known by the number of one of its members.
private struct ClusteringState {
  private struct Neighbour {
    var group: Int32
    var nearness: Float
  }

  private(set) var groups: [[Int]]
  private var sums: [TermVectors.Vector]
  private var lengths: [Float]
  /// `[group]` nil where nothing is in common with any other.
  private var nearest: [Neighbour?]
  private let termCount: Int
  private var changed: [Int]

  init(_ vectors: [TermVectors.Vector], termCount: Int) {
    sums = vectors
    self.termCount = termCount
    groups = vectors.indices.map { [$0] }
    lengths = vectors.map { $0.squaredLength.squareRoot() }
    nearest = .init(repeating: nil, count: vectors.count)
    changed = Array(vectors.indices)
  }

  /// One round; false where no two groups are near enough.
  mutating func join(from limit: Float) -> Bool {
    findNearest()
    // [group] the lower one of the pair it joins.
    var target = [Int32](repeating: -1, count: groups.count)
    func partner(of group: Int) -> Int? {
      guard let near = nearest[group], near.nearness >= limit,
        nearest[Int(near.group)]?.group == Int32(group)
      else { return nil }
      return Int(near.group)
    }
    for group in groups.indices where !groups[group].isEmpty {
      if let other = partner(of: group) {
        target[group] = Int32(min(group, other))
      } else if let near = nearest[group], near.nearness >= limit,
        let other = partner(of: Int(near.group))
      {
        target[group] = min(near.group, Int32(other))
      }
    }
    changed = []
    var touched: Set<Int> = []
    for group in groups.indices where target[group] >= 0 && target[group] != Int32(group) {
      let into = Int(target[group])
      if touched.insert(into).inserted { changed.append(into) }
      groups[into] += groups[group]
      sums[into] = sums[into] + sums[group]
      groups[group] = []
      sums[group] = TermVectors.Vector()
      nearest[group] = nil
    }
    for group in changed {
      groups[group].sort()
      lengths[group] = sums[group].squaredLength.squareRoot()
    }
    // Whoever's nearest has changed or gone looks anew.
    let new = touched
    for group in groups.indices where !groups[group].isEmpty && !new.contains(group) {
      guard let near = nearest[group] else { continue }
      if new.contains(Int(near.group)) || groups[Int(near.group)].isEmpty {
        nearest[group] = nil
        changed.append(group)
      }
    }
    changed.sort()
    return !changed.isEmpty
  }

  /// Finds the nearest of the groups that changed, and whether they are now nearest to others.
  private mutating func findNearest() {
    guard !changed.isEmpty else { return }
    let index = VectorIndex(sums, termCount: termCount)
    var products = VectorIndex.Products(count: groups.count)
    for group in changed {
      index.dots(with: sums[group], into: &products)
      var best: Neighbour?
      for other in products.found where other != Int32(group) {
        let nearness =
          products.values[Int(other)] / (lengths[group] * lengths[Int(other)])
        if Self.isNearer(nearness, other, than: best) {
          best = Neighbour(group: other, nearness: nearness)
        }
        if Self.isNearer(nearness, Int32(group), than: nearest[Int(other)]) {
          nearest[Int(other)] = Neighbour(group: Int32(group), nearness: nearness)
        }
      }
      nearest[group] = best
    }
    changed = []
  }

  private static func isNearer(
    _ nearness: Float, _ group: Int32, than other: Neighbour?
  ) -> Bool {
    guard let other else { return true }
    return (-nearness, group) < (-other.nearness, other.group)
  }
}
