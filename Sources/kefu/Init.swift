import ArgumentParser
import Foundation
import Kefu

struct Init: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Begin a knowledge base: a small shop that works, to edit.",
    discussion: """
        kefu init myshop && kefu chat --kb myshop
      """)

  @Argument(
    help: ArgumentHelp("The directory to make.", valueName: "dir"), completion: .directory)
  var directory: String

  func run() throws {
    let url = URL(filePath: directory)
    let manager = FileManager.default
    var isDirectory: ObjCBool = false
    if manager.fileExists(atPath: url.path, isDirectory: &isDirectory) {
      guard isDirectory.boolValue else {
        throw Failure(
          message: "\(directory): error: a file of this name exists\n  help: choose another name")
      }
      guard try manager.contentsOfDirectory(atPath: url.path).isEmpty else {
        throw Failure(
          message:
            "\(directory): error: this directory is not empty\n  help: choose another name, or empty it first"
        )
      }
    }
    // Everything is written beside its place and moved there at the end: all of it or nothing.
    let parent = url.deletingLastPathComponent()
    let temporary = parent.appending(path: ".\(url.lastPathComponent).\(getpid())")
    do {
      for (path, text) in StarterShop.files.sorted(by: { $0.key < $1.key }) {
        let file = temporary.appending(path: path)
        try manager.createDirectory(
          at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
      }
      if isDirectory.boolValue { try manager.removeItem(at: url) }
      try manager.moveItem(at: temporary, to: url)
    } catch {
      try? manager.removeItem(at: temporary)
      throw Failure(
        message:
          "\(directory): error: it cannot be written: \(error.localizedDescription)\n  help: check that \(parent.path) exists and may be written to"
      )
    }
    Terminal.write(
      """
      \(directory) is a working shop. Next:
        kefu chat --kb \(directory)
        edit \(directory)/kb.yaml and \(directory)/entries/*.yaml
        kefu check --kb \(directory)

      """)
  }
}
