import Foundation
import Kefu

/// One line on standard error that says how far a long work is; nothing where nobody watches.
struct StatusLine {
  /// Whether it stays away even from a terminal.
  var isQuiet = false

  private static let isWatched =
    isatty(STDERR_FILENO) == 1 && ProcessInfo.processInfo.environment["TERM"] != "dumb"

  func show(_ text: String) {
    if Self.isWatched, !isQuiet {
      FileHandle.standardError.write(Data("\r\u{1B}[K\(text)".utf8))
    }
  }

  func clear() { show("") }
}

extension StatusLine {
  /// A bar of twenty places.
  ///
  /// - Parameters:
  ///   - step: What stands before it.
  ///   - share: In `0...1`.
  func show(_ step: String, share: Double) {
    let done = Int((share * 20).rounded(.down))
    let bar = String(repeating: "█", count: done) + String(repeating: "·", count: 20 - done)
    show("\(step) \(bar) \(Int(share * 100)) %")
  }

  func show(_ prefix: String, _ progress: KnowledgeTrainer.Progress) {
    show(prefix + progress.step.rawValue, share: progress.share)
  }
}
