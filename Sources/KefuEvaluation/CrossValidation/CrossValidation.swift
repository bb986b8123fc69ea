public import Kefu

/// How well a knowledge base answers its own phrasings, each by a bot that learnt without it.
///
/// ```swift
/// let result = CrossValidation(folds: 5, training: Training(seed: 1)).run(knowledgeBase)
/// print(Metrics(result.messages.map(\.outcome)).accuracy ?? .nan)
/// ```
///
/// It flatters where variants of an entry are alike, as a trainer's often are, and customers'
/// messages are not; it needs no test. Costs as many trainings as there are folds; with
/// ``Fold/mostCount(of:)`` of them, each phrasing is left out by itself.
public struct CrossValidation: Sendable {
  /// At least 2.
  public var folds: Int
  public var training: Training
  public var stages: Set<Stage>

  public init(
    folds: Int, training: Training = Training(), stages: Set<Stage> = Set(Stage.allCases)
  ) {
    precondition(folds >= 2, "\(folds) folds")
    self.folds = folds
    self.training = training
    self.stages = stages
  }

  public struct Result: Sendable {
    /// By file and line; those out of scope last.
    public var messages: [JudgedMessage]
    public var latency: Latency?
    /// Of all folds together.
    public var trainSeconds: Double
  }

  /// - Parameters:
  ///   - outOfScope: Messages that no entry is about; each is judged by one of the bots.
  ///   - findsTerms: Whether to look up what speaks for first candidates that are not right.
  ///   - progress: Called with the number of the fold, from 1, and how training it fares.
  ///   - folded: Called after each fold with how many are done.
  public func run(
    _ knowledgeBase: KnowledgeBase, outOfScope: LabelledTexts? = nil, findsTerms: Bool = false,
    progress: @Sendable (Int, KnowledgeTrainer.Progress) -> Void = { _, _ in },
    folded: (Int) -> Void = { _ in }
  ) -> Result {
    let clock = ContinuousClock()
    var result = Result(messages: [], latency: nil, trainSeconds: 0)
    var outside: [JudgedMessage] = []
    var times: [Duration] = []
    for (number, fold) in Fold.all(of: knowledgeBase, count: folds).enumerated() {
      let start = clock.now
      let compiled =
        stages.contains(.classifier)
        ? training.compile(fold.rest) { progress(number + 1, $0) }
        : CompiledKnowledge(fold.rest)
      result.trainSeconds += (clock.now - start) / .seconds(1)
      let evaluator = Evaluator(compiled, stages: stages)
      func judge(_ files: [LabelledTexts]) -> [JudgedMessage] {
        var judged = evaluator.judge(files, findsTerms: findsTerms)
        for (index, passes) in evaluator.times(of: judged.map(\.message)).enumerated() {
          judged[index].time = passes.sorted()[passes.count / 2]
          times += passes
        }
        return judged
      }
      result.messages += judge(fold.messages)
      if let outOfScope {
        let part = outOfScope.texts.enumerated().filter { $0.offset % folds == number }
        outside += judge([LabelledTexts(part.map(\.element), file: outOfScope.file)])
      }
      folded(number + 1)
    }
    func byPlace(_ messages: [JudgedMessage]) -> [JudgedMessage] {
      messages.sorted { ($0.file, $0.message.line) < ($1.file, $1.message.line) }
    }
    result.messages = byPlace(result.messages) + byPlace(outside)
    result.latency = Latency(times)
    return result
  }
}
