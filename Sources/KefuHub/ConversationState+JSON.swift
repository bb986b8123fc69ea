public import Foundation
public import KefuDialogue
import KefuWire

extension ConversationState {
  /// The state as its `Decodable` reads it, written at every turn: a tenth of the time that
  /// `JSONEncoder` takes. What is as in a new conversation is left out.
  public var encoded: Data {
    var writer = JSONWriter()
    writer.object { $0.members(of: self) }
    return Data(writer.bytes)
  }
}

extension JSONWriter {
  fileprivate mutating func members(of state: ConversationState) {
    field("version", ConversationState.version)
    if state.turns != 0 { field("turns", state.turns) }
    if let topic = state.topic {
      field("topic") { $0.mention(topic.entry, turn: topic.turn) }
    }
    if let clarification = state.clarification {
      field("clarification") {
        $0.field("options", clarification.options)
        $0.field("turn", clarification.turn)
      }
    }
    if let flow = state.flow { field("flow") { $0.members(of: flow) } }
    if !state.slots.isEmpty { field("slots", state.slots) }
    if state.misses != 0 { field("misses", state.misses) }
    if !state.answered.isEmpty {
      field("answered", state.answered) { $1.mention($0.entry, turn: $0.turn) }
    }
    // JSON has no infinities; none is ever reached by a share of one.
    if let confidence = state.lastConfidence, confidence.isFinite {
      field("lastConfidence", confidence)
    }
    if !state.contacts.isEmpty {
      field("contacts", state.contacts) { contact, writer in
        writer.field("flow", contact.flow)
        if let order = contact.order { writer.field("order", order) }
        writer.field("day", contact.day)
      }
    }
    if state.lookups != 0 { field("lookups", state.lookups) }
    if state.awaitsRating { field("awaitsRating", true) }
    if state.hasBeenAskedToRate { field("hasBeenAskedToRate", true) }
  }

  private mutating func mention(_ entry: String, turn: Int) {
    field("entry", entry)
    field("turn", turn)
  }

  private mutating func members(of flow: ConversationState.FlowProgress) {
    field("flow", flow.flow)
    field("step", flow.step)
    field("slots") { writer in
      for (name, slot) in flow.slots.sorted(by: { $0.key < $1.key }) {
        writer.member(name) {
          $0.field("value", slot.value)
          if let text = slot.text { $0.field("text", text) }
          $0.field("fields", slot.fields)
        }
      }
    }
    field("retries", flow.retries)
    field("idleTurns", flow.idleTurns)
    if let lookup = flow.lookup { field("lookup", lookup) }
  }
}
