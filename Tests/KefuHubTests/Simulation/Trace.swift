import Foundation
import KefuHub
import KefuStore
import KefuWire

/// The last things that happened, to be read by people.
struct Trace {
  private(set) var lines: [String] = []
  var limit = 60

  mutating func add(_ line: String) {
    lines.append(line)
    if lines.count > limit * 2 { lines.removeFirst(limit) }
  }

  mutating func add(_ step: Int, _ event: HubEvent) {
    // Ticks of which nothing came.
    if lines.last?.hasSuffix("→ tick") == true { lines.removeLast() }
    add("\(step) → \(Self.text(event))")
  }

  mutating func add(_ action: HubAction) {
    switch action {
    case .send(let connection, let frame):
      add("    \(connection) ← " + String(decoding: frame.encoded, as: UTF8.self))
    case .commit(let batch, let changes):
      let texts = changes.map { change in
        "\(change.conversation) events \(change.events.map(\.seq)) requests \(change.requests.map(\.id)) \(change.owner)\(change.isClosed ? " closed" : "")"
      }
      add("    commit \(batch): " + texts.joined(separator: "; "))
    case .turn(let request): add("    turn \(request.number) of \(request.conversation)")
    case .observed: break
    default: add("    \(action)")
    }
  }

  static func text(_ event: HubEvent) -> String {
    switch event {
    case .frame(let connection, let frame):
      "\(connection): " + String(decoding: frame.encoded, as: UTF8.self)
    case .hello(let connection, let hello, let principal):
      "\(connection): hello after \(hello.after.map(String.init) ?? "nothing"), \(principal)"
    case .turned(let result): "turned \(result.number) of \(result.conversation)"
    case .restored(let stored): "restored \(stored.map(\.id))"
    case .loaded(let conversation, let result):
      "loaded \(conversation): "
        + ((try? result.get()).map { $0.map { "seq \($0.seq)" } ?? "nothing" } ?? "failed")
    case .replayed(let connection, let conversation, let through, let result):
      "replayed \(conversation) to \(connection) through \(through): \((try? result.get())?.map(\.seq) ?? [])"
    default: "\(event)"
    }
  }
}

/// A hash of everything a hub does, the same wherever it does the same.
struct ActionHash {
  private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

  mutating func add(_ actions: [HubAction]) {
    for action in actions { add(action) }
  }

  private mutating func add(_ bytes: some Sequence<UInt8>) {
    for byte in bytes { value = (value ^ UInt64(byte)) &* 0x100_0000_01B3 }
    value = (value ^ 0xFF) &* 0x100_0000_01B3
  }

  private mutating func add(_ text: String) { add(text.utf8) }

  private mutating func add(_ action: HubAction) {
    switch action {
    case .send(let connection, let frame):
      add("send \(connection)")
      add(frame.encoded)
    case .turn(let request): add("turn \(request.conversation) \(request.number)")
    case .commit(let batch, let changes):
      add("commit \(batch)")
      for change in changes { add(change) }
    case .lookUp(let conversation, let request):
      add("look up \(conversation) \(request.id) \(request.slots.sorted { $0.key < $1.key })")
    case .close, .load, .replay, .command, .observed, .drained: add("\(action)")
    }
  }

  private mutating func add(_ change: ConversationChange) {
    add(
      "\(change.conversation) \(change.at.timeIntervalSince1970) \(change.owner) \(change.isClosed)"
    )
    for event in change.events { add(event.frame(in: change.conversation).encoded) }
    for action in change.actions {
      add("\(action.kind) \(action.by ?? "") \(action.details.sorted { $0.key < $1.key })")
    }
    for request in change.requests { add("\(request.sender) \(request.id)") }
    add(change.dialogue ?? Data())
    if case .ticket(let data) = change.desk { add(data) }
    if case .removed = change.desk { add("removed") }
  }
}
