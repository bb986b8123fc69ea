import Foundation

extension FileEdit {
  /// Why edits were not written; the files are as they were.
  public enum WritingError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Somebody else has written the file since it was read.
    case changedMeanwhile(String)
    case unwritable(String, reason: String)

    public var description: String {
      switch self {
      case .changedMeanwhile(let path):
        "\(path): error: the file has changed since it was read; nothing was written\n  help: run the command again"
      case .unwritable(let path, let reason):
        "\(path): error: it cannot be written: \(reason); nothing was written\n  help: check that you may write there and that there is room"
      }
    }
  }

  /// Writes all files, or none: each beside its place first, then moved there.
  ///
  /// - Parameter directory: The knowledge base's.
  public static func write(_ edits: [FileEdit], in directory: URL) throws(WritingError) {
    let manager = FileManager.default
    var staged: [(temporary: URL, target: URL, path: String)] = []
    var isDone = false
    defer {
      if !isDone { for file in staged { try? manager.removeItem(at: file.temporary) } }
    }
    for edit in edits {
      // Behind symbolic links.
      let target = directory.appending(path: edit.path).resolvingSymlinksInPath()
      let current = manager.contents(atPath: target.path(percentEncoded: false))
      guard current == edit.before.map({ Data($0.utf8) }) else {
        throw .changedMeanwhile(edit.path)
      }
      let folder = target.deletingLastPathComponent()
      let temporary = folder.appending(
        path: ".\(target.lastPathComponent).\(ProcessInfo.processInfo.processIdentifier)")
      do {
        try manager.createDirectory(at: folder, withIntermediateDirectories: true)
        if let after = edit.after {
          staged.append((temporary, target, edit.path))
          try Data(after.utf8).write(to: temporary)
        }
        if current != nil, !manager.isWritableFile(atPath: target.path(percentEncoded: false)) {
          throw CocoaError(.fileWriteNoPermission)
        }
      } catch {
        throw .unwritable(edit.path, reason: error.localizedDescription)
      }
    }
    var written: [FileEdit] = []
    for edit in edits {
      let target = directory.appending(path: edit.path).resolvingSymlinksInPath()
      do {
        if let file = staged.first(where: { $0.path == edit.path }) {
          try replace(target, by: file.temporary, isNew: edit.before == nil)
        } else {
          try manager.removeItem(at: target)
        }
        written.append(edit)
      } catch {
        // Put back what was moved already.
        for done in written {
          let url = directory.appending(path: done.path).resolvingSymlinksInPath()
          if let before = done.before {
            try? Data(before.utf8).write(to: url, options: .atomic)
          } else {
            try? manager.removeItem(at: url)
          }
        }
        throw .unwritable(edit.path, reason: error.localizedDescription)
      }
    }
    isDone = true
  }

  private static func replace(_ target: URL, by temporary: URL, isNew: Bool) throws {
    let manager = FileManager.default
    let path = target.path(percentEncoded: false)
    if !isNew, let mode = try manager.attributesOfItem(atPath: path)[.posixPermissions] {
      try manager.setAttributes(
        [.posixPermissions: mode], ofItemAtPath: temporary.path(percentEncoded: false))
    }
    guard rename(temporary.path(percentEncoded: false), path) == 0 else {
      throw CocoaError(.fileWriteUnknown)
    }
  }
}
