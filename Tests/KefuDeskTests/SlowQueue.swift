import Foundation
import KefuDesk

/// What a desk should say of its queues and loads, from the tickets alone and as plainly as it can
/// be said.
struct SlowQueue {
  let tickets: [Ticket]

  /// Ids of those who wait in a group, in order.
  func waiting(in group: String?) -> [String] {
    tickets.filter { $0.owner == .queued && $0.group == group }
      .sorted(by: Self.isBefore).map(\.conversation)
  }

  /// Urgent before complaints before VIPs before the rest; then who comes back; then who came first.
  static func isBefore(_ a: Ticket, _ b: Ticket) -> Bool {
    func numbers(_ ticket: Ticket) -> [Int64] {
      [
        Int64(ticket.place.lane.rawValue), ticket.place.isReturning ? 0 : 1, ticket.place.order,
      ]
    }
    return numbers(a) == numbers(b)
      ? a.conversation < b.conversation : numbers(a).lexicographicallyPrecedes(numbers(b))
  }

  func conversations(of agent: String) -> [String] {
    tickets.filter { $0.owner.agent == agent }.map(\.conversation).sorted()
  }

  func load(of agent: String) -> Int {
    conversations(of: agent).count + tickets.count { $0.offer?.agent == agent }
  }
}
