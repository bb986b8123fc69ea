import CKefuKernels

/// How a network is trained.
struct TrainingRecipe: Sendable {
  var hidden = 256
  var epochs = 14
  var batch = 32
  var rate: Float = 0.002
  var inputDropout: Float = 0.4
  var hiddenDropout: Float = 0.3
  var smoothing: Float = 0.1
  /// Few texts are gone through more often: so many steps at least, and so many a label, or the
  /// network would not have begun to tell them apart.
  var leastSteps = 800
  var leastStepsPerLabel = 3.5

  /// Of few texts, chance has a larger part in what a network learns: so many are trained and their
  /// logits averaged.
  var members = 3
  /// From so many texts on, one network is as good.
  var enoughTexts = 6_000

  /// The recipe for so many texts and labels.
  func adapted(to texts: Int, labels: Int) -> TrainingRecipe {
    var result = self
    let stepsPerEpoch = max(1, (texts + batch - 1) / batch)
    let steps = max(leastSteps, Int(leastStepsPerLabel * Double(labels)))
    if texts >= enoughTexts { result.members = 1 }
    result.epochs = max(epochs, (steps + stepsPerEpoch - 1) / stepsPerEpoch)
    return result
  }
}

/// Fits a network to labelled vectors by Adam with a rate that falls to 0, dropout on both layers
/// and smoothed labels.
///
/// Rows of the input weights that a batch does not touch are left alone, their moments too, so that
/// a step costs what the batch's features cost.
struct Trainer: ~Copyable {
  private let recipe: TrainingRecipe
  private let vectors: [SparseVector]
  private let labels: [Int32]
  private var random: SplitMix
  private var network: Network

  private var moments: Moments
  private var gradients: Gradients

  private struct Moments {
    var inputMean: [Float]
    var inputVariance: [Float]
    var hiddenMean: [Float]
    var hiddenVariance: [Float]
    var outputMean: [Float]
    var outputVariance: [Float]
    var biasMean: [Float]
    var biasVariance: [Float]
  }

  private struct Gradients {
    /// `[slot × hidden]` of the batch's features.
    var input: [Float] = []
    /// `[feature]` its slot in this batch, or −1.
    var slots: [Int32]
    var touched: [Int32] = []
    var hidden: [Float]
    var output: [Float]
    var bias: [Float]
  }

  init(
    vectors: [SparseVector], labels: [Int32], features: Int, labelCount: Int,
    recipe: TrainingRecipe, seed: UInt64
  ) {
    self.recipe = recipe
    self.vectors = vectors
    self.labels = labels
    random = SplitMix(seed: seed)
    network = Network(
      features: features, hidden: recipe.hidden, labels: labelCount, random: &random)
    func zeros(_ like: [Float]) -> [Float] { .init(repeating: 0, count: like.count) }
    moments = Moments(
      inputMean: zeros(network.inputWeights), inputVariance: zeros(network.inputWeights),
      hiddenMean: zeros(network.hiddenBias), hiddenVariance: zeros(network.hiddenBias),
      outputMean: zeros(network.outputWeights), outputVariance: zeros(network.outputWeights),
      biasMean: zeros(network.outputBias), biasVariance: zeros(network.outputBias))
    gradients = Gradients(
      slots: .init(repeating: -1, count: features), hidden: zeros(network.hiddenBias),
      output: zeros(network.outputWeights), bias: zeros(network.outputBias))
  }

  /// - Parameter progress: Called after each epoch with the share done, in `0...1`.
  consuming func fit(progress: (Double) -> Void) -> Network {
    var order = Array(vectors.indices)
    let steps = recipe.epochs * ((order.count + recipe.batch - 1) / recipe.batch)
    var step = 0
    var scratch = NetworkScratch()
    var input = SparseVector()
    var back = [Float](repeating: 0, count: network.hidden)
    for epoch in 0..<recipe.epochs {
      random.shuffle(&order)
      var start = 0
      while start < order.count {
        let end = min(order.count, start + recipe.batch)
        for i in order[start..<end] {
          learn(i, share: 1 / Float(end - start), &input, &scratch, &back)
        }
        update(step: step, of: steps)
        step += 1
        start = end
      }
      progress(Double(epoch + 1) / Double(recipe.epochs))
    }
    return network
  }

  /// Adds one example's gradient.
  private mutating func learn(
    _ example: Int, share: Float, _ input: inout SparseVector, _ scratch: inout NetworkScratch,
    _ back: inout [Float]
  ) {
    input.removeAll()
    let keep = 1 - recipe.inputDropout
    let vector = vectors[example]
    for i in 0..<vector.count where random.unit() < keep {
      input.features.append(vector.features[i])
      input.values.append(vector.values[i] / keep)
    }
    let hidden = Int32(network.hidden)
    let outputs = Int32(network.paddedLabels)
    scratch.prepare(hidden: network.hidden, labels: network.paddedLabels)
    kefu_sum_rows(
      hidden, Int32(input.count), input.features, input.values, network.inputWeights,
      network.hiddenBias, &scratch.hidden)
    let keepHidden = 1 - recipe.hiddenDropout
    scratch.active.removeAll(keepingCapacity: true)
    scratch.activations.removeAll(keepingCapacity: true)
    for unit in 0..<network.hidden {
      guard random.unit() < keepHidden else { continue }
      let value = scratch.hidden[unit]
      if value > 0 {
        scratch.active.append(Int32(unit))
        scratch.activations.append(value / keepHidden)
      }
    }
    kefu_sum_rows(
      outputs, Int32(scratch.active.count), scratch.active, scratch.activations,
      network.outputWeights, network.outputBias, &scratch.logits)
    _ = kefu_softmax(outputs, Int32(network.labels), &scratch.logits)
    // The gradient of the cross-entropy by the logits: what is said less what should be.
    let rest = recipe.smoothing / Float(network.labels)
    for label in 0..<network.labels {
      scratch.logits[label] = (scratch.logits[label] - rest) * share
    }
    scratch.logits[Int(labels[example])] -= (1 - recipe.smoothing) * share

    for i in back.indices { back[i] = 0 }
    kefu_add_scaled(outputs, 1, scratch.logits, &gradients.bias)
    let width = network.paddedLabels
    gradients.output.withUnsafeMutableBufferPointer { gradient in
      network.outputWeights.withUnsafeBufferPointer { weights in
        for (unit, activation) in zip(scratch.active, scratch.activations) {
          let row = Int(unit) * width
          kefu_add_scaled(outputs, activation, scratch.logits, gradient.baseAddress! + row)
          back[Int(unit)] =
            kefu_dot(outputs, weights.baseAddress! + row, scratch.logits) / keepHidden
        }
      }
    }
    kefu_add_scaled(hidden, 1, back, &gradients.hidden)
    for feature in input.features where gradients.slots[Int(feature)] < 0 {
      gradients.slots[Int(feature)] = Int32(gradients.touched.count)
      gradients.touched.append(feature)
      if gradients.input.count < gradients.touched.count * network.hidden {
        gradients.input += [Float](repeating: 0, count: 256 * network.hidden)
      }
    }
    gradients.input.withUnsafeMutableBufferPointer { gradient in
      for (feature, value) in zip(input.features, input.values) {
        let slot = Int(gradients.slots[Int(feature)])
        kefu_add_scaled(hidden, value, back, gradient.baseAddress! + slot * network.hidden)
      }
    }
  }

  private mutating func update(step: Int, of steps: Int) {
    let (beta1, beta2): (Float, Float) = (0.9, 0.999)
    func power(_ base: Float, _ exponent: Int) -> Double {
      kefu_exp_double(Double(exponent) * kefu_log(Double(base)))
    }
    let correction =
      (1 - power(beta2, step + 1)).squareRoot() / (1 - power(beta1, step + 1))
    let schedule = 1 - Double(step) / Double(steps)
    let rate = Float(Double(recipe.rate) * schedule * correction)
    let width = network.hidden
    network.inputWeights.withUnsafeMutableBufferPointer { weights in
      moments.inputMean.withUnsafeMutableBufferPointer { mean in
        moments.inputVariance.withUnsafeMutableBufferPointer { variance in
          gradients.input.withUnsafeMutableBufferPointer { gradient in
            for (slot, feature) in gradients.touched.enumerated() {
              let row = Int(feature) * width
              kefu_adam(
                Int32(width), weights.baseAddress! + row, mean.baseAddress! + row,
                variance.baseAddress! + row, gradient.baseAddress! + slot * width, rate, beta1,
                beta2, 1e-8)
            }
          }
        }
      }
    }
    for feature in gradients.touched { gradients.slots[Int(feature)] = -1 }
    gradients.touched.removeAll(keepingCapacity: true)
    kefu_adam(
      Int32(network.hidden), &network.hiddenBias, &moments.hiddenMean, &moments.hiddenVariance,
      &gradients.hidden, rate, beta1, beta2, 1e-8)
    kefu_adam(
      Int32(network.outputWeights.count), &network.outputWeights, &moments.outputMean,
      &moments.outputVariance, &gradients.output, rate, beta1, beta2, 1e-8)
    kefu_adam(
      Int32(network.paddedLabels), &network.outputBias, &moments.biasMean, &moments.biasVariance,
      &gradients.bias, rate, beta1, beta2, 1e-8)
  }
}
