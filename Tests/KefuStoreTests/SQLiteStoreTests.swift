import Foundation
import GRDB
import KefuTestSupport
import KefuWire
import Testing

@testable import KefuStore

/// What the file of conversations promises beside the suite.
///
/// 1. The files are for their owner only; the writer syncs each commit and overwrites what it deletes.
/// 2. What was committed is in a copy of the files made at that moment, whatever runs meanwhile.
/// 3. A later schema and another program's database are refused, and left as they are.
/// 4. The queries of the desk, a customer and retention are answered from an index.
/// 5. After an erasure no byte of the texts is in the files, however the rows had been moved about.
/// 6. After purging and redaction no text of theirs is in the files.
/// 7. A backup made while others write is whole, and is never made over another file.
/// 8. Changes by another process change the counter.
/// 9. Random commits, reads and deletions give what `MemoryStore` gives.
@Suite struct SQLiteStoreTests {
  @Test("1: private and durable")
  func settings() throws {
    try withFolder { folder in
      let path = folder + "/s.sqlite"
      let store = try SQLiteStore(path: path)
      try store.commit([.of("c", [.message(1)])])
      for suffix in ["", "-wal", "-shm"] {
        let attributes = try FileManager.default.attributesOfItem(atPath: path + suffix)
        #expect(attributes[.posixPermissions] as? Int == 0o600, "\(suffix)")
      }
      let pragmas = try store.attempt { pool, _ in
        try pool.writeWithoutTransaction { db in
          try ["synchronous", "secure_delete", "foreign_keys", "journal_mode", "user_version"].map {
            try String.fetchOne(db, sql: "PRAGMA \($0)")
          }
        }
      }
      #expect(pragmas == ["2", "1", "0", "wal", "1"])
    }
  }

  @Test("2: a crash loses nothing")
  func crashes() throws {
    try withFolder { folder in
      let path = folder + "/s.sqlite"
      let store = try SQLiteStore(path: path)
      var generator = SeededRandom(seed: 2)
      var seqs = [Int](repeating: 0, count: 8)
      for round in 1...60 {
        var changes: [ConversationChange] = []
        for _ in 0..<Int.random(in: 1...20, using: &generator) {
          let i = seqs.indices.randomElement(using: &generator)!
          seqs[i] += 1
          changes.append(.of("c\(i)", [.message(seqs[i], "\(round)")]))
        }
        try store.commit(changes)
        // Without -shm, as after a crash of the machine.
        let copy = folder + "/copy\(round).sqlite"
        for suffix in ["", "-wal"] {
          try FileManager.default.copyItem(atPath: path + suffix, toPath: copy + suffix)
        }
        if round % 3 == 0 {
          // What the next commit had begun to write counts for nothing.
          let tail = FileHandle(forWritingAtPath: copy + "-wal")
          try tail?.seekToEnd()
          try tail?.write(contentsOf: Data((0..<5000).map { _ in UInt8.random(in: 0...255) }))
          try tail?.close()
        }
        let reopened = try SQLiteStore(path: copy)
        for (i, seq) in seqs.enumerated() {
          #expect(try reopened.allEvents("c\(i)").map(\.seq) == Array(1..<(seq + 1)))
          #expect(try reopened.conversation("c\(i)")?.seq ?? 0 == seq)
        }
        reopened.close()
      }
    }
  }

  @Test("3: files of others")
  func foreign() throws {
    try withFolder { folder in
      let newer = folder + "/newer.sqlite"
      try SQLiteStore(path: newer).close()
      try DatabaseQueue(path: newer).write { try $0.execute(sql: "PRAGMA user_version = 7") }
      #expect(throws: StoreError.newer(schema: 7)) { try SQLiteStore(path: newer) }
      let other = folder + "/other.sqlite"
      try DatabaseQueue(path: other).write { try $0.execute(sql: "CREATE TABLE t (x)") }
      #expect(
        throws: StoreError.other(
          "the file is a database of another program; choose another file")
      ) { try SQLiteStore(path: other) }
      let tables = try DatabaseQueue(path: other).read {
        try String.fetchAll($0, sql: "SELECT name FROM sqlite_schema")
      }
      #expect(tables == ["t"])
      try Data("no database, but long enough to be looked at".utf8)
        .write(to: URL(fileURLWithPath: folder + "/text"))
      #expect(throws: StoreError.corrupt) { try SQLiteStore(path: folder + "/text") }
      #expect(throws: StoreError(code: .SQLITE_CANTOPEN)) {
        try SQLiteStore(path: folder + "/none/s.sqlite")
      }
    }
  }

  @Test("4: indexes are used")
  func indexes() throws {
    try withFolder { folder in
      let store = try SQLiteStore(path: folder + "/s.sqlite")
      for (query, index) in [
        ("SELECT id FROM conversations WHERE \(Schema.atDesk) ORDER BY id", "conversationsAtDesk"),
        (
          "SELECT id FROM conversations WHERE customer = 'u' ORDER BY began DESC, number DESC",
          "conversationsOfCustomer"
        ),
        (
          "SELECT number FROM conversations WHERE changed < 9 AND NOT \(Schema.atDesk) ORDER BY changed",
          "conversationsByChange"
        ),
        (
          "SELECT * FROM events WHERE conversation = 1 AND seq > 3 ORDER BY seq",
          "eventsOfConversation"
        ),
      ] {
        let plan = try store.read { db in
          try Row.fetchAll(db, sql: "EXPLAIN QUERY PLAN \(query)").map { $0["detail"] as String }
        }
        #expect(plan.count == 1 && plan[0].contains(index), "\(plan)")
      }
    }
  }

  /// Where a text is in the store's files.
  private func files(of path: String, holding text: String) -> [String] {
    ["", "-wal", "-shm"].filter { suffix in
      guard let bytes = FileManager.default.contents(atPath: path + suffix) else { return false }
      return bytes.range(of: Data(text.utf8)) != nil
    }
  }

  @Test("5: erasure leaves nothing")
  func erasureLeavesNothing() throws {
    try withFolder { folder in
      let path = folder + "/s.sqlite"
      let store = try SQLiteStore(path: path)
      let secret = "PLANTED-13800138000"
      var generator = SeededRandom(seed: 5)
      var seqs = [Int](repeating: 0, count: 300)
      for _ in 0..<300 {
        let changes = (0..<20).map { _ in
          let i = seqs.indices.randomElement(using: &generator)!
          let words = i % 3 == 0 ? secret : "nothing to hide"
          // Memories that grow and shrink make SQLite move rows, and leave copies in unused parts of pages.
          let length = Int.random(in: 0...400, using: &generator)
          var change = ConversationChange.of("c\(i)", [])
          if generator.chance(0.1) {
            seqs[i] += 1
            change = .of("c\(i)", [.message(seqs[i], "\(words) \(seqs[i])")])
            change.actions = [
              StoredAction(at: at(1), kind: "noted", text: words, details: ["x": words])
            ]
          }
          change.dialogue = Data((words + String(repeating: "x", count: length) + words).utf8)
          change.desk = .ticket(Data(words.utf8))
          return change
        }
        try store.commit(changes)
      }
      #expect(!files(of: path, holding: secret).isEmpty)
      let ids = seqs.indices.filter { $0 % 3 == 0 }.map { "c\($0)" }
      #expect(try store.erase(conversations: ids, at: at(9)) == ids.count)
      #expect(files(of: path, holding: secret) == [])
      #expect(try store.integrityCheck() == [])
      #expect(try store.conversation("c1")?.seq == seqs[1])
      try store.commit([.of("c1", [.message(seqs[1] + 1)])])
    }
  }

  @Test("6: purging and redaction leave no text")
  func retentionLeavesNothing() throws {
    try withFolder { folder in
      let path = folder + "/s.sqlite"
      let store = try SQLiteStore(path: path)
      for i in 0..<400 {
        let words = i < 150 ? "PURGED-TEXT" : i < 300 ? "REDACTED-TEXT" : "RECENT-TEXT"
        var change = ConversationChange.of(
          "c\(i)",
          [
            .message(1, words, at: at(Double(i))),
            StoredEvent(
              seq: 2, at: at(Double(i)), from: .bot,
              content: .reply(.init(text: words, decision: "answer", notes: [words]))),
          ])
        change.actions = [StoredAction(at: at(Double(i)), kind: "noted", text: words)]
        try store.commit([change])
      }
      #expect(try store.redact(before: at(300)) == 900)
      #expect(files(of: path, holding: "REDACTED-TEXT") == [])
      #expect(try store.purge(before: at(150)) == 150)
      #expect(files(of: path, holding: "PURGED-TEXT") == [])
      #expect(files(of: path, holding: "RECENT-TEXT") == [""])
      #expect(try store.integrityCheck() == [])
    }
  }

  @Test("7: backup while others write")
  func backup() throws {
    try withFolder { folder in
      let store = try SQLiteStore(path: folder + "/s.sqlite")
      let copy = folder + "/b.sqlite"
      try store.commit([.of("c", [.message(1)])])
      let writer = Thread {
        for seq in 2...300 { try? store.commit([.of("c", [.message(seq)])]) }
      }
      writer.start()
      try store.backup(to: copy)
      #expect(
        throws: StoreError.other("there is a file of the backup's name already; choose another")
      ) { try store.backup(to: copy) }
      while !writer.isFinished { Thread.sleep(forTimeInterval: 0.01) }
      let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
      #expect(names == ["b.sqlite", "s.sqlite", "s.sqlite-shm", "s.sqlite-wal"])
      let attributes = try FileManager.default.attributesOfItem(atPath: copy)
      #expect(attributes[.posixPermissions] as? Int == 0o600)
      let restored = try SQLiteStore(path: copy)
      let seq = try #require(try restored.conversation("c")?.seq)
      #expect(try restored.allEvents("c").count == seq)
      #expect(try store.conversation("c")?.seq == 300)
      #expect(throws: StoreError.self) { try store.backup(to: folder + "/none/b.sqlite") }
    }
  }

  @Test("8: another process's changes")
  func counter() throws {
    try withFolder { folder in
      let store = try SQLiteStore(path: folder + "/s.sqlite")
      let other = try SQLiteStore(path: folder + "/s.sqlite")
      let first = try store.changeCounter()
      #expect(try store.changeCounter() == first)
      try other.add(
        StoredToken(id: "t", hash: "ab", role: .agent, subject: "a", created: at(0)))
      let second = try store.changeCounter()
      #expect(second != first)
      #expect(try store.tokens().count == 1)
      try store.commit([.of("c", [.message(1)])])
      #expect(try store.changeCounter() == second)
      #expect(try other.erase(conversations: ["c"], at: at(1)) == 1)
      #expect(try store.changeCounter() != second)
      #expect(throws: StoreError.erased(conversation: "c")) {
        try store.commit([.of("c", [.message(2)])])
      }
    }
  }

  @Test("9: as the store in memory", arguments: 1...6 as ClosedRange<UInt64>)
  func twins(seed: UInt64) throws {
    try withFolder { folder in
      var generator = SeededRandom(seed: seed)
      let sqlite = try SQLiteStore(path: folder + "/s.sqlite")
      let memory = MemoryStore()
      var seqs: [String: Int] = [:]
      for step in 0..<150 {
        let changes = RandomChanges.changes(after: seqs, at: Double(step), using: &generator)
        let outcomes = try [sqlite, memory as any ConversationStore].map { store in
          try outcome { try store.commit(changes) }
        }
        #expect(outcomes[0] == outcomes[1])
        if generator.chance(0.1) {
          let id = RandomChanges.id(using: &generator)
          #expect(
            try sqlite.erase(conversations: [id], at: at(0))
              == memory.erase(conversations: [id], at: at(0)))
        }
        let moment = at(Double(step) * 0.4)
        if generator.chance(0.1) {
          #expect(try sqlite.redact(before: moment) == memory.redact(before: moment))
        }
        if generator.chance(0.05) {
          #expect(try sqlite.purge(before: moment) == memory.purge(before: moment))
        }
        for id in RandomChanges.ids { seqs[id] = try memory.conversation(id)?.seq }
        let id = RandomChanges.id(using: &generator)
        #expect(try sqlite.conversation(id) == memory.conversation(id))
        #expect(try sqlite.allEvents(id) == memory.allEvents(id))
        #expect(try sqlite.actions(of: id, limit: 3) == memory.actions(of: id, limit: 3))
      }
      #expect(try sqlite.conversationsAtDesk() == memory.conversationsAtDesk())
      #expect(
        try sqlite.conversations(ofCustomer: "u1", limit: 5)
          == memory.conversations(ofCustomer: "u1", limit: 5))
      #expect(try sqlite.exported() == memory.exported())
      #expect(try sqlite.exported(since: at(60)) == memory.exported(since: at(60)))
    }
  }

  private func outcome(_ body: () throws -> Void) throws -> String {
    do {
      try body()
      return "kept"
    } catch let error as StoreError {
      return error.description
    }
  }
}

/// Changes as they come, and some that are not in order.
enum RandomChanges {
  static let ids = ["a", "b", "C", "中", "é", "z0", "z1", "z2"]

  static func id(using generator: inout SeededRandom) -> String {
    ids.randomElement(using: &generator)!
  }

  static func changes(
    after seqs: [String: Int], at seconds: Double, using generator: inout SeededRandom
  ) -> [ConversationChange] {
    var seqs = seqs
    return (0..<Int.random(in: 1...5, using: &generator)).map { _ in
      let id = id(using: &generator)
      var seq = seqs[id] ?? 0
      if generator.chance(0.04) { seq += Int.random(in: -1...1, using: &generator) }
      let events = (0..<Int.random(in: 0...3, using: &generator)).map { _ -> StoredEvent in
        seq += 1
        let moment = at(seconds + Double.random(in: 0..<1, using: &generator))
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: return .reply(seq, "答\(seq)", at: moment)
        case 1: return .state(seq, .init(OwnerState.allCases[seq % 6], reason: "r"), at: moment)
        default: return .message(seq, "问\(seq)", at: moment)
        }
      }
      var change = ConversationChange(
        conversation: id, at: at(seconds + Double.random(in: 0..<1, using: &generator)),
        events: events, owner: OwnerState.allCases.randomElement(using: &generator)!,
        isClosed: generator.chance(0.3))
      if seqs[id] == nil || generator.chance(0.02) {
        change.beginning = .init(customer: generator.chance(0.5) ? "u1" : nil, channel: "web")
      }
      if generator.chance(0.3) {
        change.actions = [StoredAction(at: at(seconds), by: "a1", kind: "noted", text: "t\(seq)")]
      }
      if generator.chance(0.3) {
        change.requests = [StoredRequest(sender: "a\(seq % 2)", id: "\(seq % 7)", seq: seq)]
      }
      if generator.chance(0.5) { change.dialogue = Data("\(seq)".utf8) }
      if generator.chance(0.4) {
        change.desk = generator.chance(0.5) ? .removed : .ticket(Data([1]))
      }
      if seq >= 0 { seqs[id] = seq }
      return change
    }
  }
}
