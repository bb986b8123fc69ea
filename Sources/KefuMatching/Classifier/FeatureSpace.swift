import CKefuKernels

/// Which views of a text are used, and what each counts.
struct FeatureViews: Sendable, Equatable {
  /// `[view]`; 0 leaves a view out.
  var shares: [Float]

  static let spaced = FeatureViews(shares: [1, 1, 1, 0])
  /// For languages written without spaces; sounds forgive wrong characters.
  static let chinese = FeatureViews(shares: [1, 0.5, 1, 0.7])

  func uses(_ view: TextFeatures.View) -> Bool { shares[view.rawValue] > 0 }
}

/// Makes sparse vectors of length 1 from texts' features.
///
/// Within a view a feature weighs `(1 + ln tf) · rarity`; each view is scaled to its share, the
/// whole to length 1.
struct FeatureWeighting: Sendable {
  var shares: [Float]

  /// Replaces `vector` by a text's; features without a number are left out.
  ///
  /// - Returns: The part of the text's features, by number, that have one; 0 for no features.
  @inline(__always)
  @discardableResult
  func vector(
    of text: TextFeatures, into vector: inout SparseVector, number: (UInt64) -> Int32?,
    rarity: (Int32) -> Float
  ) -> Float {
    vector.removeAll()
    var total: Float = 0
    var seen = 0
    var known = 0
    for view in text.keys.indices where shares[view] > 0 {
      let start = vector.values.count
      for key in text.keys[view] {
        if let feature = number(key) { vector.features.append(feature) }
      }
      seen += text.keys[view].count
      known += vector.features.count - start
      vector.features[start...].sort()
      // Runs of one feature become one, with their count as its value.
      var write = start
      var read = start
      while read < vector.features.count {
        let feature = vector.features[read]
        var next = read + 1
        while next < vector.features.count, vector.features[next] == feature { next += 1 }
        let frequency = next - read == 1 ? 1 : 1 + Float(kefu_log(Double(next - read)))
        vector.features[write] = feature
        vector.values.append(frequency * rarity(feature))
        write += 1
        read = next
      }
      vector.features.removeSubrange(write...)
      let square = vector.values[start...].reduce(0) { $0 + $1 * $1 }
      guard square > 0 else { continue }
      let scale = shares[view] / square.squareRoot()
      for i in start..<vector.values.count { vector.values[i] *= scale }
      total += shares[view] * shares[view]
    }
    if total > 0 {
      let scale = 1 / total.squareRoot()
      for i in vector.values.indices { vector.values[i] *= scale }
    }
    return seen == 0 ? 0 : Float(known) / Float(seen)
  }
}

/// The features seen in training, numbered, each with its rarity `1 + ln((1 + N) ÷ (1 + n))` for `n`
/// of `N` texts that have it.
struct FeatureSpace: Sendable {
  let views: FeatureViews
  private(set) var index = HashIndex()
  /// `[feature]`
  private(set) var rarities: [Float] = []

  /// A word seen once is kept: it may be a name. Of other views, what is seen once says little.
  static let minimumCount = 2

  init(
    texts: [TextFeatures], views: FeatureViews, minimumCount: Int = Self.minimumCount
  ) {
    self.views = views
    var all = HashIndex(minimumCapacity: 1 << 16)
    var counts: [Int32] = []
    var last: [Int32] = []
    var keys: [UInt64] = []
    var isWord: [Bool] = []
    for (number, text) in texts.enumerated() {
      for view in TextFeatures.View.allCases where views.uses(view) {
        for key in text.keys[view.rawValue] {
          let feature = Int(all.intern(key))
          if feature == counts.count {
            counts.append(0)
            last.append(-1)
            keys.append(key)
            isWord.append(view == .words)
          }
          guard last[feature] != Int32(number) else { continue }
          last[feature] = Int32(number)
          counts[feature] += 1
        }
      }
    }
    for (feature, key) in keys.enumerated()
    where isWord[feature] || counts[feature] >= minimumCount {
      _ = index.intern(key)
      rarities.append(
        1 + Float(kefu_log(Double(texts.count + 1) / Double(counts[feature] + 1))))
    }
  }

  var count: Int { rarities.count }

  func vector(of text: TextFeatures, into vector: inout SparseVector) {
    FeatureWeighting(shares: views.shares).vector(
      of: text, into: &vector, number: { index[$0] }, rarity: { rarities[Int($0)] })
  }
}

/// The numbers that are not 0, with their places.
struct SparseVector: Sendable {
  var features: [Int32] = []
  var values: [Float] = []

  var count: Int { features.count }

  mutating func removeAll() {
    features.removeAll(keepingCapacity: true)
    values.removeAll(keepingCapacity: true)
  }
}
