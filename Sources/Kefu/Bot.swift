public import Foundation
public import KefuDialogue
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
  public let modelStatus: ModelStatus
  /// Working memory of the replies under way, kept for the next ones.
  private let scratches = Mutex<[MatchScratch]>([])

  /// Loads and compiles a knowledge base's directory, with the trained model in it if there is one.
  ///
  /// - Throws: `KnowledgeBaseError` with every problem found, each with its place and mend;
  ///   `ModelFileError` for a model that cannot be used.
  public convenience init(knowledgeBase directory: URL) throws {
    let knowledgeBase = try KnowledgeBase(contentsOf: directory)
    self.init(knowledgeBase, model: try Self.model(in: directory))
  }

  /// Compiles a knowledge base made or loaded elsewhere.
  ///
  /// - Parameter model: What `KnowledgeTrainer` made of it; see `ModelStatus` for one that is older.
  public init(_ knowledgeBase: KnowledgeBase, model: TrainedModel? = nil) {
    modelStatus = ModelStatus(model, of: knowledgeBase)
    knowledge = CompiledKnowledge(knowledgeBase, model: modelStatus.isUsed ? model : nil)
  }

  /// A knowledge base trained in this process.
  public init(_ trained: TrainedKnowledge) {
    modelStatus = .current
    knowledge = trained.knowledge
  }

  /// Where `kefu train` leaves its model: `trained.kefu` in the knowledge base's directory.
  public static func modelFile(in directory: URL) -> URL {
    directory.appending(path: "trained.kefu")
  }

  /// The trained model in a knowledge base's directory; nil where there is none.
  public static func model(in directory: URL) throws(ModelFileError) -> TrainedModel? {
    let file = modelFile(in: directory)
    guard FileManager.default.fileExists(atPath: file.path(percentEncoded: false)) else {
      return nil
    }
    return try TrainedModel(contentsOf: file)
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

extension Bot {
  /// What is said to a message too long to be read.
  public func refusalOfLongMessage() -> Reply {
    Reply(.fallback, Wording(knowledgeBase).tooLong)
  }
}

/// Whether a bot has a trained model, and one that fits its knowledge.
public enum ModelStatus: Sendable, Equatable {
  /// Stages 1 to 3 alone.
  case missing
  case current
  /// Texts have changed since training; what was learnt is used, but its certificate is about the
  /// texts as they were.
  case outdated
  /// Entries have come or gone since training: the model would pass over the new ones, so it is not
  /// used.
  case unfit

  public var isUsed: Bool { self == .current || self == .outdated }

  init(_ model: TrainedModel?, of knowledgeBase: KnowledgeBase) {
    guard let model else {
      self = .missing
      return
    }
    if model.fingerprint == knowledgeBase.trainingFingerprint {
      self = .current
    } else {
      self = Set(model.entries) == Set(knowledgeBase.entries.map(\.id)) ? .outdated : .unfit
    }
  }
}
