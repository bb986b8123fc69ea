import Foundation
import Kefu

/// One line on standard error that says how far a long work is; nothing where nobody watches.
struct StatusLine {
  private static let isWatched =
    isatty(STDERR_FILENO) == 1 && ProcessInfo.processInfo.environment["TERM"] != "dumb"

  func show(_ text: String) {
    if Self.isWatched { FileHandle.standardError.write(Data("\r\u{1B}[K\(text)".utf8)) }
  }

  func clear() { show("") }
}

extension StatusLine {
  /// A bar of twenty places.
  ///
  /// - Parameter prefix: What stands before it.
  func show(_ prefix: String, _ progress: KnowledgeTrainer.Progress) {
    let done = Int((progress.share * 20).rounded(.down))
    let bar = String(repeating: "█", count: done) + String(repeating: "·", count: 20 - done)
    show("\(prefix)\(progress.step.rawValue) \(bar) \(Int(progress.share * 100)) %")
  }
}
