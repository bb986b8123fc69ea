public import Foundation
import GRDB

extension SQLiteStore {
  /// Conversations read in one transaction: enough that its cost does not count.
  private static let page = 100

  /// - Complexity: 8 bytes of memory a conversation, and what 100 of them hold; about 3 µs of processor
  ///   time an event or action (445 000 of them in release).
  public func histories(
    changedFrom start: Date, begunBefore end: Date, _ body: (ConversationHistory) throws -> Void
  ) throws {
    var rest = try numbers(changedFrom: start, begunBefore: end)[...]
    while !rest.isEmpty {
      for history in try histories(of: rest.prefix(Self.page)) { try body(history) }
      rest = rest.dropFirst(Self.page)
    }
  }

  /// The rows' numbers, rising.
  private func numbers(changedFrom start: Date, begunBefore end: Date) throws(StoreError) -> [Int] {
    try read { db in
      var row = try RowStatement(
        db, "SELECT number FROM conversations WHERE changed >= ? AND began < ? ORDER BY number")
      row.bind(start)
      row.bind(end)
      defer { row.reset() }
      var numbers: [Int] = []
      while try row.step() { numbers.append(row.integer()) }
      return numbers
    }
  }

  private func histories(
    of numbers: ArraySlice<Int>
  ) throws(StoreError) -> [ConversationHistory] {
    try read { db in try numbers.compactMap { try Self.history(of: $0, db) } }
  }

  /// Nil where it has been erased since.
  private static func history(of number: Int, _ db: Database) throws -> ConversationHistory? {
    var row = try RowStatement(
      db, "SELECT id, customer, channel FROM conversations WHERE number = ?")
    row.bind(number)
    guard try row.step() else { return nil }
    let (id, customer, channel) = (row.text(), row.optionalText(), row.optionalText())
    row.reset()
    row = try RowStatement(
      db, "SELECT \(eventColumns) FROM events WHERE conversation = ? ORDER BY seq")
    row.bind(number)
    var events: [StoredEvent] = []
    while try row.step() { events.append(try event(&row)) }
    row.reset()
    row = try RowStatement(
      db, "SELECT \(actionColumns) FROM actions WHERE conversation = ? ORDER BY number")
    row.bind(number)
    defer { row.reset() }
    var actions: [(after: Int, action: StoredAction)] = []
    while try row.step() { actions.append(action(&row)) }
    return ConversationHistory(
      conversation: id, customer: customer, channel: channel, events: events, actions: actions)
  }
}
