import Foundation
import KefuWire

/// Lines of JSON about what happened, in the words of a transcript log (TranscriptLogFormat in
/// KefuEvaluation), which `kefu mine` and `kefu replay` read.
enum LogLine {
  /// The lines of a conversation: each action after the event it followed.
  ///
  /// - Parameters:
  ///   - events: In the order of their `seq`.
  ///   - actions: In the order they happened, so that `after` never falls.
  static func lines(
    of events: [StoredEvent], and actions: [(after: Int, action: StoredAction)],
    in conversation: String
  ) -> [[UInt8]] {
    var lines: [[UInt8]] = []
    var actions = actions[...]
    func take(before seq: Int) {
      while let next = actions.first, next.after < seq {
        lines.append(line(of: next.action, after: next.after, in: conversation))
        actions.removeFirst()
      }
    }
    for event in events {
      take(before: event.seq)
      lines += self.lines(of: event, in: conversation)
    }
    take(before: Int.max)
    return lines
  }

  /// The lines of one event: its own, and one more where the customer turned all options down.
  static func lines(of event: StoredEvent, in conversation: String) -> [[UInt8]] {
    var lines = [line(of: event, in: conversation)]
    if case .reply(let reply) = event.content, reply.notes.contains(noneOfTheAbove) {
      // Before the reply, as it is about the message before it.
      lines.insert(
        line(conversation, event.seq, event.at) { $0.field("event", noneOfTheAbove) }, at: 0)
    }
    return lines
  }

  private static let noneOfTheAbove = "noneOfTheAbove"
  /// Decisions that a log knows; what the bot says in a flow is none of them.
  private static let decisions: Set = ["answer", "clarify", "fallback", "handoff"]

  private static func line(
    _ conversation: String, _ seq: Int, _ at: Date, _ body: (inout JSONWriter) -> Void
  ) -> [UInt8] {
    var writer = JSONWriter()
    writer.object {
      $0.field("conversation", conversation)
      $0.field("seq", seq)
      $0.field("time", Timestamp.text(at))
      body(&$0)
    }
    return writer.bytes
  }

  private static func line(of event: StoredEvent, in conversation: String) -> [UInt8] {
    line(conversation, event.seq, event.at) { writer in
      switch event.content {
      case .message(let text, let photos):
        writer.field("from", event.from.rawValue)
        writer.field("text", text)
        if photos > 0 { writer.field("photos", photos) }
        if event.from == .agent || event.from == .supervisor, let sender = event.sender {
          writer.field("agent", sender)
        }
      case .reply(let reply):
        writer.field("from", "bot")
        writer.field("text", reply.text)
        write(reply, to: &writer)
      case .state(let change):
        let isHandoff = change.reason != nil && change.state.isAtDesk
        writer.field("event", isHandoff ? "handoff" : "state")
        writer.field("state", change.state.rawValue)
        if let reason = change.reason { writer.field("reason", reason) }
        if let group = change.group { writer.field("group", group) }
        if let agent = change.agent { writer.field("agent", agent) }
        if let promised = change.promised { writer.field("promised", promised) }
      }
    }
  }

  private static func write(_ reply: StoredEvent.BotReply, to writer: inout JSONWriter) {
    if decisions.contains(reply.decision) {
      writer.field("decision", reply.decision)
    } else {
      writer.field("act", reply.decision)
    }
    if let entry = reply.entry { writer.field("entry", entry) }
    let options = reply.options.compactMap(\.entry)
    if !options.isEmpty { writer.field("options", options) }
    writer.field("confidence", reply.confidence.isFinite ? reply.confidence : 0)
    writer.field("stage", reply.stage)
    if let runnerUp = reply.runnerUp { writer.field("runnerUp", runnerUp) }
    if let micros = reply.micros { writer.field("micros", micros) }
  }

  /// - Parameter seq: Of the last event before it.
  static func line(of action: StoredAction, after seq: Int, in conversation: String) -> [UInt8] {
    line(conversation, seq, action.at) { writer in
      if action.kind == "rated", let score = action.details["score"].flatMap({ Int($0) }) {
        writer.field("event", "rating")
        writer.field("score", score)
      } else if action.kind == noneOfTheAbove {
        writer.field("event", noneOfTheAbove)
      } else {
        writer.field("event", "action")
        writer.field("action", action.kind)
      }
      if let by = action.by { writer.field("by", by) }
      if let text = action.text { writer.field("comment", text) }
      let details = action.details.filter { $0.key != "score" }
      if !details.isEmpty { writer.field("details", details) }
    }
  }
}
