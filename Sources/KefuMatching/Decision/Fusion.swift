import CKefuKernels
import KefuKnowledge

/// Puts the stages' scores together into one confidence per entry, and decides by it.
///
/// A literal phrasing is 1. The other candidates and "none of them" share what is left over by a
/// conditional logit (McFadden 1974) with `FusionWeights`:
///
///     confidence(e) = exp s(e) ÷ (exp s(none) + Σ exp s(·))
///
/// where `s` weighs `CandidateFeatures`, for none `MessageFeatures`. Training fits the weights to
/// evidence (`Calibrator`); without a trained model they are fixed.
struct Fusion: Sendable {
  /// Candidates of stages 3 and 4 that are looked at.
  static let weightedCandidates = 8
  static let maximumOptions = 4
  /// What some entry of a large knowledge base scores for any message.
  private static let leastRunnerUp = 0.2
  /// Similarity to a whole phrasing from which `near` counts.
  private static let nearlyLiteral = 0.75
  /// It is asked back only where the message is more likely than not about some entry.
  static let leastInScope = 0.5

  /// With stage 4, and without.
  private let calibrated: FusionWeights?
  /// The least confidence of an answer.
  let answerThreshold: Double
  /// The least confidence of a clarification's first option.
  let clarifyThreshold: Double
  /// Answer only where the first candidate leads by this much.
  let ambiguityMargin: Double
  /// The least share, among the entries, of an option; nil for the two or three best.
  let optionThreshold: Double?

  /// - Parameter calibration: What training learnt; nil without a trained model. Thresholds that
  ///   the trainer pinned go before it.
  init(thresholds: Thresholds, calibration: Calibration? = nil) {
    calibrated = calibration?.weights
    answerThreshold = thresholds.answer ?? calibration?.answerThreshold ?? 0.5
    clarifyThreshold = thresholds.clarify ?? (calibration == nil ? 0.2 : 0)
    // Calibrated confidences have the competition in them already.
    ambiguityMargin = thresholds.margin ?? (calibration == nil ? 0.1 : 0)
    optionThreshold = calibration?.optionThreshold
  }

  /// Candidates with what speaks for each, in the order of the stages.
  struct Fused: Sendable {
    var candidates: [Candidate] = []
    var features: [CandidateFeatures] = []
    var message = MessageFeatures()
  }

  /// Collects the features of all that the stages propose.
  ///
  /// - Parameter probability: What stage 4 gives an entry; nil for one it was not trained on.
  func features(
    _ stages: StageValues<[StageCandidate]>, message: MessageFeatures,
    probability: (Int) -> Float?
  ) -> Fused {
    var fused = Fused(message: message)
    for stage in Stage.allCases {
      for proposed in stages[stage] ?? [] {
        let known = fused.candidates.firstIndex { $0.entry == proposed.entry }
        let place = known ?? fused.candidates.count
        if known == nil {
          fused.candidates.append(
            Candidate(
              entry: proposed.entry, confidence: Confidence(0), stage: stage, scores: [:]))
        }
        fused.candidates[place].scores[stage] = proposed.score
        if proposed.isLiteral { fused.candidates[place].confidence = .certain }
      }
    }
    let weighted = stages[.weighted] ?? []
    let best = weighted.first
    // In a small knowledge base there may be no second entry to be ahead of.
    let second = max(Double(weighted.dropFirst().first?.score.value ?? 0), Self.leastRunnerUp)
    var nearest = 0.0
    for candidate in fused.candidates {
      func score(_ stage: Stage) -> Double { Double(candidate.scores[stage]?.value ?? 0) }
      var features = CandidateFeatures()
      if stages[.classifier] != nil {
        let probability = Double(probability(candidate.entry) ?? 0)
        features.logProbability = max(
          CandidateFeatures.leastLogProbability,
          probability > 0 ? kefu_log(probability) : -.infinity)
      }
      features.keyword = score(.keyword)
      features.fuzzy = score(.fuzzy)
      features.near = Self.nearness(of: candidate.entry, in: stages[.fuzzy] ?? [])
      features.weighted = score(.weighted)
      let isBest = best?.entry == candidate.entry
      features.lead = score(.weighted) - (isBest ? second : Double(best?.score.value ?? 0))
      features.nearest = Self.cosine(of: candidate.entry, in: weighted)
      nearest = max(nearest, features.nearest)
      fused.features.append(features)
    }
    fused.message.distance = 1 - nearest
    return fused
  }

  /// Candidates, most confident first, equal ones in the order of the knowledge base; and how sure
  /// it is that the message is about any entry.
  func fuse(_ fused: Fused, usesClassifier: Bool) -> (candidates: [Candidate], inScope: Double) {
    let weights = usesClassifier ? calibrated ?? .prior : .withoutClassifier
    var candidates = fused.candidates
    let (confidences, none) = weights.confidences(fused.features, fused.message)
    for i in candidates.indices where candidates[i].confidence != .certain {
      candidates[i].confidence = Confidence(confidences[i])
      candidates[i].stage = weights.leadingStage(of: candidates[i], fused.features[i])
    }
    candidates.sort { ($1.confidence, $0.entry) < ($0.confidence, $1.entry) }
    let isCertain = candidates.first?.confidence == .certain
    return (candidates, isCertain ? 1 : 1 - none)
  }

  /// In `0...0.25`.
  private static func nearness(of entry: Int, in fuzzy: [StageCandidate]) -> Double {
    for evidence in fuzzy.first(where: { $0.entry == entry })?.evidence ?? [] {
      guard case .similar(_, let cost, let length) = evidence else { continue }
      let similarity = Double(1 - cost / length)
      return max(0, similarity - nearlyLiteral) * min(1, max(0, Double(length - 2) / 2))
    }
    return 0
  }

  private static func cosine(of entry: Int, in weighted: [StageCandidate]) -> Double {
    for evidence in weighted.first(where: { $0.entry == entry })?.evidence ?? [] {
      if case .nearest(_, let cosine) = evidence { return Double(cosine) }
    }
    return 0
  }

  func decide(_ candidates: [Candidate], inScope: Double) -> Decision {
    guard let first = candidates.first else { return .fallback(.nothingFound) }
    guard first.confidence.value >= clarifyThreshold else {
      return .fallback(.unsure(best: first))
    }
    let second = candidates.dropFirst().first?.confidence.value ?? 0
    let isClear = first.confidence.value - second >= ambiguityMargin
    if first.confidence == .certain || first.confidence.value >= answerThreshold && isClear {
      return .answer(first)
    }
    guard let options = options(candidates, inScope), options.count > 1 else {
      return .fallback(.unsure(best: first))
    }
    return .clarify(options)
  }

  /// The least confidence of a third option without calibration.
  private static let leastOption = 0.04

  /// Those with a real chance; the runner-up in any case, since one option is no choice. Nil where
  /// asking back would not help: too many are likely, or none.
  private func options(_ candidates: [Candidate], _ inScope: Double) -> [Candidate]? {
    guard let optionThreshold else {
      return candidates.prefix(3).enumerated().filter {
        $0.offset < 2 || $0.element.confidence.value >= Self.leastOption
      }.map(\.element)
    }
    guard inScope >= Self.leastInScope else { return nil }
    let likely = candidates.prefix { $0.confidence.value >= optionThreshold * inScope }.count
    return likely > Self.maximumOptions ? nil : Array(candidates.prefix(max(2, likely)))
  }
}

extension FusionWeights {
  /// Of the stages that proposed a candidate, the one that adds most; the earlier one on a tie.
  fileprivate func leadingStage(of proposed: Candidate, _ features: CandidateFeatures) -> Stage {
    var leading = (stage: proposed.stage, value: -Double.infinity)
    func consider(_ stage: Stage, _ value: Double) {
      if value > leading.value, proposed.scores[stage] != nil { leading = (stage, value) }
    }
    consider(.keyword, candidate[1] * features.keyword)
    consider(.fuzzy, candidate[2] * features.fuzzy + candidate[3] * features.near)
    consider(
      .weighted,
      candidate[4] * features.weighted + candidate[5] * features.lead
        + candidate[6] * features.nearest)
    // Half of what it adds to an entry it holds impossible.
    consider(
      .classifier,
      candidate[0] * (features.logProbability - CandidateFeatures.leastLogProbability) / 2)
    return leading.stage
  }
}

extension StageCandidate {
  fileprivate var isLiteral: Bool {
    evidence.contains { if case .literal = $0 { true } else { false } }
  }
}
