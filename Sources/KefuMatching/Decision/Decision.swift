/// An entry with all that speaks for it.
public struct Candidate: Sendable, Equatable {
  /// Index into `CompiledKnowledge.entries`.
  public var entry: Int
  public var confidence: Confidence
  /// The stage that speaks for it most.
  public var stage: Stage
  /// What each stage scored it; a stage that did not propose it is missing.
  public var scores: StageValues<Score>

  package init(
    entry: Int, confidence: Confidence, stage: Stage, scores: StageValues<Score>
  ) {
    self.entry = entry
    self.confidence = confidence
    self.stage = stage
    self.scores = scores
  }
}

/// What the bot does with a message.
public enum Decision: Sendable, Equatable {
  /// Says the entry's answer.
  case answer(Candidate)
  /// Asks which of two or three entries is meant.
  case clarify([Candidate])
  /// Says that it does not know.
  case fallback(FallbackReason)
}

/// Why nothing is answered.
public enum FallbackReason: Sendable, Equatable {
  /// The message holds nothing to match: it is empty, or punctuation and emoji alone.
  case nothingFound
  /// The best candidate, if any, is below the thresholds.
  case unsure(best: Candidate?)
}
