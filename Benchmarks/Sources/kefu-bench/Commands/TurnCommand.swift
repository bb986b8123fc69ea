import ArgumentParser
import Foundation
import Kefu

/// Holds a conversation of one turn for each message of one clause, and says what the turn costs over
/// the matching in it.
///
/// Measured: one core, warm, microseconds a message, over repeated passes in one order. Each message
/// is first recognised alone, then taken as the first turn of a conversation; the difference is the
/// dialogue's. Messages of several clauses are left out, since they are matched part by part.
struct TurnCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "turn",
    abstract: "Measures what a turn of a conversation costs over the matching.",
    discussion: "  kefu-bench turn --kb ../KnowledgeBase/ecommerce-zh --messages messages.tsv")

  @Option(help: "A knowledge base's directory; its trained model is used if there is one.")
  var kb: String

  @Option(help: "The messages, the first column of each line.")
  var messages: String

  @Option(help: "Passes over the messages.")
  var passes = 5

  func run() throws {
    let bot = try Bot(knowledgeBase: URL(filePath: kb))
    let texts = try lines(ofFile: messages).compactMap { line -> String? in
      let text = String(line.prefix { $0 != "\t" })
      let marks: Set<Character> = ["，", ",", "。", "；", ";", "？", "?", "！", "!", " ", "、"]
      return text.isEmpty || text.dropLast().contains(where: marks.contains) ? nil : text
    }
    guard !texts.isEmpty else { throw ValidationError("\(messages) has no message of one clause") }
    let dialogue = Dialogue(bot.knowledge)
    let clock = ContinuousClock()
    var scratch = MatchScratch()
    var matching: [Double] = []
    var turns: [Double] = []
    let now = Date()
    for pass in 0...passes {
      for text in texts {
        let start = clock.now
        _ = bot.knowledge.recognize(text, scratch: &scratch)
        let middle = clock.now
        _ = dialogue.turn(
          ConversationState(), .message(Utterance(text)), now: now, scratch: &scratch)
        let end = clock.now
        // The first pass warms up.
        guard pass > 0 else { continue }
        matching.append((middle - start) / .microseconds(1))
        turns.append((end - middle) / .microseconds(1))
      }
    }
    func report(_ name: String, _ micros: [Double]) {
      let sorted = micros.sorted()
      func percentile(_ p: Double) -> Double {
        sorted[min(sorted.count - 1, Int(Double(sorted.count) * p))]
      }
      print(
        String(
          format: "%@ p50 %.1f, p90 %.1f, p99 %.1f", name, percentile(0.5), percentile(0.9),
          percentile(0.99)))
    }
    print("\(texts.count) messages of one clause, microseconds")
    report("matching alone:", matching)
    report("a turn:        ", turns)
    report("turn − matching:", zip(turns, matching).map { $0 - $1 })
  }
}
