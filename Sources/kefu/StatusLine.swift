import Foundation

/// One line on standard error that says how far a long work is; nothing where nobody watches.
struct StatusLine {
  private static let isWatched =
    isatty(STDERR_FILENO) == 1 && ProcessInfo.processInfo.environment["TERM"] != "dumb"

  func show(_ text: String) {
    if Self.isWatched { FileHandle.standardError.write(Data("\r\u{1B}[K\(text)".utf8)) }
  }

  func clear() { show("") }
}
