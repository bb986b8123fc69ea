/// The rates from which a count is z standard deviations away, found by halving. The slow twin of
/// `ConfidenceInterval(_:of:)`.
package func slowWilson(_ part: Int, of whole: Int, z: Double) -> (low: Double, high: Double) {
  let share = Double(part) / Double(whole)
  func isNear(_ rate: Double) -> Bool {
    abs(share - rate) <= z * (rate * (1 - rate) / Double(whole)).squareRoot()
  }
  func edge(_ outside: Double) -> Double {
    if isNear(outside) { return outside }
    var (near, far) = (share, outside)
    for _ in 0..<60 {
      let middle = (near + far) / 2
      if isNear(middle) { near = middle } else { far = middle }
    }
    return near
  }
  return (edge(0), edge(1))
}

/// All areas in steps of 0.0001 that lie within z standard deviations: the slow twin of
/// `ConfidenceInterval(areaUnderROC:positives:negatives:)`.
package func slowNewcombe(
  _ area: Double, _ positives: Int, _ negatives: Int, z: Double
) -> (low: Double, high: Double) {
  let half = Double(positives + negatives) / 2
  var (low, high) = (area, area)
  for step in 0...10_000 {
    let guess = Double(step) / 10_000
    let (q1, q2) = (guess / (2 - guess), 2 * guess * guess / (1 + guess))
    // Hanley and McNeil's variance of equal sides, in their own terms.
    let variance =
      (guess * (1 - guess) + (half - 1) * (q1 - guess * guess) + (half - 1) * (q2 - guess * guess))
      / Double(positives * negatives)
    if abs(guess - area) <= z * variance.squareRoot() {
      (low, high) = (min(low, guess), max(high, guess))
    }
  }
  return (low, high)
}
