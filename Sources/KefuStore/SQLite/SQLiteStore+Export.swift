public import Foundation
import GRDB

extension SQLiteStore {
  /// Reads one conversation at a time, so that those who write are not held up however long `body`
  /// takes. A conversation that gains something meanwhile may have it among its lines.
  public func export(since: Date?, _ body: (_ line: [UInt8]) throws -> Void) throws {
    var last: String?
    while true {
      let page = try conversations(since: since, after: last)
      for (number, id) in page {
        for line in try lines(of: number, id: id, since: since) { try body(line) }
      }
      guard let end = page.last else { return }
      last = end.id
    }
  }

  private func conversations(
    since: Date?, after: String?
  ) throws(StoreError) -> [(number: Int, id: String)] {
    try read { db in
      var row = try RowStatement(
        db,
        """
        SELECT number, id FROM conversations WHERE id > ? AND changed >= ? ORDER BY id LIMIT 500
        """)
      row.bind(after ?? "")
      row.bind(since.map(Timestamp.milliseconds) ?? Int.min)
      defer { row.reset() }
      var page: [(number: Int, id: String)] = []
      while try row.step() { page.append((row.integer(), row.text())) }
      return page
    }
  }

  private func lines(
    of number: Int, id: String, since: Date?
  ) throws(StoreError) -> [[UInt8]] {
    let from = since.map(Timestamp.milliseconds) ?? Int.min
    return try read { db in
      var row = try RowStatement(
        db,
        "SELECT \(Self.eventColumns) FROM events WHERE conversation = ? AND at >= ? ORDER BY seq")
      row.bind(number)
      row.bind(from)
      var events: [StoredEvent] = []
      while try row.step() { events.append(try Self.event(&row)) }
      row.reset()
      row = try RowStatement(
        db,
        """
        SELECT \(Self.actionColumns) FROM actions WHERE conversation = ? AND at >= ? ORDER BY number
        """)
      row.bind(number)
      row.bind(from)
      defer { row.reset() }
      var actions: [(after: Int, action: StoredAction)] = []
      while try row.step() { actions.append(Self.action(&row)) }
      return LogLine.lines(of: events, and: actions, in: id)
    }
  }
}
