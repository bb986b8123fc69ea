/// Between what a figure lies with 95 % confidence: what the messages at hand say of all messages
/// like them.
///
/// ```swift
/// ConfidenceInterval(8, of: 10)  // 0.4902…0.9433
/// ```
///
/// Of a share of messages it is Wilson's, of an area under a curve Newcombe's; of other figures it
/// comes from drawing the messages again. Encoded as `[low, high]` to four places.
public struct ConfidenceInterval: Sendable, Equatable {
  public var low: Double
  public var high: Double

  public init(low: Double, high: Double) {
    self.low = low
    self.high = high
  }
}

extension ConfidenceInterval {
  /// The 97.5th percentile of the normal distribution.
  static let z = 1.959963984540054

  /// Wilson's score interval (1927) of a share, without correction for continuity: the rates from
  /// which the count is less than z = 1.96 standard deviations away. Unlike share ± z·σ it stays
  /// within `0...1` and is of use at 0 and 1. Nil where there is nothing to divide by.
  ///
  /// - Parameter part: In `0...whole`.
  public init?(_ part: Int, of whole: Int) {
    precondition(part >= 0 && part <= whole, "\(part) of \(whole)")
    guard whole > 0 else { return nil }
    let (n, zz) = (Double(whole), Self.z * Self.z)
    let share = Double(part) / n
    let centre = (share + zz / (2 * n)) / (1 + zz / n)
    let reach =
      Self.z / (1 + zz / n) * (share * (1 - share) / n + zz / (4 * n * n)).squareRoot()
    // At the ends the formula's two halves are the same number but for rounding.
    low = part == 0 ? 0 : max(0, centre - reach)
    high = part == whole ? 1 : min(1, centre + reach)
  }
}

extension ConfidenceInterval {
  /// Newcombe's interval (2006, method 5) of `areaUnderROC`: the areas that the one found is less than
  /// z standard deviations away from, with Hanley and McNeil's variance for equal sides. Unlike what
  /// drawing again gives, it is of use where every positive is above every negative. Nil where one
  /// side is empty.
  ///
  /// ```swift
  /// ConfidenceInterval(areaUnderROC: 1, positives: 60, negatives: 15)  // 0.9168…1
  /// ```
  ///
  /// - Parameter area: In `0...1`.
  public init?(areaUnderROC area: Double, positives: Int, negatives: Int) {
    precondition((0...1).contains(area), "an area of \(area)")
    guard positives > 0, negatives > 0 else { return nil }
    let (m, n) = (Double(positives), Double(negatives))
    let others = (m + n) / 2 - 1
    func isNear(_ guess: Double) -> Bool {
      let variance =
        guess * (1 - guess) / (m * n)
        * (1 + others * ((1 - guess) / (2 - guess) + guess / (1 + guess)))
      return (guess - area) * (guess - area) <= Self.z * Self.z * variance
    }
    /// Where being near begins, on the way from `far` to the area.
    func end(from far: Double) -> Double {
      var (outside, inside) = (far, area)
      for _ in 0..<60 {
        let middle = (outside + inside) / 2
        if isNear(middle) { inside = middle } else { outside = middle }
      }
      return inside
    }
    low = area == 0 ? 0 : end(from: 0)
    high = area == 1 ? 1 : end(from: 1)
  }
}

extension ConfidenceInterval: Codable {
  public init(from decoder: any Decoder) throws {
    var container = try decoder.unkeyedContainer()
    low = try container.decode(Double.self)
    high = try container.decode(Double.self)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.unkeyedContainer()
    for value in [low, high] { try container.encode((value * 10_000).rounded() / 10_000) }
  }
}
