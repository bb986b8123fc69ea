public import Foundation
public import KefuKnowledge
public import KefuMatching
import Synchronization

/// Answers shoppers from a knowledge base.
///
/// ```swift
/// let bot = try Bot(knowledgeBase: URL(filePath: "KnowledgeBase/ecommerce-zh"))
/// let reply = bot.reply(to: "退款多久到账")
/// print(reply.text)
/// ```
///
/// Immutable: share one among as many tasks as you like. A reply takes microseconds, waits for
/// nothing and never fails. To take in changed knowledge, make another bot and swap.
public final class Bot: Sendable {
  public let knowledge: CompiledKnowledge
  /// Working memory of the replies under way, kept for the next ones.
  private let scratches = Mutex<[MatchScratch]>([])

  /// Loads and compiles a knowledge base's directory.
  ///
  /// - Throws: `KnowledgeBaseError` with every problem found, each with its place and mend.
  public convenience init(knowledgeBase directory: URL) throws {
    self.init(try KnowledgeBase(contentsOf: directory))
  }

  /// Compiles a knowledge base made or loaded elsewhere.
  public init(_ knowledgeBase: KnowledgeBase) {
    knowledge = CompiledKnowledge(knowledgeBase)
  }

  public var knowledgeBase: KnowledgeBase { knowledge.knowledgeBase }

  /// What the bot says to a message.
  ///
  /// - Parameters:
  ///   - message: What the customer typed. Past 2 000 characters it is not read.
  ///   - context: What is known about the customer and the day; chooses among answers.
  ///   - stages: The stages to use.
  public func reply(
    to message: String, context: AnswerContext = AnswerContext(),
    stages: Set<Stage> = Set(Stage.allCases)
  ) -> Reply {
    let recognition = recognize(message, stages: stages)
    return Reply(recognition, in: knowledge, context: context)
  }

  /// What the stages make of a message, without wording a reply.
  public func recognize(_ message: String, stages: Set<Stage> = Set(Stage.allCases)) -> Recognition
  {
    var scratch = scratches.withLock { $0.popLast() } ?? MatchScratch()
    defer { scratches.withLock { if $0.count < 64 { $0.append(scratch) } } }
    return knowledge.recognize(message, stages: stages, scratch: &scratch)
  }

  /// How the bot came to its decision: what each stage found, the numbers and the thresholds.
  public func explain(_ message: String, stages: Set<Stage> = Set(Stage.allCases)) -> Explanation {
    Explanation(recognize(message, stages: stages), in: knowledge)
  }
}
