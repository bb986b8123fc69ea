import ArgumentParser
import Foundation
import Kefu
import KefuEvaluation

struct Mine: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Find in a log what the bot does not know yet, and write it into the knowledge base.",
    discussion: """
      Messages that the bot cannot answer are grouped; each group is shown with its figures, some of
      its messages and what may become of it: variants of an entry, a new entry, or nothing. The
      groups worth most come first.

        kefu mine --log yesterday.jsonl --kb myshop
        kefu mine --log yesterday.jsonl --kb myshop --write-decisions
        (edit myshop/mine.decisions.yaml)
        kefu mine --apply --kb myshop

      The last shows what changes in the knowledge base and asks before it writes. What was decided
      is remembered: ignored messages stay ignored.

      A log is the daemon's, what kefu chat --json printed, or a table with tabs: its first line names
      the columns (text, count, entry, confidence, decision, rating, handoff, conversation, time), or
      the text is the first. Phones, order numbers, e-mail addresses and links are shown masked.
      """)

  @OptionGroup var knowledge: KnowledgeOptions

  @Option(
    help: ArgumentHelp("The log to look through; - is standard input.", valueName: "file"),
    completion: .logs)
  var log: String?

  @Option(
    help: ArgumentHelp(
      "What was decided. (default: mine.decisions.yaml in the knowledge base's directory)",
      valueName: "yaml"),
    completion: .file(extensions: ["yaml"]))
  var decisions: String?

  @Flag(help: "Put the groups shown into the decisions file, undecided.")
  var writeDecisions = false

  @Flag(help: "Write what was decided into the knowledge base.")
  var apply = false

  @Flag(help: "With --apply: do not ask.")
  var yes = false

  @Option(
    help: ArgumentHelp("Write all groups as JSON.", valueName: "file"), completion: .jsonFiles)
  var json: String?

  @Option(help: ArgumentHelp("How many groups to show.", valueName: "n"))
  var top = 20

  @Option(help: ArgumentHelp("Leave out groups of fewer messages.", valueName: "n"))
  var minCount = 3

  @Flag(
    inversion: .prefixedNo,
    help: "Ask the bot anew rather than trust the decisions in the log.")
  var rerun = true

  @Flag(help: "Show phones, order numbers, e-mail addresses and links.")
  var unmasked = false

  @Flag(help: "Show no progress.")
  var quiet = false

  func validate() throws {
    if apply {
      if log != nil { throw ValidationError("--apply needs no --log; leave one out") }
      if writeDecisions {
        throw ValidationError("--apply and --write-decisions exclude each other; leave one out")
      }
      if json != nil { throw ValidationError("--json needs --log") }
    } else {
      if log == nil { throw ValidationError("name a log by --log, or write decisions by --apply") }
      if yes { throw ValidationError("--yes needs --apply") }
    }
    if top < 1 { throw ValidationError("--top: \(top) is not 1 or more") }
    if minCount < 1 { throw ValidationError("--min-count: \(minCount) is not 1 or more") }
  }

  func run() throws {
    if apply {
      try DecisionsApplication(knowledge: knowledge, file: decisionsFile, asks: !yes).run()
      return
    }
    guard let log else { return }
    let output = try json.map { try OutputFile($0) }
    try refuseOverwriting(output, log)
    if decisions != nil, !writeDecisions { try requireDecisions(decisionsFile) }
    let decisions = try MiningDecisions(contentsOf: decisionsFile)
    let target = try writeDecisions ? OutputFile(decisionsFile) : nil
    let status = StatusLine(isQuiet: quiet)
    let transcript = try TranscriptLog(commandLine: log, status)
    let bot = try knowledge.loadBot()
    var options = Miner.Options()
    options.isRerun = rerun
    options.minimumCount = minCount
    let mined = Miner(bot, options: options)
      .mine(transcript, decisions: decisions.decisions) { step, share in
        status.show(step.rawValue, share: share)
      }
    status.clear()
    try output?.write([UInt8](mined.json(isMasked: !unmasked)))
    var text = mined.summary(of: log, top: top, isMasked: !unmasked)
    if let target { text += try propose(mined, decisions, bot, target) }
    Terminal.write(text)
  }

  private var decisionsFile: String {
    decisions
      ?? knowledge.url.appending(path: MiningDecisions.fileName).path(percentEncoded: false)
  }

  private func refuseOverwriting(_ output: OutputFile?, _ log: String) throws {
    guard let output, output.isRegular else { return }
    for (option, path) in [("--log", log), ("--decisions", decisionsFile)]
    where output.target == OutputFile.target(of: path) {
      throw ValidationError("--json would overwrite the file of \(option)")
    }
  }

  /// Adds the groups shown to the decisions file; says how many.
  private func propose(
    _ mined: Mined, _ decisions: MiningDecisions, _ bot: Bot, _ target: OutputFile
  ) throws -> String {
    let new = mined.clusters.prefix(top).filter { !$0.isProposed }
    // Somebody may have edited the file meanwhile.
    let latest = try MiningDecisions(contentsOf: decisions.file)
    let text = latest.text(
      adding: new.map { $0.proposal(isMasked: !unmasked) },
      found: currentDay(in: bot.knowledgeBase))
    if !new.isEmpty { try target.write([UInt8](text.utf8)) }
    return "\n\(target.path): \(counted(new.count, "group")) added, undecided\n"
  }
}

/// A file named by mistake would bring back what was ignored.
func requireDecisions(_ file: String) throws {
  guard !FileManager.default.fileExists(atPath: file) else { return }
  throw Failure(
    message:
      "\(file): error: there is no such file\n  help: check the path, or make it by kefu mine --log … --write-decisions"
  )
}

extension TranscriptLog {
  /// A log as it is named on the command line; names its first bad lines on standard error.
  init(commandLine path: String, _ status: StatusLine) throws {
    status.show("reading \(path)")
    do {
      self = try TranscriptLog(contentsOf: path == "-" ? "/dev/stdin" : path)
    } catch {
      throw Failure(message: error.description)
    }
    status.clear()
    warnOfBadLines()
  }

  private func warnOfBadLines() {
    guard !problems.isEmpty else { return }
    var lines = problems.prefix(TranscriptLogError.describedProblems).map {
      $0.description(in: file, as: "warning")
    }
    lines.append("\(file): warning: \(problems.count) of \(lineCount) lines passed over")
    Terminal.complain(lines.joined(separator: "\n"))
  }
}
