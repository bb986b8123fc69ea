import Foundation
import KefuDesk
import KefuDialogue
import KefuKnowledge
import KefuMatching
import KefuStore
import KefuWire

@testable import KefuHub

/// A hub whose turns, reads and writes are done at once, unless they are held up.
struct Stage {
  var hub: Hub
  var store = MemoryStore()
  var now = Date(timeIntervalSince1970: 1_794_974_400)
  var holdsStore = false
  var holdsReads = false
  var holdsTurns = false
  private(set) var held: [HubAction] = []
  private(set) var lookups: [(conversation: String, id: Int)] = []
  /// What was sent, a line each: the connection and the frame without times.
  private(set) var sent: [String] = []

  init(_ change: (inout HubSettings, inout DeskSettings) -> Void = { _, _ in }) {
    var settings = HubSettings()
    var desk = DeskSettings()
    desk.groups = SimulatedShop.groups
    change(&settings, &desk)
    hub = Hub(
      desk: Desk(settings: desk), cannedReplies: SimulatedShop.cannedReplies, settings: settings)
  }

  mutating func handle(_ event: HubEvent) {
    for action in hub.handle(event, at: now) { perform(action) }
  }

  /// What was sent since the last time.
  mutating func take() -> [String] {
    defer { sent = [] }
    return sent
  }

  /// Says a frame as a client writes it.
  mutating func say(_ connection: UInt64, _ line: String) throws -> [String] {
    handle(.frame(ConnectionID(connection), try ClientFrame(line: Array(line.utf8))))
    return take()
  }

  mutating func customer(
    _ connection: UInt64, _ conversation: String = "c1", isNew: Bool = false, after: Int? = nil
  ) -> [String] {
    handle(
      .hello(
        ConnectionID(connection), .init(after: after),
        .customer(.init(conversation: conversation, token: "t", isNew: isNew))))
    return take()
  }

  @discardableResult
  mutating func agent(
    _ connection: UInt64, _ id: String, groups: Set<String>? = nil, isSupervisor: Bool = false,
    capacity: Int = 2
  ) throws -> [String] {
    handle(
      .hello(
        ConnectionID(connection), .init(role: isSupervisor ? .supervisor : .agent),
        .staff(
          .init(id: id, name: id.uppercased(), groups: groups, isSupervisor: isSupervisor))))
    return try take()
      + say(connection, #"{"type":"presence","state":"available","capacity":\#(capacity)}"#)
  }

  mutating func admin(_ connection: UInt64) {
    handle(
      .hello(
        ConnectionID(connection), .init(role: .admin),
        .administrator(role: .admin, subject: "shop")))
    _ = take()
  }

  /// Does what was held up, in order.
  mutating func release(failing error: StoreError? = nil) {
    let actions = held
    held = []
    for action in actions {
      if case .commit(let batch, _) = action, let error {
        handle(.commitFailed(batch: batch, error))
      } else {
        answer(action)
      }
    }
  }

  private mutating func perform(_ action: HubAction) {
    switch action {
    case .send(let connection, let frame): sent.append("\(connection.number) \(Self.text(frame))")
    case .close(let connection): sent.append("\(connection.number) closed")
    case .commit where holdsStore, .load where holdsReads, .replay where holdsReads,
      .turn where holdsTurns:
      held.append(action)
    case .lookUp(let conversation, let request): lookups.append((conversation, request.id))
    case .drained: sent.append("drained")
    case .command, .observed: break
    case .commit, .load, .replay, .turn: answer(action)
    }
  }

  private mutating func answer(_ action: HubAction) {
    switch action {
    case .commit(let batch, let changes):
      do throws(StoreError) {
        try store.commit(changes)
        handle(.committed(batch: batch))
      } catch {
        handle(.commitFailed(batch: batch, error))
      }
    case .load(let conversation):
      let result = Result { () throws(StoreError) in try store.conversation(conversation) }
      handle(.loaded(conversation: conversation, result))
    case .replay(let connection, let conversation, let after, let through):
      let result = Result { () throws(StoreError) in
        try store.events(of: conversation, after: after, limit: through - after)
      }
      handle(.replayed(connection, conversation: conversation, through: through, result))
    case .turn(let request):
      var scratch = MatchScratch()
      let turn = SimulatedShop.dialogue.turn(
        request.state, request.input, now: request.now, context: AnswerContext(),
        scratch: &scratch)
      handle(
        .turned(
          TurnResult(
            conversation: request.conversation, number: request.number, turn: turn)))
    default: break
    }
  }

  /// The frame as it is sent, without what every frame has: its type in front, no quotes, no times.
  static func text(_ frame: ServerFrame) -> String {
    let line = String(decoding: frame.encoded, as: UTF8.self)
    let times = /,"(at|since|until|promised)":"[^"]*"/
    return line.replacing(times, with: "").replacing(#"{"type":"#, with: "")
      .replacing("\"", with: "")
  }
}
