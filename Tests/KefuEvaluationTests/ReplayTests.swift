// Replaying a log.
//
// 1. Every kind of difference is found, messages that differ alike are listed together, the worst kinds first, those
//    of most messages first of each; equal replies are not listed.
// 2. Totals count messages as often as they were sent, and are those of the differences.
// 3. Output is masked unless asked otherwise, and names lines, entries and both replies.
// 4. A knowledge base against itself differs in nothing.
import Foundation
import Kefu
import KefuTestSupport
import Testing

@testable import KefuEvaluation

@Suite struct ReplayTests {
  private static func bot(_ change: (inout [Entry]) -> Void) -> Bot {
    var knowledgeBase = SampleShop.knowledgeBase
    change(&knowledgeBase.entries)
    return Bot(knowledgeBase)
  }

  private static let before = bot { _ in }
  private static let after = bot { entries in
    // refund.time in other words, refund.how goes, invoice takes a phrasing of return.freight, and
    // a new entry comes.
    entries[0].answers[0].text.value = "三天"
    entries.removeAll { $0.id == "refund.how" }
    let freight = entries.firstIndex { $0.id == "return.freight" }!
    let moved = entries[freight].variants.removeFirst()
    let invoice = entries.firstIndex { $0.id == "invoice" }!
    entries[invoice].variants.append(moved)
    entries.append(Entry("rent", ["相机租一天多少钱"]))
  }

  private static func log(_ counts: [(String, Int)]) -> TranscriptLog {
    TranscriptLog(
      counts.enumerated().map { number, message in
        var logged = LoggedMessage(message.0, line: number + 1)
        logged.count = message.1
        return logged
      }, file: "log")
  }

  private static let messages = [
    ("退款多久到账", 5), ("退款几天到", 1), ("退货邮费谁出", 2), ("相机租一天多少钱", 3), ("怎么退款", 4),
    ("有没有运费险", 9), ("租相机 13800138000", 1),
  ]

  @Test("1, 2: kinds") func kinds() throws {
    let replay = Replay(Self.log(Self.messages), before: Self.before, after: Self.after)
    #expect(replay.totals.messages == 25)
    #expect(replay.totals.distinct == 7)
    let kinds = Dictionary(
      replay.differences.map { ($0.kind, $0) }, uniquingKeysWith: { first, _ in first })
    let words = try #require(kinds[.otherText])
    #expect(words.messages == 6 && words.distinct == 2)
    #expect(words.examples.map(\.text) == ["退款多久到账", "退款几天到"])
    #expect(words.examples[0].line == 1)
    #expect((words.before.text, words.after.text) == ("好", "三天"))
    let moved = try #require(
      replay.differences.first {
        $0.kind == .otherEntry && $0.before.entries == ["return.freight"]
      })
    #expect(moved.after.entries == ["invoice"])
    #expect(moved.messages == 2)
    let gained = try #require(kinds[.gained])
    #expect(gained.after.entries == ["rent"] && gained.messages >= 3)
    #expect(!replay.differences.contains { $0.before.entries == ["freight.insurance"] })
    let order = replay.differences.map {
      (Replay.Kind.allCases.firstIndex(of: $0.kind)!, -$0.messages)
    }
    #expect(zip(order, order.dropFirst()).allSatisfy { $0 <= $1 })
    #expect(replay.totals.changed == replay.differences.reduce(0) { $0 + $1.messages })
    #expect(replay.totals.changed == replay.totals.byKind.values.reduce(0, +))
    #expect(
      replay.totals.answeredAfter - replay.totals.answeredBefore
        == (replay.totals.byKind["gained"] ?? 0) - (replay.totals.byKind["lost"] ?? 0))
  }

  @Test("1: lost and asked back") func lost() {
    let back = Replay(Self.log(Self.messages), before: Self.after, after: Self.before)
    #expect(back.totals.byKind["lost"] ?? 0 >= 3)
    let strict = Bot(
      KnowledgeBase(SampleShop.entries, thresholds: Thresholds(answer: 1, clarify: 1)))
    let asking = Bot(
      KnowledgeBase(SampleShop.entries, thresholds: Thresholds(answer: 1, clarify: 0.01)))
    let replay = Replay(Self.log([("退款的运费", 1)]), before: strict, after: asking)
    #expect(replay.differences.map(\.kind) == [.clarification])
    #expect(replay.differences[0].before.decision == "fallback")
    #expect(replay.differences[0].after.decision == "clarify")
    #expect(
      replay.summary(of: "log", names: ("a", "b"), top: 3).contains(
        "asked back otherwise: 1 message\n  no answer → asks "))
  }

  @Test("3: what is printed") func output() throws {
    let after = Self.bot { $0.append(Entry("rent", ["租相机"])) }
    let replay = Replay(Self.log(Self.messages), before: Self.before, after: after)
    let text = replay.summary(of: "log", names: ("a", "b"), top: 1)
    #expect(text.hasPrefix("log: 25 messages, 7 distinct; "))
    #expect(text.contains(" by a, ") && text.contains(" by b\n"))
    #expect(text.contains("newly answered"))
    let all = replay.summary(of: "log", names: ("a", "b"), top: 9)
    #expect(all.contains("line 7       租相机 [phone]\n") && !all.contains("13800138000"))
    #expect(all.contains("    before: ") && all.contains("    after:  好\n"))
    #expect(
      replay.summary(of: "log", names: ("a", "b"), top: 9, isMasked: false)
        .contains("13800138000"))
    let json = String(decoding: try replay.json(), as: UTF8.self)
    #expect(json.contains("\"kind\" : \"gained\"") && !json.contains("13800138000"))
    let more = Replay(Self.log(Self.messages), before: Self.before, after: Self.after)
      .summary(of: "log", names: ("a", "b"), top: 1)
    #expect(more.contains(" more; --top "))
  }

  @Test("4: itself") func itself() {
    let replay = Replay(Self.log(Self.messages), before: Self.before, after: Self.before)
    #expect(replay.differences == [] && replay.totals.changed == 0)
  }
}
