import Foundation
import KefuDesk
import KefuWire

extension Hub {
  /// When `tick` has something to do at the latest.
  public var nextDeadline: Date? {
    var deadline = desk.nextDeadline
    if !movedPositions.isEmpty {
      let news = lastPositionNews.addingTimeInterval(settings.positionInterval)
      deadline = min(deadline ?? news, news)
    }
    return deadline
  }

  mutating func tick(at now: Date) {
    if let deadline = desk.nextDeadline, deadline <= now { tell(.tick, at: now) }
    // Also where the clock was put back.
    if abs(now.timeIntervalSince(lastPositionNews)) >= settings.positionInterval {
      lastPositionNews = now
      tellPositions()
    }
    if abs(now.timeIntervalSince(lastSweep)) >= 1 {
      lastSweep = now
      sweep(at: now)
    }
  }

  /// Customers whose place in the queue has changed are told; of long queues the first thousand.
  private mutating func tellPositions() {
    let moved = movedPositions.sorted { ($0.key ?? "") < ($1.key ?? "") }
    movedPositions = [:]
    for (group, from) in moved {
      for conversation in desk.waiting(in: group, from: from, limit: 1000) {
        tellPosition(of: conversation)
      }
    }
  }

  mutating func tellPosition(of conversation: String) {
    guard let live = conversations[conversation], !live.customers.isEmpty,
      let position = desk.position(of: conversation), position != live.toldPosition
    else { return }
    conversations[conversation]!.toldPosition = position
    step.outgoing.append(
      .news(conversation: conversation, stateFrame(of: conversation), .customers))
  }

  /// Sends postponed events whose time has come, and drops from memory what nobody uses.
  private mutating func sweep(at now: Date) {
    var due: [(String, LiveConversation.Postponed)] = []
    var idle: [String] = []
    for (conversation, live) in conversations {
      for postponed in live.postponed where postponed.until <= now {
        due.append((conversation, postponed))
      }
      let isOver = abs(now.timeIntervalSince(live.lastActivity)) >= settings.evictAfter
      if isOver, live.isIdle, !isWanted(conversation) { idle.append(conversation) }
    }
    let unread = conversations.filter { $0.value.needsLoading }.map(\.key).sorted()
    for conversation in unread { load(conversation) }
    // What this very step has changed is not with the store yet.
    let changed = Set(step.changes.map(\.conversation))
    for conversation in idle where !changed.contains(conversation) {
      conversations[conversation] = nil
      desk.restore(nil, for: conversation, at: now)
    }
    for (conversation, postponed) in due.sorted(by: { $0.0 < $1.0 }) {
      conversations[conversation]!.postponed.removeAll { $0.until <= now }
      conversations[conversation]!.inputs.append(
        .init(kind: .event(postponed.event), arrived: now))
      step.toPump.append(conversation)
    }
  }

  /// Whether a person has it or will have it.
  func isWanted(_ conversation: String) -> Bool {
    switch desk.ticket(of: conversation)?.owner {
    case nil, .bot, .resolved: false
    case .queued, .assigned, .hold, .offline: true
    }
  }
}
