/// A knowledge base as its files say it, after checking: the source of everything the bot knows.
///
/// ```swift
/// let knowledgeBase = try KnowledgeBase(contentsOf: URL(filePath: "KnowledgeBase/ecommerce-zh"))
/// print(knowledgeBase.entries.count)
/// ```
public struct KnowledgeBase: Sendable, Equatable {
  public var settings: Settings
  /// Of entries/*.yaml in the order of file names, then of smalltalk.yaml.
  public var entries: [Entry]
  public var synonyms: [SynonymSet]
  public var lexicon: [LexiconWord]
  public var stopWords: [String]
  /// Lines of tests/oos.tsv: messages that no entry is about.
  public var outOfScope: [Sourced<String>]
  /// Lines of the other tests/*.tsv: customers' messages kept apart from the variants, by which
  /// training judges how far the bot can be trusted.
  public var heldOut: [HeldOutMessage]
  /// The lines of tests/*.txt: conversations as they should go, for `kefu check`.
  public var conversations: [Sourced<String>]
  public var triggers: Triggers
  public var flows: [Flow]

  public init(
    settings: Settings = Settings(), entries: [Entry] = [], synonyms: [SynonymSet] = [],
    lexicon: [LexiconWord] = [], stopWords: [String] = [], outOfScope: [Sourced<String>] = [],
    heldOut: [HeldOutMessage] = [], conversations: [Sourced<String>] = [],
    triggers: Triggers = Triggers(), flows: [Flow] = []
  ) {
    self.settings = settings
    self.entries = entries
    self.synonyms = synonyms
    self.lexicon = lexicon
    self.stopWords = stopWords
    self.outOfScope = outOfScope
    self.heldOut = heldOut
    self.conversations = conversations
    self.triggers = triggers
    self.flows = flows
  }
}

/// A customer's message and the entry it is about.
public struct HeldOutMessage: Sendable, Equatable {
  public var message: Sourced<String>
  /// The entry's id.
  public var entry: Sourced<String>

  public init(message: Sourced<String>, entry: Sourced<String>) {
    self.message = message
    self.entry = entry
  }
}

/// What kb.yaml sets.
public struct Settings: Sendable, Equatable {
  public var name: String
  /// A BCP 47 tag, such as `zh-Hans`.
  public var locale: String
  /// The share of self-given answers that may be wrong, in `0.001...0.5`.
  public var risk: Double
  /// The probability that the options of a clarification hold the right entry, in `0.5...0.999`.
  public var optionCoverage: Double
  /// Values of `{name}` in answers.
  public var variables: [String: String]
  public var businessHours: BusinessHours?
  /// Days on which the shop writes first later than on others, weekends aside.
  public var holidays: [ClosedRange<CalendarDate>]
  public var skillGroups: [SkillGroup]
  /// Said when nothing matches; a template like an answer's.
  public var fallback: String?
  public var thresholds: Thresholds
  /// Warnings that are not to be given.
  public var allowed: [AllowedWarning]

  public init(
    name: String = "", locale: String = "zh-Hans", risk: Double = 0.02,
    optionCoverage: Double = 0.95, variables: [String: String] = [:],
    businessHours: BusinessHours? = nil, holidays: [ClosedRange<CalendarDate>] = [],
    skillGroups: [SkillGroup] = [], fallback: String? = nil, thresholds: Thresholds = Thresholds(),
    allowed: [AllowedWarning] = []
  ) {
    self.name = name
    self.locale = locale
    self.risk = risk
    self.optionCoverage = optionCoverage
    self.variables = variables
    self.businessHours = businessHours
    self.holidays = holidays
    self.skillGroups = skillGroups
    self.fallback = fallback
    self.thresholds = thresholds
    self.allowed = allowed
  }
}

/// Cut-offs the trainer has pinned; nil leaves the choice to Kefu. Each in `0...1`.
public struct Thresholds: Sendable, Equatable {
  /// The least confidence of an answer.
  public var answer: Double?
  /// The least confidence of a clarification's first option.
  public var clarify: Double?
  /// Answer only where the first candidate leads by this much.
  public var margin: Double?

  public init(answer: Double? = nil, clarify: Double? = nil, margin: Double? = nil) {
    self.answer = answer
    self.clarify = clarify
    self.margin = margin
  }
}

/// A team of agents, such as `aftersale` (售后).
public struct SkillGroup: Sendable, Equatable {
  public var id: String
  public var name: String

  public init(id: String, name: String) {
    self.id = id
    self.name = name
  }
}

/// When people are at the desk, by weekday.
public struct BusinessHours: Sendable, Equatable {
  /// An IANA name, such as `Asia/Shanghai`.
  public var timeZone: String
  /// Monday first, seven days; shifts as minutes since midnight, end excluded, in `0...1440`.
  public var shifts: [[Range<Int>]]

  public init(timeZone: String, shifts: [[Range<Int>]]) {
    precondition(shifts.count == 7, "business hours need 7 days, not \(shifts.count)")
    self.timeZone = timeZone
    self.shifts = shifts
  }
}

/// Words that mean the same in this trade.
public struct SynonymSet: Sendable, Equatable {
  public var words: [Sourced<String>]
  /// What a match through the set is worth against a literal one, in `0...1`.
  public var discount: Double

  public init(words: [Sourced<String>], discount: Double = 0.9) {
    self.words = words
    self.discount = discount
  }
}

/// A word the segmenter must know; the higher `frequency`, the likelier it is cut whole.
public struct LexiconWord: Sendable, Equatable {
  public var word: Sourced<String>
  /// A count on the scale of the general list (的 ≈ 318 825); nil lets Kefu choose.
  public var frequency: Int?

  public init(word: Sourced<String>, frequency: Int? = nil) {
    self.word = word
    self.frequency = frequency
  }
}
