public import Kefu

/// How well the bot did on messages whose right answers are known.
///
/// ```swift
/// let metrics = Metrics(outcomes)
/// print(metrics.accuracy ?? .nan, metrics.risk ?? .nan)
/// ```
///
/// Shares are in `0...1`, and nil where there is nothing to divide by. "Answered" is what the bot
/// says by itself: neither asked back nor given up. Encoded, the properties' names are the keys, and
/// nil ones are left out.
public struct Metrics: Sendable, Equatable, Codable {
  public var messages: MessageCounts
  /// In-scope messages whose first candidate is right, whatever is done with it.
  public var accuracy: Double?
  /// In-scope messages with a right entry among the first three candidates.
  public var top3: Double?
  /// In-scope messages that are answered, rightly or wrongly.
  public var coverage: Double?
  /// Wrong answers ÷ all messages, those out of scope included; an answer to one of those is wrong.
  public var wrongRate: Double?
  /// Wrong answers ÷ answers.
  public var risk: Double?
  /// In-scope messages answered rightly, or asked back with a right entry among the options.
  public var resolved: Double?
  /// In-scope messages answered rightly.
  public var inScope: Double?
  /// Messages out of scope that are not answered.
  public var oosRecall: Double?
  /// How well the confidence of being in scope tells messages in scope from others (`areaUnderROC`).
  public var auroc: Double?
  /// How far the first candidate's confidence is from its being right (`calibrationError`), of all
  /// messages; out of scope no candidate is right.
  public var ece: Double?
  /// By the stages' names.
  public var perStage: [String: StageFigures]
  /// By entries' ids; those that are neither expected nor ever first are left out.
  public var perIntent: [String: EntryFigures]
  /// Commonest first, then by ids.
  public var confusions: [Confusion]
  /// By risk, "0.01", "0.02" and "0.05" (`answerableShare(of:atRisk:)`).
  public var coverageAtRisk: [String: Double]
  /// By the names of the figures above, with 95 % confidence: `accuracy`, `top3`, `coverage`,
  /// `wrongRate`, `risk`, `resolved`, `inScope` and `oosRecall`, which are shares of messages;
  /// `auroc`, `ece`, and `coverageAtRisk.0.02` and its like.
  public var intervals: [String: ConfidenceInterval]

  /// - Parameter stages: Those that were used, for `perStage`.
  public init(_ outcomes: [Outcome], stages: Set<Stage> = Set(Stage.allCases)) {
    let inside = outcomes.filter(\.isInScope)
    let outside = outcomes.filter { !$0.isInScope }
    let answered = outcomes.count(where: \.isAnswered)
    let wrong = outcomes.count(where: \.isAnsweredWrong)
    messages = MessageCounts(
      inScope: inside.count, outOfScope: outside.count, answered: answered, answeredWrong: wrong)
    var intervals: [String: ConfidenceInterval] = [:]
    func headline(_ name: String, _ part: Int, of whole: Int) -> Double? {
      intervals[name] = ConfidenceInterval(part, of: whole)
      return share(part, of: whole)
    }
    accuracy = headline("accuracy", inside.count(where: \.isRight), of: inside.count)
    top3 = headline("top3", inside.count { $0.isRight(within: 3) }, of: inside.count)
    coverage = headline("coverage", inside.count(where: \.isAnswered), of: inside.count)
    wrongRate = headline("wrongRate", wrong, of: outcomes.count)
    risk = headline("risk", wrong, of: answered)
    resolved = headline("resolved", inside.count(where: \.isResolved), of: inside.count)
    inScope = headline("inScope", inside.count(where: \.isAnsweredRight), of: inside.count)
    oosRecall = headline("oosRecall", outside.count { !$0.isAnswered }, of: outside.count)
    auroc = areaUnderROC(
      positives: inside.map(\.inScope.value), negatives: outside.map(\.inScope.value))
    ece = calibrationError(outcomes.map { ($0.confidence, $0.isRight) })
    perStage = StageFigures.table(of: inside, stages: stages)
    perIntent = EntryFigures.table(of: inside)
    confusions = Confusion.list(of: inside)
    let risks = [0.01, 0.02, 0.05]
    let bootstrap = Bootstrap(outcomes, risks: risks)
    intervals["auroc"] = auroc.flatMap {
      ConfidenceInterval(areaUnderROC: $0, positives: inside.count, negatives: outside.count)
    }
    intervals["ece"] = bootstrap.ece
    coverageAtRisk = [:]
    for risk in risks {
      coverageAtRisk["\(risk)"] = answerableShare(of: outcomes, atRisk: risk)
      intervals["coverageAtRisk.\(risk)"] = bootstrap.coverageAtRisk[risk]
    }
    self.intervals = intervals
  }
}

/// How many messages there were.
public struct MessageCounts: Sendable, Equatable, Codable {
  public var inScope: Int
  public var outOfScope: Int
  /// By the bot itself.
  public var answered: Int
  /// Of those answered.
  public var answeredWrong: Int
}

/// Nil where there is nothing to divide by.
func share(_ part: Int, of whole: Int) -> Double? {
  whole == 0 ? nil : Double(part) / Double(whole)
}
