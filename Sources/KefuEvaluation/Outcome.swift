public import Kefu

/// What the bot made of one message whose right answer is known. The message itself is not in it.
///
/// ```swift
/// let outcome = Outcome(compiled.recognize(text.text), expected: text.labels, in: compiled)
/// outcome.isRight
/// ```
public struct Outcome: Sendable, Equatable {
  /// A candidate by its entry's id.
  public struct Ranked: Sendable, Equatable {
    public var entry: String
    public var confidence: Confidence

    public init(_ entry: String, _ confidence: Double) {
      self.entry = entry
      self.confidence = Confidence(confidence)
    }
  }

  /// What the bot does, by entries' ids.
  public enum Action: Sendable, Equatable {
    case answer(String)
    case clarify([String])
    case fallback
  }

  /// Candidates past these are not kept.
  public static let keptCandidates = 10

  /// Entries of which any is right; empty for a message out of scope.
  public var expected: [String]
  /// Best first, at most ten.
  public var candidates: [Ranked]
  public var action: Action
  /// The stage that speaks most for the first candidate.
  public var stage: Stage?
  /// The entry that each stage alone puts first; a stage that proposes none is missing.
  public var firstOfStage: StageValues<String>
  /// How sure the bot is that some entry is meant.
  public var inScope: Confidence

  public init(
    expected: [String], candidates: [Ranked], action: Action, stage: Stage? = nil,
    firstOfStage: StageValues<String> = [:], inScope: Confidence
  ) {
    self.expected = expected
    self.candidates = Array(candidates.prefix(Self.keptCandidates))
    self.action = action
    self.stage = stage
    self.firstOfStage = firstOfStage
    self.inScope = inScope
  }

  public init(_ recognition: Recognition, expected: [String], in knowledge: CompiledKnowledge) {
    func id(_ entry: Int) -> String { knowledge.entries[entry].id }
    let action: Action =
      switch recognition.decision {
      case .answer(let candidate): .answer(id(candidate.entry))
      case .clarify(let candidates): .clarify(candidates.map { id($0.entry) })
      case .fallback: .fallback
      }
    self.init(
      expected: expected,
      candidates: recognition.candidates.prefix(Self.keptCandidates).map {
        Ranked(id($0.entry), $0.confidence.value)
      },
      action: action,
      stage: recognition.candidates.first?.stage,
      firstOfStage: recognition.stages.compactMapValues { $0.first.map { id($0.entry) } },
      inScope: recognition.inScope)
  }
}

// MARK: - Judging

extension Outcome {
  public var isInScope: Bool { !expected.isEmpty }

  /// Whether the first candidate is right, whatever is done with it.
  public var isRight: Bool { isRight(within: 1) }

  /// Whether a right entry is among the first candidates.
  public func isRight(within count: Int) -> Bool {
    candidates.prefix(count).contains { expected.contains($0.entry) }
  }

  /// Whether the bot answers by itself.
  public var isAnswered: Bool { if case .answer = action { true } else { false } }

  /// Answered with a right entry.
  public var isAnsweredRight: Bool {
    if case .answer(let entry) = action { expected.contains(entry) } else { false }
  }

  /// Answered with another entry, or at all where none is right.
  public var isAnsweredWrong: Bool { isAnswered && !isAnsweredRight }

  /// Answered rightly, or asked back with a right entry among the options.
  public var isResolved: Bool {
    if case .clarify(let options) = action { return options.contains(where: expected.contains) }
    return isAnsweredRight
  }

  /// The confidence of the first candidate; 0 where there is none.
  public var confidence: Double { candidates.first?.confidence.value ?? 0 }
}
