/// Something no agent may say to a customer: an item of redlines.yaml.
///
/// ```yaml
/// - id: offPlatform
///   phrases: [加我微信, 私下转账]
///   unless: [请勿私下转账]
/// ```
///
/// Phrases are found as those of a ``Trigger`` are.
public struct AgentRedLine: Sendable, Equatable {
  /// Unique in its file.
  public var id: String
  public var phrases: [Sourced<String>]
  /// Regular expressions in Swift's syntax.
  public var patterns: [Sourced<String>]
  public var unless: [Sourced<String>]
  /// Where the item begins.
  public var location: SourceLocation

  public init(
    id: String, phrases: [Sourced<String>] = [], patterns: [Sourced<String>] = [],
    unless: [Sourced<String>] = [], location: SourceLocation
  ) {
    self.id = id
    self.phrases = phrases
    self.patterns = patterns
    self.unless = unless
    self.location = location
  }
}
