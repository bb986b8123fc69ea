public import Foundation

extension Desk {
  /// Nil: the bot's, and nothing more to say of it.
  public func ticket(of conversation: String) -> Ticket? { tickets[conversation] }

  /// Whether the bot may say anything to the customer but how things stand.
  public func botMaySpeak(in conversation: String) -> Bool {
    switch tickets[conversation]?.owner ?? .bot {
    case .bot: true
    case .offline: settings.botSpeaksOffline
    case .queued, .assigned, .hold, .resolved: false
    }
  }

  /// What the customer is told.
  public func status(of conversation: String) -> ConversationStatus {
    let ticket = tickets[conversation]
    return ConversationStatus(
      conversation: conversation, owner: ticket?.owner ?? .bot,
      position: position(of: conversation), eta: eta(of: conversation),
      promised: ticket?.owner == .offline ? ticket?.callback?.promised : nil)
  }

  /// From 1, among those who wait for the same group; nil where it does not wait.
  public func position(of conversation: String) -> Int? {
    guard let place = footprints[conversation]?.waiting else { return nil }
    return queues[place.group]?.waiting.position(of: place.key).map { $0 + 1 }
  }

  /// Seconds until an agent is expected to take it: position × mean handling time ÷ conversations
  /// that the agents there can have at once. Nil where it does not wait or nobody is there.
  public func eta(of conversation: String) -> Double? {
    guard let position = position(of: conversation), let ticket = tickets[conversation] else {
      return nil
    }
    let slots = pools.slots(for: ticket.group)
    guard slots > 0 else { return nil }
    let handling = handlingTimes.mean(group: ticket.group, initial: settings.defaultHandling)
    return (Double(position) * handling / Double(slots)).rounded(.up)
  }

  /// Conversations and offers an agent has.
  public func load(of agent: String) -> Int { staff[agent]?.load ?? 0 }

  /// Conversations an agent has, sorted.
  public func conversations(of agent: String) -> [String] {
    staff[agent]?.conversations.sorted() ?? []
  }

  /// Ids of those who wait in a group (nil: for any agent), in order.
  ///
  /// - Parameter position: The first one's, from 1.
  public func waiting(in group: String?, from position: Int = 1, limit: Int = .max) -> [String] {
    queues[group ?? ""]?.waiting.keys(from: position - 1, limit: limit).map(\.conversation) ?? []
  }

  /// Supervisors who read along, sorted.
  public func watchers(of conversation: String) -> [String] {
    watching[conversation]?.sorted() ?? []
  }

  /// Conversations a supervisor reads along in, sorted.
  public func watched(by supervisor: String) -> [String] {
    watching.filter { $0.value.contains(supervisor) }.keys.sorted()
  }

  /// For the supervisors' page.
  ///
  /// - Complexity: O(agents × groups).
  public func snapshot() -> DeskSnapshot {
    let agents = staff.values.sorted { $0.id < $1.id }.map {
      DeskSnapshot.Agent(
        id: $0.id, isConnected: $0.isConnected, presence: $0.presence, capacity: $0.capacity,
        load: $0.load, groups: $0.groups?.sorted(), isSupervisor: $0.isSupervisor)
    }
    let groups = Set(queues.keys).union(settings.groups).union([""]).sorted()
    return DeskSnapshot(
      agents: agents,
      queues: groups.map { name in
        let queue = queues[name]
        let group = name.isEmpty ? nil : name
        return DeskSnapshot.Queue(
          group: group, waiting: queue?.waiting.count ?? 0, callbacks: queue?.callbacks.count ?? 0,
          firstSince: queue?.waiting.first.flatMap { tickets[$0.conversation]?.times.opened },
          agents: pools.present(for: group))
      })
  }
}

/// The desk at a moment.
public struct DeskSnapshot: Sendable, Equatable {
  public struct Agent: Sendable, Equatable {
    public var id: String
    public var isConnected: Bool
    public var presence: Presence
    public var capacity: Int
    /// Conversations and offers.
    public var load: Int
    /// Sorted; nil: every one.
    public var groups: [String]?
    public var isSupervisor: Bool
  }

  public struct Queue: Sendable, Equatable {
    /// Nil: for any agent.
    public var group: String?
    public var waiting: Int
    /// Callbacks promised.
    public var callbacks: Int
    /// Since when the first of the queue has asked for a person.
    public var firstSince: Date?
    /// Agents there who serve it.
    public var agents: Int
  }

  /// By id.
  public var agents: [Agent]
  /// The queue for any agent first, then by group.
  public var queues: [Queue]
}
