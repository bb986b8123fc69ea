/// One wording of an entry's answer, with the conditions under which it is used.
///
/// ```yaml
/// - {text: "{shop.name} 双11包邮", when: {channel: tmall}, valid: 2026-11-01..2026-11-12}
/// ```
public struct Answer: Sendable, Equatable {
  /// The text with its variables in braces; `{{` and `}}` stand for the braces themselves.
  public var text: Sourced<String>
  /// Attribute → accepted values; every attribute must hold.
  public var conditions: [String: Set<String>]
  /// Both days included; nil: always.
  public var valid: ClosedRange<CalendarDate>?

  public init(
    text: Sourced<String>, conditions: [String: Set<String>] = [:],
    valid: ClosedRange<CalendarDate>? = nil
  ) {
    self.text = text
    self.conditions = conditions
    self.valid = valid
  }

  /// Whether every condition holds. An answer with dates needs a `today` to be used.
  public func applies(in context: AnswerContext) -> Bool {
    if let valid {
      guard let today = context.today, valid.contains(today) else { return false }
    }
    return conditions.allSatisfy { attribute, accepted in
      context.attributes[attribute].map(accepted.contains) ?? false
    }
  }

  public var isUnconditional: Bool { conditions.isEmpty && valid == nil }
}

/// What is known about the customer when an answer is chosen.
///
/// ```swift
/// AnswerContext(today: CalendarDate("2026-11-11"), attributes: ["channel": "tmall"])
/// ```
public struct AnswerContext: Sendable, Equatable {
  /// The day in the shop's time zone; nil leaves out answers that have dates.
  public var today: CalendarDate?
  /// For example `channel`, `level`.
  public var attributes: [String: String]
  /// Values that take precedence over the knowledge base's variables.
  public var variables: [String: String]

  public init(
    today: CalendarDate? = nil, attributes: [String: String] = [:],
    variables: [String: String] = [:]
  ) {
    self.today = today
    self.attributes = attributes
    self.variables = variables
  }
}

extension Entry {
  /// The first answer whose conditions hold; nil where none does.
  public func answer(in context: AnswerContext) -> Answer? {
    answers.first { $0.applies(in: context) }
  }
}
