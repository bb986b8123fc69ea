import CKefuKernels

/// One hidden layer between sparse features and labels:
///
///     hidden = max(0, W₁ᵀ x + b₁)
///     logits = W₂ᵀ hidden + b₂
struct Network: Sendable {
  /// Rounded up to whole lanes.
  let hidden: Int
  let labels: Int
  /// `labels`, rounded up to whole lanes.
  let paddedLabels: Int
  /// `[feature × hidden]`
  var inputWeights: [Float]
  var hiddenBias: [Float]
  /// `[hidden × paddedLabels]`
  var outputWeights: [Float]
  var outputBias: [Float]

  init(features: Int, hidden: Int, labels: Int, random: inout SplitMix) {
    self.hidden = Self.padded(hidden)
    self.labels = labels
    paddedLabels = Self.padded(labels)
    // As Glorot & Bengio 2010 for the number of features a text has, not of those there are.
    inputWeights = random.uniform(features * self.hidden, limit: 0.1)
    hiddenBias = .init(repeating: 0, count: self.hidden)
    let limit = (6 / Float(self.hidden + labels)).squareRoot()
    outputWeights = random.uniform(self.hidden * paddedLabels, limit: limit)
    outputBias = .init(repeating: 0, count: paddedLabels)
  }

  /// Networks of one shape side by side in one, whose logits are the mean of theirs.
  init(meanOf networks: [Network]) {
    let first = networks[0]
    hidden = first.hidden * networks.count
    labels = first.labels
    paddedLabels = first.paddedLabels
    inputWeights = []
    inputWeights.reserveCapacity(first.inputWeights.count * networks.count)
    for start in stride(from: 0, to: first.inputWeights.count, by: max(1, first.hidden)) {
      for network in networks {
        inputWeights += network.inputWeights[start..<start + first.hidden]
      }
    }
    hiddenBias = networks.flatMap(\.hiddenBias)
    let share = 1 / Float(networks.count)
    outputWeights = networks.flatMap { $0.outputWeights.map { $0 * share } }
    outputBias = first.outputBias.indices.map { label in
      networks.reduce(0) { $0 + $1.outputBias[label] } * share
    }
  }

  static func padded(_ count: Int) -> Int { (count + 15) / 16 * 16 }

  /// Writes the logits of a message; only the first `labels` mean something.
  func logits(of vector: SparseVector, scratch: inout NetworkScratch) {
    scratch.prepare(hidden: hidden, labels: paddedLabels)
    kefu_sum_rows(
      Int32(hidden), Int32(vector.count), vector.features, vector.values, inputWeights, hiddenBias,
      &scratch.hidden)
    scratch.activate()
    kefu_sum_rows(
      Int32(paddedLabels), Int32(scratch.active.count), scratch.active, scratch.activations,
      outputWeights, outputBias, &scratch.logits)
  }
}

/// Working memory of a network.
struct NetworkScratch: Sendable {
  var hidden: [Float] = []
  /// Hidden units above 0, and what they are.
  var active: [Int32] = []
  var activations: [Float] = []
  var logits: [Float] = []

  mutating func prepare(hidden: Int, labels: Int) {
    if self.hidden.count != hidden { self.hidden = .init(repeating: 0, count: hidden) }
    if logits.count != labels { logits = .init(repeating: 0, count: labels) }
  }

  mutating func activate() {
    active.removeAll(keepingCapacity: true)
    activations.removeAll(keepingCapacity: true)
    for (unit, value) in hidden.enumerated() where value > 0 {
      active.append(Int32(unit))
      activations.append(value)
    }
  }
}
