import Foundation
import KefuKnowledge

/// Puts the stages' scores together into one confidence per entry, and decides by it.
///
/// A literal phrasing is 1. The other candidates and "none of them" share what is left over by a
/// conditional logit (McFadden 1974):
///
///     s(e)          = 2·keyword + 1.5·fuzzy + 12·near + 6·weighted + 7.3·lead
///     confidence(e) = exp s(e) ÷ (exp 2.6 + Σ exp s(·))
///
/// `near` is how far the similarity to a whole phrasing lies above 0.75, where stage 2 has hardly
/// ever been wrong; for two units it counts nothing, for three half (张云 is not 张芸, though they
/// sound the same). `lead` is the weighted score less that of the best other entry, 0.2 at least. The weights of `weighted`,
/// `lead` and "none" were fitted on a fifth of the shipped knowledge base's variants held out, five
/// times, with the variants of left-out entries as messages about nothing; those of the first two
/// stages are set low by hand, since keywords written beside the variants look surer there than
/// they are.
struct Fusion: Sendable {
  /// Candidates of stage 3 that are looked at.
  static let weightedCandidates = 8
  static let maximumOptions = 3
  /// What some entry of a large knowledge base scores for any message.
  private static let leastRunnerUp = 0.2
  /// The least confidence of a third option.
  static let leastOption = 0.04

  /// The least confidence of an answer.
  let answerThreshold: Double
  /// The least confidence of a clarification's first option.
  let clarifyThreshold: Double
  /// Answer only where the first candidate leads by this much.
  let ambiguityMargin: Double

  init(thresholds: Thresholds) {
    answerThreshold = thresholds.answer ?? 0.5
    clarifyThreshold = thresholds.clarify ?? 0.2
    ambiguityMargin = thresholds.margin ?? 0.1
  }

  private enum Weights {
    static let keyword = 2.0
    static let fuzzy = 1.5
    /// Beyond `nearlyLiteral`, and where that begins.
    static let near = 12.0
    static let nearlyLiteral = 0.75
    static let weighted = 6.0
    static let lead = 7.3
    /// That none of the candidates is meant.
    static let none = 2.6
  }

  /// Candidates, most confident first; equal ones in the order of the knowledge base.
  func fuse(_ stages: [Stage: [StageCandidate]]) -> [Candidate] {
    var candidates: [Candidate] = []
    for stage in Stage.allCases {
      for proposed in stages[stage] ?? [] {
        let known = candidates.firstIndex { $0.entry == proposed.entry }
        let place = known ?? candidates.count
        if known == nil {
          candidates.append(
            Candidate(
              entry: proposed.entry, confidence: Confidence(0), stage: stage, scores: [:]))
        }
        candidates[place].scores[stage] = proposed.score
        if proposed.isLiteral { candidates[place].confidence = .certain }
      }
    }
    let weighted = stages[.weighted] ?? []
    let best = weighted.first
    // In a small knowledge base there may be no second entry to be ahead of.
    let second = max(Double(weighted.dropFirst().first?.score.value ?? 0), Self.leastRunnerUp)
    var total = exp(Weights.none)
    var shares: [Double] = []
    for i in candidates.indices {
      func score(_ stage: Stage) -> Double { Double(candidates[i].scores[stage]?.value ?? 0) }
      let isBest = best?.entry == candidates[i].entry
      let lead = score(.weighted) - (isBest ? second : Double(best?.score.value ?? 0))
      let parts: [(stage: Stage, value: Double)] = [
        (.keyword, Weights.keyword * score(.keyword)),
        (
          .fuzzy,
          Weights.fuzzy * score(.fuzzy) + Weights.near
            * nearness(of: candidates[i].entry, in: stages[.fuzzy] ?? [])
        ),
        (.weighted, Weights.weighted * score(.weighted) + Weights.lead * lead),
      ]
      let share = exp(parts.reduce(0) { $0 + $1.value })
      shares.append(share)
      total += share
      // Of the stages that proposed it; the earlier one on a tie.
      if candidates[i].confidence != .certain {
        let proposing = parts.filter { candidates[i].scores[$0.stage] != nil }
        candidates[i].stage = proposing.reduce(proposing[0]) { $1.value > $0.value ? $1 : $0 }.stage
      }
    }
    for i in candidates.indices where candidates[i].confidence != .certain {
      candidates[i].confidence = Confidence(shares[i] / total)
    }
    return candidates.sorted { ($1.confidence, $0.entry) < ($0.confidence, $1.entry) }
  }

  /// In `0...0.25`.
  private func nearness(of entry: Int, in fuzzy: [StageCandidate]) -> Double {
    for evidence in fuzzy.first(where: { $0.entry == entry })?.evidence ?? [] {
      guard case .similar(_, let cost, let length) = evidence else { continue }
      let similarity = Double(1 - cost / length)
      return max(0, similarity - Weights.nearlyLiteral) * min(1, max(0, Double(length - 2) / 2))
    }
    return 0
  }

  func decide(_ candidates: [Candidate]) -> Decision {
    guard let first = candidates.first else { return .fallback(.nothingFound) }
    guard first.confidence.value >= clarifyThreshold else {
      return .fallback(.unsure(best: first))
    }
    let second = candidates.dropFirst().first?.confidence.value ?? 0
    let isClear =
      first.confidence == .certain || first.confidence.value - second >= ambiguityMargin
    if first.confidence.value >= answerThreshold, isClear { return .answer(first) }
    // Those with a real chance; the runner-up in any case, since one option is no choice.
    let options = candidates.prefix(Self.maximumOptions).enumerated().filter {
      $0.offset < 2 || $0.element.confidence.value >= Self.leastOption
    }.map(\.element)
    return options.count > 1 ? .clarify(options) : .fallback(.unsure(best: first))
  }
}

extension StageCandidate {
  fileprivate var isLiteral: Bool {
    evidence.contains { if case .literal = $0 { true } else { false } }
  }
}
