import ArgumentParser
import Foundation
import Kefu

struct Chat: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Hold a conversation: typed at a prompt, or read from a pipe, a message a line.",
    discussion: """
      One process is one conversation; Ctrl-D ends it.

        kefu chat --channel tmall
        printf '退货运费谁出\\n那换货呢\\n' | kefu chat --json
        kefu chat --lookup shop.json

      Lines that begin with a slash are not messages: /human asks for a person, /rate 5 rates, /choose 2
      presses the second option, /photo sends a picture, and /event unpaid order=2026111100001 plays
      an event of the shop. Nobody takes over here: after a handoff the bot goes on answering.

      --lookup plays the shop's systems: a JSON object of kinds, each with what it has by the value of
      the slot that the flow hands over:

        {"logistics": {"2026111100001": {"status": "运输中", "courier": "中通", "number": "7788",
                       "place": "杭州", "time": "今天 9:00", "eta": "明天"}}}
      """)

  @OptionGroup var knowledge: KnowledgeOptions
  @OptionGroup var stages: StageOptions

  @Flag(help: "Print a JSON object a line instead of the reply.")
  var json = false

  @Option(help: ArgumentHelp("The channel the customer comes from.", valueName: "name"))
  var channel: String?

  @Option(help: ArgumentHelp("The customer's member level.", valueName: "name"))
  var level: String?

  @Option(help: ArgumentHelp("Answer as on this day rather than today.", valueName: "yyyy-mm-dd"))
  var today: String?

  @Option(
    help: ArgumentHelp("Play the shop's systems from a JSON file.", valueName: "file"),
    completion: .jsonFiles)
  var lookup: String?

  @Option(
    help: ArgumentHelp(
      "Append the conversation to a file, a JSON object a line, numbers of persons masked.",
      valueName: "file"),
    completion: .file(extensions: ["jsonl"]))
  var log: String?

  /// A message longer than this many bytes is refused.
  static let maximumBytes = 1 << 16

  func run() throws {
    let stages = try stages.chosen()
    let shop = try lookup.map(PlayedShop.init)
    let bot = try knowledge.loadBot()
    var conversation = Conversation(
      with: bot, context: try context(for: bot), lookups: shop?.kinds ?? [])
    var transcript = try log.map { try TranscriptFile($0) }
    var lines = LineReader(limit: Self.maximumBytes)
    if Terminal.isInteractive { greet(bot) }
    while true {
      if Terminal.isInteractive { Terminal.write(Terminal.styled("> ", .bold)) }
      guard let line = lines.readLine() else { break }
      let message = String(decoding: line.bytes, as: UTF8.self)
      // An empty line is a slip of the finger at a prompt; from a program it wants its answer.
      if Terminal.isInteractive, message.allSatisfy(\.isWhitespace) { continue }
      if line.isTooLong {
        try show(ChatLine(refused: message, bot.refusalOfLongMessage().text), nil)
        continue
      }
      let input: DialogueInput
      do {
        input = try DialogueInput(line: message)
      } catch {
        try show(ChatLine(refused: message, error.description), nil)
        continue
      }
      let start = DispatchTime.now()
      var turn = conversation.send(input, now: Date(), stages: stages)
      while let request = turn.takeLookup() {
        let outcome = shop?.outcome(of: request) ?? .failed
        turn.append(conversation.send(.lookup(id: request.id, outcome), now: Date()))
      }
      let nanoseconds = DispatchTime.now().uptimeNanoseconds - start.uptimeNanoseconds
      try transcript?.write(message, turn)
      try show(ChatLine(message, turn, micros: Double(nanoseconds / 100) / 10), turn)
    }
    if Terminal.isInteractive { Terminal.write("\n") }
  }

  private func show(_ line: ChatLine, _ turn: Turn?) throws {
    if json {
      Terminal.write(try line.encoded() + "\n")
      return
    }
    if !line.reply.isEmpty { Terminal.write(line.reply + "\n") }
    if let turn, Terminal.isInteractive { showDetails(turn) }
  }

  private func context(for bot: Bot) throws -> AnswerContext {
    // A shop without business hours has no time zone; the machine's is nearer than any other.
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

  private func showDetails(_ turn: Turn) {
    var lines: [String] = []
    for reply in turn.replies {
      var parts: [String] = []
      if let entry = reply.entry { parts.append(entry) }
      if let stage = reply.stage {
        parts.append("\(stage.rawValue) \((reply.confidence.value * 100).rounded() / 100)")
      }
      if !reply.followUps.isEmpty {
        parts.append("next: " + reply.followUps.map(\.question).joined(separator: " | "))
      }
      if !parts.isEmpty { lines.append(parts.joined(separator: " · ")) }
    }
    lines += turn.notes.map(\.description)
    if let handoff = turn.handoff {
      lines.append(
        "handoff: \(handoff.reason.name), \(handoff.priority.rawValue)"
          + (handoff.group.map { ", to \($0)" } ?? ""))
    }
    for line in lines { Terminal.write(Terminal.styled(line, .dim) + "\n") }
  }
}
