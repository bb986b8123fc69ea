/// How far confidences are from how often they are right, in `0...1`; nil of none.
///
/// ```swift
/// calibrationError([(0.95, true), (0.95, false)])  // 0.45
/// ```
///
/// The expected calibration error (Guo et al. 2017): confidences fall into bins of equal width,
/// and the bins' distances `|mean confidence − share right|` are averaged by their sizes. Equal
/// width rather than equal mass, because many confidences are exactly 1 and a bin's edge among
/// equals would make the result depend on their order.
///
/// - Parameter judged: Confidences in `0...1`, each with whether it was right.
/// - Complexity: O(n).
public func calibrationError(
  _ judged: [(confidence: Double, isRight: Bool)], bins: Int = 15
) -> Double? {
  precondition(bins > 0, "\(bins) bins")
  guard !judged.isEmpty else { return nil }
  // The difference of the sums is the difference of the means times the bin's size.
  var differences = [Double](repeating: 0, count: bins)
  for (confidence, isRight) in judged {
    precondition((0...1).contains(confidence), "a confidence of \(confidence)")
    let bin = min(bins - 1, Int(confidence * Double(bins)))
    differences[bin] += confidence - (isRight ? 1 : 0)
  }
  return differences.reduce(0) { $0 + abs($1) } / Double(judged.count)
}
