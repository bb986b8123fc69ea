public import Foundation
import KefuDesk
public import KefuWire

/// A conversation in a list for staff.
public struct ConversationLine: Sendable, Equatable {
  public var id: String
  /// As the shop names them; nil of somebody unknown.
  public var customer: String?
  public var channel: String?
  public var state: OwnerState
  public var group: String?
  /// What others see of the agent who has it.
  public var agent: String?
  public var priority: String?
  public var reason: String?
  public var isAngry: Bool
  /// Whether the customer is connected.
  public var isConnected: Bool
  /// When a person was asked for; nil of the bot's.
  public var since: Date?
  public var lastActivity: Date
  /// The beginning of what the customer said last, where it is in memory.
  public var text: String?
}

/// What staff see of a conversation's customer.
public struct CustomerCard: Sendable, Equatable {
  public var customer: String?
  public var channel: String?
  public var isVIP: Bool
  public var tags: [String]
  /// What the shop vouches for, such as `level`.
  public var attributes: [String: String]
}

extension Hub {
  /// Characters of a line's text.
  private static let textLength = 60

  /// What an agent has and may take, or all that are in memory for a supervisor: those that changed
  /// last come first.
  ///
  /// - Complexity: Of an agent's, by what they have and what waits, at most 100 a group; of a
  ///   supervisor's, O(n log n) of the conversations in memory.
  public func lines(for member: Principal.Staff, limit: Int) -> [ConversationLine] {
    let ids: [String]
    if member.isSupervisor {
      ids = conversations.filter { $0.value.phase == .ready && !$0.value.isClosed }.map(\.key)
    } else {
      let waiting = desk.snapshot().queues.filter { member.sees($0.group) }
        .flatMap { desk.waiting(in: $0.group, from: 1, limit: 100) }
      ids = desk.conversations(of: member.id) + waiting
    }
    let newest = ids.compactMap { id in conversations[id].map { (id, $0.lastActivity) } }
      .sorted { ($1.1, $0.0) < ($0.1, $1.0) }
    return newest.prefix(limit).map { line(of: $0.0) }
  }

  private func line(of id: String) -> ConversationLine {
    let live = conversations[id]!
    let ticket = desk.ticket(of: id)
    var text: String?
    for event in live.recent.reversed() where event.from == .customer {
      if case .message(let words, _) = event.content {
        text = String(words.prefix(Self.textLength))
        break
      }
    }
    let agent = ticket?.owner.agent
    return ConversationLine(
      id: id, customer: live.customer, channel: live.channel,
      state: ticket.map { OwnerState($0.owner) } ?? .bot, group: ticket?.group,
      agent: agent.map { staff[$0]?.staff.name ?? $0 }, priority: ticket?.priority.rawValue,
      reason: ticket?.handoff.reason.name,
      isAngry: ticket.map {
        $0.raised.contains(.angryCustomer) || $0.handoff.reason.name == "anger"
      } ?? false,
      isConnected: !live.customers.isEmpty, since: ticket?.times.opened,
      lastActivity: live.lastActivity, text: text)
  }

  /// Nil where the member may not see the conversation: an agent sees those that wait or have
  /// waited in the agent's groups.
  public func card(of conversation: String, for member: Principal.Staff) -> CustomerCard? {
    let ticket = desk.ticket(of: conversation)
    guard member.isSupervisor || ticket.map({ member.sees($0.group) }) == true else { return nil }
    let live = conversations[conversation]
    return CustomerCard(
      customer: live?.customer, channel: live?.channel,
      isVIP: ticket?.customer.isVIP == true || live?.attributes["vip"] == "true",
      tags: ticket?.customer.tags ?? [], attributes: live?.attributes ?? [:])
  }

  /// What customers and colleagues see of somebody at the desk.
  public func name(of agent: String) -> String { staff[agent]?.staff.name ?? agent }
}
