import Foundation
import GRDB
import KefuWire

extension SQLiteStore {
  /// One transaction, on the disk when it returns.
  ///
  /// - Complexity: About 9 µs of processor time an event in commits of 200 conversations, and one sync of
  ///   the disk.
  public func commit(_ changes: [ConversationChange]) throws(StoreError) {
    guard !changes.isEmpty else { return }
    let plan = try CommitPlan(changes)
    try numbers.withLock { numbers throws(StoreError) in
      // Each write checks the number it uses, so those of a commit that fails do no harm.
      if numbers.count > Self.rememberedNumbers { numbers.removeAll(keepingCapacity: true) }
      try write { db in
        var writer = try CommitWriter(db)
        try writer.write(changes, plan, numbers: &numbers)
      }
    }
  }

  private static let rememberedNumbers = 100_000
}

/// Writes the changes of one commit.
private struct CommitWriter {
  private let db: Database
  private var update: RowStatement
  private var event: RowStatement
  private var action: RowStatement
  private var request: RowStatement

  init(_ db: Database) throws {
    self.db = db
    update = try RowStatement(
      db,
      """
      UPDATE conversations SET changed = ?, seq = coalesce(?, seq), owner = ?, closed = ?,
        dialogue = coalesce(?, dialogue), ticket = CASE ? WHEN 0 THEN ticket ELSE ? END
      WHERE number = ? AND id = ? AND coalesce(seq = ?, 1)
      """)
    event = try RowStatement(
      db,
      """
      INSERT INTO events
        (conversation, seq, at, kind, speaker, sender, request, name, text, particulars)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """)
    action = try RowStatement(
      db,
      """
      INSERT INTO actions (conversation, after, at, by, kind, text, details)
      SELECT number, coalesce(?, seq), ?, ?, ?, ?, ? FROM conversations WHERE number = ?
      """)
    request = try RowStatement(
      db, "INSERT OR IGNORE INTO requests (conversation, sender, id, seq) VALUES (?, ?, ?, ?)")
  }

  mutating func write(
    _ changes: [ConversationChange], _ plan: CommitPlan, numbers: inout [String: Int]
  ) throws {
    var numberOfStep: [Int] = []
    numberOfStep.reserveCapacity(plan.steps.count)
    for step in plan.steps {
      if let known = numbers[step.conversation], step.beginning == nil,
        try update(step, number: known)
      {
        numberOfStep.append(known)
      } else {
        let number = try find(step)
        numbers[step.conversation] = number
        numberOfStep.append(number)
      }
    }
    for (i, change) in changes.enumerated() {
      let number = numberOfStep[plan.stepOfChange[i]]
      for event in change.events { try insert(event, into: number) }
      for action in change.actions {
        try insert(action, after: plan.seqAfterChange[i], into: number)
      }
      for taken in change.requests {
        request.bind(number)
        request.bind(taken.sender)
        request.bind(taken.id)
        request.bind(taken.seq)
        try request.run()
      }
    }
  }

  /// - Returns: False where the row is not that conversation's, or its `seq` not the one before.
  private mutating func update(_ step: CommitPlan.Step, number: Int) throws -> Bool {
    update.bind(step.changed)
    update.bind(step.lastSeq)
    update.bind(step.owner.rawValue)
    update.bind(step.isClosed)
    update.bind(step.dialogue)
    switch step.desk {
    case .none:
      update.bind(0)
      update.bindNull()
    case .ticket(let ticket):
      update.bind(1)
      update.bind(ticket)
    case .removed:
      update.bind(1)
      update.bindNull()
    }
    update.bind(number)
    update.bind(step.conversation)
    update.bind(step.firstSeq.map { $0 - 1 })
    return try update.run() == 1
  }

  /// The number of a conversation that is not known by heart, which may have to be begun.
  private mutating func find(_ step: CommitPlan.Step) throws -> Int {
    var known = try RowStatement(db, "SELECT number, seq FROM conversations WHERE id = ?")
    known.bind(step.conversation)
    if try known.step() {
      let number = known.integer()
      let seq = known.integer()
      known.reset()
      try step.check(against: seq)
      let isWritten = try update(step, number: number)
      precondition(isWritten, "conversation \(number) has seq \(seq) and cannot be written")
      return number
    }
    known.reset()
    var erased = try RowStatement(db, "SELECT 1 FROM erased WHERE id = ?")
    erased.bind(step.conversation)
    let isErased = try erased.step()
    erased.reset()
    if isErased { throw StoreError.erased(conversation: step.conversation) }
    try step.check(against: nil)
    return try insert(step)
  }

  private func insert(_ step: CommitPlan.Step) throws -> Int {
    var row = try RowStatement(
      db,
      """
      INSERT INTO conversations
        (id, customer, channel, began, changed, seq, owner, closed, dialogue, ticket)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """)
    row.bind(step.conversation)
    row.bind(step.beginning?.customer)
    row.bind(step.beginning?.channel)
    row.bind(step.began)
    row.bind(step.changed)
    row.bind(step.lastSeq ?? 0)
    row.bind(step.owner.rawValue)
    row.bind(step.isClosed)
    row.bind(step.dialogue)
    if case .ticket(let ticket) = step.desk { row.bind(ticket) } else { row.bindNull() }
    try row.run()
    return Int(db.lastInsertedRowID)
  }

  private mutating func insert(_ new: StoredEvent, into conversation: Int) throws {
    event.bind(conversation)
    event.bind(new.seq)
    event.bind(new.at)
    event.bind(new.content.kind)
    event.bind(new.from.rawValue)
    event.bind(new.sender)
    event.bind(new.request)
    event.bind(new.name)
    event.bind(new.content.text)
    event.bind(utf8: new.content.particulars)
    try event.run()
  }

  private mutating func insert(
    _ new: StoredAction, after seq: Int?, into conversation: Int
  ) throws {
    action.bind(seq)
    action.bind(new.at)
    action.bind(new.by)
    action.bind(new.kind)
    action.bind(new.text)
    action.bind(utf8: new.details.isEmpty ? nil : new.details.encoded)
    action.bind(conversation)
    try action.run()
  }
}

extension [String: String] {
  /// A JSON object, its members in the order of their names.
  var encoded: [UInt8] {
    var object = JSONObject()
    for (key, value) in sorted(by: { $0.key < $1.key }) { object.append(key, .string(value)) }
    return JSONValue.object(object).encoded
  }

  init(encoded: [UInt8]?) {
    self = [:]
    guard let encoded, case .object(let object)? = try? JSONValue(parsing: encoded) else { return }
    for case (let key, .string(let value)) in object.members { self[key] = value }
  }
}
