import Foundation
import GRDB

extension SQLiteStore {
  /// Copies everything to another file while others read and write, and checks the copy.
  ///
  /// The copy is one file, mode 0600, and is as the store was at the moment the call began. It appears
  /// under its name once it is whole and on the disk; nothing is left where the call throws.
  ///
  /// - Throws: `other` where there is a file of that name; `corrupt` where the copy is damaged.
  public func backup(to path: String) throws(StoreError) {
    if access(path, F_OK) == 0 { throw .backupExists }
    let part = "\(path).part-\(ProcessInfo.processInfo.processIdentifier)"
    Self.remove(part)
    defer { Self.remove(part) }
    try FileIdentity.makePrivateFile(part)
    try attempt { pool, _ in
      let copy = try DatabaseQueue(path: part)
      defer { try? copy.close() }
      try pool.backup(to: copy)
      let problems = try copy.writeWithoutTransaction { db in
        // As one file, which whoever opens it next may put into WAL again.
        try db.execute(sql: "PRAGMA journal_mode = DELETE")
        return try Self.problems(db)
      }
      guard problems.isEmpty else { throw StoreError.corrupt }
    }
    try Self.publish(part, as: path)
  }

  /// What `PRAGMA integrity_check` finds, at most 20 sentences without values; empty where all is well.
  ///
  /// - Complexity: O(size of the file). Others read and write meanwhile.
  public func integrityCheck() throws(StoreError) -> [String] {
    try read { db in try Self.problems(db) }
  }

  private static func problems(_ db: Database) throws -> [String] {
    let lines = try String.fetchAll(db, sql: "PRAGMA integrity_check(20)")
    return lines == ["ok"] ? [] : lines
  }

  private static func publish(_ part: String, as path: String) throws(StoreError) {
    let descriptor = open(part, O_RDWR | O_CLOEXEC)
    let isOnDisk = descriptor >= 0 && fsync(descriptor) == 0
    if descriptor >= 0 { Foundation.close(descriptor) }
    guard isOnDisk else { throw .other("the backup cannot be written to the disk") }
    // Unlike renaming, linking never replaces a file.
    guard link(part, path) == 0 else {
      throw errno == EEXIST
        ? .backupExists : .other("the backup cannot be given its name; is its folder writable?")
    }
    FileIdentity.synchronizeFolder(of: path)
  }

  private static func remove(_ part: String) {
    for suffix in ["", "-journal", "-wal", "-shm"] { unlink(part + suffix) }
  }
}

extension StoreError {
  fileprivate static var backupExists: StoreError {
    .other("there is a file of the backup's name already; choose another")
  }
}
