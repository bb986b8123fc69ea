import Foundation
import KefuWire

/// The changes of one commit put together by conversation, so that each conversation's row is written
/// once, with what `seq` must be kept of it before.
struct CommitPlan {
  /// All that one conversation gains in the commit.
  struct Step {
    var conversation: String
    var beginning: ConversationChange.Beginning?
    /// When its first change happened.
    var began: Date
    var changed: Date
    /// Of its first event; nil where it gains none.
    var firstSeq: Int?
    var lastSeq: Int?
    var owner: OwnerState
    var isClosed: Bool
    var dialogue: Data?
    var desk: ConversationChange.DeskChange
  }

  /// In the order of their first change.
  private(set) var steps: [Step] = []
  /// By the place of the change.
  private(set) var stepOfChange: [Int] = []
  /// By the place of the change: the last `seq` of the conversation after it, where the commit says it.
  private(set) var seqAfterChange: [Int?] = []

  /// - Throws: `outOfOrder` where the changes do not fit one another.
  init(_ changes: [ConversationChange]) throws(StoreError) {
    var places: [String: Int] = [:]
    places.reserveCapacity(changes.count)
    stepOfChange.reserveCapacity(changes.count)
    seqAfterChange.reserveCapacity(changes.count)
    for change in changes {
      let place: Int
      if let known = places[change.conversation] {
        place = known
        try steps[place].add(change)
      } else {
        place = steps.count
        places[change.conversation] = place
        steps.append(try Step(change))
      }
      stepOfChange.append(place)
      seqAfterChange.append(steps[place].lastSeq)
    }
    // What is done before the first event of a conversation comes after the seq before that.
    for i in changes.indices where seqAfterChange[i] == nil {
      seqAfterChange[i] = steps[stepOfChange[i]].firstSeq.map { $0 - 1 }
    }
  }
}

extension CommitPlan.Step {
  fileprivate init(_ change: ConversationChange) throws(StoreError) {
    conversation = change.conversation
    beginning = change.beginning
    began = change.at
    changed = change.at
    owner = change.owner
    isClosed = change.isClosed
    dialogue = change.dialogue
    desk = change.desk
    try add(change.events)
  }

  fileprivate mutating func add(_ change: ConversationChange) throws(StoreError) {
    if change.beginning != nil {
      throw .outOfOrder(
        conversation: conversation, expected: (lastSeq ?? 0) + 1,
        found: change.events.first?.seq ?? 1)
    }
    changed = change.at
    owner = change.owner
    isClosed = change.isClosed
    dialogue = change.dialogue ?? dialogue
    if change.desk != .none { desk = change.desk }
    try add(change.events)
  }

  private mutating func add(_ events: [StoredEvent]) throws(StoreError) {
    for event in events {
      if let lastSeq, event.seq != lastSeq + 1 {
        throw .outOfOrder(conversation: conversation, expected: lastSeq + 1, found: event.seq)
      }
      if firstSeq == nil { firstSeq = event.seq }
      lastSeq = event.seq
    }
  }

  /// Whether it goes on from what is kept.
  ///
  /// - Parameter kept: The last `seq` that is kept; nil where the conversation is not.
  func check(against kept: Int?) throws(StoreError) {
    let expected = (kept ?? 0) + 1
    let beginsAgain = kept != nil && beginning != nil
    guard !beginsAgain, firstSeq == nil || firstSeq == expected else {
      throw .outOfOrder(conversation: conversation, expected: expected, found: firstSeq ?? 1)
    }
  }
}

extension StoredConversation {
  /// Whether a person owns it or it waits for one: it has a ticket, or its owner says so.
  var isAtDesk: Bool { ticket != nil || owner.isAtDesk }
}

extension OwnerState {
  var isAtDesk: Bool {
    switch self {
    case .queued, .assigned, .hold, .offline: true
    case .bot, .resolved: false
    }
  }
}
