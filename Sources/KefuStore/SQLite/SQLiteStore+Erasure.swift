public import Foundation
import GRDB
import KefuWire

extension SQLiteStore {
  /// Leaves nothing of the conversations in the file: rows are overwritten and removed in one
  /// transaction, and the file is then rebuilt without the parts of pages that are not in use.
  ///
  /// The rebuilding needs as much free disk again as the file has, and holds up whoever commits
  /// meanwhile. Where it fails the conversations are gone for every reader, the error is thrown, and the
  /// next erasure, or opening the file, rebuilds it. Backups made before hold what they held.
  ///
  /// - Complexity: O(size of the file), about 0.3 s for 17 MB on a busy machine.
  public func erase(conversations: [String], at: Date) throws(StoreError) -> Int {
    let count = try write { db in
      var remembered = try RowStatement(
        db, "INSERT OR IGNORE INTO erased (id, at) VALUES (?, ?)")
      var count = 0
      for id in conversations {
        if let number = try Self.number(of: id, db) {
          try Self.remove(number, db)
          count += 1
        }
        remembered.bind(id)
        remembered.bind(at)
        try remembered.run()
      }
      if count > 0 { try db.execute(sql: Self.setRebuilding) }
      return count
    }
    try rebuildIfDue()
    return count
  }

  /// In transactions of some hundred conversations, so that commits are hardly held up.
  public func purge(before: Date) throws(StoreError) -> Int {
    var count = 0
    while true {
      let removed = try write { db in
        var old = try RowStatement(
          db,
          """
          SELECT number FROM conversations
          WHERE changed < ? AND NOT \(Schema.atDesk) ORDER BY changed LIMIT 200
          """)
        old.bind(before)
        var numbers: [Int] = []
        while try old.step() { numbers.append(old.integer()) }
        old.reset()
        for number in numbers { try Self.remove(number, db) }
        return numbers.count
      }
      count += removed
      if removed == 0 { break }
    }
    if count > 0 { try checkpoint() }
    return count
  }

  /// What the bot and the desk remember of conversations that have not changed since goes too.
  ///
  /// In transactions of some thousand rows. Reads all that is kept, from the first event on.
  ///
  /// - Returns: How many messages, replies and actions had a text.
  public func redact(before: Date) throws(StoreError) -> Int {
    try write { db in
      var memories = try RowStatement(
        db,
        """
        UPDATE conversations SET dialogue = NULL
        WHERE changed < ? AND dialogue IS NOT NULL AND NOT \(Schema.atDesk)
        """)
      memories.bind(before)
      try memories.run()
    }
    var count = 0
    for table in ["events", "actions"] {
      var last = 0
      while let batch = try redact(table, before: before, after: last) {
        last = batch.last
        count += batch.count
      }
    }
    if count > 0 { try checkpoint() }
    return count
  }

  private static let batch = 2000

  /// - Returns: Nil after the last row.
  private func redact(
    _ table: String, before: Date, after: Int
  ) throws(StoreError) -> (last: Int, count: Int)? {
    try write { db in
      var range = try RowStatement(
        db,
        """
        SELECT max(number) FROM
          (SELECT number FROM \(table) WHERE number > ? ORDER BY number LIMIT ?)
        """)
      range.bind(after)
      range.bind(Self.batch)
      _ = try range.step()
      let last = range.optionalInteger()
      range.reset()
      guard let last else { return nil }
      if table == "events" { try Self.redactReplies(db, before: before, after: after, last: last) }
      // As long as before, so that it is overwritten where it stands.
      for assignment in ["\(Self.blank("text"))", "text = NULL"] {
        var texts = try RowStatement(
          db,
          """
          UPDATE \(table) SET \(assignment)
          WHERE number > ? AND number <= ? AND at < ? AND text IS NOT NULL
          """)
        texts.bind(after)
        texts.bind(last)
        texts.bind(before)
        let changed = try texts.run()
        if assignment == "text = NULL" { return (last, changed) }
      }
      return (last, 0)
    }
  }

  /// Takes the notes out of replies, before their texts go.
  private static func redactReplies(
    _ db: Database, before: Date, after: Int, last: Int
  ) throws {
    var replies = try RowStatement(
      db,
      """
      SELECT number, particulars FROM events
      WHERE number > ? AND number <= ? AND at < ? AND text IS NOT NULL AND kind = 'reply'
      """)
    replies.bind(after)
    replies.bind(last)
    replies.bind(before)
    var redacted: [(number: Int, particulars: [UInt8]?)] = []
    while try replies.step() {
      let number = replies.integer()
      let particulars = replies.optionalBytes()
      guard
        let content = StoredEvent.Content(kind: "reply", text: "", particulars: particulars)
      else { continue }
      let left = content.redacted.particulars
      if left != particulars { redacted.append((number, left)) }
    }
    replies.reset()
    for (number, particulars) in redacted {
      var blank = try RowStatement(
        db, "UPDATE events SET \(Self.blank("particulars")) WHERE number = ?")
      blank.bind(number)
      try blank.run()
      var update = try RowStatement(db, "UPDATE events SET particulars = ? WHERE number = ?")
      update.bind(utf8: particulars)
      update.bind(number)
      try update.run()
    }
  }

  // MARK: Rows

  static func number(of id: String, _ db: Database) throws -> Int? {
    var row = try RowStatement(db, "SELECT number FROM conversations WHERE id = ?")
    row.bind(id)
    defer { row.reset() }
    return try row.step() ? row.integer() : nil
  }

  private static func remove(_ number: Int, _ db: Database) throws {
    for sql in [
      "UPDATE events SET \(blank("text")), \(blank("particulars")) WHERE conversation = ?",
      "UPDATE actions SET \(blank("text")), \(blank("details")) WHERE conversation = ?",
      "DELETE FROM events WHERE conversation = ?",
      "DELETE FROM actions WHERE conversation = ?",
      "DELETE FROM requests WHERE conversation = ?",
      "DELETE FROM conversations WHERE number = ?",
    ] {
      var statement = try RowStatement(db, sql)
      statement.bind(number)
      try statement.run()
    }
  }

  /// Sets a column to as many blanks as it has bytes: SQLite then writes over the row where it stands,
  /// and what it moves afterwards, as pages fill and empty, holds nothing.
  private static func blank(_ column: String) -> String {
    "\(column) = CASE WHEN \(column) IS NOT NULL"
      + " THEN printf('%*s', length(CAST(\(column) AS BLOB)), '') END"
  }

  // MARK: The file

  private static let setRebuilding =
    "INSERT OR REPLACE INTO meta (key, value) VALUES ('rebuild', 'due')"

  /// Rebuilds the file where an erasure has asked for it and it was not done yet.
  func rebuildIfDue() throws(StoreError) {
    let isDue = try read { db in
      try Bool.fetchOne(db, sql: "SELECT 1 FROM meta WHERE key = 'rebuild'") ?? false
    }
    guard isDue else { return }
    try attempt { pool, _ in
      try pool.writeWithoutTransaction { db in
        try db.execute(sql: "VACUUM")
        try db.execute(sql: "DELETE FROM meta WHERE key = 'rebuild'")
      }
    }
    try checkpoint()
  }

  /// Brings all that was committed from the file `-wal` into the main one, and empties it; where readers
  /// are in the way, as much as can be.
  func checkpoint() throws(StoreError) {
    try attempt { pool, _ in
      try pool.writeWithoutTransaction { db in
        do {
          try db.checkpoint(.truncate)
        } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
          try db.checkpoint(.passive)
        }
      }
    }
  }
}
