/// One topic of the knowledge base: how shoppers ask about it, and what to answer.
public struct Entry: Sendable, Equatable {
  /// Unique in the knowledge base, such as `return.freight`.
  public var id: String
  /// The standard question (标准问).
  public var question: Sourced<String>
  /// Other wordings (相似问).
  public var variants: [Sourced<String>]
  public var keywords: Keywords
  /// Alternatives in order: the first whose conditions hold is used.
  public var answers: [Answer]
  /// Entries whose questions are offered next.
  public var followUps: [Sourced<String>]
  /// The skill group that takes over, one of `Settings.skillGroups`.
  public var group: String?
  public var handoff: HandoffPolicy
  /// The trainer's factor for a term's weight in this entry, in `0...10`; 1 where not named.
  public var weights: [String: Double]
  public var tests: InlineTests
  /// From smalltalk.yaml rather than entries/.
  public var isSmallTalk: Bool
  /// Where the entry begins.
  public var location: SourceLocation

  public init(
    id: String, question: Sourced<String>, variants: [Sourced<String>] = [],
    keywords: Keywords = Keywords(), answers: [Answer] = [], followUps: [Sourced<String>] = [],
    group: String? = nil, handoff: HandoffPolicy = .never, weights: [String: Double] = [:],
    tests: InlineTests = InlineTests(), isSmallTalk: Bool = false, location: SourceLocation
  ) {
    self.id = id
    self.question = question
    self.variants = variants
    self.keywords = keywords
    self.answers = answers
    self.followUps = followUps
    self.group = group
    self.handoff = handoff
    self.weights = weights
    self.tests = tests
    self.isSmallTalk = isSmallTalk
    self.location = location
  }

  /// The standard question, then the variants.
  public var phrasings: [Sourced<String>] { [question] + variants }
}

/// The keyword rules of an entry. An entry is hit when a phrase of `any`, or every word of one
/// group of `all`, occurs in the message; a word of `none` vetoes such a hit.
public struct Keywords: Sendable, Equatable {
  public var any: [Sourced<String>]
  public var all: [[Sourced<String>]]
  public var none: [Sourced<String>]

  public init(
    any: [Sourced<String>] = [], all: [[Sourced<String>]] = [], none: [Sourced<String>] = []
  ) {
    self.any = any
    self.all = all
    self.none = none
  }

  public var isEmpty: Bool { any.isEmpty && all.isEmpty && none.isEmpty }
}

/// When an entry brings in a person.
public enum HandoffPolicy: String, Sendable, Equatable, CaseIterable {
  /// The bot answers alone.
  case never
  /// The bot answers and offers a person.
  case offer
  /// The bot answers and hands over at once.
  case always
}

/// Sample messages kept beside the entry they are about; `kefu check` runs them.
public struct InlineTests: Sendable, Equatable {
  /// Messages this entry must answer.
  public var reach: [Sourced<String>]
  /// Messages this entry must not answer.
  public var avoid: [Sourced<String>]

  public init(reach: [Sourced<String>] = [], avoid: [Sourced<String>] = []) {
    self.reach = reach
    self.avoid = avoid
  }
}
