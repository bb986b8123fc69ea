import Kefu

/// Messages that mean much the same and that the bot could not deal with.
public struct MinedCluster: Sendable, Equatable {
  /// Messages that are the same to the letter.
  public struct Phrase: Sendable, Equatable {
    /// As typed.
    public var text: String
    /// With what is private taken out; see ``Masking``.
    public var masked: String
    /// How often it was sent.
    public var count: Int
    /// Where it stands in the log, ascending.
    public var lines: [Int]
  }

  /// The entry that the bot takes the messages for, if any.
  public struct Nearest: Sendable, Equatable, Encodable {
    public var entry: String
    public var question: String
    /// Mean over the phrases, in `0...1`.
    public var confidence: Double
    /// The share of phrases of which it is the first candidate.
    public var share: Double
  }

  public enum Suggestion: Sendable, Equatable {
    /// Add the phrases to an entry, by its id.
    case variant(of: String)
    case newEntry
    case ignore
  }

  /// Those that stand for all: the most central one first, then the most different ones.
  public var examples: [Phrase]
  /// The commonest first.
  public var phrases: [Phrase]
  /// How often any of them was sent.
  public var messages: Int
  /// In how many conversations; 0 where the log has none.
  public var conversations: Int
  /// The share of messages after which a person took over.
  public var handoffRate: Double
  /// The share of messages in conversations rated low.
  public var lowRatingRate: Double
  public var firstSeen: LogTime?
  public var lastSeen: LogTime?
  public var nearest: Nearest?
  public var suggestion: Suggestion
  /// The numbers that the suggestion rests on.
  public var reason: String
  /// What a person answered, most often; a draft for a trainer to judge.
  public var agentReply: String?
  /// What labelling it is worth: messages × uncertainty × (1 + 2 (handoff rate + low-rating rate)),
  /// a twentieth of it where it is to be ignored.
  public var informativeness: Double
  /// The decisions file has it already, undecided.
  public var isProposed: Bool

  /// The most central phrase.
  public var representative: Phrase { examples[0] }

  public static let mostExamples = 5
  public static let mostProposed = 12
}

/// What was found in a log.
public struct Mined: Sendable, Equatable {
  /// Messages by what was made of them; each is counted once.
  public struct Counts: Sendable, Equatable, Encodable {
    public var messages = 0
    public var distinct = 0
    /// The bot knows them, or an answer was given by the conversation's context and accepted.
    public var known = 0
    /// To the letter a message of tests/oos.tsv.
    public var outOfScope = 0
    /// Decided on: to be ignored.
    public var ignored = 0
    /// Decided on, or applied already.
    public var decided = 0
    /// In clusters too small to be listed.
    public var rare = 0
    /// In the clusters listed.
    public var listed = 0
  }

  public var counts: Counts
  /// The most informative first.
  public var clusters: [MinedCluster]
}
