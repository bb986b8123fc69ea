import Foundation
import GRDB
import GRDBSQLite

/// A prepared statement with its values bound and read by SQLite's C interface: a row of an event takes
/// a third of the time it takes by GRDB's arguments, and texts with NUL come back whole.
///
/// Values are bound in the order of the question marks, and columns read in theirs.
struct RowStatement {
  private let handle: SQLiteStatement
  private let connection: SQLiteConnection
  private var bound: CInt = 0
  private var column: CInt = 0

  /// Of the connection's cache, so a text is compiled once.
  init(_ db: Database, _ sql: String) throws {
    handle = try db.cachedStatement(sql: sql).sqliteStatement
    connection = db.sqliteConnection!
    sqlite3_reset(handle)
  }

  // MARK: Values

  mutating func bind(_ value: Int) {
    bound += 1
    sqlite3_bind_int64(handle, bound, Int64(value))
  }

  mutating func bind(_ value: Int?) {
    if let value { bind(value) } else { bindNull() }
  }

  mutating func bind(_ value: Bool) { bind(value ? 1 : 0) }

  mutating func bind(_ moment: Date) { bind(Timestamp.milliseconds(moment)) }

  mutating func bindNull() {
    bound += 1
    sqlite3_bind_null(handle, bound)
  }

  mutating func bind(_ text: String) {
    bound += 1
    var text = text
    text.withUTF8 { utf8 in
      // A pointer that is never nil: SQLite takes nil for NULL.
      let base = utf8.baseAddress ?? UnsafePointer(bitPattern: 1)!
      _ = base.withMemoryRebound(to: CChar.self, capacity: utf8.count) {
        sqlite3_bind_text(handle, bound, $0, CInt(utf8.count), Self.copied)
      }
    }
  }

  mutating func bind(_ text: String?) {
    if let text { bind(text) } else { bindNull() }
  }

  /// UTF-8, as a text.
  mutating func bind(utf8 bytes: [UInt8]?) {
    guard let bytes else { return bindNull() }
    bound += 1
    bytes.withUnsafeBufferPointer { bytes in
      let base = bytes.baseAddress ?? UnsafePointer(bitPattern: 1)!
      _ = base.withMemoryRebound(to: CChar.self, capacity: bytes.count) {
        sqlite3_bind_text(handle, bound, $0, CInt(bytes.count), Self.copied)
      }
    }
  }

  mutating func bind(_ data: Data?) {
    guard let data else { return bindNull() }
    bound += 1
    data.withUnsafeBytes { bytes in
      let base = bytes.baseAddress ?? UnsafeRawPointer(bitPattern: 1)!
      _ = sqlite3_bind_blob(handle, bound, base, CInt(bytes.count), Self.copied)
    }
  }

  /// SQLITE_TRANSIENT: SQLite copies the bytes at once.
  private static var copied: sqlite3_destructor_type {
    unsafeBitCast(-1, to: sqlite3_destructor_type.self)
  }

  // MARK: Running

  /// - Returns: Whether there is a row.
  mutating func step() throws -> Bool {
    column = 0
    let code = sqlite3_step(handle)
    switch code {
    case SQLITE_ROW: return true
    case SQLITE_DONE: return false
    default:
      let extended = sqlite3_extended_errcode(connection)
      sqlite3_reset(handle)
      throw DatabaseError(resultCode: ResultCode(rawValue: extended))
    }
  }

  /// Runs a statement that gives no rows, and makes it ready for the next values.
  ///
  /// - Returns: How many rows it changed, where it changes some.
  @discardableResult
  mutating func run() throws -> Int {
    _ = try step()
    reset()
    return Int(sqlite3_changes(connection))
  }

  /// To be called once the rows wanted are read.
  mutating func reset() {
    sqlite3_reset(handle)
    bound = 0
  }

  // MARK: Columns

  private mutating func next() -> CInt {
    defer { column += 1 }
    return column
  }

  mutating func integer() -> Int { Int(sqlite3_column_int64(handle, next())) }

  mutating func optionalInteger() -> Int? {
    let column = next()
    return sqlite3_column_type(handle, column) == SQLITE_NULL
      ? nil : Int(sqlite3_column_int64(handle, column))
  }

  mutating func flag() -> Bool { integer() != 0 }

  mutating func moment() -> Date { Timestamp.date(milliseconds: integer()) }

  mutating func optionalMoment() -> Date? {
    optionalInteger().map { Timestamp.date(milliseconds: $0) }
  }

  mutating func text() -> String { optionalText() ?? "" }

  mutating func optionalText() -> String? {
    optionalBytes().map { String(decoding: $0, as: UTF8.self) }
  }

  mutating func optionalData() -> Data? { optionalBytes().map { Data($0) } }

  /// Of a text or a blob.
  mutating func optionalBytes() -> [UInt8]? {
    let column = next()
    guard sqlite3_column_type(handle, column) != SQLITE_NULL else { return nil }
    // The pointer first: the count is of what it points at.
    guard let base = sqlite3_column_blob(handle, column) else { return [] }
    return Array(
      UnsafeRawBufferPointer(start: base, count: Int(sqlite3_column_bytes(handle, column))))
  }
}
