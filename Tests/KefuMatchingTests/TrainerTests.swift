// Fitting the network of stage 4:
//  1. The same seed gives the same weights to the bit, whatever else the machine does; another seed
//     gives others.
//  2. Without dropout, steps are Adam's on the slopes of the smoothed cross-entropy (slow twin:
//     SlowNetwork, by difference quotients), its rate falling to 0 over all steps.
//  3. What can be separated is learnt without an error, with dropout too.
//  4. Few texts, or texts of many labels, are gone through more often.
//  5. Texts without a feature, and no texts at all, do no harm.
//  6. Several networks in one say the mean of what they say alone; few texts get several.
import Foundation
import KefuTestSupport
import Testing

@testable import KefuMatching

@Suite struct TrainerTests {
  private static let vectors: [SparseVector] = [
    [0: 1, 3: 0.5], [0: 0.8, 4: 0.6], [1: 1], [1: 0.6, 3: 0.8], [2: 0.9, 4: 0.3], [2: 0.7, 0: 0.2],
  ].map(vector)
  private static let labels: [Int32] = [0, 0, 1, 1, 2, 2]

  private static func vector(_ values: [Int32: Float]) -> SparseVector {
    let sorted = values.sorted { $0.key < $1.key }
    return SparseVector(features: sorted.map(\.key), values: sorted.map(\.value))
  }

  private func network(_ recipe: TrainingRecipe, seed: UInt64 = 1) -> Network {
    Trainer(
      vectors: Self.vectors, labels: Self.labels, features: 5, labelCount: 3, recipe: recipe,
      seed: seed
    ).fit { _ in }
  }

  private func bits(_ network: Network) -> [[UInt32]] {
    [network.inputWeights, network.hiddenBias, network.outputWeights, network.outputBias]
      .map { $0.map(\.bitPattern) }
  }

  private static var small: TrainingRecipe {
    TrainingRecipe(hidden: 16, epochs: 30, batch: 4, rate: 0.02)
  }

  @Test("1: the same weights") func same() async {
    let first = bits(network(Self.small))
    #expect(bits(network(Self.small)) == first)
    #expect(bits(network(Self.small, seed: 2)) != first)
    await withTaskGroup(of: [[UInt32]].self) { group in
      for _ in 0..<6 { group.addTask { bits(network(Self.small)) } }
      for await other in group { #expect(other == first) }
    }
  }

  @Test("2: the steps") func steps() {
    let recipe = TrainingRecipe(
      hidden: 16, epochs: 3, batch: 6, rate: 0.01, inputDropout: 0, hiddenDropout: 0,
      smoothing: 0.1)
    var random = SplitMix(seed: 4)
    let start = Network(features: 5, hidden: 16, labels: 3, random: &random)
    func rows(_ flat: [Float], _ count: Int, _ width: Int, _ kept: Int) -> [[Double]] {
      (0..<count).map { row in (0..<kept).map { Double(flat[row * width + $0]) } }
    }
    func twin(_ network: Network) -> SlowNetwork {
      SlowNetwork(
        inputWeights: rows(network.inputWeights, 5, 16, 16),
        hiddenBias: network.hiddenBias.map(Double.init),
        outputWeights: rows(network.outputWeights, 16, 16, 3),
        outputBias: network.outputBias.prefix(3).map(Double.init))
    }
    let weights: [WritableKeyPath<SlowNetwork, Double>] =
      (0..<5).flatMap { i in (0..<16).map { j in \SlowNetwork.inputWeights[i][j] } }
      + (0..<16).map { i in \SlowNetwork.hiddenBias[i] }
      + (0..<16).flatMap { i in (0..<3).map { j in \SlowNetwork.outputWeights[i][j] } }
      + (0..<3).map { i in \SlowNetwork.outputBias[i] }
    let examples = zip(Self.vectors, Self.labels).map { vector, label in
      SlowNetwork.Example(
        zip(vector.features, vector.values).map { (Int($0), Double($1)) }, Int(label))
    }
    var slow = twin(start)
    let before = slow.loss(examples, smoothing: 0.1)
    var (means, variances) = (weights.map { _ in 0.0 }, weights.map { _ in 0.0 })
    for step in 0..<3 {
      let slopes = weights.map { slow.slope(of: $0, examples, smoothing: 0.1) }
      for (i, slope) in slopes.enumerated() {
        means[i] = 0.9 * means[i] + 0.1 * slope
        variances[i] = 0.999 * variances[i] + 0.001 * slope * slope
        let mean = means[i] / (1 - pow(0.9, Double(step + 1)))
        let variance = variances[i] / (1 - pow(0.999, Double(step + 1)))
        let rate = 0.01 * (1 - Double(step) / 3)
        slow[keyPath: weights[i]] -= rate * mean / (variance.squareRoot() + 1e-8)
      }
    }
    let fitted = Trainer(
      vectors: Self.vectors, labels: Self.labels, features: 5, labelCount: 3, recipe: recipe,
      seed: 4
    ).fit { _ in }
    let result = twin(fitted)
    for weight in weights {
      #expect(abs(result[keyPath: weight] - slow[keyPath: weight]) < 2e-4)
    }
    #expect(result.loss(examples, smoothing: 0.1) < before)
  }

  @Test("3: learns what can be separated", arguments: 1...3 as ClosedRange<UInt64>)
  func separable(seed: UInt64) {
    var recipe = Self.small
    recipe.epochs = 150
    let network = network(recipe, seed: seed)
    var scratch = NetworkScratch()
    for (vector, label) in zip(Self.vectors, Self.labels) {
      network.logits(of: vector, scratch: &scratch)
      let best = (0..<3).max { scratch.logits[$0] < scratch.logits[$1] }
      #expect(best == Int(label))
    }
  }

  @Test("4: few texts, many labels") func adapted() {
    let recipe = TrainingRecipe(
      epochs: 10, batch: 32, leastSteps: 100, leastStepsPerLabel: 4)
    #expect(recipe.adapted(to: 0, labels: 0).epochs == 100)
    #expect(recipe.adapted(to: 32, labels: 25).epochs == 100)
    #expect(recipe.adapted(to: 32, labels: 50).epochs == 200)
    #expect(recipe.adapted(to: 33, labels: 3).epochs == 50)
    #expect(recipe.adapted(to: 320, labels: 25).epochs == 10)
    #expect(recipe.adapted(to: 320, labels: 50).epochs == 20)
    #expect(recipe.adapted(to: 100_000, labels: 300).epochs == 10)
  }

  @Test("6: the mean of networks") func mean() {
    let networks = (1...3).map { network(Self.small, seed: $0) }
    let together = Network(meanOf: networks)
    #expect(together.hidden == 48)
    #expect(together.labels == 3)
    var scratch = NetworkScratch()
    for vector in Self.vectors {
      let alone = networks.map { network in
        network.logits(of: vector, scratch: &scratch)
        return Array(scratch.logits[..<3])
      }
      together.logits(of: vector, scratch: &scratch)
      for label in 0..<3 {
        let mean = alone.reduce(0) { $0 + $1[label] } / 3
        #expect(abs(scratch.logits[label] - mean) < 1e-4)
      }
    }
    #expect(bits(Network(meanOf: [networks[0]])) == bits(networks[0]))
    let recipe = TrainingRecipe()
    #expect(recipe.adapted(to: 100, labels: 5).members == 3)
    #expect(recipe.adapted(to: 6_000, labels: 5).members == 1)
  }

  @Test("5: nothing to learn from") func nothing() {
    var shares: [Double] = []
    let empty = Trainer(
      vectors: [], labels: [], features: 0, labelCount: 1, recipe: Self.small, seed: 1
    ).fit { shares.append($0) }
    #expect(empty.inputWeights.isEmpty && empty.labels == 1)
    #expect(shares.count == 30 && shares.last == 1)
    let unseen = Trainer(
      vectors: [SparseVector(), SparseVector()], labels: [0, 1], features: 0, labelCount: 2,
      recipe: Self.small, seed: 1
    ).fit { _ in }
    #expect(unseen.outputBias.allSatisfy { $0.isFinite })
  }
}
