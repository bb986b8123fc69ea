/// The chance that a positive is above a negative, ties counting half, in `0...1`: the area under
/// the receiver operating characteristic. Nil where one side is empty.
///
/// ```swift
/// areaUnderROC(positives: [0.9, 0.5], negatives: [0.5, 0.1])  // 0.875
/// ```
///
/// Computed as Mann and Whitney's U from ranks, equal values sharing their mean rank (Hanley and
/// McNeil 1982).
///
/// - Complexity: O(n log n).
public func areaUnderROC(positives: [Double], negatives: [Double]) -> Double? {
  guard !positives.isEmpty, !negatives.isEmpty else { return nil }
  let all =
    (positives.map { (value: $0, isPositive: true) }
    + negatives.map { (value: $0, isPositive: false) }).sorted { $0.value < $1.value }
  var ranks = 0.0
  var start = 0
  while start < all.count {
    var end = start
    while end < all.count, all[end].value == all[start].value { end += 1 }
    let meanRank = Double(start + 1 + end) / 2
    ranks += meanRank * Double(all[start..<end].count(where: \.isPositive))
    start = end
  }
  let (m, n) = (Double(positives.count), Double(negatives.count))
  return (ranks - m * (m + 1) / 2) / (m * n)
}
