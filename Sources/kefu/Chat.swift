import ArgumentParser
import Foundation
import Kefu

struct Chat: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Answer lines: typed at a prompt, or read from a pipe.",
    discussion: """
      One process is one conversation; Ctrl-D ends it.

        kefu chat --channel tmall
        echo 退款多久到账 | kefu chat --json
      """)

  @OptionGroup var knowledge: KnowledgeOptions
  @OptionGroup var stages: StageOptions

  @Flag(help: "Print a JSON object a line instead of the reply.")
  var json = false

  @Option(help: ArgumentHelp("The channel the customer comes from.", valueName: "name"))
  var channel: String?

  @Option(help: ArgumentHelp("The customer's member level.", valueName: "name"))
  var level: String?

  @Option(
    help: ArgumentHelp(
      "Answer as on this day rather than today.", valueName: "yyyy-mm-dd"))
  var today: String?

  /// A message longer than this many bytes is refused.
  static let maximumBytes = 1 << 16

  func run() throws {
    let stages = try stages.chosen()
    let bot = try knowledge.loadBot()
    let context = try context(for: bot)
    var lines = LineReader(limit: Self.maximumBytes)
    if Terminal.isInteractive { greet(bot) }
    while true {
      if Terminal.isInteractive { Terminal.write(Terminal.styled("> ", .bold)) }
      guard let line = lines.readLine() else { break }
      let message = String(decoding: line.bytes, as: UTF8.self)
      // An empty line is a slip of the finger at a prompt; from a program it wants its answer.
      if Terminal.isInteractive, message.allSatisfy(\.isWhitespace) { continue }
      let start = DispatchTime.now()
      var reply = bot.reply(to: message, context: context, stages: stages)
      let nanoseconds = DispatchTime.now().uptimeNanoseconds - start.uptimeNanoseconds
      if line.isTooLong { reply = bot.refusalOfLongMessage() }
      if json {
        let answer = ChatLine(message, reply, micros: Double(nanoseconds / 100) / 10)
        Terminal.write(try answer.encoded() + "\n")
      } else {
        Terminal.write(reply.text + "\n")
        if Terminal.isInteractive { showDetails(reply) }
      }
    }
    if Terminal.isInteractive { Terminal.write("\n") }
  }

  private func context(for bot: Bot) throws -> AnswerContext {
    var context = AnswerContext(today: currentDay(in: bot.knowledgeBase))
    if let today {
      guard let day = CalendarDate(today) else {
        throw ValidationError("--today: \"\(today)\" is not a day; write it as 2026-11-11")
      }
      context.today = day
    }
    context.attributes["channel"] = channel
    context.attributes["level"] = level
    return context
  }

  private func greet(_ bot: Bot) {
    let name = bot.knowledgeBase.settings.name
    let count = bot.knowledgeBase.entries.count
    Terminal.write(
      Terminal.styled("\(name): \(count) entries. Ctrl-D ends the chat.", .dim) + "\n")
  }

  private func showDetails(_ reply: Reply) {
    var parts: [String] = []
    if let entry = reply.entry { parts.append(entry) }
    if let stage = reply.stage {
      parts.append("\(stage.rawValue) \((reply.confidence.value * 100).rounded() / 100)")
    }
    if !reply.followUps.isEmpty {
      parts.append("next: " + reply.followUps.map(\.question).joined(separator: " | "))
    }
    if !parts.isEmpty {
      Terminal.write(Terminal.styled(parts.joined(separator: " · "), .dim) + "\n")
    }
  }
}

/// One line of `kefu chat --json`; the keys are relied on.
struct ChatLine: Encodable {
  var text: String
  var decision: String
  var entry: String?
  var entries: [String]
  var confidence: Double
  var stage: String?
  var runnerUp: String?
  var reply: String
  var micros: Double

  init(_ text: String, _ reply: Reply, micros: Double) {
    self.text = text
    switch reply.decision {
    case .answer: decision = "answer"
    case .clarify: decision = "clarify"
    case .fallback: decision = "fallback"
    }
    entry = reply.entry
    entries = reply.entry.map { [$0] } ?? []
    confidence = (reply.confidence.value * 10_000).rounded() / 10_000
    stage = reply.stage?.rawValue
    runnerUp = reply.runnerUp
    self.reply = reply.text
    self.micros = micros
  }

  func encoded() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }

  enum CodingKeys: String, CodingKey {
    case text, decision, entry, entries, confidence, stage, runnerUp, reply, micros
  }

  /// Keys without a value are written as null rather than left out.
  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(text, forKey: .text)
    try container.encode(decision, forKey: .decision)
    try container.encode(entry, forKey: .entry)
    try container.encode(entries, forKey: .entries)
    try container.encode(confidence, forKey: .confidence)
    try container.encode(stage, forKey: .stage)
    try container.encode(runnerUp, forKey: .runnerUp)
    try container.encode(reply, forKey: .reply)
    try container.encode(micros, forKey: .micros)
  }
}
