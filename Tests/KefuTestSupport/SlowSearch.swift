/// Every pattern compared at every place. The slow twin of `AhoCorasick`.
package enum SlowSearch {
  /// Occurrences by their end, longer ones first, equal patterns in their order.
  package static func matches(
    of patterns: [[UInt32]], in text: [UInt32]
  ) -> [(pattern: Int, end: Int)] {
    var matches: [(pattern: Int, end: Int)] = []
    for end in 0...text.count {
      let ending = patterns.indices.filter {
        text[..<end].suffix(patterns[$0].count) == patterns[$0][...]
      }
      matches += ending.sorted { (patterns[$1].count, $0) < (patterns[$0].count, $1) }
        .map { ($0, end) }
    }
    return matches
  }
}
