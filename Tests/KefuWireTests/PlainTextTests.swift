import KefuWire
import Testing

/// The protocol as a person types and reads it.
///
/// 1. Commands and messages become frames; a line of blanks nothing; a command that is written wrong a
///    sentence.
/// 2. Each frame is a line in Chinese and in English, or nothing where it says nothing to a person.
@Suite struct PlainTextTests {
  private static let typed: [(String, ClientFrame?)] = [
    ("怎么退款", .message(.init(id: "7", text: "怎么退款"))), ("", nil), (" \t\u{3000}", nil),
    ("\u{0}", nil), (" 好 ", .message(.init(id: "7", text: " 好 "))),
    ("/human", .human(.init(id: "7"))), (" /human please", .human(.init(id: "7"))),
    ("/quit", .close(.init(id: "7"))), ("/rate 5", .rate(.init(id: "7", score: 5))),
    ("/rate 1 太  慢", .rate(.init(id: "7", score: 1, comment: "太 慢"))),
    ("/choose 2", .choose(.init(id: "7", option: 2))),
    ("/humans", .message(.init(id: "7", text: "/humans"))),
    ("/", .message(.init(id: "7", text: "/"))), ("2", .message(.init(id: "7", text: "2"))),
  ]

  @Test("1: commands", arguments: typed)
  func commands(line: String, frame: ClientFrame?) throws {
    #expect(try PlainText.frame(of: line, id: "7") == frame)
  }

  private static let mistakes: [(String, String)] = [
    ("/rate", "write /rate and a number from 1 to 5"),
    ("/rate 0", "write /rate and a number from 1 to 5"),
    ("/rate five", "write /rate and a number from 1 to 5"),
    ("/choose", "write /choose and the number of an option"),
    ("/choose 0", "write /choose and the number of an option"),
    ("/choose 1 2", "write /choose and the number of an option"),
  ]

  @Test("1: mistakes", arguments: mistakes)
  func wrong(line: String, sentence: String) {
    let error = #expect(throws: FrameError.self) { try PlainText.frame(of: line, id: "7") }
    #expect(error?.message == sentence)
  }

  @Test("1: too long a text")
  func tooLong() throws {
    let most = String(repeating: "文", count: 8000)
    #expect(try PlainText.frame(of: most, id: "7") == .message(.init(id: "7", text: most)))
    let error = #expect(throws: FrameError.self) { try PlainText.frame(of: most + "文", id: "7") }
    #expect(error?.code == .textTooLong)
  }

  private static func state(
    _ state: OwnerState, position: Int? = nil, eta: Int? = nil, promised: String? = nil,
    agent: String? = nil
  ) -> ServerFrame {
    .state(
      .init(
        conversation: "c", state: state, position: position, eta: eta, promised: promised,
        agent: agent))
  }

  private static func said(_ speaker: Speaker, name: String? = nil) -> ServerFrame {
    .message(.init(conversation: "c", seq: 1, from: speaker, text: "好", name: name))
  }

  private static let read: [(ServerFrame, String?, String?)] = [
    (.reply(.init(conversation: "c", seq: 1, text: "点退款。", decision: "answer")), "点退款。", "点退款。"),
    (said(.agent, name: "小王"), "[小王] 好", "[小王] 好"), (said(.agent), "[客服] 好", "[agent] 好"),
    (said(.customer), "[您] 好", "[customer] 好"), (said(.bot), "[机器人] 好", "[bot] 好"),
    (said(.supervisor), "[客服主管] 好", "[supervisor] 好"),
    (said(.system), "[系统] 好", "[system] 好"),
    (state(.bot), "机器人为您服务。", "The assistant is answering."),
    (state(.queued), "正在为您转接人工客服。", "Waiting for a person."),
    (
      state(.queued, position: 3, eta: 61), "正在为您转接人工客服，前面还有 2 位，预计 2 分钟。",
      "Waiting for a person, 2 before you, about 2 min."
    ),
    (
      state(.queued, position: 1, eta: 0), "正在为您转接人工客服，前面还有 0 位，预计 1 分钟。",
      "Waiting for a person, 0 before you, about 1 min."
    ),
    (state(.assigned), "人工客服为您服务。", "A person is answering."),
    (state(.assigned, agent: "小王"), "小王为您服务。", "小王 is answering."),
    (state(.hold), "请稍等，客服正在为您处理。", "One moment, please."),
    (state(.resolved), "本次人工服务已结束。", "The conversation with our team has ended."),
    (state(.offline), "现在没有人工在线，已为您留言。", "Nobody is here now; your message is kept."),
    (
      state(.offline, promised: "9:00"), "现在没有人工在线，9:00 前会联系您。",
      "Nobody is here now; we will write by 9:00."
    ),
    (
      .rate(.init(conversation: "c")), "请为这次服务打分：/rate 1 到 /rate 5",
      "Please rate this: /rate 1 to /rate 5"
    ),
    (
      .error(.init(.noSuchOption)), "出错了（no_such_option）：no option of that number is on offer",
      "error (no_such_option): no option of that number is on offer"
    ),
    (.bye(reason: "closed"), "再见！", "Goodbye."), (.welcome(.init(role: .customer)), nil, nil),
    (.ack(.init(id: "7")), nil, nil), (.typing(.init(conversation: "c", from: .agent)), nil, nil),
    (.pong(id: nil), nil, nil), (.stats(.init(figures: [:])), nil, nil),
  ]

  @Test("2: what is read", arguments: read)
  func lines(frame: ServerFrame, chinese: String?, english: String?) {
    #expect(PlainText.line(of: frame, isChinese: true) == chinese)
    #expect(PlainText.line(of: frame, isChinese: false) == english)
  }
}
