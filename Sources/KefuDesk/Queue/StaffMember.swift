import Foundation

/// An agent or a supervisor, as far as the desk has been told; not durable but for what tickets say.
struct StaffMember: Sendable, Equatable {
  let id: String
  /// Nil: every one.
  var groups: Set<String>?
  var isSupervisor = false
  var isConnected = false
  var presence = Presence.offline
  var capacity: Int
  /// Since when there is nobody, while what is assigned is kept; nil: is there, or gone for good.
  var leftAt: Date?
  var conversations: Set<String> = []
  var offers: Set<String> = []
  /// The order of the last conversation given: of equally loaded agents, who got theirs longest ago
  /// is next.
  var served: Int64 = 0
  var lastMessage: Date?
  /// Where the pools have it.
  var entry: AgentPools.Entry?
  var deadline: Date?

  var load: Int { conversations.count + offers.count }
  var hasRoom: Bool { load < capacity }

  /// At the desk and takes conversations, or gone for so short a time that it may come back.
  var isPresent: Bool {
    (isConnected || leftAt != nil) && (presence == .available || presence == .busy)
      && capacity > 0
  }

  /// May take a conversation by hand.
  var isThere: Bool { isConnected && (presence == .available || presence == .busy) }

  /// Is given conversations.
  var isRoutable: Bool { isConnected && presence == .available && hasRoom }

  func sees(_ group: String?) -> Bool {
    guard let group, let groups else { return true }
    return groups.contains(group)
  }
}

/// Agents by the groups they serve.
struct AgentPools: Sendable, Equatable {
  /// Who is next among free agents: the least loaded for their capacity.
  struct Rank: Sendable, Comparable {
    var load: Double
    var served: Int64
    var agent: String

    static func < (a: Rank, b: Rank) -> Bool {
      (a.load, a.served, a.agent) < (b.load, b.served, b.agent)
    }
  }

  struct Pool: Sendable, Equatable {
    var free = SortedKeys<Rank>()
    var present = 0
    /// Conversations that those present can have at once.
    var slots = 0
  }

  /// What was entered for an agent.
  struct Entry: Sendable, Equatable {
    var groups: Set<String>?
    var rank: Rank?
    var slots: Int?
  }

  private(set) var everyone = Pool()
  private var generalists = Pool()
  private var groups: [String: Pool] = [:]

  static func entry(of member: StaffMember) -> Entry {
    Entry(
      groups: member.groups,
      rank: member.isRoutable
        ? Rank(
          load: Double(member.load) / Double(member.capacity), served: member.served,
          agent: member.id) : nil,
      slots: member.isPresent ? member.capacity : nil)
  }

  mutating func add(_ entry: Entry) { each(of: entry) { Self.add(entry, to: &$0) } }
  mutating func remove(_ entry: Entry) { each(of: entry) { Self.remove(entry, from: &$0) } }

  private mutating func each(of entry: Entry, _ body: (inout Pool) -> Void) {
    body(&everyone)
    guard let names = entry.groups else { return body(&generalists) }
    for name in names { body(&groups[name, default: Pool()]) }
  }

  private static func add(_ entry: Entry, to pool: inout Pool) {
    if let rank = entry.rank { pool.free.insert(rank) }
    if let slots = entry.slots {
      pool.present += 1
      pool.slots += slots
    }
  }

  private static func remove(_ entry: Entry, from pool: inout Pool) {
    if let rank = entry.rank { pool.free.remove(rank) }
    if let slots = entry.slots {
      pool.present -= 1
      pool.slots -= slots
    }
  }

  func present(for group: String?) -> Int {
    guard let group else { return everyone.present }
    return generalists.present + (groups[group]?.present ?? 0)
  }

  func slots(for group: String?) -> Int {
    guard let group else { return everyone.slots }
    return generalists.slots + (groups[group]?.slots ?? 0)
  }

  /// The next free agent who serves the group and is wanted.
  func next(for group: String?, where isWanted: (String) -> Bool) -> String? {
    guard let group else { return everyone.free.first { isWanted($0.agent) }?.agent }
    let general = generalists.free.first { isWanted($0.agent) }
    guard let special = groups[group]?.free.first(where: { isWanted($0.agent) }) else {
      return general?.agent
    }
    return general.map { min($0, special).agent } ?? special.agent
  }
}
