/// What speaks for a candidate, in the order of `FusionWeights.candidate`.
struct CandidateFeatures: Sendable, Equatable {
  /// Natural logarithm of what stage 4 gives it, at least `leastLogProbability`; 0 without stage 4.
  var logProbability = 0.0
  var keyword = 0.0
  var fuzzy = 0.0
  /// How far the similarity to a whole phrasing lies above 0.75, where stage 2 has hardly ever been
  /// wrong; for two units it counts nothing, for three half: 张云 is not 张芸, though they sound the
  /// same.
  var near = 0.0
  var weighted = 0.0
  /// The weighted score less that of the best other entry.
  var lead = 0.0
  /// The cosine with the entry's nearest phrasing.
  var nearest = 0.0

  static let count = 7
  static let leastLogProbability = -9.0

  var values: [Double] { [logProbability, keyword, fuzzy, near, weighted, lead, nearest] }
}

/// What speaks for none of the candidates, in the order of `FusionWeights.none`.
struct MessageFeatures: Sendable, Equatable {
  /// Natural logarithm of what stage 4 gives none of the entries.
  var logNone = 0.0
  /// Of stage 4's probabilities, in nats: high where it cannot tell entries apart.
  var entropy = 0.0
  /// The share of stage 4's features it has never seen.
  var unknown = 0.0
  /// 1 less the cosine with the nearest phrasing of all.
  var distance = 0.0

  static let count = 5
  var values: [Double] { [1, logNone, entropy, unknown, distance] }
}

/// A linear weighing of both; the softmax of its scores are the confidences.
struct FusionWeights: Sendable, Equatable {
  /// As `CandidateFeatures.values`.
  var candidate: [Double]
  /// As `MessageFeatures.values`.
  var none: [Double]

  /// Without stage 4. `weighted`, `lead` and "none" were fitted on a fifth of the shipped knowledge
  /// base's variants held out, five times, with the variants of left-out entries as messages about
  /// nothing; those of the first two stages are set low by hand, since keywords written beside the
  /// variants look surer there than they are.
  static let withoutClassifier = FusionWeights(
    candidate: [0, 2, 1.5, 12, 6, 7.3, 0], none: [2.6, 0, 0, 0, 0])

  /// Where training starts from, and stays near where evidence is thin.
  static let prior = FusionWeights(
    candidate: [1, 2, 1.5, 8, 2, 1, 1], none: [-1, 0.3, 0.5, 1, 0])

  // Spelled out: this runs for every candidate of every message, and arrays would be made for it.
  func score(_ f: CandidateFeatures) -> Double {
    candidate[0] * f.logProbability + candidate[1] * f.keyword + candidate[2] * f.fuzzy
      + candidate[3] * f.near + candidate[4] * f.weighted + candidate[5] * f.lead
      + candidate[6] * f.nearest
  }

  func score(_ f: MessageFeatures) -> Double {
    none[0] + none[1] * f.logNone + none[2] * f.entropy + none[3] * f.unknown
      + none[4] * f.distance
  }
}
