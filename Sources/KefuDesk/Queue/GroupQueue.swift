import Foundation

/// Those who wait for one group.
struct GroupQueue: Sendable, Equatable {
  /// All of them: what positions are counted in.
  var waiting = SortedKeys<QueueKey>()
  /// Those who are offered to nobody.
  var open = SortedKeys<QueueKey>()
  /// Those who were promised a callback.
  var callbacks = SortedKeys<QueueKey>()

  var isEmpty: Bool { waiting.count == 0 && callbacks.count == 0 }
}

/// What is derived of one ticket.
struct Footprint: Sendable, Equatable {
  struct Place: Sendable, Equatable {
    var group: String
    var key: QueueKey
  }

  var waiting: Place?
  var open: Place?
  var callback: Place?
  var owner: String?
  var offeredTo: String?
  var deadline: Date?

  init(_ ticket: Ticket, deadline: Date?) {
    let place = Place(
      group: ticket.group ?? "",
      key: QueueKey(place: ticket.place, conversation: ticket.conversation))
    switch ticket.owner {
    case .queued:
      waiting = place
      open = ticket.offer == nil ? place : nil
      offeredTo = ticket.offer?.agent
    case .offline: callback = place
    case .assigned(let agent), .hold(let agent): owner = agent
    case .bot, .resolved: break
    }
    self.deadline = deadline
  }
}

/// When something is to be looked at.
struct Deadline: Sendable, Comparable {
  enum Subject: Int, Sendable {
    case agent, conversation
  }

  var at: Date
  var subject: Subject
  var id: String

  static func < (a: Deadline, b: Deadline) -> Bool {
    (a.at, a.subject.rawValue, a.id) < (b.at, b.subject.rawValue, b.id)
  }
}
