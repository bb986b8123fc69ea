public import Foundation

/// All that happened in one conversation, as the store has it.
public struct ConversationHistory: Sendable, Equatable {
  /// One thing that happened.
  public enum Item: Sendable, Equatable {
    case event(StoredEvent)
    case action(StoredAction)

    public var at: Date {
      switch self {
      case .event(let event): event.at
      case .action(let action): action.at
      }
    }
  }

  public var conversation: String
  public var customer: String?
  public var channel: String?
  /// Events in the order of their `seq`, each action after the event it followed.
  public var items: [Item]

  public init(
    conversation: String, customer: String? = nil, channel: String? = nil, items: [Item]
  ) {
    self.conversation = conversation
    self.customer = customer
    self.channel = channel
    self.items = items
  }

  /// - Parameter actions: With the `seq` each followed, which never falls.
  init(
    conversation: String, customer: String?, channel: String?, events: [StoredEvent],
    actions: [(after: Int, action: StoredAction)]
  ) {
    self.init(conversation: conversation, customer: customer, channel: channel, items: [])
    items.reserveCapacity(events.count + actions.count)
    var rest = actions[...]
    for event in events {
      while let next = rest.first, next.after < event.seq {
        items.append(.action(next.action))
        rest.removeFirst()
      }
      items.append(.event(event))
    }
    items += rest.map { .action($0.action) }
  }
}
