import GRDB

/// The tables, and how a file of an earlier version comes to have them.
enum Schema {
  /// Of this version; kept in `PRAGMA user_version`.
  static let current = 1
  /// Marks the file as one of Kefu's: "Kefu" in ASCII, in `PRAGMA application_id`.
  static let applicationID = 0x4B65_6675

  /// The condition of the index of conversations at the desk; a query says it in the same words to be
  /// answered from the index. Without `IN`: for that SQLite makes a table of the words at each update.
  static let atDesk = "(ticket IS NOT NULL OR (owner <> 'bot' AND owner <> 'resolved'))"

  /// Whether the file may be used and migrated.
  static func check(_ db: Database) throws {
    let version = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
    let application = try Int.fetchOne(db, sql: "PRAGMA application_id") ?? 0
    let tables = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_schema") ?? 0
    if application == applicationID {
      if version > current { throw StoreError.newer(schema: version) }
    } else if tables > 0 {
      throw StoreError.other("the file is a database of another program; choose another file")
    }
  }

  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1") { db in
      try db.execute(sql: tables)
      try db.execute(sql: "PRAGMA application_id = \(applicationID)")
      try db.execute(sql: "PRAGMA user_version = 1")
    }
    return migrator
  }

  /// Texts of customers stand in `events` and `actions`, which only grow: SQLite adds to their last page
  /// and never moves a row, so that no copy of a text is left in a page's unused part. Requests that
  /// made an event are its columns `sender` and `request`; the table has the others.
  private static let tables = """
    CREATE TABLE conversations (
      number INTEGER PRIMARY KEY,
      id TEXT NOT NULL UNIQUE,
      customer TEXT,
      channel TEXT,
      began INTEGER NOT NULL,
      changed INTEGER NOT NULL,
      seq INTEGER NOT NULL,
      owner TEXT NOT NULL,
      closed INTEGER NOT NULL,
      dialogue BLOB,
      ticket BLOB
    );
    CREATE INDEX conversationsOfCustomer ON conversations(customer, began)
      WHERE customer IS NOT NULL;
    CREATE INDEX conversationsByChange ON conversations(changed);
    CREATE INDEX conversationsAtDesk ON conversations(id) WHERE \(atDesk);

    CREATE TABLE events (
      number INTEGER PRIMARY KEY,
      conversation INTEGER NOT NULL,
      seq INTEGER NOT NULL,
      at INTEGER NOT NULL,
      kind TEXT NOT NULL,
      speaker TEXT NOT NULL,
      sender TEXT,
      request TEXT,
      name TEXT,
      text TEXT,
      particulars TEXT
    );
    CREATE UNIQUE INDEX eventsOfConversation ON events(conversation, seq);

    CREATE TABLE actions (
      number INTEGER PRIMARY KEY,
      conversation INTEGER NOT NULL,
      after INTEGER NOT NULL,
      at INTEGER NOT NULL,
      by TEXT,
      kind TEXT NOT NULL,
      text TEXT,
      details TEXT
    );
    CREATE INDEX actionsOfConversation ON actions(conversation);

    CREATE TABLE requests (
      conversation INTEGER NOT NULL,
      sender TEXT NOT NULL,
      id TEXT NOT NULL,
      seq INTEGER,
      PRIMARY KEY (conversation, sender, id)
    ) WITHOUT ROWID;

    CREATE TABLE erased (
      id TEXT PRIMARY KEY,
      at INTEGER NOT NULL
    ) WITHOUT ROWID;

    CREATE TABLE tokens (
      id TEXT PRIMARY KEY,
      hash TEXT NOT NULL,
      role TEXT NOT NULL,
      subject TEXT NOT NULL,
      name TEXT,
      groups TEXT NOT NULL,
      created INTEGER NOT NULL,
      expires INTEGER,
      revoked INTEGER
    ) WITHOUT ROWID;

    CREATE TABLE meta (
      key TEXT PRIMARY KEY,
      value TEXT NOT NULL
    ) WITHOUT ROWID;
    """
}
