public import Foundation

/// The desk at which people take over from the bot.
///
/// ```swift
/// var desk = Desk(settings: DeskSettings(knowledgeBase.settings))
/// let effects = try desk.handle(.handoff(conversation: "c7", handoff, customer), at: now)
/// ```
///
/// A value without clock, I/O or randomness: events in, effects out. The same events at the same
/// moments give the same effects. One hub owns it, performs the effects in order, and sends `.tick`
/// when ``nextDeadline`` has come.
///
/// All that lasts is in the tickets. Queues, loads and deadlines are derived from them in one place,
/// `put(_:for:)`, so they cannot disagree.
public struct Desk: Sendable, Equatable {
  public private(set) var settings: DeskSettings
  public internal(set) var handlingTimes: HandlingTimes

  var tickets: [String: Ticket] = [:]
  /// What `put(_:for:)` has derived of each ticket, so that it can be taken back.
  var footprints: [String: Footprint] = [:]
  /// By group; "" is the queue for any agent.
  var queues: [String: GroupQueue] = [:]
  var staff: [String: StaffMember] = [:]
  var pools = AgentPools()
  var deadlines = SortedKeys<Deadline>()
  /// The highest order of a place so far.
  var lastOrder: Int64 = 0
  /// Groups whose queue has been reported as too long.
  var overLimit: Set<String> = []
  /// Conversation → supervisors who read along.
  var watching: [String: Set<String>] = [:]
  /// Tickets were restored; the next tick gives the waiting ones to who is free.
  var restoredAt: Date?
  /// What the event in hand has led to; empty between events.
  var outcome = Outcome()

  /// Durations below a millisecond, or that are no numbers, count as one.
  public init(settings: DeskSettings, handlingTimes: HandlingTimes = HandlingTimes()) {
    self.settings = settings.withPositiveDurations
    self.handlingTimes = handlingTimes
  }

  /// Goes by other settings from the next event on. Deadlines that are set stay; tickets of a group
  /// that is no more stay in it until they are transferred or resolved.
  public mutating func use(_ settings: DeskSettings) {
    self.settings = settings.withPositiveDurations
  }

  /// Does what follows from an event.
  ///
  /// - Throws: Why the event is refused; the desk is then as before.
  /// - Complexity: A handoff took 0.1 ms with 10 000 waiting and 500 agents, as with 1 000 and 50, on
  ///   a machine shared by many; `.tick` so much for each deadline that has come. An agent's message
  ///   costs its search for red lines besides.
  public mutating func handle(
    _ event: DeskEvent, at now: Date
  ) throws(DeskError) -> [DeskEffect] {
    try apply(event, now)
    return finish(now)
  }

  /// When `.tick` has something to do; nil: never, as things are.
  public var nextDeadline: Date? {
    guard let first = deadlines.first?.at else { return restoredAt }
    return restoredAt.map { min($0, first) } ?? first
  }

  private mutating func apply(_ event: DeskEvent, _ now: Date) throws(DeskError) {
    switch event {
    case .handoff(let id, let handoff, let customer): open(id, handoff, customer, now)
    case .customerMessage(let id, let isAngry): customerWrote(id, isAngry, now)
    case .customerLeft(let id): customerLeft(id, now)
    case .customerBack(let id): change(id) { $0.times.absent = nil }
    case .customerClosed(let id): customerClosed(id, now)
    case .rate(let id, let score, let comment): try rate(id, score, comment, now)
    case .agentConnected(let agent, let groups, let isSupervisor):
      connect(agent, groups, isSupervisor, now)
    case .agentDisconnected(let agent): try disconnect(agent, now)
    case .presence(let agent, let presence, let capacity):
      try setPresence(agent, presence, capacity, now)
    case .accept(let agent, let id): try accept(agent, id, now)
    case .decline(let agent, let id): try decline(agent, id, now)
    case .agentMessage(let agent, let id, let text): try agentWrote(agent, id, text, now)
    case .hold(let agent, let id): try hold(agent, id, now)
    case .unhold(let agent, let id): try unhold(agent, id, now)
    case .transfer(let agent, let id, let target, let note):
      try transfer(agent, id, target, note, now)
    case .resolve(let agent, let id, let note): try resolve(agent, id, note, now)
    case .watch(let supervisor, let id): try watch(supervisor, id, now)
    case .unwatch(let supervisor, let id): try unwatch(supervisor, id, now)
    case .whisper(let supervisor, let id, let text): try whisper(supervisor, id, text, now)
    case .takeover(let supervisor, let id): try takeOver(supervisor, id, now)
    case .release(let supervisor, let id, let target): try release(supervisor, id, target, now)
    case .tick: tick(now)
    }
  }
}
