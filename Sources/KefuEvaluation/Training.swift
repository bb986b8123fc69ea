public import Kefu

/// All that a bot is made from besides its knowledge base: the one place where it is trained.
///
/// ```swift
/// let compiled = Training(seed: 1).compile(knowledgeBase)
/// ```
public struct Training: Sendable, Equatable {
  /// Held-out messages, to fit confidences and thresholds on.
  public struct Validation: Sendable, Equatable {
    public var inScope: [LabelledText]
    public var outOfScope: [String]

    public init(inScope: [LabelledText], outOfScope: [String] = []) {
      self.inScope = inScope
      self.outOfScope = outOfScope
    }
  }

  /// The same seed and knowledge make the same bot.
  public var seed: UInt64
  /// Messages that no entry is about, besides those of the knowledge base.
  public var outOfScope: [String]
  public var validation: Validation?

  public init(seed: UInt64 = 1, outOfScope: [String] = [], validation: Validation? = nil) {
    self.seed = seed
    self.outOfScope = outOfScope
    self.validation = validation
  }

  /// Trains on a knowledge base and fits confidences and thresholds: to the validation, where there
  /// is one, else to what the knowledge base has.
  ///
  /// Messages out of scope are learnt from where the validation has others to judge by; else they
  /// are what the bot is judged by.
  public func compile(
    _ knowledgeBase: KnowledgeBase,
    progress: @Sendable (KnowledgeTrainer.Progress) -> Void = { _ in }
  ) -> CompiledKnowledge {
    var knowledgeBase = knowledgeBase
    func sourced(_ text: String) -> Sourced<String> {
      Sourced(text, at: SourceLocation(file: "validation"))
    }
    var learnt = outOfScope
    if let validation {
      knowledgeBase.heldOut = validation.inScope.compactMap { text in
        text.labels.first.map {
          HeldOutMessage(message: sourced(text.text), entry: sourced($0))
        }
      }
      knowledgeBase.outOfScope = validation.outOfScope.map(sourced)
    }
    if validation?.outOfScope.isEmpty ?? true {
      knowledgeBase.outOfScope += learnt.map(sourced)
      learnt = []
    }
    return KnowledgeTrainer(seed: seed, outOfScope: learnt)
      .train(knowledgeBase, progress: progress).knowledge
  }
}
