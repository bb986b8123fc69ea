import Foundation
import KefuKnowledge

/// Puts the stages' scores together into one confidence per entry, and decides by it.
///
/// A literal phrasing is 1. For any other candidate
///
///     confidence = 1 ÷ (1 + e^−x)    x = bias + Σ weight · score, and the lead over the next entry
///
/// with constants fitted once, by cross-validation on the shipped knowledge base.
struct Fusion: Sendable {
  /// Candidates of stage 3 that are looked at.
  static let weightedCandidates = 8

  /// The least confidence of an answer.
  let answerThreshold: Double
  /// The least confidence of a clarification's first option.
  let clarifyThreshold: Double
  /// Answer only where the first candidate leads by this much.
  let ambiguityMargin: Double

  init(thresholds: Thresholds) {
    answerThreshold = thresholds.answer ?? 0.6
    clarifyThreshold = thresholds.clarify ?? 0.35
    ambiguityMargin = thresholds.margin ?? 0.1
  }

  /// Of the logistic function's argument.
  enum Weights {
    static let bias = -5.0
    static let keyword = 3.0
    static let fuzzy = 2.5
    static let weighted = 7.0
    static let lead = 6.0
  }

  /// Candidates, most confident first; equal ones in the order of the knowledge base.
  func fuse(_ stages: [Stage: [StageCandidate]]) -> [Candidate] {
    var scores: [Int: [Stage: Score]] = [:]
    var literals: Set<Int> = []
    for (stage, candidates) in stages {
      for candidate in candidates {
        scores[candidate.entry, default: [:]][stage] = candidate.score
        if case .literal? = candidate.evidence.last { literals.insert(candidate.entry) }
      }
    }
    let weighted = stages[.weighted] ?? []
    let first = weighted.first
    let second = weighted.dropFirst().first?.score.value ?? 0
    return scores.map { entry, scores in
      func score(_ stage: Stage) -> Double { Double(scores[stage]?.value ?? 0) }
      let best = first?.entry == entry ? second : first?.score.value ?? 0
      let lead = score(.weighted) - Double(best)
      let parts: [(Stage, Double)] = [
        (.keyword, Weights.keyword * score(.keyword)), (.fuzzy, Weights.fuzzy * score(.fuzzy)),
        (.weighted, Weights.weighted * score(.weighted) + Weights.lead * lead),
      ]
      let x = parts.reduce(Weights.bias) { $0 + $1.1 }
      // The earlier stage on a tie.
      let stage = parts.reduce(parts[0]) { $1.1 > $0.1 ? $1 : $0 }.0
      let confidence =
        literals.contains(entry) ? 1 : min(0.999, 1 / (1 + exp(-x)))
      return Candidate(
        entry: entry, confidence: Confidence(confidence),
        stage: literals.contains(entry) ? .keyword : stage, scores: scores)
    }.sorted { ($1.confidence, $0.entry) < ($0.confidence, $1.entry) }
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
    // Options worth reading: within reach of the first.
    let options = candidates.prefix(3).filter {
      $0.confidence.value >= min(clarifyThreshold, first.confidence.value) / 2
    }
    return options.count > 1 ? .clarify(options) : .fallback(.unsure(best: first))
  }
}
