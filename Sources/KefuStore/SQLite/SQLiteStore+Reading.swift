import Foundation
import GRDB
import KefuWire

extension SQLiteStore {
  public func conversation(_ id: String) throws(StoreError) -> StoredConversation? {
    try read { db in
      var row = try RowStatement(
        db, "SELECT \(Self.conversationColumns) FROM conversations WHERE id = ?")
      row.bind(id)
      defer { row.reset() }
      guard try row.step() else { return nil }
      return try Self.conversation(&row, db)
    }
  }

  public func conversationsAtDesk() throws(StoreError) -> [StoredConversation] {
    try read { db in
      var row = try RowStatement(
        db,
        """
        SELECT \(Self.conversationColumns) FROM conversations
        WHERE \(Schema.atDesk) ORDER BY id
        """)
      return try Self.conversations(&row, db)
    }
  }

  public func conversations(
    ofCustomer customer: String, limit: Int
  ) throws(StoreError) -> [StoredConversation] {
    try read { db in
      var row = try RowStatement(
        db,
        """
        SELECT \(Self.conversationColumns) FROM conversations
        WHERE customer = ? ORDER BY began DESC, number DESC LIMIT ?
        """)
      row.bind(customer)
      row.bind(max(0, limit))
      return try Self.conversations(&row, db)
    }
  }

  public func events(
    of conversation: String, after: Int, limit: Int
  ) throws(StoreError) -> [StoredEvent] {
    try read { db in
      var row = try RowStatement(
        db,
        """
        SELECT \(Self.eventColumns) FROM events
        WHERE conversation = (SELECT number FROM conversations WHERE id = ?) AND seq > ?
        ORDER BY seq LIMIT ?
        """)
      row.bind(conversation)
      row.bind(after)
      row.bind(max(0, limit))
      defer { row.reset() }
      var events: [StoredEvent] = []
      while try row.step() { events.append(try Self.event(&row)) }
      return events
    }
  }

  public func actions(of conversation: String, limit: Int) throws(StoreError) -> [StoredAction] {
    try read { db in
      var row = try RowStatement(
        db,
        """
        SELECT \(Self.actionColumns) FROM actions
        WHERE conversation = (SELECT number FROM conversations WHERE id = ?)
        ORDER BY number DESC LIMIT ?
        """)
      row.bind(conversation)
      row.bind(max(0, limit))
      defer { row.reset() }
      var actions: [StoredAction] = []
      while try row.step() { actions.append(Self.action(&row).action) }
      return actions.reversed()
    }
  }

  // MARK: Rows

  static let conversationColumns =
    "number, id, customer, channel, began, changed, seq, owner, closed, dialogue, ticket"
  static let eventColumns =
    "seq, at, kind, speaker, sender, request, name, text, particulars"
  static let actionColumns = "after, at, by, kind, text, details"

  private static func conversations(
    _ row: inout RowStatement, _ db: Database
  ) throws -> [StoredConversation] {
    defer { row.reset() }
    var conversations: [StoredConversation] = []
    while try row.step() { conversations.append(try conversation(&row, db)) }
    return conversations
  }

  private static func conversation(
    _ row: inout RowStatement, _ db: Database
  ) throws -> StoredConversation {
    let number = row.integer()
    var conversation = StoredConversation(
      id: row.text(), customer: row.optionalText(), channel: row.optionalText(),
      began: row.moment(), changed: row.moment(), seq: row.integer(),
      owner: try word(row.text()), isClosed: row.flag())
    conversation.dialogue = row.optionalData()
    conversation.ticket = row.optionalData()
    conversation.requests = try requests(of: number, db)
    return conversation
  }

  /// Those of the events in their order, then the others by sender and id.
  private static func requests(of number: Int, _ db: Database) throws -> [StoredRequest] {
    var row = try RowStatement(
      db,
      """
      SELECT sender, request, seq FROM events
      WHERE conversation = ? AND sender IS NOT NULL AND request IS NOT NULL ORDER BY seq
      """)
    row.bind(number)
    var requests: [StoredRequest] = []
    while try row.step() {
      requests.append(
        StoredRequest(sender: row.text(), id: row.text(), seq: row.optionalInteger()))
    }
    row.reset()
    var known = Set(requests.map { [$0.sender, $0.id] })
    row = try RowStatement(
      db,
      "SELECT sender, id, seq FROM requests WHERE conversation = ? ORDER BY sender, id")
    row.bind(number)
    defer { row.reset() }
    while try row.step() {
      let request = StoredRequest(
        sender: row.text(), id: row.text(), seq: row.optionalInteger())
      if known.insert([request.sender, request.id]).inserted { requests.append(request) }
    }
    return requests
  }

  static func event(_ row: inout RowStatement) throws -> StoredEvent {
    let seq = row.integer()
    let at = row.moment()
    let kind = row.text()
    let speaker: Speaker = try word(row.text())
    let sender = row.optionalText()
    let request = row.optionalText()
    let name = row.optionalText()
    let text = row.optionalText()
    guard
      let content = StoredEvent.Content(kind: kind, text: text, particulars: row.optionalBytes())
    else { throw StoreError.corrupt }
    return StoredEvent(
      seq: seq, at: at, from: speaker, sender: sender, request: request, name: name,
      content: content)
  }

  static func action(_ row: inout RowStatement) -> (after: Int, action: StoredAction) {
    let after = row.integer()
    let action = StoredAction(
      at: row.moment(), by: row.optionalText(), kind: row.text(), text: row.optionalText(),
      details: [String: String](encoded: row.optionalBytes()))
    return (after, action)
  }

  static func word<Word: RawRepresentable<String>>(_ text: String) throws -> Word {
    guard let word = Word(rawValue: text) else { throw StoreError.corrupt }
    return word
  }
}
