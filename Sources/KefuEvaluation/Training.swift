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

  /// What has been set here, or in the knowledge base, and is not used yet.
  public static let unusedOptions = ["--seed", "--risk", "--oos-train", "--valid", "--oos-valid"]

  /// Nothing is trained yet: the stages need the knowledge base alone.
  public func compile(_ knowledgeBase: KnowledgeBase) -> CompiledKnowledge {
    CompiledKnowledge(knowledgeBase)
  }
}
