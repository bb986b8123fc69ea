import Foundation
import KefuWire
import Testing

/// What clients say.
///
/// 1. Each frame is written as its line, and the line read as the frame; so by JSONEncoder and JSONDecoder.
/// 2. What need not be said is left out, in any order of members, with blanks and unknown fields between.
/// 3. A line that is no frame is refused with its code, a sentence, and the frame's id where it has one.
/// 4. Texts, names and numbers at their limits are taken, and beyond them refused.
/// 5. No refusal quotes what was sent in a text.
@Suite struct ClientFrameTests {
  static let frames: [(ClientFrame, String)] = [
    (.hello(.init()), #"{"type":"hello","role":"customer","version":1}"#),
    (
      .hello(
        .init(
          role: .agent, token: "k-1", conversation: "c7", after: 12, channel: "tmall", name: "小王",
          explain: true)),
      #"{"type":"hello","role":"agent","token":"k-1","version":1,"conversation":"c7","after":12,"channel":"tmall","name":"小王","explain":true}"#
    ),
    (
      .message(.init(id: "m1", text: "退款\n\"多久\"\\到账\t\u{1}😀")),
      #"{"type":"message","id":"m1","text":"退款\n\"多久\"\\到账\t\u0001😀"}"#
    ),
    (
      .message(.init(id: "m1", conversation: "c7", text: "好", photos: 2)),
      #"{"type":"message","id":"m1","conversation":"c7","text":"好","photos":2}"#
    ),
    (.typing(conversation: nil), #"{"type":"typing"}"#),
    (.typing(conversation: "c7"), #"{"type":"typing","conversation":"c7"}"#),
    (.choose(.init(id: "m2", option: 3)), #"{"type":"choose","id":"m2","option":3}"#),
    (.rate(.init(score: 5)), #"{"type":"rate","score":5}"#),
    (
      .rate(.init(id: "m3", score: 1, comment: "太慢")),
      #"{"type":"rate","id":"m3","score":1,"comment":"太慢"}"#
    ),
    (.report(.init(seq: 2)), #"{"type":"report","seq":2}"#),
    (
      .report(.init(id: "m4", seq: 7, comment: "不对")),
      #"{"type":"report","id":"m4","seq":7,"comment":"不对"}"#
    ),
    (.human(.init()), #"{"type":"human"}"#),
    (
      .human(.init(id: "m4", reason: "要投诉")), #"{"type":"human","id":"m4","reason":"要投诉"}"#
    ),
    (
      .event(
        .init(id: "m5", conversation: "c7", name: "unpaid", attributes: ["b": "2", "a": "x"])),
      #"{"type":"event","id":"m5","conversation":"c7","name":"unpaid","a":"x","b":"2"}"#
    ),
    (.close(.init()), #"{"type":"close"}"#),
    (.ping(id: nil), #"{"type":"ping"}"#),
    (.ping(id: "p"), #"{"type":"ping","id":"p"}"#),
    (
      .presence(.init(id: "a", state: .available, capacity: 5)),
      #"{"type":"presence","id":"a","state":"available","capacity":5}"#
    ),
    (.presence(.init(state: .away)), #"{"type":"presence","state":"away"}"#),
    (.accept(.init()), #"{"type":"accept"}"#),
    (
      .accept(.init(id: "a", conversation: "c7")),
      #"{"type":"accept","id":"a","conversation":"c7"}"#
    ),
    (.decline(.init(conversation: "c7")), #"{"type":"decline","conversation":"c7"}"#),
    (
      .transfer(.init(id: "t", conversation: "c7", to: .group("售后"), note: "请接手")),
      #"{"type":"transfer","id":"t","conversation":"c7","group":"售后","note":"请接手"}"#
    ),
    (
      .transfer(.init(conversation: "c7", to: .agent("a2"))),
      #"{"type":"transfer","conversation":"c7","agent":"a2"}"#
    ),
    (.hold(.init(conversation: "c7")), #"{"type":"hold","conversation":"c7"}"#),
    (
      .hold(.init(id: "h", conversation: "c7", off: true)),
      #"{"type":"hold","id":"h","conversation":"c7","off":true}"#
    ),
    (.resolve(.init(conversation: "c7")), #"{"type":"resolve","conversation":"c7"}"#),
    (
      .resolve(.init(id: "r", conversation: "c7", text: "已退")),
      #"{"type":"resolve","id":"r","conversation":"c7","note":"已退"}"#
    ),
    (
      .canned(.init(id: "k", conversation: "c7", code: "hi", fields: ["name": "王", "day": "1"])),
      #"{"type":"canned","id":"k","conversation":"c7","code":"hi","fields":{"day":"1","name":"王"}}"#
    ),
    (
      .note(.init(conversation: "c7", text: "VIP")),
      #"{"type":"note","conversation":"c7","text":"VIP"}"#
    ),
    (.watch(.init(conversation: "c7")), #"{"type":"watch","conversation":"c7"}"#),
    (
      .whisper(.init(id: "w", conversation: "c7", text: "退")),
      #"{"type":"whisper","id":"w","conversation":"c7","text":"退"}"#
    ),
    (.takeover(.init(conversation: "c7")), #"{"type":"takeover","conversation":"c7"}"#),
    (.release(.init(conversation: "c7")), #"{"type":"release","conversation":"c7"}"#),
    (.reload(id: "1"), #"{"type":"reload","id":"1"}"#),
    (.drain(id: nil), #"{"type":"drain"}"#),
    (.stats(id: "s"), #"{"type":"stats","id":"s"}"#),
  ]

  @Test("1: frames and lines", arguments: frames)
  func lines(frame: ClientFrame, line: String) throws {
    #expect(String(decoding: frame.encoded, as: UTF8.self) == line)
    #expect(try ClientFrame(line: Array(line.utf8)) == frame)
    #expect(try JSONDecoder().decode(ClientFrame.self, from: Data(line.utf8)) == frame)
    let coded = try JSONEncoder().encode(frame)
    #expect(try ClientFrame(line: Array(coded)) == frame)
    #expect(line.hasPrefix(#"{"type":"\#(frame.type)""#))
  }

  @Test("1: every type is in the table")
  func complete() {
    let types: Set = [
      "hello", "message", "typing", "choose", "rate", "report", "human", "event", "close", "ping",
      "presence", "accept", "decline", "transfer", "hold", "resolve", "canned", "note", "watch",
      "whisper",
      "takeover", "release", "reload", "drain", "stats",
    ]
    #expect(Set(Self.frames.map(\.0.type)) == types)
  }

  private static let loose: [(String, ClientFrame)] = [
    (
      " { \"text\" : \"好\" ,\t\"x\":[{\"y\":null}], \"id\" : 17 , \"type\" : \"message\" } ",
      .message(.init(id: "17", text: "好"))
    ),
    (#"{"type":"hello"}"#, .hello(.init())),
    (#"{"type":"hello","token":null,"after":null,"explain":false}"#, .hello(.init())),
    (#"{"type":"choose","id":"a","option":2.0}"#, .choose(.init(id: "a", option: 2))),
    (#"{"type":"choose","id":"a","option":2e0}"#, .choose(.init(id: "a", option: 2))),
    (#"{"type":"ping","type":"drain"}"#, .drain(id: nil)),
    (#"{"\u0074ype":"p\u0069ng"}"#, .ping(id: nil)),
    (
      #"{"type":"event","name":"n","a":1,"b":true,"c":1.5,"d":null}"#,
      .event(.init(name: "n", attributes: ["a": "1", "b": "true", "c": "1.5"]))
    ),
    (
      #"{"type":"message","id":"a","text":"\u0000x"}"#,
      .message(.init(id: "a", text: "\u{0}x"))
    ),
  ]

  @Test("2: what need not be so", arguments: loose)
  func tolerance(line: String, frame: ClientFrame) throws {
    #expect(try ClientFrame(line: Array(line.utf8)) == frame)
  }

  private static let refusals: [(String, ErrorCode, String, String?)] = [
    ("{", .badJSON, "at byte 1: the end, though more should follow", nil),
    (#"{"type":"ping"}x"#, .badJSON, "at byte 15: something after the value", nil),
    (#"{"type":tru}"#, .badJSON, "at byte 11: a character that cannot stand there", nil),
    (#"{"type":"ping",}"#, .badJSON, "at byte 15: a character that cannot stand there", nil),
    (
      #"{"type":01}"#, .badJSON, "at byte 8: a number of no JSON shape, or out of range", nil
    ),
    (
      #"{"type":1e999}"#, .badJSON, "at byte 8: a number of no JSON shape, or out of range", nil
    ),
    (#"{"type":"\x"}"#, .badJSON, "at byte 9: an escape that JSON does not have", nil),
    (#"{"type":"\ud800"}"#, .badJSON, "at byte 9: an escape that JSON does not have", nil),
    (
      "{\"type\":\"a\tb\"}", .badJSON,
      "at byte 10: a control character inside a string; write it as \\u00XX", nil
    ),
    ("[]", .badFrame, "a frame must be an object", nil),
    (#"{"id":"a"}"#, .badFrame, #""type" must be there, a text of 1 to 128 bytes"#, "a"),
    (
      #"{"type":["ping"],"id":"a"}"#, .badFrame,
      #""type" must be a text of 1 to 128 bytes without controls"#, "a"
    ),
    (
      #"{"type":"dance","id":"a"}"#, .unknownType,
      "there is no frame of this type, or it is not for this role", "a"
    ),
    (
      #"{"type":"message","text":"好"}"#, .badFrame,
      #""id" must be there, a text of 1 to 128 bytes"#,
      nil
    ),
    (
      #"{"type":"message","id":"","text":"好"}"#, .badFrame,
      #""id" must be a text of 1 to 128 bytes without controls"#, nil
    ),
    (#"{"type":"message","id":"a"}"#, .badFrame, #""text" must be there, a text"#, "a"),
    (#"{"type":"message","id":"a","text":7}"#, .badFrame, #""text" must be a text"#, "a"),
    (
      #"{"type":"message","id":"a","text":" \u3000\n"}"#, .emptyText,
      "a message without a visible character", "a"
    ),
    (
      #"{"type":"message","id":"a","text":"x","photos":-1}"#, .badFrame,
      #""photos" must be a whole number from 0 to 100"#, "a"
    ),
    (
      #"{"type":"report","id":"a","seq":0}"#, .badFrame,
      #""seq" must be a whole number from 1 to 9223372036854775807"#, "a"
    ),
    (
      #"{"type":"rate","id":"a","score":6}"#, .badFrame,
      #""score" must be a whole number from 1 to 5"#, "a"
    ),
    (
      #"{"type":"rate","id":"a","score":99999999999999999999}"#, .badFrame,
      #""score" must be a whole number from 1 to 5"#, "a"
    ),
    (
      #"{"type":"rate","id":"a"}"#, .badFrame,
      #""score" must be there, a whole number from 1 to 5"#, "a"
    ),
    (
      #"{"type":"hello","role":"boss"}"#, .badFrame,
      #""role" must be one of customer, agent, supervisor, trainer, admin"#, nil
    ),
    (
      #"{"type":"hello","after":-1}"#, .badFrame,
      #""after" must be a whole number from 0 to 9223372036854775807"#, nil
    ),
    (
      #"{"type":"hold","conversation":"c","off":"yes"}"#, .badFrame,
      #""off" must be true or false"#, nil
    ),
    (
      #"{"type":"presence","id":4,"state":"tired"}"#, .badFrame,
      #""state" must be one of available, busy, away"#, "4"
    ),
    (
      #"{"type":"transfer","id":"t","conversation":"c","group":"g","agent":"a"}"#, .badFrame,
      #"give either "group" or "agent""#, "t"
    ),
    (
      #"{"type":"canned","id":"k","conversation":"c","code":"x","fields":{"a":[]}}"#, .badFrame,
      #""fields" must be an object whose members are texts of at most 512 bytes"#, "k"
    ),
  ]

  @Test("3: refusals", arguments: refusals)
  func refusal(line: String, code: ErrorCode, message: String, id: String?) {
    let error = #expect(throws: FrameError.self) { try ClientFrame(line: Array(line.utf8)) }
    #expect(error?.code == code)
    #expect(error?.message == message)
    #expect(error?.id == id)
  }

  @Test("3: bytes that are no UTF-8")
  func badUTF8() {
    let invalid: [[UInt8]] = [
      [0xFF], [0xC0, 0x80], [0xE4, 0xBD], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0x80],
      [0xEF, 0xBF], [0xF0, 0x9F, 0x98],
    ]
    for bytes in invalid {
      let line = Array(#"{"type":"message","id":"a","text":"好"#.utf8) + bytes + Array(#""}"#.utf8)
      let error = #expect(throws: FrameError.self) { try ClientFrame(line: line) }
      #expect(error?.code == .badUTF8)
    }
    // U+FFFD itself is a character like others.
    #expect(throws: Never.self) {
      try ClientFrame(line: Array(#"{"type":"message","id":"a","text":"�"}"#.utf8))
    }
  }

  @Test("4: limits")
  func limits() throws {
    func code(_ line: String) -> ErrorCode? {
      do throws(FrameError) {
        _ = try ClientFrame(line: Array(line.utf8))
        return nil
      } catch {
        return error.code
      }
    }
    for unit in ["x", "文", "😀"] {
      let most = String(repeating: unit, count: 8000)
      #expect(code(#"{"type":"message","id":"a","text":"\#(most)"}"#) == nil)
      #expect(code(#"{"type":"message","id":"a","text":"\#(most)\#(unit)"}"#) == .textTooLong)
    }
    let name = String(repeating: "n", count: 128)
    #expect(code(#"{"type":"message","id":"\#(name)","text":"x"}"#) == nil)
    #expect(code(#"{"type":"message","id":"\#(name)n","text":"x"}"#) == .badFrame)
    #expect(code(#"{"type":"message","id":"a\u0000","text":"x"}"#) == .badFrame)
    #expect(code(#"{"type":"message","id":"a\u007f","text":"x"}"#) == .badFrame)
    let token = String(repeating: "t", count: 1024)
    #expect(code(#"{"type":"hello","token":"\#(token)"}"#) == nil)
    #expect(code(#"{"type":"hello","token":"\#(token)t"}"#) == .textTooLong)
    func event(_ count: Int) -> String {
      #"{"type":"event","name":"n""# + (0..<count).map { #","k\#($0)":1"# }.joined() + "}"
    }
    #expect(code(event(60)) == nil)
    #expect(code(event(70)) == .badFrame)
  }

  @Test("5: refusals say nothing of texts")
  func discretion() {
    for line in [
      #"{"type":"message","text":"SECRET"}"#, #"{"type":"message","id":"a","text":["SECRET"]}"#,
      #"{"type":"rate","comment":"SECRET"}"#, #"{"type":"SECRET"}"#, #"{"SECRET"#,
      #"{"type":"hello","role":"SECRET"}"#,
    ] {
      let error = #expect(throws: FrameError.self) { try ClientFrame(line: Array(line.utf8)) }
      #expect(error?.description.contains("SECRET") == false)
    }
  }
}
