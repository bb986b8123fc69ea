// Logs of conversations.
//
// 1. JSON Lines: each customer's message gets what the log says followed it, by `seq`, conversation
//    by conversation, whatever the order of lines.
// 2. What `kefu chat --json` prints is a log of one conversation.
// 3. A table: a header names its columns, in any order; without one the text is the first.
// 4. Bad lines are named with number, sentence and help; unknown keys and events are passed over.
// 5. A log is refused where it cannot be read, has no message, or more than 5 % of its lines are bad.
// 6. Times: RFC 3339 and what spreadsheets make of it; in order of the moment.
// 7. Any bytes: no crash, and every message has text and a line of its own.
import Foundation
import KefuEvaluation
import KefuTestSupport
import Testing

@Suite struct TranscriptLogTests {
  private static let conversation = [
    #"{"conversation":"c1","seq":1,"time":"2026-11-11T10:00:00+08:00","from":"customer","text":"退款多久到账"}"#,
    #"{"conversation":"c1","seq":2,"from":"bot","text":"…","decision":"answer","entry":"refund.time","confidence":0.98,"stage":"fuzzy"}"#,
    #"{"conversation":"c1","seq":3,"from":"customer","text":"学生价怎么弄"}"#,
    #"{"conversation":"c1","seq":4,"from":"bot","text":"…","decision":"clarify","options":["a","b"],"confidence":0.3}"#,
    #"{"conversation":"c1","seq":5,"event":"noneOfTheAbove"}"#,
    #"{"conversation":"c1","seq":6,"from":"customer","text":"就是学生优惠"}"#,
    #"{"conversation":"c1","seq":7,"from":"bot","text":"…","decision":"handoff","handoff":"misses","entry":null}"#,
    #"{"conversation":"c1","seq":8,"from":"agent","text":"您好"}"#,
    #"{"conversation":"c1","seq":9,"from":"agent","text":"学生证拍照发来，我给您改价"}"#,
    #"{"conversation":"c1","seq":10,"event":"rating","score":1}"#,
    #"{"conversation":"c1","seq":11,"from":"customer","text":"谢谢","new":{"key":[1]}}"#,
    #"{"conversation":"c2","seq":1,"from":"customer","text":"转人工"}"#,
    #"{"conversation":"c2","seq":2,"event":"handoff","reason":"askedForPerson"}"#,
    #"{"conversation":"c2","seq":3,"event":"typing"}"#,
    #"{"conversation":"c2","seq":4,"from":"supervisor","text":"注意态度"}"#,
  ]

  private func log(_ text: String) throws -> TranscriptLog {
    try TranscriptLog(Data(text.utf8), file: "log")
  }

  @Test("1: what followed each message", arguments: UInt64(0)...4) func jsonLines(seed: UInt64)
    throws
  {
    var lines = Self.conversation
    if seed > 0 {
      var random = SeededRandom(seed: seed)
      lines.shuffle(using: &random)
    }
    let log = try log(lines.joined(separator: "\n"))
    #expect(log.problems == [])
    #expect(log.lineCount == 15)
    let byText = Dictionary(uniqueKeysWithValues: log.messages.map { ($0.text, $0) })
    #expect(byText.count == 5)
    let refund = try #require(byText["退款多久到账"])
    #expect(refund.decision == .answer)
    #expect(refund.entries == ["refund.time"])
    #expect(refund.confidence == 0.98)
    #expect(refund.time == LogTime("2026-11-11T10:00:00+08:00"))
    #expect(refund.rating == 1)
    #expect(!refund.isRejected && !refund.isHandedOver && refund.agentReply == nil)
    let price = try #require(byText["学生价怎么弄"])
    #expect(price.decision == .clarify)
    #expect(price.entries == ["a", "b"])
    #expect(price.isRejected)
    let again = try #require(byText["就是学生优惠"])
    #expect(again.decision == .handoff)
    #expect(again.isHandedOver && again.handoffReason == "misses")
    #expect(again.agentReply == "学生证拍照发来，我给您改价")
    #expect(again.isRejected && again.isRatedLow)
    let thanks = try #require(byText["谢谢"])
    #expect(thanks.decision == nil && thanks.rating == nil)
    let person = try #require(byText["转人工"])
    #expect(person.isHandedOver && person.handoffReason == "askedForPerson")
    #expect(person.conversation == "c2")
    #expect(log.messages.map(\.line) == log.messages.map(\.line).sorted())
  }

  @Test("1: without seq, in the order of lines") func withoutSequence() throws {
    let log = try log(
      """
      {"from":"customer","text":"一"}
      {"event":"rating","score":5}

      {"from":"customer","text":"二"}
      {"from":"bot","text":"…","decision":"fallback"}
      """)
    #expect(log.messages.map(\.rating) == [5, nil])
    #expect(log.messages.map(\.decision) == [nil, .fallback])
    #expect(log.messages.map(\.line) == [1, 4])
    #expect(!log.messages[0].isRejected)
  }

  @Test("2: kefu chat --json") func chatLines() throws {
    let log = try log(
      #"{"confidence":0.41,"decision":"clarify","entries":["a","b"],"entry":null,"micros":80,"reply":"…","runnerUp":"b","stage":"weighted","text":"怎么弄"}"#
    )
    #expect(log.messages.count == 1)
    #expect(log.messages[0].decision == .clarify)
    #expect(log.messages[0].entries == ["a", "b"])
    #expect(log.messages[0].confidence == 0.41)
  }

  @Test("3: a table with a header") func table() throws {
    let log = try log(
      "Count\ttext\trating\thandoff\tdecision\tentry\tconfidence\tconversation\ttime\tnotes\r\n"
        + "3\t学生价\t1\tmisses\tfallback\ta, b\t0.2\tc9\t2026-11-11 10:00\tx\r\n\r\n"
        + "\t退款\t5\tno\t\t\t\t\t\n1\t转人工\t\tyes\n")
    #expect(log.messages.map(\.text) == ["学生价", "退款", "转人工"])
    #expect(log.messages.map(\.count) == [3, 1, 1])
    #expect(log.messageCount == 5)
    #expect(log.messages.map(\.line) == [2, 4, 5])
    let first = log.messages[0]
    #expect(first.isRejected && first.isHandedOver && first.handoffReason == "misses")
    #expect(first.decision == .fallback)
    #expect(first.entries == ["a", "b"])
    #expect(first.confidence == 0.2)
    #expect(first.conversation == "c9")
    #expect(first.time == LogTime("2026-11-11T10:00:00Z") || first.time!.seconds == 1_794_391_200)
    #expect(!log.messages[1].isHandedOver && !log.messages[1].isRejected)
    #expect(log.messages[2].isHandedOver && log.messages[2].handoffReason == nil)
  }

  @Test("3: a table without a header") func bareTable() throws {
    let log = try log("\u{FEFF}退款多久\trefund.time\n什么时候发货")
    #expect(log.messages.map(\.text) == ["退款多久", "什么时候发货"])
    #expect(log.messages.map(\.entries) == [[], []])
  }

  private static let good = String(
    repeating: "{\"from\":\"customer\",\"text\":\"好\"}\n", count: 19)

  @Test(
    "4: bad lines of JSON",
    arguments: [
      (
        #"{"from":"customer","text":"#,
        "log:20: error: this line is no JSON object\n  help: write one object a line; a line that was cut off can be deleted"
      ),
      ("[1]", nil), ("退款", nil),
      (
        #"{"from":"customer","text":7}"#,
        "log:20: error: \"text\" is not text\n  help: correct the value, or delete the line"
      ),
      (
        #"{"from":"bot","text":"","decision":"maybe"}"#,
        "log:20: error: \"decision\" is not answer, clarify, fallback or handoff\n  help: correct the value, or delete the line"
      ),
      (
        #"{"from":"customer","text":"好","time":"gestern"}"#,
        "log:20: error: \"time\" is not a time such as 2026-11-11T10:00:00+08:00\n  help: correct the value, or delete the line"
      ),
      (
        #"{"event":"rating"}"#,
        "log:20: error: \"score\" is not a whole number\n  help: correct the value, or delete the line"
      ),
      (
        #"{"hello":1}"#,
        "log:20: error: this object is neither a message nor an event\n  help: a message has \"from\" and \"text\", an event has \"event\""
      ),
    ] as [(String, String?)])
  func badJSON(line: String, message: String?) throws {
    let log = try log(Self.good + line)
    #expect(log.messages.count == 19)
    #expect(log.lineCount == 20)
    let problem = try #require(log.problems.first)
    #expect(problem.line == 20)
    if let message { #expect(problem.description(in: "log") == message) }
  }

  @Test(
    "4: bad rows",
    arguments: [
      ("x\t0", "\"count\" is not a whole number from 1"),
      ("x\tviele", "\"count\" is not a whole number from 1"),
      ("x\t\t1.5", "\"confidence\" is not a number in 0 to 1"),
      ("x\t\t\tmaybe", "\"decision\" is not answer, clarify, fallback or handoff"),
      ("x\t\t\t\tgut", "\"rating\" is not a whole number"),
      ("x\t\t\t\t\t11.11.", "\"time\" is not a time such as 2026-11-11 10:00"),
      ("\t1", "this row has no text"),
    ])
  func badRows(row: String, sentence: String) throws {
    let rows = String(repeating: "好\n", count: 19)
    let log = try log("text\tcount\tconfidence\tdecision\trating\ttime\n" + rows + row)
    #expect(log.problems.map(\.line) == [21])
    #expect(
      log.problems[0].description(in: "log", as: "warning")
        .hasPrefix("log:21: warning: \(sentence)\n"))
  }

  @Test("4: not UTF-8") func notUTF8() throws {
    let bytes = Data(Self.good.utf8) + Data([0x7B, 0xCD, 0xCB, 0x7D])
    let log = try TranscriptLog(bytes, file: "log")
    #expect(
      log.problems[0].description(in: "log")
        == "log:20: error: this line is not UTF-8\n  help: save the file as UTF-8, for example with iconv -f GB18030 -t UTF-8"
    )
    let rows = Data(String(repeating: "好\n", count: 19).utf8) + Data([0xCD, 0xCB])
    #expect(try TranscriptLog(rows, file: "log").problems.map(\.kind) == [.notUTF8])
  }

  @Test("5: refused") func refused() throws {
    #expect(throws: TranscriptLogError("log", .nothing, [])) { try log("") }
    #expect(throws: TranscriptLogError("log", .nothing, [])) { try log("{\"event\":\"x\"}\n") }
    do {
      _ = try log(Self.good + "x\ny\n")
      Issue.record("not refused")
    } catch let error as TranscriptLogError {
      #expect(error.kind == .tooManyBadLines(2, of: 21))
      #expect(error.description.hasPrefix("log:20: error: this line is no JSON object\n"))
      #expect(
        error.description.hasSuffix(
          "log: error: 2 of 21 lines are bad, more than 5 %\n  help: mend or delete them"))
    }
    let folder = FileManager.default.temporaryDirectory.path
    #expect(throws: TranscriptLogError(folder + "/no-such-log", .missing, [])) {
      try TranscriptLog(contentsOf: folder + "/no-such-log")
    }
    #expect(throws: TranscriptLogError(folder, .unreadable, [])) {
      try TranscriptLog(contentsOf: folder)
    }
    let many = (1...12).map { TranscriptLogProblem(line: $0, .noText) }
    #expect(
      TranscriptLogError("f", .nothing, many).description.split(separator: "\n").count == 22)
    for kind in [TranscriptLogError.Kind.missing, .unreadable] {
      #expect(TranscriptLogError("f", kind, []).description.hasPrefix("f: error: "))
    }
  }

  @Test(
    "6: times",
    arguments: [
      ("1970-01-01T00:00:00Z", 0), ("1970-01-02", 86_400), ("1970-01-01 08:00", 28_800),
      ("1970-01-01T08:00:30.250+08:00", 30), ("1970-01-01t00:00:01z", 1),
      ("1970-01-01T00:00:00-0130", 5_400), ("2026-02-30", nil), ("2026-1-1", nil),
      ("2026-01-01X10:00", nil), ("2026-01-01T10", nil), ("2026-01-01T10:60", nil),
      ("2026-01-01T10:00:00+8", nil), ("2026-01-01T10:00:00 UTC", nil), ("", nil),
    ] as [(String, Int?)])
  func times(text: String, seconds: Int?) {
    #expect(LogTime(text)?.seconds == seconds)
    #expect(LogTime(text).map { $0.description == text } ?? true)
  }

  @Test("6: order of times") func order() {
    #expect(LogTime("2026-11-11T10:00:00+08:00")! > LogTime("2026-11-11 01:00")!)
  }

  @Test("7: any bytes", arguments: UInt64(1)...200) func anyBytes(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    let pieces =
      [
        "{", "}", "\"from\":\"customer\"", "\"text\":", "\"退款\"", ",", "\n", "\r\n", "\r", "\t",
        "{\"from\":\"customer\",\"text\":\"好\"}\n", "text", "count", "7", " ", "[", "\\", "\u{0}",
      ].map { Array($0.utf8) } + [[0xFF], [0xEF, 0xBB, 0xBF]]
    let bytes = (0..<random.below(40)).flatMap { _ in random.pick(pieces) }
    guard let log = try? TranscriptLog(Data(bytes), file: "log") else { return }
    #expect(log.messages.allSatisfy { !$0.text.isEmpty })
    #expect(Set(log.messages.map(\.line)).count == log.messages.count)
  }
}
