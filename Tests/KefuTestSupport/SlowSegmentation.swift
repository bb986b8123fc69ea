/// Every way of cutting a run into words is tried. The slow twin of `Segmenter`; for runs of up to
/// some 12 characters.
public enum SlowSegmentation {
  /// The least cost of a cut, and every cut that has it but for rounding.
  ///
  /// - Parameter cost: Of a word, nil where it is none; asked for single characters too.
  public static func best(
    _ run: [UInt32], cost: (ArraySlice<UInt32>) -> Float?
  ) -> (cost: Float, cuts: [[Range<Int>]]) {
    var all: [(Float, [Range<Int>])] = []
    func extend(_ words: [Range<Int>], _ total: Float) {
      let start = words.last?.upperBound ?? 0
      if start == run.count { return all.append((total, words)) }
      for end in (start + 1)...run.count {
        if let more = cost(run[start..<end]) { extend(words + [start..<end], total + more) }
      }
    }
    extend([], 0)
    let least = all.map(\.0).min() ?? 0
    return (least, all.filter { $0.0 <= least + 0.001 }.map(\.1))
  }
}
