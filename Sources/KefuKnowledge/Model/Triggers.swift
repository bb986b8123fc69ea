/// What hands a conversation over to a person whatever the message is about: triggers.yaml.
///
/// ```yaml
/// thresholds: {misses: 2, repeats: 2, lowRating: 2}
/// triggers:
///   - id: person
///     reason: askedForPerson
///     phrases: [人工, 找真人]
///     unless: [人工费, 人工智能]
/// ```
public struct Triggers: Sendable, Equatable {
  public var thresholds: HandoffThresholds
  /// In the order written: of several that are hit, the most urgent is taken, and of equally
  /// urgent ones the first.
  public var all: [Trigger]

  public init(thresholds: HandoffThresholds = HandoffThresholds(), all: [Trigger] = []) {
    self.thresholds = thresholds
    self.all = all
  }
}

/// How long the bot goes on trying before it offers a person.
public struct HandoffThresholds: Sendable, Equatable {
  /// Messages in a row without an answer, in `1...20`.
  public var misses: Int
  /// Times the same question is asked, in `1...20`.
  public var repeats: Int
  /// A rating of at most so many stars, in `1...5`.
  public var lowRating: Int

  public init(misses: Int = 2, repeats: Int = 2, lowRating: Int = 2) {
    self.misses = misses
    self.repeats = repeats
    self.lowRating = lowRating
  }
}

/// One kind of message that a person must see, and how it is recognised.
///
/// ```yaml
/// - id: anger
///   reason: anger
///   priority: high
///   group: complaint
///   phrases: [生气, 气死]
///   patterns: ['(太|真)(差|坑|恶心)了?']
///   unless: [不生气]
///   say: 很抱歉让您这么不愉快,马上请同事来处理。
/// ```
///
/// A message hits when a phrase occurs in it, in whatever width, case or script it is written; one
/// of Latin letters and digits, only as whole words. Patterns are tried on the folded message:
/// simplified characters, lower case. A hit that shares a character with an occurrence of a phrase
/// of `unless` does not count.
public struct Trigger: Sendable, Equatable {
  /// Unique among the triggers.
  public var id: String
  public var reason: TriggerReason
  public var priority: HandoffPriority
  /// The skill group that takes over, one of `Settings.skillGroups`; nil leaves it to the topic.
  public var group: String?
  public var phrases: [Sourced<String>]
  /// Regular expressions in Swift's syntax; each is known to compile.
  public var patterns: [Sourced<String>]
  public var unless: [Sourced<String>]
  /// Attribute → accepted values; every attribute must hold. Without phrases and patterns, the
  /// attributes alone are a hit.
  public var conditions: [String: Set<String>]
  /// Said at the handoff where no entry answers; a template like an answer's.
  public var say: Sourced<String>?
  /// Where the trigger begins.
  public var location: SourceLocation

  public init(
    id: String, reason: TriggerReason, priority: HandoffPriority = .normal, group: String? = nil,
    phrases: [Sourced<String>] = [], patterns: [Sourced<String>] = [],
    unless: [Sourced<String>] = [], conditions: [String: Set<String>] = [:],
    say: Sourced<String>? = nil, location: SourceLocation
  ) {
    self.id = id
    self.reason = reason
    self.priority = priority
    self.group = group
    self.phrases = phrases
    self.patterns = patterns
    self.unless = unless
    self.conditions = conditions
    self.say = say
    self.location = location
  }
}

/// Why a message needs a person.
public enum TriggerReason: String, Sendable, Equatable, CaseIterable, Codable {
  case askedForPerson, anger
  /// Lawyers, courts, the police.
  case legal
  /// Threats to go public.
  case media
  /// 12315 and other authorities.
  case regulator
  case scam, injury
  /// Leaked personal data.
  case privacy
  /// What an agent must never be part of, such as a deal off the platform.
  case redLine
  case vip
}

/// Who waits in front of whom.
public enum HandoffPriority: String, Sendable, Equatable, CaseIterable, Comparable, Codable {
  case normal, high, urgent

  public static func < (a: HandoffPriority, b: HandoffPriority) -> Bool {
    allCases.firstIndex(of: a)! < allCases.firstIndex(of: b)!
  }
}
