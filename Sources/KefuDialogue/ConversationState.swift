/// All that a conversation remembers between turns.
///
/// ```swift
/// var state = ConversationState()
/// let turn = dialogue.turn(state, .message(Utterance("能开发票吗")), now: Date())
/// state = turn.state
/// ```
///
/// A plain value: encode it to survive a restart. It holds what the customer gave for slots, and no
/// other text of theirs. Names that a later knowledge base lacks are passed over.
public struct ConversationState: Sendable, Equatable {
  /// Written to the encoded form; a newer one is refused.
  public static let version = 1

  /// Messages of the customer so far.
  public var turns = 0
  public var topic: Topic?
  public var clarification: Clarification?
  public var flow: FlowProgress?
  /// What the customer has given in this conversation, by slot.
  public var slots: [String: String] = [:]
  /// Messages in a row that were not answered.
  public var misses = 0
  /// Entries answered, oldest first; the last `answeredLimit`.
  public var answered: [AnsweredEntry] = []
  /// Of the last message, in `0...1`.
  public var lastConfidence: Double?
  /// What the bot wrote first, newest last.
  public var contacts: [Contact] = []
  /// Lookups so far; the number of the next one.
  public var lookups = 0
  /// A rating has been asked for in words, and a number may be it.
  public var awaitsRating = false
  public var hasBeenAskedToRate = false

  public init() {}

  static let answeredLimit = 32
  static let contactLimit = 64

  /// What the customer is talking about.
  public struct Topic: Sendable, Equatable, Codable {
    public var entry: String
    /// The turn it was last spoken of.
    public var turn: Int
  }

  /// Options the customer is to choose from.
  public struct Clarification: Sendable, Equatable, Codable {
    /// Ids of the entries, in order.
    public var options: [String]
    public var turn: Int
  }

  public struct AnsweredEntry: Sendable, Equatable, Codable {
    public var entry: String
    public var turn: Int
  }

  /// Something the bot said without being asked.
  public struct Contact: Sendable, Equatable, Codable {
    public var flow: String
    public var order: String?
    /// In the shop's time zone, as `2026-11-11`.
    public var day: String
  }

  /// Where a flow stands.
  public struct FlowProgress: Sendable, Equatable, Codable {
    public var flow: String
    /// The step whose question waits for its answer.
    public var step: String
    public var slots: [String: SlotValue] = [:]
    /// How often the question was asked again.
    public var retries = 0
    /// Messages since the last step forward.
    public var idleTurns = 0
    /// The lookup it waits for.
    public var lookup: Int?
  }
}

/// What a slot holds.
public struct SlotValue: Sendable, Equatable, Codable {
  public static let declined = SlotValue(value: "declined", text: nil)

  /// What branches compare.
  public var value: String
  /// What texts show; nil where the slot is empty.
  public var text: String?
  /// Of a lookup's outcome.
  public var fields: [String: String]

  public init(value: String, text: String?, fields: [String: String] = [:]) {
    self.value = value
    self.text = text
    self.fields = fields
  }
}

/// A state written by a later version of Kefu.
public struct ConversationStateError: Error, Equatable, CustomStringConvertible {
  public var version: Int

  public var description: String {
    "the conversation was saved by a newer Kefu (state version \(version), this one reads up to \(ConversationState.version)); update Kefu, or begin the conversation anew"
  }
}

extension ConversationState: Codable {
  private enum CodingKeys: String, CodingKey {
    case version, turns, topic, clarification, flow, slots, misses, answered, lastConfidence
    case contacts, lookups, awaitsRating, hasBeenAskedToRate
  }

  /// Keys that are missing read as in a new conversation.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let version = try container.decode(Int.self, forKey: .version)
    guard version <= Self.version else { throw ConversationStateError(version: version) }
    func read<Value: Decodable>(_ key: CodingKeys, _ value: inout Value) throws {
      value = try container.decodeIfPresent(Value.self, forKey: key) ?? value
    }
    try read(.turns, &turns)
    topic = try container.decodeIfPresent(Topic.self, forKey: .topic)
    clarification = try container.decodeIfPresent(Clarification.self, forKey: .clarification)
    flow = try container.decodeIfPresent(FlowProgress.self, forKey: .flow)
    try read(.slots, &slots)
    try read(.misses, &misses)
    try read(.answered, &answered)
    lastConfidence = try container.decodeIfPresent(Double.self, forKey: .lastConfidence)
    try read(.contacts, &contacts)
    try read(.lookups, &lookups)
    try read(.awaitsRating, &awaitsRating)
    try read(.hasBeenAskedToRate, &hasBeenAskedToRate)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(Self.version, forKey: .version)
    try container.encode(turns, forKey: .turns)
    try container.encodeIfPresent(topic, forKey: .topic)
    try container.encodeIfPresent(clarification, forKey: .clarification)
    try container.encodeIfPresent(flow, forKey: .flow)
    try container.encode(slots, forKey: .slots)
    try container.encode(misses, forKey: .misses)
    try container.encode(answered, forKey: .answered)
    try container.encodeIfPresent(lastConfidence, forKey: .lastConfidence)
    try container.encode(contacts, forKey: .contacts)
    try container.encode(lookups, forKey: .lookups)
    try container.encode(awaitsRating, forKey: .awaitsRating)
    try container.encode(hasBeenAskedToRate, forKey: .hasBeenAskedToRate)
  }
}
