import CKefuKernels
import KefuText

/// Stage 4: which entry do the message's features, taken together, point to?
///
/// A network with one hidden layer (`Network`), trained on the questions and variants of the
/// knowledge base and nothing else; its input weights are kept in one byte each, by rows. What it
/// says is a probability over the entries it was trained on; whether the message is about any of
/// them is for `Calibration` to judge.
struct Classifier: Sendable {
  private let sections: ModelSections
  private let shape: ModelShape
  private let keys: ModelArray<UInt64>
  private let numbers: ModelArray<Int32>
  private let rarities: ModelArray<Float>
  private let rows: ModelArray<Int8>
  private let rowScales: ModelArray<Float>
  private let hiddenBias: ModelArray<Float>
  private let outputWeights: ModelArray<Float>
  private let outputBias: ModelArray<Float>
  /// Entry ids.
  let labels: [String]

  var featureCount: Int { shape.features }
  var hiddenCount: Int { shape.hidden }

  init(_ sections: ModelSections) throws(ModelFileError) {
    self.sections = sections
    shape = try ModelShape(sections.elements(.shape, as: UInt64.self))
    keys = sections.elements(.keys, as: UInt64.self)
    numbers = sections.elements(.numbers, as: Int32.self)
    rarities = sections.elements(.rarities, as: Float.self)
    rows = sections.elements(.rows, as: Int8.self)
    rowScales = sections.elements(.rowScales, as: Float.self)
    hiddenBias = sections.elements(.hiddenBias, as: Float.self)
    outputWeights = sections.elements(.outputWeights, as: Float.self)
    outputBias = sections.elements(.outputBias, as: Float.self)
    let text = String(decoding: sections.elements(.labels, as: UInt8.self), as: UTF8.self)
    labels = text.isEmpty ? [] : text.split(separator: "\n").map(String.init)
    let padded = Network.padded(shape.outputs)
    guard keys.count == numbers.count, keys.count.nonzeroBitCount == 1,
      keys.contains(0),
      zip(keys, numbers).allSatisfy({ $0 == 0 || (0..<shape.features).contains(Int($1)) }),
      rarities.count == shape.features, rowScales.count == shape.features,
      shape.hidden % 16 == 0, rows.count == shape.features * shape.hidden,
      hiddenBias.count == shape.hidden, outputWeights.count == shape.hidden * padded,
      outputBias.count == padded, labels.count + 1 == shape.outputs
    else { throw .damaged("its sections do not fit one another") }
  }

  /// Writes the probability of each label, then that of none, to `scratch.probabilities`.
  ///
  /// - Returns: Of the features' weight, the share the network knows, in `0...1`.
  @discardableResult
  func classify(_ text: MatchText, scratch: inout ClassifierScratch) -> Float {
    scratch.features.extract(text, views: shape.views)
    let known = vector(of: scratch.features, into: &scratch.vector)
    let padded = Network.padded(shape.outputs)
    scratch.network.prepare(hidden: shape.hidden, labels: padded)
    kefu_sum_byte_rows(
      Int32(shape.hidden), Int32(scratch.vector.count), scratch.vector.features,
      scratch.vector.values, rows.baseAddress, rowScales.baseAddress, hiddenBias.baseAddress,
      &scratch.network.hidden)
    scratch.network.activate()
    kefu_sum_rows(
      Int32(padded), Int32(scratch.network.active.count), scratch.network.active,
      scratch.network.activations, outputWeights.baseAddress, outputBias.baseAddress,
      &scratch.network.logits)
    scratch.entropy = kefu_softmax(
      Int32(padded), Int32(shape.outputs), &scratch.network.logits)
    guard scratch.entropy.isFinite else {
      // Weights beyond all measure, which training does not make, tell nothing.
      for label in scratch.network.logits.indices { scratch.network.logits[label] = 0 }
      scratch.entropy = 0
      return 0
    }
    return known
  }

  private func vector(of features: TextFeatures, into vector: inout SparseVector) -> Float {
    FeatureWeighting(shares: shape.views.shares).vector(
      of: features, into: &vector,
      number: { number(of: $0) }, rarity: { rarities[Int($0)] })
  }

  @inline(__always)
  private func number(of key: UInt64) -> Int32? {
    let mask = keys.count - 1
    var slot = Int(truncatingIfNeeded: key) & mask
    while keys[slot] != key {
      if keys[slot] == 0 { return nil }
      slot = (slot + 1) & mask
    }
    return numbers[slot]
  }
}

/// Working memory of stage 4.
struct ClassifierScratch: Sendable {
  var features = TextFeatures()
  var vector = SparseVector()
  var network = NetworkScratch()
  /// Of the probabilities, in nats.
  var entropy: Float = 0

  /// `[label]`, then of none, after `Classifier.classify`; what follows is 0.
  var probabilities: [Float] { network.logits }
}

/// What a model's arrays must agree with.
struct ModelShape: Sendable, Equatable {
  var features: Int
  var hidden: Int
  /// The labels, and one for messages about none of them.
  var outputs: Int
  var views: FeatureViews

  init(features: Int, hidden: Int, outputs: Int, views: FeatureViews) {
    self.features = features
    self.hidden = hidden
    self.outputs = outputs
    self.views = views
  }

  init(_ numbers: ModelArray<UInt64>) throws(ModelFileError) {
    let views = TextFeatures.View.allCases
    guard numbers.count == 3 + views.count, numbers[..<3].allSatisfy({ $0 < 1 << 31 }),
      numbers[3...].allSatisfy({ Float(bitPattern: UInt32(truncatingIfNeeded: $0)).isFinite })
    else { throw .damaged("its shape cannot be read") }
    features = Int(numbers[0])
    hidden = Int(numbers[1])
    outputs = Int(numbers[2])
    self.views = FeatureViews(
      shares: numbers[3...].map { Float(bitPattern: UInt32(truncatingIfNeeded: $0)) })
  }

  var numbers: [UInt64] {
    [UInt64(features), UInt64(hidden), UInt64(outputs)]
      + views.shares.map { UInt64($0.bitPattern) }
  }
}

extension ModelWriter {
  /// Adds all of a classifier; its input weights are rounded to a 127th of each row's largest.
  mutating func add(_ network: Network, space: FeatureSpace, labels: [String]) {
    let shape = ModelShape(
      features: space.count, hidden: network.hidden, outputs: network.labels, views: space.views)
    add(.shape, shape.numbers)
    add(.keys, space.index.keySlots)
    add(.numbers, space.index.valueSlots)
    add(.rarities, space.rarities)
    var rows = [Int8](repeating: 0, count: network.inputWeights.count)
    var scales = [Float](repeating: 0, count: space.count)
    for feature in 0..<space.count {
      let row = feature * network.hidden..<(feature + 1) * network.hidden
      let most = network.inputWeights[row].reduce(0) { max($0, abs($1)) }
      guard most > 0 else { continue }
      scales[feature] = most / 127
      for i in row {
        rows[i] = Int8(max(-127, min(127, (network.inputWeights[i] / scales[feature]).rounded())))
      }
    }
    add(.rows, rows)
    add(.rowScales, scales)
    add(.hiddenBias, network.hiddenBias)
    add(.outputWeights, network.outputWeights)
    add(.outputBias, network.outputBias)
    add(.labels, Array(labels.joined(separator: "\n").utf8))
  }
}
