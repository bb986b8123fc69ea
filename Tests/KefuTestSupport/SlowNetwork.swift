import Foundation

/// The kernels and one step of training, number by number. The slow twin of `CKefuKernels` and of
/// `Trainer`.
package enum SlowKernels {
  package static func addScaled(_ a: Float, _ x: [Float], to y: [Float]) -> [Float] {
    zip(x, y).map { $1 + a * $0 }
  }

  /// By sixteen partial sums, which are then folded in halves: 8 and 8, 4 and 4, 2 and 2, 1 and 1.
  package static func dot(_ x: [Float], _ y: [Float]) -> Float {
    var sums = [Float](repeating: 0, count: 16)
    for i in x.indices { sums[i % 16] += x[i] * y[i] }
    while sums.count > 1 {
      let half = sums.count / 2
      sums = (0..<half).map { sums[$0] + sums[$0 + half] }
    }
    return sums[0]
  }

  package static func sumRows(
    _ indices: [Int32], _ values: [Float], _ rows: [[Float]], bias: [Float]
  ) -> [Float] {
    var sum = bias
    for (index, value) in zip(indices, values) {
      for i in sum.indices { sum[i] += value * rows[Int(index)][i] }
    }
    return sum
  }

  package static func sumByteRows(
    _ indices: [Int32], _ values: [Float], _ rows: [[Int8]], scales: [Float], bias: [Float]
  ) -> [Float] {
    var sum = bias
    for (index, value) in zip(indices, values) {
      let scaled = value * scales[Int(index)]
      for i in sum.indices { sum[i] += scaled * Float(rows[Int(index)][i]) }
    }
    return sum
  }

  package static func softmax(_ values: [Double]) -> [Double] {
    let powers = values.map { exp($0 - values.max()!) }
    let total = powers.reduce(0, +)
    return powers.map { $0 / total }
  }

  /// Kingma & Ba 2015, algorithm 1, the rate corrected beforehand; one weight.
  package struct Adam {
    package var weight: Float
    package var mean: Float = 0
    package var variance: Float = 0

    package init(weight: Float) { self.weight = weight }

    package mutating func step(
      gradient: Float, rate: Float, beta1: Float, beta2: Float, epsilon: Float
    ) {
      mean = beta1 * mean + (1 - beta1) * gradient
      variance = beta2 * variance + (1 - beta2) * (gradient * gradient)
      weight -= rate * (mean / (variance.squareRoot() + epsilon))
    }
  }
}

/// A network with one hidden layer in doubles, and its loss.
package struct SlowNetwork {
  /// `[feature][hidden]`
  package var inputWeights: [[Double]]
  package var hiddenBias: [Double]
  /// `[hidden][label]`
  package var outputWeights: [[Double]]
  package var outputBias: [Double]

  package init(
    inputWeights: [[Double]], hiddenBias: [Double], outputWeights: [[Double]],
    outputBias: [Double]
  ) {
    self.inputWeights = inputWeights
    self.hiddenBias = hiddenBias
    self.outputWeights = outputWeights
    self.outputBias = outputBias
  }

  package typealias Example = (features: [(Int, Double)], label: Int)

  package func probabilities(_ features: [(Int, Double)]) -> [Double] {
    var hidden = hiddenBias
    for (feature, value) in features {
      for i in hidden.indices { hidden[i] += value * inputWeights[feature][i] }
    }
    var logits = outputBias
    for (i, value) in hidden.enumerated() where value > 0 {
      for label in logits.indices { logits[label] += value * outputWeights[i][label] }
    }
    return SlowKernels.softmax(logits)
  }

  /// The mean cross-entropy against labels of which the share `smoothing` is spread over all.
  package func loss(_ examples: [Example], smoothing: Double) -> Double {
    examples.reduce(0) { sum, example in
      let shares = probabilities(example.features)
      return sum
        - shares.indices.reduce(0) { part, label in
          let wanted =
            smoothing / Double(shares.count) + (label == example.label ? 1 - smoothing : 0)
          return part + wanted * log(shares[label])
        } / Double(examples.count)
    }
  }

  /// The loss's slope along one weight, by a difference quotient.
  package func slope(
    of weight: WritableKeyPath<SlowNetwork, Double>, _ examples: [Example], smoothing: Double
  ) -> Double {
    let step = 1e-5
    var (less, more) = (self, self)
    less[keyPath: weight] -= step
    more[keyPath: weight] += step
    return (more.loss(examples, smoothing: smoothing) - less.loss(examples, smoothing: smoothing))
      / (2 * step)
  }
}
