import Foundation

/// Whether messages that went from right to wrong outnumber those that went the other way by more
/// than chance: McNemar's test (1947) in its exact form.
///
/// ```swift
/// let test = McNemar(broken: 8, fixed: 1)
/// test.twoSided  // 0.0391: they differ
/// test.worse     // 0.0195: it got worse
/// ```
///
/// Messages that are judged alike before and after say nothing. Were nothing changed but by chance,
/// each of the others would be broken or fixed like a coin's fall, so the probabilities are sums
/// of a binomial distribution with rate ½ (Clopper and Pearson's, not the χ² approximation).
public struct McNemar: Sendable, Equatable {
  public var broken: Int
  public var fixed: Int

  public init(broken: Int, fixed: Int) {
    precondition(broken >= 0 && fixed >= 0, "\(broken) broken, \(fixed) fixed")
    self.broken = broken
    self.fixed = fixed
  }

  /// The probability of a difference as large as this, in either direction, in `0...1`.
  ///
  /// - Complexity: O(`broken` + `fixed`).
  public var twoSided: Double { min(1, 2 * tail(max(broken, fixed))) }

  /// The probability that as many are broken, in `0...1`.
  ///
  /// - Complexity: O(`broken` + `fixed`).
  public var worse: Double { tail(broken) }

  /// P(X ≥ `least`) of so many coins.
  private func tail(_ least: Int) -> Double {
    let coins = broken + fixed
    guard least > 0 else { return 1 }
    // The smaller half is summed, the terms relative to its greatest, which is its first.
    guard 2 * least > coins else { return 1 - sum(from: coins - least + 1, of: coins) }
    return sum(from: least, of: coins)
  }

  /// P(X ≥ `least`), `least` beyond the middle.
  private func sum(from least: Int, of coins: Int) -> Double {
    guard least <= coins else { return 0 }
    var logarithm = -Double(coins) * log(2)
    for i in 0..<(coins - least) { logarithm += log(Double(coins - i)) - log(Double(i + 1)) }
    var (term, sum) = (1.0, 1.0)
    for count in least..<max(least, coins) {
      term *= Double(coins - count) / Double(count + 1)
      sum += term
    }
    return min(1, exp(logarithm) * sum)
  }
}
