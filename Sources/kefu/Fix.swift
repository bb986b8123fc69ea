import ArgumentParser
import Foundation
import Kefu
import KefuKnowledge

/// `kefu check --fix`: mends what needs nobody's judgement, all of it or nothing.
struct Fix {
  var directory: String
  var tidying: Tidying
  var isConfirmed: Bool
  var isQuiet: Bool

  private var url: URL { URL(filePath: directory) }

  func run() throws {
    let status = StatusLine(isQuiet: isQuiet)
    status.show("reading the knowledge base")
    let files = try KnowledgeFiles(directory: url)
    let result = try tidied(files)
    for path in result.leftAlone {
      status.clear()
      Terminal.complain("note: \(path) is left alone: a comment stands in the lines to change")
    }
    guard !result.edits.isEmpty else {
      status.clear()
      say("nothing to fix\n")
      return
    }
    try verify(result.edits, files, status)
    status.clear()
    if !isQuiet { for edit in result.edits { Terminal.write(edit.diff) } }
    say("\(summary(result.edits))\n")
    guard isConfirmed || Terminal.confirm("apply?") else {
      say("nothing was changed\n")
      return
    }
    do {
      try FileEdit.write(result.edits, in: url)
    } catch {
      throw Failure(message: error.description)
    }
    say("done\n")
  }

  private func tidied(_ files: KnowledgeFiles) throws -> Tidying.Result {
    do {
      return try tidying.run(on: files)
    } catch {
      throw Failure(message: error.description)
    }
  }

  /// The result loads, has no problem it did not have, and answers as before.
  private func verify(
    _ edits: [FileEdit], _ files: KnowledgeFiles, _ status: StatusLine
  ) throws {
    let (before, old) = files.load()
    let (after, new) = files.with(edits).load()
    guard let before, let after else {
      throw Failure(
        message: "\(KnowledgeBaseError(diagnostics: new))\nerror: tidied, it would not load",
        code: Failure.ours)
    }
    let known = counts(old + before.warnings(today: nil))
    for (code, count) in counts(new + after.warnings(today: nil)) where count > known[code] ?? 0 {
      throw Failure(
        message: "error: tidied, it would have a problem more: \(code); nothing was changed",
        code: Failure.ours)
    }
    let model = try Bot.model(in: url)
    let changed = Bot(before, model: model).messagesDecidedOtherwise(by: Bot(after, model: model)) {
      status.show("making sure of the answers", share: $0)
    }
    if let first = changed.first {
      throw Failure(
        message: """
          \(first.location): error: tidied, the bot would answer otherwise: \(changed.count) of its own messages, of which this is the first; nothing was changed
            help: mend what kefu check names by hand
          """)
    }
  }

  private func counts(_ diagnostics: [Diagnostic]) -> [String: Int] {
    Dictionary(diagnostics.map { ($0.code, 1) }, uniquingKeysWith: +)
  }

  private func summary(_ edits: [FileEdit]) -> String {
    let lines = edits.reduce(into: (added: 0, removed: 0)) { sum, edit in
      let counts = edit.diff.counts
      sum.added += counts.added
      sum.removed += counts.removed
    }
    return
      "\(edits.count) \(edits.count == 1 ? "file" : "files"), \(lines.removed) lines out, \(lines.added) in; the bot answers as before"
  }

  private func say(_ text: String) { if !isQuiet { Terminal.write(text) } }
}
