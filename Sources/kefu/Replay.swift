import ArgumentParser
import Foundation
import Kefu
import KefuEvaluation

struct ReplayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay",
    abstract: "Put a log's messages to two knowledge bases, and list what customers would hear.",
    discussion: """
      Each message is asked by itself of both. Replies that differ in the same way are listed
      together: other entries first, then what is lost, gained, worded or asked back otherwise, each
      by the number of messages. The exit code is 0 whatever differs.

        kefu replay --log yesterday.jsonl --kb myshop --against myshop-new

      A log is what kefu mine reads.
      """)

  @OptionGroup var knowledge: KnowledgeOptions

  @Option(
    help: ArgumentHelp("The log whose messages are asked; - is standard input.", valueName: "file"),
    completion: .logs)
  var log: String

  @Option(
    help: ArgumentHelp("The other knowledge base's directory.", valueName: "dir"),
    completion: .directory)
  var against: String

  @Option(
    help: ArgumentHelp("Write all differences as JSON.", valueName: "file"), completion: .jsonFiles)
  var json: String?

  @Option(help: ArgumentHelp("How many differences of each kind to show.", valueName: "n"))
  var top = 10

  @Flag(help: "Show phones, order numbers, e-mail addresses and links.")
  var unmasked = false

  @Flag(help: "Show no progress.")
  var quiet = false

  func validate() throws {
    if top < 1 { throw ValidationError("--top: \(top) is not 1 or more") }
  }

  func run() throws {
    let output = try json.map { try OutputFile($0) }
    if let output, output.isRegular, output.target == OutputFile.target(of: log) {
      throw ValidationError("--json would overwrite the file of --log")
    }
    let status = StatusLine(isQuiet: quiet)
    let transcript = try TranscriptLog(commandLine: log, status)
    let before = try knowledge.loadBot()
    var other = KnowledgeOptions()
    other.directory = against
    let after = try other.loadBot()
    let context = AnswerContext(today: currentDay(in: before.knowledgeBase))
    let replay = Replay(transcript, before: before, after: after, context: context) { share in
      status.show("replaying", share: share)
    }
    status.clear()
    try output?.write([UInt8](replay.json(isMasked: !unmasked)))
    Terminal.write(
      replay.summary(
        of: log, names: (knowledge.directory, against), top: top, isMasked: !unmasked))
  }
}
