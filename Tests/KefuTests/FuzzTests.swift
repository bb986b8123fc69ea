// What any message gets:
//  1. 100 000 messages (random bytes, mutated phrasings, hostile and long ones) are replied to without
//     a crash; every reply holds together.
import Kefu
import KefuTestSupport
import Testing

@Suite struct FuzzTests {
  @Test("1: any message") func survives() async {
    let bot = Bot(KnowledgeBase(Array(SampleShop.entries.prefix(3)), synonyms: [["怎么", "咋"]]))
    let (inputs, tasks) = (100_000, 8)
    await withTaskGroup(of: Void.self) { group in
      for task in 0..<tasks {
        group.addTask {
          var random = SeededRandom(seed: UInt64(task))
          for i in 0..<inputs / tasks {
            let message = Self.message(i, using: &random)
            if let broken = Self.broken(bot.reply(to: message)) {
              Issue.record("seed \(task), input \(i), \(Array(message.utf8)): \(broken)")
            }
          }
        }
      }
    }
  }

  private static func message(_ number: Int, using random: inout SeededRandom) -> String {
    if number % 1_000 == 0 {
      return String(repeating: random.pick(RandomText.words), count: 1 + random.below(300))
    }
    return number % 2 == 0
      ? String(decoding: RandomText.bytes(3, using: &random), as: UTF8.self)
      : RandomKnowledge.mutated(
        random.pick(random.pick(SampleShop.entries).phrasings).value, using: &random)
  }

  private static func broken(_ reply: Reply) -> String? {
    if reply.text.isEmpty { return "nothing said" }
    if !(0...1).contains(reply.confidence.value) { return "confidence \(reply.confidence)" }
    return switch reply.decision {
    case .answer: reply.entry == nil || !reply.options.isEmpty ? "no entry" : nil
    case .clarify(let options):
      (2...3).contains(options.count) && reply.options.count == options.count && reply.entry == nil
        ? nil : "\(options.count) options"
    case .fallback: reply.entry == nil && reply.options.isEmpty ? nil : "an entry"
    case nil: "no decision"
    }
  }
}
