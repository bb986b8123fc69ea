/// The known name that `name` was most likely meant to be; nil where none is near.
///
/// ```swift
/// nearestName(to: "varaints", in: ["variants", "weight"])  // "variants"
/// ```
///
/// Near: at most one edit for each three characters begun of the longer name, at most 3, and
/// fewer than `name` has characters.
/// Upper and lower case count as the same. Of equally near names the first is taken.
package func nearestName(to name: String, in known: some Sequence<String>) -> String? {
  let wanted = Array(name.lowercased().unicodeScalars.prefix(101))
  guard wanted.count <= 100 else { return nil }
  var best: (name: String, distance: Int)?
  for candidate in known {
    let scalars = Array(candidate.lowercased().unicodeScalars.prefix(101))
    let longer = max(wanted.count, scalars.count)
    let cutoff = min(3, (longer + 2) / 3, wanted.count - 1)
    let limit = min(cutoff, best.map { $0.distance - 1 } ?? cutoff)
    guard limit >= 0, abs(scalars.count - wanted.count) <= limit else { continue }
    let distance = alignmentDistance(wanted, scalars)
    if distance <= limit { best = (candidate, distance) }
  }
  return best?.name
}

/// Insertions, deletions, substitutions and transpositions of neighbours, each 1; no part is
/// edited twice (optimal string alignment).
///
/// - Complexity: O(`a.count` × `b.count`).
func alignmentDistance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
  guard !a.isEmpty, !b.isEmpty else { return max(a.count, b.count) }
  var beforeLast: [Int] = []
  var last = Array(0...b.count)
  for i in 1...a.count {
    var row = [i]
    row.reserveCapacity(b.count + 1)
    for j in 1...b.count {
      var cost = min(last[j], row[j - 1]) + 1
      cost = min(cost, last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1))
      if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
        cost = min(cost, beforeLast[j - 2] + 1)
      }
      row.append(cost)
    }
    (beforeLast, last) = (last, row)
  }
  return last[b.count]
}
