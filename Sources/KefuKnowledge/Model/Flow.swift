import KefuText

/// A conversation that goes through steps, as flows.yaml writes it.
///
/// ```yaml
/// - id: flow.return
///   title: 退货
///   startedBy: {entries: [return.how]}
///   steps:
///     - id: number
///       ask: {slot: order, type: orderNumber, prompt: 请发一下订单号, invalid: 没看懂这个订单号}
///     - id: done
///       say: 订单{slot.order}已登记。
///       end: {outcome: recorded}
/// ```
public struct Flow: Sendable, Equatable {
  /// Unique among the flows.
  public var id: String
  /// What the flow is about, in a word the customer may read.
  public var title: String
  /// Ids of entries whose messages start it; no entry starts two flows.
  public var entries: [Sourced<String>]
  /// What happens in the shop and makes the bot speak first.
  public var events: [ShopEvent]
  /// Turns without progress after which the flow is dropped, in `1...50`.
  public var expiresAfterTurns: Int
  /// Phrases that leave the flow.
  public var cancel: [Sourced<String>]
  /// The skill group that takes over where a step's end names none.
  public var group: String?
  /// When the bot may speak first; nil: always.
  public var windows: ContactWindows?
  /// At least one; the first begins. Every step is known to lead to an end.
  public var steps: [FlowStep]
  /// Where the flow begins.
  public var location: SourceLocation

  public init(
    id: String, title: String, entries: [Sourced<String>] = [], events: [ShopEvent] = [],
    expiresAfterTurns: Int = 10, cancel: [Sourced<String>] = [], group: String? = nil,
    windows: ContactWindows? = nil, steps: [FlowStep], location: SourceLocation
  ) {
    self.id = id
    self.title = title
    self.entries = entries
    self.events = events
    self.expiresAfterTurns = expiresAfterTurns
    self.cancel = cancel
    self.group = group
    self.windows = windows
    self.steps = steps
    self.location = location
  }

  public func step(_ id: String) -> FlowStep? { steps.first { $0.id == id } }
}

/// What a shop tells its bot.
public enum ShopEvent: String, Sendable, Equatable, CaseIterable, Codable {
  case visit, cart, unpaid, shipped, delivered, refunded, birthday
}

/// One step: something said, then something asked, then the way on.
///
/// ```yaml
/// - id: reason
///   say: 好的,帮您办退货。
///   ask:
///     slot: reason
///     type: choice
///     prompt: 是什么原因呢?
///     options: [{label: 不喜欢, value: dislike}, {label: 有质量问题, value: quality}]
///   branch: [{when: {reason: quality}, next: photo}]
///   next: address
/// ```
public struct FlowStep: Sendable, Equatable {
  /// The first branch whose slots have these values is taken.
  public struct Branch: Sendable, Equatable {
    /// Slot → accepted values; every slot must agree. Values are those of ``SlotRequest``.
    public var conditions: [String: Set<String>]
    public var next: Sourced<String>

    public init(conditions: [String: Set<String>], next: Sourced<String>) {
      self.conditions = conditions
      self.next = next
    }
  }

  /// Where it goes when no branch is taken.
  public enum Exit: Sendable, Equatable {
    case step(Sourced<String>)
    case end(FlowEnd)
  }

  /// Unique in the flow.
  public var id: String
  /// A template of variables and of slots as `{slot.order}`.
  public var say: Sourced<String>?
  public var ask: SlotRequest?
  public var lookup: Lookup?
  public var branches: [Branch]
  /// Where neither `next` nor `end` is written, the step below.
  public var exit: Exit
  /// Where the step begins.
  public var location: SourceLocation

  public init(
    id: String, say: Sourced<String>? = nil, ask: SlotRequest? = nil, lookup: Lookup? = nil,
    branches: [Branch] = [], exit: Exit, location: SourceLocation
  ) {
    self.id = id
    self.say = say
    self.ask = ask
    self.lookup = lookup
    self.branches = branches
    self.exit = exit
    self.location = location
  }
}

/// Something the shop's own systems are asked, and the slot its outcome goes to.
///
/// ```yaml
/// - id: look
///   lookup: {kind: logistics, by: [order], into: parcel}
///   branch: [{when: {parcel: found}, next: tell}]
///   next: sorry
/// ```
///
/// Branches compare the outcome: `found`, `missing` (there is no such thing) or `failed` (the system
/// did not answer in time). Texts read the fields of what was found as `{slot.parcel.status}`.
public struct Lookup: Sendable, Equatable {
  public static let outcomes = ["found", "missing", "failed"]

  public var kind: LookupKind
  /// The slots that are handed over; those left empty are not.
  public var slots: [Sourced<String>]
  public var into: String

  public init(kind: LookupKind, slots: [Sourced<String>] = [], into: String) {
    self.kind = kind
    self.slots = slots
    self.into = into
  }
}

/// What can be looked up, each with the fields an answer has.
public enum LookupKind: String, Sendable, Equatable, Hashable, CaseIterable, Codable {
  case order, logistics, refund, stock, coupon

  public var fields: [String] {
    switch self {
    case .order: ["status", "time", "items", "amount"]
    case .logistics: ["status", "courier", "number", "place", "time", "eta"]
    case .refund: ["status", "amount", "time", "account"]
    case .stock: ["status", "count", "restock"]
    case .coupon: ["status", "count", "names"]
    }
  }
}

/// How a flow ends.
///
/// ```yaml
/// end: {outcome: handoff, reason: 客人要求赔偿, group: complaint}
/// ```
public struct FlowEnd: Sendable, Equatable {
  public enum Outcome: String, Sendable, Equatable, CaseIterable {
    /// The matter is settled.
    case solved
    /// It waits for the shop, which has all it needs.
    case recorded
    /// A person takes over now.
    case handoff
    /// The customer would rather not.
    case cancelled
  }

  public var outcome: Outcome
  /// A note for the agent.
  public var reason: String?
  public var group: String?

  public init(outcome: Outcome, reason: String? = nil, group: String? = nil) {
    self.outcome = outcome
    self.reason = reason
    self.group = group
  }
}

/// A slot, and how the customer is asked for it.
///
/// ```yaml
/// ask:
///   slot: order
///   type: orderNumber
///   prompt: 请发一下订单号;不方便说也没关系。
///   invalid: 这个订单号我没认出来,麻烦再核对一下。
///   retries: 2
///   optional: true
///   otherwise: 未提供
/// ```
///
/// What branches compare: an option's value for a choice, `yes` or `no` for a yesNo, `given` for any
/// other type, and `declined` for an optional slot the customer would rather not fill.
public struct SlotRequest: Sendable, Equatable {
  /// One of the answers to a choice.
  public struct Option: Sendable, Equatable {
    /// What the customer reads.
    public let label: String
    /// What branches compare.
    public let value: String
    /// Other words for it.
    public let words: [Sourced<String>]
    /// Label and words as they are looked for in a message, without empty ones.
    public let keys: [String]

    public init(label: String, value: String, words: [Sourced<String>] = []) {
      self.label = label
      self.value = value
      self.words = words
      keys = ([label] + words.map(\.value)).map(Normalizer.shared.literalKey).filter { !$0.isEmpty }
    }
  }

  public var slot: String
  public var type: SlotType
  /// A template, as are `invalid` and `otherwise`.
  public var prompt: Sourced<String>
  /// Said where the reply was not understood; nil repeats the prompt.
  public var invalid: Sourced<String>?
  /// How often it is asked again, in `0...3`. After that, or where the customer declines, an optional
  /// slot stays empty; any other ends the flow with a handoff.
  public var retries: Int
  public var isOptional: Bool
  /// What `{slot.name}` reads where the slot is empty.
  public var otherwise: Sourced<String>?
  /// At least two for a choice; none for another type.
  public var options: [Option]

  public init(
    slot: String, type: SlotType, prompt: Sourced<String>, invalid: Sourced<String>? = nil,
    retries: Int = 2, isOptional: Bool = false, otherwise: Sourced<String>? = nil,
    options: [Option] = []
  ) {
    self.slot = slot
    self.type = type
    self.prompt = prompt
    self.invalid = invalid
    self.retries = retries
    self.isOptional = isOptional
    self.otherwise = otherwise
    self.options = options
  }

  /// The values that a branch on this slot may name.
  public var values: [String] {
    let given: [String] =
      switch type {
      case .choice: options.map(\.value)
      case .yesNo: ["yes", "no"]
      default: ["given"]
      }
    return isOptional ? given + ["declined"] : given
  }
}

/// What a slot holds.
public enum SlotType: String, Sendable, Equatable, CaseIterable {
  case orderNumber, phone, date, text, choice, yesNo, photo, money
}

/// When the bot may write first, and how often.
///
/// ```yaml
/// windows: {notBefore: "09:00", afternoonFrom: "14:00", holidaysFrom: "10:00", quiet: ["12:00-14:00", "22:00-09:00"], perOrder: 1, perDay: 2}
/// ```
///
/// Times are minutes since midnight in the shop's time zone.
public struct ContactWindows: Sendable, Equatable {
  /// In `0..<1440`.
  public var notBefore: Int
  /// From noon on, not before this.
  public var afternoonFrom: Int
  /// On weekends and holidays, in place of an earlier `notBefore`.
  public var holidaysFrom: Int
  /// End excluded; past midnight as two ranges.
  public var quiet: [Range<Int>]
  /// Messages for one order, in `1...10`.
  public var perOrder: Int
  /// Messages to one customer in a day, in `1...10`.
  public var perDay: Int

  public init(
    notBefore: Int = 540, afternoonFrom: Int = 840, holidaysFrom: Int = 600,
    quiet: [Range<Int>] = [], perOrder: Int = 1, perDay: Int = 2
  ) {
    self.notBefore = notBefore
    self.afternoonFrom = afternoonFrom
    self.holidaysFrom = holidaysFrom
    self.quiet = quiet
    self.perOrder = perOrder
    self.perDay = perDay
  }

  /// Whether the bot may write at this minute of the day.
  ///
  /// ```swift
  /// ContactWindows().allows(minute: 9 * 60 + 30, isHoliday: true)  // false: holidays from 10:00
  /// ```
  public func allows(minute: Int, isHoliday: Bool) -> Bool {
    let start = isHoliday ? max(notBefore, holidaysFrom) : notBefore
    return minute >= start && (minute < 720 || minute >= afternoonFrom)
      && !quiet.contains { $0.contains(minute) }
  }
}
