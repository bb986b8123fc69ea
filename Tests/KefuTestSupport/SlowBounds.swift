import Foundation

/// P(X ≤ errors) for X binomial, term by term. The slow twin of `BinomialBound`.
package enum SlowBinomial {
  package static func probability(atMost errors: Int, of trials: Int, rate: Double) -> Double {
    (0...errors).reduce(0) { sum, count in
      let choices =
        lgamma(Double(trials + 1)) - lgamma(Double(count + 1)) - lgamma(Double(trials - count + 1))
      return sum
        + exp(choices + Double(count) * log(rate) + Double(trials - count) * log1p(-rate))
    }
  }
}

/// A conditional logit with a Gaussian around its prior. The slow twin of `Calibrator.fit`.
package struct SlowLogit {
  package struct Choice {
    package var options: [[Double]]
    package var chosen: Int
    package var weight: Double

    package init(options: [[Double]], chosen: Int, weight: Double) {
      self.options = options
      self.chosen = chosen
      self.weight = weight
    }
  }

  package var choices: [Choice]
  package var prior: [Double]
  package var precision: Double

  package init(choices: [Choice], prior: [Double], precision: Double) {
    self.choices = choices
    self.prior = prior
    self.precision = precision
  }

  /// The logarithm of what fitting makes as great as it can.
  package func posterior(_ weights: [Double]) -> Double {
    var sum = zip(weights, prior).reduce(0) {
      $0 - precision / 2 * ($1.0 - $1.1) * ($1.0 - $1.1)
    }
    for choice in choices {
      let scores = choice.options.map { zip(weights, $0).reduce(0) { $0 + $1.0 * $1.1 } }
      let most = scores.max()!
      let total = scores.reduce(0) { $0 + exp($1 - most) }
      sum += choice.weight * (scores[choice.chosen] - most - log(total))
    }
    return sum
  }

  /// By difference quotients.
  package func slope(_ weights: [Double]) -> [Double] {
    weights.indices.map { place in
      var (less, more) = (weights, weights)
      less[place] -= 1e-5
      more[place] += 1e-5
      return (posterior(more) - posterior(less)) / 2e-5
    }
  }
}
