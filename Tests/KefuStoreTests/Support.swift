import KefuTestSupport
import Foundation
import KefuWire
import Testing

@testable import KefuStore

/// The stores every documented promise is tested on.
enum StoreKind: String, CaseIterable, CustomTestStringConvertible {
  case memory, sqlite

  var testDescription: String { rawValue }
}

/// Runs a test with a new store.
func withStore(_ kind: StoreKind, _ body: (any ConversationStore) throws -> Void) throws {
  switch kind {
  case .memory: try body(MemoryStore())
  case .sqlite:
    try withFolder { folder in try body(try SQLiteStore(path: folder + "/store.sqlite")) }
  }
}

/// Runs a test with a new folder, and removes it.
func withFolder(_ body: (_ path: String) throws -> Void) throws {
  let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("kefu-store-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  try body(folder.path)
}

/// A moment, in seconds after the first of a test.
func at(_ seconds: Double) -> Date { Date(timeIntervalSince1970: 1_794_362_400 + seconds) }

extension SeededRandom {
  mutating func chance(_ probability: Double) -> Bool {
    Double.random(in: 0..<1, using: &self) < probability
  }
}

extension StoredEvent {
  static func message(
    _ seq: Int, _ text: String = "怎么退款", at moment: Date? = nil, request: String? = nil
  ) -> StoredEvent {
    StoredEvent(
      seq: seq, at: moment ?? KefuStoreTests.at(Double(seq)), from: .customer, sender: "customer",
      request: request ?? "m\(seq)", content: .message(text: text, photos: 0))
  }

  static func reply(_ seq: Int, _ text: String = "点退款。", at moment: Date? = nil) -> StoredEvent {
    StoredEvent(
      seq: seq, at: moment ?? KefuStoreTests.at(Double(seq)), from: .bot,
      content: .reply(
        BotReply(
          text: text, decision: "answer", entry: "refund", confidence: 0.875, stage: "keyword")))
  }

  static func state(_ seq: Int, _ change: StateChange, at moment: Date? = nil) -> StoredEvent {
    StoredEvent(
      seq: seq, at: moment ?? KefuStoreTests.at(Double(seq)), from: .system, content: .state(change)
    )
  }
}

extension ConversationChange {
  /// A change with events, made when the last of them happened.
  static func of(
    _ conversation: String, _ events: [StoredEvent], beginning: Beginning? = nil,
    owner: OwnerState = .bot
  ) -> ConversationChange {
    ConversationChange(
      conversation: conversation, at: events.last?.at ?? KefuStoreTests.at(0), beginning: beginning,
      events: events, owner: owner)
  }
}

extension ConversationStore {
  func allEvents(_ conversation: String) throws -> [StoredEvent] {
    try events(of: conversation, after: 0, limit: .max)
  }

  func exported(since: Date? = nil) throws -> [String] {
    var lines: [String] = []
    try export(since: since) { lines.append(String(decoding: $0, as: UTF8.self)) }
    return lines
  }
}
