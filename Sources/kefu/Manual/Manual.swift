import ArgumentParser
import Foundation

/// Writes the manual pages; `make man` and `make install` call it.
struct Manual: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write the manual pages.",
    discussion: """
        kefu manual docs/man && man -l docs/man/kefu-check.1
      """,
    shouldDisplay: false)

  @Argument(
    help: ArgumentHelp("The directory to write them in.", valueName: "dir"),
    completion: .directory)
  var directory: String

  private struct Description: Decodable { var command: CommandDescription }

  func run() throws {
    let json = Data(KefuCommand._dumpHelp().utf8)
    let root = try JSONDecoder().decode(Description.self, from: json).command
    let names = root.pages.map(\.pageName)
    let url = URL(filePath: directory)
    do {
      try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
      for command in root.pages {
        let page = ManualPage(command: command, others: names.filter { $0 != command.pageName })
        try Data(page.text.utf8).write(to: url.appending(path: page.fileName), options: .atomic)
      }
    } catch let error as CocoaError {
      throw Failure(
        message:
          "\(directory): error: it cannot be written: \(error.localizedDescription)\n  help: name a directory that you may write to"
      )
    }
  }
}
