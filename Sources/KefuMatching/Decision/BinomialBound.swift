import CKefuKernels

/// Exact bounds on a probability from counts (Clopper & Pearson 1934).
enum BinomialBound {
  /// The largest error rate that still explains so few errors: with probability `1 − delta` the
  /// true rate is below it. 1 for no trials.
  ///
  /// ```swift
  /// BinomialBound.upper(errors: 0, trials: 149, delta: 0.05)  // 0.0199…
  /// ```
  ///
  /// - Complexity: O(`errors`) for each of 50 halvings.
  static func upper(errors: Int, trials: Int, delta: Double) -> Double {
    guard errors < trials else { return 1 }
    var (low, high) = (Double(errors) / Double(trials), 1.0)
    let target = kefu_log(delta)
    for _ in 0..<50 {
      let middle = (low + high) / 2
      if logProbability(atMost: errors, of: trials, rate: middle) > target {
        low = middle
      } else {
        high = middle
      }
    }
    return high
  }

  /// ln P(X ≤ errors) for X binomial.
  static func logProbability(atMost errors: Int, of trials: Int, rate: Double) -> Double {
    guard rate > 0 else { return 0 }
    guard rate < 1 else { return errors >= trials ? 0 : -.infinity }
    let odds = kefu_log(rate) - kefu_log(1 - rate)
    var term = Double(trials) * kefu_log(1 - rate)
    var most = term
    var sum = 1.0
    for i in 0..<errors {
      term += kefu_log(Double(trials - i)) - kefu_log(Double(i + 1)) + odds
      if term > most {
        sum = sum * kefu_exp_double(most - term) + 1
        most = term
      } else {
        sum += kefu_exp_double(term - most)
      }
    }
    return min(0, most + kefu_log(sum))
  }
}
