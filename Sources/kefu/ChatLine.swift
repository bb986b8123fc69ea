import Foundation
import Kefu

/// One line of `kefu chat --json`; the keys are relied on.
struct ChatLine: Encodable {
  var text: String
  var decision: String
  var entry: String?
  var entries: [String] = []
  var confidence = 0.0
  var stage: String?
  var runnerUp: String?
  var reply: String
  var micros = 0.0
  var options: [String] = []
  var handoff: HandoffLine?
  var state: StateLine?
  var notes: [String] = []

  struct HandoffLine: Encodable {
    var reason: String
    var priority: String
    var group: String?
    var tried: [String]
    var slots: [String: String]
  }

  /// What the bot remembers.
  struct StateLine: Encodable {
    var topic: String?
    var flow: String?
    var step: String?
    var slots: [String: String]
    var misses: Int
  }

  init(_ text: String, _ turn: Turn, micros: Double) {
    self.text = text
    entries = turn.entries
    entry = entries.first
    let main = turn.replies.first { $0.entry != nil } ?? turn.replies.first
    confidence = ((main?.confidence.value ?? 0) * 10_000).rounded() / 10_000
    stage = main?.stage?.rawValue
    runnerUp = main?.runnerUp
    decision = turn.decision
    reply = turn.text
    options = turn.replies.last?.options.map { $0.entry ?? $0.question } ?? []
    handoff = turn.handoff.map {
      HandoffLine(
        reason: $0.reason.name, priority: $0.priority.rawValue, group: $0.group, tried: $0.tried,
        slots: $0.slots)
    }
    state = StateLine(
      topic: turn.state.topic?.entry, flow: turn.state.flow?.flow, step: turn.state.flow?.step,
      slots: turn.state.slots, misses: turn.state.misses)
    notes = turn.notes.map(\.description)
    self.micros = micros
  }

  /// A line that was not read as a message.
  init(refused text: String, _ reply: String) {
    self.text = text
    self.reply = reply
    decision = "fallback"
  }

  func encoded() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }

  private enum CodingKeys: String, CodingKey {
    case text, decision, entry, entries, confidence, stage, runnerUp, reply, micros
    case options, handoff, state, notes
  }

  /// The first nine keys are always there, null where they have no value.
  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(text, forKey: .text)
    try container.encode(decision, forKey: .decision)
    try container.encode(entry, forKey: .entry)
    try container.encode(entries, forKey: .entries)
    try container.encode(confidence, forKey: .confidence)
    try container.encode(stage, forKey: .stage)
    try container.encode(runnerUp, forKey: .runnerUp)
    try container.encode(reply, forKey: .reply)
    try container.encode(micros, forKey: .micros)
    if !options.isEmpty { try container.encode(options, forKey: .options) }
    try container.encodeIfPresent(handoff, forKey: .handoff)
    try container.encodeIfPresent(state, forKey: .state)
    if !notes.isEmpty { try container.encode(notes, forKey: .notes) }
  }
}

extension Turn {
  /// In one word: `answer`, `clarify`, `handoff`, `flow` or `fallback`.
  var decision: String {
    if !entries.isEmpty, replies.contains(where: { $0.entry != nil && $0.act != .handoff }) {
      return "answer"
    }
    if handoff != nil { return "handoff" }
    if replies.contains(where: { $0.act == .clarify }) { return "clarify" }
    if replies.contains(where: { $0.act == .ask || $0.act == .inform }) { return "flow" }
    return "fallback"
  }
}
