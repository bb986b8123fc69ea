/// When a change of the knowledge base is refused.
///
/// ```swift
/// let verdict = Gate(maxDrop: 0.5).verdict(on: comparison)
/// print(verdict.isPassed ? "gate: passed" : verdict.description)
/// ```
///
/// Judged are the messages in both evaluations. It fails where wrong answers rose by more than
/// chance, where the accuracy or the resolved share fell by more than chance or by more than
/// `maxDrop`, and past the other limits, where they are set. Chance is McNemar's exact test, one
/// side, at 5 %.
public struct Gate: Sendable, Equatable {
  /// A change as improbable as this is not chance.
  public static let significance = 0.05

  /// Broken messages that are let pass; nil sets no limit.
  public var maxBroken: Int?
  /// Points of a hundred that accuracy and the resolved share may fall, in `0...100`.
  public var maxDrop: Double
  /// Of all messages, wrong answers that are let pass, in `0...1`; nil sets no limit.
  public var maxWrongRate: Double?

  public init(maxBroken: Int? = nil, maxDrop: Double = 1, maxWrongRate: Double? = nil) {
    self.maxBroken = maxBroken
    self.maxDrop = maxDrop
    self.maxWrongRate = maxWrongRate
  }

  /// Passed or failed, and why.
  public struct Verdict: Sendable, Equatable, CustomStringConvertible {
    /// None where it is passed.
    public var reasons: [String]

    public var isPassed: Bool { reasons.isEmpty }

    /// `gate: passed`, or `gate: failed: ` and the reasons, separated by semicolons.
    public var description: String {
      isPassed ? "gate: passed" : "gate: failed: \(reasons.joined(separator: "; "))"
    }
  }

  public func verdict(on comparison: Comparison) -> Verdict {
    var reasons: [String] = []
    for measure in [Measure.wrong, .accuracy, .resolved] {
      guard let test = comparison.tests[measure] else { continue }
      if measure != .wrong, let drop = comparison.drop(of: measure), drop > maxDrop + 1e-9 {
        reasons.append(
          "\(measure.rawValue) fell by \(decimal(drop, places: 2)) points, more than \(maxDrop)")
      }
      if test.worse < Self.significance {
        let what = measure == .wrong ? "wrong answers rose" : "\(measure.rawValue) fell"
        reasons.append(
          "\(what) by more than chance: \(test.broken) broken, \(test.fixed) fixed, p = \(decimal(test.worse, places: 4))"
        )
      }
    }
    let broken = comparison.broken.count
    if let maxBroken, broken > maxBroken {
      reasons.append("\(broken) broken, more than \(maxBroken)")
    }
    if let maxWrongRate, let rate = comparison.now.metrics.wrongRate, rate > maxWrongRate {
      reasons.append("wrong rate \(decimal(rate, places: 4)), more than \(maxWrongRate)")
    }
    return Verdict(reasons: reasons)
  }
}
