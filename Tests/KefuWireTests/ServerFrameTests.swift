import Foundation
import KefuWire
import Testing

/// What the daemon says.
///
/// 1. Each frame is written as its line, and the line read as the frame; so by JSONEncoder and JSONDecoder.
/// 2. Every error code has its wire name, its sentence, and says whether to try again and whether the
///    connection closes.
/// 3. A client may meet fields it does not know; a type it does not know is refused.
@Suite struct ServerFrameTests {
  static let frames: [(ServerFrame, String)] = [
    (
      .welcome(.init(role: .customer, conversation: "c7", token: "k", state: .bot)),
      #"{"type":"welcome","role":"customer","conversation":"c7","token":"k","state":"bot","seq":0}"#
    ),
    (
      .welcome(.init(role: .agent, agent: "a1")),
      #"{"type":"welcome","role":"agent","seq":0,"agent":"a1"}"#
    ),
    (
      .ack(.init(id: "m1", conversation: "c7", seq: 3)),
      #"{"type":"ack","id":"m1","conversation":"c7","seq":3}"#
    ),
    (.ack(.init(id: "m1")), #"{"type":"ack","id":"m1"}"#),
    (
      .reply(
        .init(
          conversation: "c7", seq: 4, text: "好", decision: "answer", entry: "refund.time",
          confidence: 1, stage: "keyword")),
      #"{"type":"reply","conversation":"c7","seq":4,"text":"好","decision":"answer","entry":"refund.time","confidence":1.0,"stage":"keyword"}"#
    ),
    (
      .reply(
        .init(
          conversation: "c7", seq: 4, text: "哪一种？", decision: "clarify", confidence: 0.5,
          stage: "weighted", options: [.init(text: "退货", entry: "return"), .init(text: "都不是")],
          followUps: [.init(text: "多久")], explanation: .object(["a": .array([.integer(1), .null])]))
      ),
      #"{"type":"reply","conversation":"c7","seq":4,"text":"哪一种？","decision":"clarify","confidence":0.5,"stage":"weighted","options":[{"text":"退货","entry":"return"},{"text":"都不是"}],"followUps":[{"text":"多久"}],"explanation":{"a":[1,null]}}"#
    ),
    (
      .state(.init(conversation: "c7", seq: 5, state: .queued, position: 2, eta: 60, group: "售后")),
      #"{"type":"state","conversation":"c7","seq":5,"state":"queued","position":2,"eta":60,"group":"售后"}"#
    ),
    (
      .state(.init(conversation: "c7", state: .offline, promised: "2026-11-12T01:00:00.000Z")),
      #"{"type":"state","conversation":"c7","state":"offline","promised":"2026-11-12T01:00:00.000Z"}"#
    ),
    (
      .state(.init(conversation: "c7", seq: 6, state: .assigned, agent: "小王")),
      #"{"type":"state","conversation":"c7","seq":6,"state":"assigned","agent":"小王"}"#
    ),
    (
      .message(
        .init(
          conversation: "c7", seq: 7, from: .agent, text: "您好", name: "小王", id: "x",
          at: "2026-11-11T02:00:00.250Z")),
      #"{"type":"message","conversation":"c7","seq":7,"from":"agent","text":"您好","name":"小王","id":"x","at":"2026-11-11T02:00:00.250Z"}"#
    ),
    (
      .typing(.init(conversation: "c7", from: .customer)),
      #"{"type":"typing","conversation":"c7","from":"customer"}"#
    ),
    (
      .suggestion(.init(conversation: "c7", entry: "refund", text: "点退款。", confidence: 0.25)),
      #"{"type":"suggestion","conversation":"c7","entry":"refund","text":"点退款。","confidence":0.25}"#
    ),
    (
      .handoff(
        .init(
          conversation: "c7", stage: .offered, group: "售后", priority: "high", reason: "anger",
          tried: ["refund"], slots: ["order": "17"], flow: "return", note: "急",
          since: "2026-11-11T02:00:00.000Z", until: "2026-11-11T02:00:30.000Z", agent: "a1")),
      #"{"type":"handoff","conversation":"c7","stage":"offered","group":"售后","priority":"high","reason":"anger","tried":["refund"],"slots":{"order":"17"},"flow":"return","note":"急","since":"2026-11-11T02:00:00.000Z","until":"2026-11-11T02:00:30.000Z","agent":"a1"}"#
    ),
    (
      .note(.init(conversation: "c7", kind: .whisper, from: "s1", text: "退", at: "2026-11-11")),
      #"{"type":"note","conversation":"c7","kind":"whisper","from":"s1","text":"退","at":"2026-11-11"}"#
    ),
    (
      .alert(.init(kind: "slow", conversation: "c7", agent: "a1", group: "g", message: "10 s")),
      #"{"type":"alert","kind":"slow","conversation":"c7","agent":"a1","group":"g","message":"10 s"}"#
    ),
    (.rate(.init(conversation: "c7")), #"{"type":"rate","conversation":"c7"}"#),
    (
      .stats(.init(id: "s", figures: ["turns": .integer(7), "p99": .number(0.5)])),
      #"{"type":"stats","id":"s","figures":{"turns":7,"p99":0.5}}"#
    ),
    (.pong(id: "p"), #"{"type":"pong","id":"p"}"#),
    (
      .error(.init(.storeUnavailable, id: "m1")),
      #"{"type":"error","code":"store_unavailable","message":"nothing can be kept at present; what was acknowledged is safe","id":"m1","retry":true}"#
    ),
    (.bye(reason: "closed"), #"{"type":"bye","reason":"closed"}"#),
  ]

  @Test("1: frames and lines", arguments: frames)
  func lines(frame: ServerFrame, line: String) throws {
    #expect(String(decoding: frame.encoded, as: UTF8.self) == line)
    #expect(try ServerFrame(line: Array(line.utf8)) == frame)
    #expect(try JSONDecoder().decode(ServerFrame.self, from: Data(line.utf8)) == frame)
    let coded = try JSONEncoder().encode(frame)
    #expect(try ServerFrame(line: Array(coded)) == frame)
    #expect(line.hasPrefix(#"{"type":"\#(frame.type)""#))
  }

  @Test("1: every type is in the table")
  func complete() {
    let types: Set = [
      "welcome", "ack", "reply", "state", "message", "typing", "suggestion", "handoff", "note",
      "alert", "rate", "stats", "pong", "error", "bye",
    ]
    #expect(Set(Self.frames.map(\.0.type)) == types)
  }

  @Test("2: the table of errors")
  func errors() {
    // code | retry | closes | sentence
    let table = """
      bad_json | no | no | the line begins with { and is no JSON object; the message says at which byte
      bad_utf8 | no | no | the frame holds bytes that are no UTF-8
      bad_frame | no | no | a field is missing, or of the wrong kind or out of range; the message names it
      unknown_type | no | no | there is no frame of this type, or it is not for this role
      line_too_long | no | closes | a line has more than 65536 bytes
      text_too_long | no | no | a text has more than 8000 characters; send it in parts
      empty_text | no | no | a message without a visible character
      unsupported_version | no | closes | the daemon does not speak the version of the hello; it speaks 1
      hello_required | no | no | the first frame must be a hello
      hello_twice | no | no | a connection says hello once; open another
      hello_timeout | retry | closes | nothing was said for too long after connecting
      unauthorized | no | closes | the token is unknown, out of date, revoked or for another role
      forbidden | no | no | the role or the groups of the token do not allow it
      unknown_conversation | no | no | there is no such conversation, or it has been erased
      no_such_option | no | no | no option of that number is on offer
      nothing_to_rate | no | no | there is nothing to rate now
      not_yours | no | no | another owns the conversation
      not_waiting | no | no | the conversation does not wait for a person, or another was faster
      no_capacity | retry | no | you have as many conversations as your capacity allows
      unknown_group | no | no | there is no such group
      unknown_agent | no | no | there is no such agent here now
      unknown_reply | no | no | there is no canned reply of that code; the message names the nearest
      missing_fields | no | no | the canned reply has fields to fill; the message names them
      wrong_state | no | no | that cannot be done where the conversation stands
      rate_limited | retry | no | too many messages at once; go on after a moment
      too_many_connections | retry | closes | the daemon, or your address, has too many connections
      backlog | retry | no | too many messages wait for their answers; go on once some have come
      too_slow | retry | closes | you read more slowly than you are written to; connect anew and say after
      idle | retry | closes | nothing was sent for too long; connect anew and say after
      store_unavailable | retry | no | nothing can be kept at present; what was acknowledged is safe
      reload_failed | no | no | the new knowledge has errors; the old goes on. The daemon's log names them
      draining | retry | no | the daemon is about to stop; connect anew
      internal | retry | no | a fault of the daemon; its log says more
      """
    let rows = ErrorCode.allCases.map { code in
      [
        code.rawValue, code.retry ? "retry" : "no", code.closes ? "closes" : "no", code.meaning,
      ].joined(separator: " | ")
    }
    #expect(rows == table.split(separator: "\n").map(String.init))
  }

  @Test("3: later versions")
  func later() throws {
    #expect(
      try ServerFrame(line: Array(#"{"type":"pong","id":"p","load":{"cpu":[1]}}"#.utf8))
        == .pong(id: "p"))
    let error = #expect(throws: FrameError.self) {
      try ServerFrame(line: Array(#"{"type":"dance"}"#.utf8))
    }
    #expect(error?.code == .unknownType)
  }
}
