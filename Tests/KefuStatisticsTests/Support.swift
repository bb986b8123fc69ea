import Foundation
import KefuKnowledge
import KefuStore
import KefuWire

@testable import KefuStatistics

let shanghai = TimeZone(identifier: "Asia/Shanghai")!

/// A moment in seconds after Wednesday, 2026-11-11 10:00 in Shanghai.
func at(_ seconds: Double) -> Date { Date(timeIntervalSince1970: 1_794_362_400 + seconds) }

let minute = 60.0
let hour = 3600.0
let day = 86_400.0

/// Writes a history as it happens; each line's moment is given in seconds.
struct HistoryWriter {
  private(set) var history: ConversationHistory
  private var seq = 0

  init(_ conversation: String = "c") {
    history = ConversationHistory(conversation: conversation, items: [])
  }

  private mutating func add(
    _ moment: Double, _ from: Speaker, _ content: StoredEvent.Content, sender: String? = nil
  ) {
    seq += 1
    history.items.append(
      .event(StoredEvent(seq: seq, at: at(moment), from: from, sender: sender, content: content)))
  }

  mutating func asks(_ moment: Double, _ text: String = "怎么退款") {
    add(moment, .customer, .message(text: text, photos: 0), sender: "customer")
  }

  mutating func bot(_ moment: Double, _ decision: String, _ entry: String? = nil) {
    add(moment, .bot, .reply(.init(text: "…", decision: decision, entry: entry)))
  }

  mutating func state(
    _ moment: Double, _ state: OwnerState, group: String? = nil, reason: String? = nil
  ) {
    add(moment, .system, .state(.init(state, group: group, reason: reason)))
  }

  mutating func says(_ moment: Double, _ agent: String) {
    add(moment, .agent, .message(text: "您好", photos: 0), sender: agent)
  }

  mutating func action(
    _ moment: Double, _ kind: String, by: String? = nil, _ details: [String: String] = [:]
  ) {
    history.items.append(
      .action(StoredAction(at: at(moment), by: by, kind: kind, details: details)))
  }

  /// Asked for a person at `moment`, given to the agent a minute later, answered after 30 seconds, and
  /// resolved after 10 minutes with the agent.
  mutating func service(
    _ moment: Double, by agent: String = "wang", group: String? = "aftersale",
    reason: String = "askedForPerson"
  ) {
    bot(moment, "handoff")
    state(moment, .queued, group: group, reason: reason)
    state(moment + 60, .assigned, group: group, reason: reason)
    action(moment + 60, "assigned", ["agent": agent])
    says(moment + 90, agent)
    state(moment + 660, .resolved)
    action(moment + 660, "resolved", by: agent, ["agent": agent])
  }

  func visits(_ rules: VisitRules = VisitRules()) -> [Visit] { Visit.all(in: history, by: rules) }
}

func period(
  _ from: String, _ to: String, _ bucket: StatisticsPeriod.Bucket = .day,
  in zone: TimeZone = shanghai
) throws -> StatisticsPeriod {
  try StatisticsPeriod(from: from, to: to, bucket: bucket, in: zone)
}
