import Foundation
import GRDB
import KefuWire
import Testing

@testable import KefuStore

/// What keeps a store from working, what it says, and that it goes on when the cause ends.
///
/// 1. Each failure has its own error, in words that name no value; what was committed stays.
/// 2. After each of them the same store takes the same change, once the cause is gone.
@Suite(.serialized) struct StoreFailureTests {
  private let next = ConversationChange.of("c", [.message(2, "SECRET")])

  private func open(_ folder: String, busyTimeout: Double = 2) throws -> SQLiteStore {
    let store = try SQLiteStore(path: folder + "/s.sqlite", busyTimeout: busyTimeout)
    try store.commit([.of("c", [.message(1)])])
    return store
  }

  private func expectRecovery(_ store: SQLiteStore) throws {
    #expect(try store.conversation("c")?.seq == 1)
    try store.commit([next])
    #expect(try store.allEvents("c").map(\.seq) == [1, 2])
    #expect(try store.integrityCheck() == [])
  }

  @Test("locked by another connection")
  func locked() throws {
    try withFolder { folder in
      let store = try open(folder, busyTimeout: 0.05)
      var configuration = Configuration()
      configuration.allowsUnsafeTransactions = true
      let other = try DatabaseQueue(path: store.path, configuration: configuration)
      try other.inDatabase { try $0.execute(sql: "BEGIN IMMEDIATE") }
      #expect(throws: StoreError.locked) { try store.commit([next]) }
      #expect(try store.conversation("c")?.seq == 1, "others read meanwhile")
      try other.inDatabase { try $0.execute(sql: "ROLLBACK") }
      try expectRecovery(store)
    }
  }

  @Test("as many pages as there may be")
  func pages() throws {
    try withFolder { folder in
      let store = try open(folder)
      func limit(_ pages: Int) throws {
        try store.attempt { pool, _ in
          try pool.writeWithoutTransaction {
            try $0.execute(sql: "PRAGMA max_page_count = \(pages)")
          }
        }
      }
      try limit(30)
      let long = ConversationChange.of("c", [.message(2, String(repeating: "x", count: 500_000))])
      #expect(throws: StoreError.diskFull) { try store.commit([.of("d", [.message(1)]), long]) }
      #expect(try store.conversation("d") == nil)
      try limit(1_000_000)
      try expectRecovery(store)
    }
  }

  /// Runs a command with the rights to mount; whether it went well.
  private func run(_ command: String, _ arguments: String...) -> Bool {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [command] + arguments
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }

  /// Runs a test on a file system of two megabytes, if one can be mounted.
  private func withSmallDisk(_ body: (String) throws -> Void) throws {
    try withFolder { folder in
      guard run("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", folder) else {
        print("no right to mount a file system: not tested")
        return
      }
      defer { _ = run("umount", "-l", folder) }
      try body(folder)
    }
  }

  @Test("a full disk")
  func full() throws {
    try withSmallDisk { folder in
      let store = try open(folder)
      let ballast = folder + "/ballast"
      #expect(FileManager.default.createFile(atPath: ballast, contents: nil))
      let handle = try #require(FileHandle(forWritingAtPath: ballast))
      let block = Data(count: 4096)
      while (try? handle.write(contentsOf: block)) != nil {}
      try handle.close()
      let long = ConversationChange.of("d", [.message(1, String(repeating: "x", count: 50_000))])
      for _ in 0..<3 {
        #expect(throws: StoreError.diskFull) { try store.commit([long]) }
        #expect(try store.conversation("c")?.seq == 1)
      }
      #expect(throws: StoreError.self) { try store.backup(to: folder + "/b.sqlite") }
      #expect(!FileManager.default.fileExists(atPath: folder + "/b.sqlite"))
      try FileManager.default.removeItem(atPath: ballast)
      try store.commit([long])
      try expectRecovery(store)
    }
  }

  @Test("a disk that can only be read")
  func readOnly() throws {
    try withSmallDisk { folder in
      let store = try open(folder)
      store.close()
      guard run("mount", "-o", "remount,ro", folder) else { return }
      #expect(throws: StoreError.readOnly) { try store.commit([next]) }
      #expect(run("mount", "-o", "remount,rw", folder))
      try expectRecovery(store)
    }
  }

  @Test("a file that is gone, and comes back")
  func gone() throws {
    try withFolder { folder in
      let store = try open(folder)
      let away = folder + "/away.sqlite"
      try store.backup(to: away)
      try FileManager.default.removeItem(atPath: store.path)
      #expect(
        throws: StoreError.other("the store's file is gone; put it back, and it goes on by itself")
      ) { try store.commit([next]) }
      #expect(throws: StoreError.self) { try store.conversation("c") }
      #expect(!FileManager.default.fileExists(atPath: store.path), "no new file takes its place")
      try FileManager.default.moveItem(atPath: away, toPath: store.path)
      try expectRecovery(store)
    }
  }

  @Test("a damaged file")
  func damaged() throws {
    try withFolder { folder in
      let store = try open(folder)
      let good = folder + "/good.sqlite"
      for seq in 1...300 {
        try store.commit([.of("d", [.message(seq, String(repeating: "文", count: 200))])])
      }
      try store.backup(to: good)
      store.close()
      let bytes = try Data(contentsOf: URL(fileURLWithPath: store.path))
      var broken = bytes
      for i in 4096..<broken.count where i % 7 != 0 { broken[i] = 0xA5 }
      try broken.write(to: URL(fileURLWithPath: store.path))
      #expect(throws: StoreError.corrupt) { try store.commit([next]) }
      #expect(throws: StoreError.corrupt) { try store.allEvents("d") }
      try FileManager.default.removeItem(atPath: store.path)
      try FileManager.default.moveItem(atPath: good, toPath: store.path)
      try expectRecovery(store)
    }
  }

  private static let sentences: [(StoreError, String)] = [
    (.locked, "the store is locked by another process; it is tried again with the next message"),
    (.diskFull, "the disk is full; free some space and it goes on by itself"),
    (.readOnly, "the store cannot be written; check the rights of its file and folder"),
    (.corrupt, "the store's file is damaged; stop the daemon and put back a backup"),
    (
      .newer(schema: 9),
      "the store was written by a newer Kefu (schema 9); update Kefu, or choose another file"
    ),
    (
      .outOfOrder(conversation: "c", expected: 2, found: 4),
      "conversation c: the next event is 2, not 4"
    ),
    (.erased(conversation: "c"), "conversation c has been erased"),
    (.other("words"), "words"),
  ]

  @Test("what each error says", arguments: sentences)
  func words(error: StoreError, sentence: String) {
    #expect(error.description == sentence)
  }

  private static let codes: [(ResultCode, StoreError)] = [
    (.SQLITE_BUSY, .locked), (.SQLITE_BUSY_SNAPSHOT, .locked), (.SQLITE_LOCKED, .locked),
    (.SQLITE_FULL, .diskFull), (.SQLITE_IOERR_SHMSIZE, .diskFull), (.SQLITE_READONLY, .readOnly),
    (.SQLITE_READONLY_DBMOVED, .readOnly), (.SQLITE_PERM, .readOnly), (.SQLITE_CORRUPT, .corrupt),
    (.SQLITE_CORRUPT_VTAB, .corrupt), (.SQLITE_NOTADB, .corrupt),
    (
      .SQLITE_CANTOPEN,
      .other(
        "the store's file cannot be opened (SQLite 14); check that its folder exists, and its rights"
      )
    ),
    (
      .SQLITE_IOERR_FSYNC,
      .other("the disk of the store failed (SQLite 1034); the system's log says more")
    ),
    (.SQLITE_MISUSE, .other("the store failed (SQLite 21)")),
  ]

  @Test("what SQLite's codes mean", arguments: codes)
  func meaning(code: ResultCode, error: StoreError) {
    #expect(StoreError(DatabaseError(resultCode: code, message: "SECRET")) == error)
  }
}
