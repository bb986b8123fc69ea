/// The protocol as a person sees it over `nc`: lines of text in both directions.
public enum PlainText {
  /// What a line of a customer says. `/human`, `/rate 5`, `/choose 2`, `/quit` are commands; any other
  /// line is a message.
  ///
  /// - Parameter id: For the message.
  /// - Returns: Nil for an empty line.
  /// - Throws: `FrameError` with a sentence on how the command is written.
  public static func frame(of line: String, id: String) throws(FrameError) -> ClientFrame? {
    let isBlank = line.unicodeScalars.allSatisfy {
      $0.properties.isWhitespace || $0.value <= 0x20
    }
    if isBlank { return nil }
    let words = line.split(separator: " ", omittingEmptySubsequences: true).map(String.init)
    switch words.first {
    case "/human": return .human(.init(id: id))
    case "/quit": return .close(.init(id: id))
    case "/rate":
      guard words.count >= 2, let score = Int(words[1]), (1...5).contains(score) else {
        throw FrameError(.badFrame, "write /rate and a number from 1 to 5")
      }
      let comment = words.dropFirst(2).joined(separator: " ")
      return .rate(.init(id: id, score: score, comment: comment.isEmpty ? nil : comment))
    case "/choose":
      guard words.count == 2, let option = Int(words[1]), (1...100).contains(option) else {
        throw FrameError(.badFrame, "write /choose and the number of an option")
      }
      return .choose(.init(id: id, option: option))
    default:
      guard line.unicodeScalars.count <= FrameLimits.text else { throw FrameError(.textTooLong) }
      return .message(.init(id: id, text: line))
    }
  }

  /// What a person reads of a frame; nil of one that says nothing to them.
  ///
  /// - Parameter isChinese: Whether the daemon's own words are Chinese, else English.
  public static func line(of frame: ServerFrame, isChinese: Bool) -> String? {
    switch frame {
    case .reply(let reply): return reply.text
    case .message(let message):
      let speaker =
        message.name ?? (isChinese ? chineseName(message.from) : message.from.rawValue)
      return "[\(speaker)] \(message.text)"
    case .state(let state): return isChinese ? state.chinese : state.english
    case .rate:
      return isChinese ? "请为这次服务打分：/rate 1 到 /rate 5" : "Please rate this: /rate 1 to /rate 5"
    case .error(let failure):
      return isChinese
        ? "出错了（\(failure.code.rawValue)）：\(failure.message)"
        : "error (\(failure.code.rawValue)): \(failure.message)"
    case .bye: return isChinese ? "再见！" : "Goodbye."
    case .welcome, .ack, .typing, .suggestion, .handoff, .note, .alert, .stats, .pong: return nil
    }
  }

  private static func chineseName(_ speaker: Speaker) -> String {
    switch speaker {
    case .customer: "您"
    case .bot: "机器人"
    case .agent: "客服"
    case .supervisor: "客服主管"
    case .system: "系统"
    }
  }
}

extension ServerFrame.State {
  /// `11-23 13:37` of `2026-11-23T13:37:00.000+08:00`, as the shop's clocks show it; whatever is
  /// written in another way is shown as it is.
  private var shownPromise: String? {
    guard let promised else { return nil }
    let parts = promised.split(separator: "T")
    guard parts.count == 2, parts[0].utf8.count == 10, parts[1].utf8.count >= 5 else {
      return promised
    }
    return "\(parts[0].suffix(5)) \(parts[1].prefix(5))" + (promised.hasSuffix("Z") ? " UTC" : "")
  }

  fileprivate var chinese: String {
    switch state {
    case .bot: return "机器人为您服务。"
    case .queued:
      var line = "正在为您转接人工客服"
      if let position { line += "，前面还有 \(max(0, position - 1)) 位" }
      if let eta { line += "，预计 \(max(1, (eta + 59) / 60)) 分钟" }
      return line + "。"
    case .assigned: return "\(agent ?? "人工客服")为您服务。"
    case .hold: return "请稍等，客服正在为您处理。"
    case .resolved: return "本次人工服务已结束。"
    case .offline:
      return shownPromise.map { "现在没有人工在线，\($0) 前会联系您。" } ?? "现在没有人工在线，已为您留言。"
    }
  }

  fileprivate var english: String {
    switch state {
    case .bot: return "The assistant is answering."
    case .queued:
      var line = "Waiting for a person"
      if let position { line += ", \(max(0, position - 1)) before you" }
      if let eta { line += ", about \(max(1, (eta + 59) / 60)) min" }
      return line + "."
    case .assigned: return "\(agent ?? "A person") is answering."
    case .hold: return "One moment, please."
    case .resolved: return "The conversation with our team has ended."
    case .offline:
      return shownPromise.map { "Nobody is here now; we will write by \($0)." }
        ?? "Nobody is here now; your message is kept."
    }
  }
}
