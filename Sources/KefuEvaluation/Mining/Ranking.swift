/// The order in which clusters are best looked at.
enum Ranking {
  /// So many are chosen one by one.
  static let chosen = 200

  /// In turn the cluster of the highest informativeness × (1 − cosine to the nearest chosen one), so
  /// that the first ones differ; then the others by informativeness.
  static func ordered(_ drafts: [ClusterBuilder.Draft]) -> [ClusterBuilder.Draft] {
    var left = drafts.sorted {
      ($1.cluster.informativeness, $0.cluster.representative.masked)
        < ($0.cluster.informativeness, $1.cluster.representative.masked)
    }
    var likeness = [Float](repeating: 0, count: left.count)
    var result: [ClusterBuilder.Draft] = []
    while result.count < chosen, !left.isEmpty {
      var best = 0
      var bestWorth = -1.0
      for (place, draft) in left.enumerated() {
        // The rest is worth less, however different.
        if draft.cluster.informativeness <= bestWorth { break }
        let worth = draft.cluster.informativeness * (1 - Double(min(1, likeness[place])))
        if worth > bestWorth { (best, bestWorth) = (place, worth) }
      }
      let next = left.remove(at: best)
      likeness.remove(at: best)
      for place in left.indices {
        likeness[place] = max(likeness[place], left[place].direction.dot(next.direction))
      }
      result.append(next)
    }
    return result + left
  }
}
