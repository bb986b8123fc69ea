/// The rates from which a count is z standard deviations away, found by halving. The slow twin of
/// `ConfidenceInterval`.
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
