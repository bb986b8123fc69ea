import Foundation
import GRDB
import Synchronization

/// Conversations in one file of SQLite.
///
/// ```swift
/// let store = try SQLiteStore(path: "/var/lib/kefu/conversations.sqlite")
/// try store.commit([change])  // is on the disk now
/// ```
///
/// The file is made with mode 0600, and so are the two beside it, `-wal` and `-shm`. One thread writes
/// at a time and others read meanwhile. Several processes may have it open; one that finds it locked
/// waits up to `busyTimeout`.
///
/// Whatever keeps it from working, a later call tries again; a file that was removed and put back is
/// opened anew.
public final class SQLiteStore: ConversationStore {
  public let path: String
  private let configuration: Configuration
  private let connections: Mutex<Connections>
  /// Id → the row's number, of conversations written lately. Each write makes sure of it.
  let numbers = Mutex<[String: Int]>([:])

  /// The open file.
  private struct Connections {
    var pool: DatabasePool?
    var file: FileIdentity?
    /// How often it has been opened.
    var generation = 0
    var isStale = false

    /// Brings what was committed into the main file and removes the two beside it, which only the
    /// connection that writes can do, and only as the last.
    mutating func close() {
      pool?.invalidateReadOnlyConnections()
      try? pool?.close()
      pool = nil
    }
  }

  /// Opens the file, makes it where there is none, and migrates one of an earlier version.
  ///
  /// - Parameters:
  ///   - busyTimeout: Seconds to wait for another process that writes.
  ///   - readers: Connections that read at the same time, 1 or more.
  /// - Throws: `newer`, `corrupt`, `readOnly`, `locked`, `diskFull`, or `other` where the file cannot be
  ///   opened or is a database of another program.
  public init(path: String, busyTimeout: Double = 2, readers: Int = 4) throws(StoreError) {
    self.path = path
    var configuration = Configuration()
    configuration.label = "KefuStore"
    configuration.foreignKeysEnabled = false
    configuration.busyMode = .timeout(busyTimeout)
    configuration.maximumReaderCount = max(1, readers)
    configuration.prepareDatabase { db in
      try db.execute(sql: "PRAGMA secure_delete = ON")
    }
    self.configuration = configuration
    connections = Mutex(Connections())
    try FileIdentity.makePrivateFile(path)
    try connections.withLock { connections throws(StoreError) in try open(&connections) }
    try rebuildIfDue()
  }

  private func open(_ connections: inout Connections) throws(StoreError) {
    // SQLite says of a file on a disk that cannot be written that it cannot be opened.
    if access(path, W_OK) != 0, errno == EROFS || errno == EACCES { throw .readOnly }
    do {
      let file = FileIdentity(path: path)
      let pool = try DatabasePool(path: path, configuration: configuration)
      try pool.writeWithoutTransaction { db in
        // GRDB's choice for WAL, NORMAL, does not outlive a loss of power.
        try db.execute(sql: "PRAGMA synchronous = FULL")
        // Of the connection that writes, in KiB, and the pages of 4 KiB gathered before they are brought
        // into the main file: a commit of 200 conversations touches 500 pages.
        try db.execute(sql: "PRAGMA cache_size = -65536")
        try db.execute(sql: "PRAGMA wal_autocheckpoint = 8192")
        try Schema.check(db)
      }
      try Schema.migrator.migrate(pool)
      connections.pool = pool
      connections.file = file
      connections.generation += 1
      connections.isStale = false
    } catch {
      throw StoreError(error)
    }
  }

  /// Closes the file; whatever is called afterwards opens it again.
  public func close() {
    connections.withLock { $0.close() }
  }

  /// The connections to the file that is at the path now.
  private func pool() throws(StoreError) -> (pool: DatabasePool, generation: Int) {
    try connections.withLock { connections throws(StoreError) in
      guard let file = FileIdentity(path: path) else {
        throw .other("the store's file is gone; put it back, and it goes on by itself")
      }
      if let pool = connections.pool, file == connections.file, !connections.isStale {
        return (pool, connections.generation)
      }
      connections.close()
      try open(&connections)
      return (connections.pool!, connections.generation)
    }
  }

  private func note(_ error: StoreError) {
    guard error.callsForReopening else { return }
    connections.withLock { $0.isStale = true }
  }

  // MARK: For the other files

  func read<Value>(_ body: (Database) throws -> Value) throws(StoreError) -> Value {
    try attempt { pool, _ in try pool.read(body) }
  }

  /// In one transaction.
  func write<Value>(_ body: (Database) throws -> Value) throws(StoreError) -> Value {
    try attempt { pool, _ in try pool.write(body) }
  }

  func attempt<Value>(
    _ body: (DatabasePool, _ generation: Int) throws -> Value
  ) throws(StoreError) -> Value {
    let (pool, generation) = try pool()
    do {
      return try body(pool, generation)
    } catch {
      let error = StoreError(error)
      note(error)
      throw error
    }
  }
}

/// Which file is at a path.
struct FileIdentity: Equatable {
  private var device: UInt64
  private var number: UInt64

  /// Nil where there is none.
  init?(path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    device = UInt64(status.st_dev)
    number = UInt64(status.st_ino)
  }

  /// Makes an empty file that only its owner may read and write, unless there is one; SQLite gives the
  /// files beside it the same mode.
  static func makePrivateFile(_ path: String) throws(StoreError) {
    let descriptor = open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      switch errno {
      case EEXIST: return
      case ENOSPC, EDQUOT: throw .diskFull
      case EACCES, EPERM, EROFS: throw .readOnly
      default: throw StoreError(code: .SQLITE_CANTOPEN)
      }
    }
    Foundation.close(descriptor)
    synchronizeFolder(of: path)
  }

  /// Makes the names of files in a path's folder survive a crash.
  static func synchronizeFolder(of path: String) {
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    let descriptor = open(folder, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    Foundation.close(descriptor)
  }
}
