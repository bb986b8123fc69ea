import GRDB

extension StoreError {
  /// What an error of SQLite or of a body means. SQLite's own words are left out: they may quote values.
  init(_ error: any Error) {
    switch error {
    case let error as StoreError: self = error
    case let error as DatabaseError: self.init(code: error.extendedResultCode)
    default: self = .other("the store failed: \(type(of: error))")
    }
  }

  init(code: ResultCode) {
    switch code {
    case .SQLITE_IOERR_SHMSIZE:
      // The file shared by connections grows by writing to it.
      self = .diskFull
      return
    default: break
    }
    switch code.primaryResultCode {
    case .SQLITE_BUSY, .SQLITE_LOCKED: self = .locked
    case .SQLITE_FULL: self = .diskFull
    case .SQLITE_READONLY, .SQLITE_PERM: self = .readOnly
    case .SQLITE_CORRUPT, .SQLITE_NOTADB: self = .corrupt
    case .SQLITE_CANTOPEN:
      self = .other(
        "the store's file cannot be opened (SQLite \(code.rawValue));"
          + " check that its folder exists, and its rights")
    case .SQLITE_IOERR:
      self = .other(
        "the disk of the store failed (SQLite \(code.rawValue)); the system's log says more")
    default: self = .other("the store failed (SQLite \(code.rawValue))")
    }
  }

  /// Whether connections may hold what is no longer so, and are better opened anew.
  var callsForReopening: Bool {
    switch self {
    case .corrupt, .readOnly, .other: true
    case .locked, .diskFull, .newer, .outOfOrder, .erased: false
    }
  }
}
