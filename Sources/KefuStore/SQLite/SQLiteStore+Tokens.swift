public import Foundation
import GRDB
import KefuWire

extension SQLiteStore {
  /// In the order they were made.
  public func tokens() throws(StoreError) -> [StoredToken] {
    try read { db in
      var row = try RowStatement(
        db,
        """
        SELECT id, hash, role, subject, name, groups, created, expires, revoked
        FROM tokens ORDER BY created, id
        """)
      defer { row.reset() }
      var tokens: [StoredToken] = []
      while try row.step() {
        tokens.append(
          StoredToken(
            id: row.text(), hash: row.text(), role: try Self.word(row.text()), subject: row.text(),
            name: row.optionalText(), groups: Self.groups(row.optionalBytes()),
            created: row.moment(), expires: row.optionalMoment(), revoked: row.optionalMoment()))
      }
      return tokens
    }
  }

  public func add(_ token: StoredToken) throws(StoreError) {
    try write { db in
      var row = try RowStatement(
        db,
        """
        INSERT OR IGNORE INTO tokens
          (id, hash, role, subject, name, groups, created, expires, revoked)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        """)
      row.bind(token.id)
      row.bind(token.hash)
      row.bind(token.role.rawValue)
      row.bind(token.subject)
      row.bind(token.name)
      row.bind(utf8: JSONValue.array(token.groups.map(JSONValue.string)).encoded)
      row.bind(token.created)
      row.bind(token.expires.map(Timestamp.milliseconds))
      row.bind(token.revoked.map(Timestamp.milliseconds))
      guard try row.run() == 1 else { throw StoreError.tokenExists }
    }
  }

  public func revokeToken(id: String, at: Date) throws(StoreError) -> Bool {
    try write { db in
      var row = try RowStatement(
        db, "UPDATE tokens SET revoked = ? WHERE id = ? AND revoked IS NULL")
      row.bind(at)
      row.bind(id)
      return try row.run() == 1
    }
  }

  /// By SQLite's own counter of what others wrote; does not read the tables.
  public func changeCounter() throws(StoreError) -> Int {
    try attempt { pool, generation in
      let version = try pool.writeWithoutTransaction { db in
        try Int.fetchOne(db, sql: "PRAGMA data_version") ?? 0
      }
      return generation << 32 + version & 0xFFFF_FFFF
    }
  }

  private static func groups(_ encoded: [UInt8]?) -> [String] {
    guard let encoded, case .array(let values)? = try? JSONValue(parsing: encoded) else {
      return []
    }
    return values.compactMap { if case .string(let text) = $0 { text } else { nil } }
  }
}

extension StoreError {
  static var tokenExists: StoreError {
    .other("there is a token of that id already; choose another")
  }
}
