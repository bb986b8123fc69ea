import Foundation
import KefuWire

/// What an event has beside its columns, as a JSON object.
extension StoredEvent.Content {
  /// The word of the column `kind`.
  var kind: String {
    switch self {
    case .message: "message"
    case .reply: "reply"
    case .state: "state"
    }
  }

  /// What the column `text` holds; nil of a change of state, which says nothing.
  var text: String? {
    switch self {
    case .message(let text, _): text
    case .reply(let reply): reply.text
    case .state: nil
    }
  }

  /// Nil where there is nothing to say.
  var particulars: [UInt8]? {
    var writer = JSONWriter()
    switch self {
    case .message(_, let photos):
      if photos == 0 { return nil }
      writer.object { $0.field("photos", photos) }
    case .reply(let reply): writer.object { reply.write(to: &$0) }
    case .state(let change): writer.object { change.write(to: &$0) }
    }
    return writer.bytes
  }

  /// - Returns: Nil where the row does not say what its kind needs.
  init?(kind: String, text: String?, particulars: [UInt8]?) {
    let object = particulars.flatMap { try? JSONValue(parsing: $0) } ?? .object([:])
    switch kind {
    case "message": self = .message(text: text ?? "", photos: object["photos"]?.integer ?? 0)
    case "reply": self = .reply(StoredEvent.BotReply(object, text: text ?? ""))
    case "state":
      guard let change = StoredEvent.StateChange(object) else { return nil }
      self = .state(change)
    default: return nil
    }
  }

  /// Without what was said; entries, decisions and figures stay.
  var redacted: Self {
    switch self {
    case .message(_, let photos): return .message(text: "", photos: photos)
    case .reply(var reply):
      reply.text = ""
      reply.notes = reply.notes.filter { $0 == "noneOfTheAbove" }
      return .reply(reply)
    case .state: return self
    }
  }
}

extension StoredEvent.BotReply {
  fileprivate func write(to writer: inout JSONWriter) {
    writer.field("decision", decision)
    if let entry { writer.field("entry", entry) }
    writer.field("confidence", confidence.isFinite ? confidence : 0)
    writer.field("stage", stage)
    if let runnerUp { writer.field("runnerUp", runnerUp) }
    if !options.isEmpty { writer.field("options", options, Self.write) }
    if !followUps.isEmpty { writer.field("followUps", followUps, Self.write) }
    if !notes.isEmpty { writer.field("notes", notes) }
    if let micros { writer.field("micros", micros) }
  }

  private static func write(_ option: ServerFrame.Reply.Option, to writer: inout JSONWriter) {
    writer.field("text", option.text)
    if let entry = option.entry { writer.field("entry", entry) }
  }

  fileprivate init(_ object: JSONValue, text: String) {
    func options(_ key: String) -> [ServerFrame.Reply.Option] {
      (object[key]?.array ?? []).map {
        ServerFrame.Reply.Option(text: $0["text"]?.string ?? "", entry: $0["entry"]?.string)
      }
    }
    self.init(
      text: text, decision: object["decision"]?.string ?? "", entry: object["entry"]?.string,
      confidence: object["confidence"]?.double ?? 0, stage: object["stage"]?.string ?? "",
      runnerUp: object["runnerUp"]?.string, options: options("options"),
      followUps: options("followUps"),
      notes: (object["notes"]?.array ?? []).compactMap(\.string), micros: object["micros"]?.integer)
  }
}

extension StoredEvent.StateChange {
  fileprivate func write(to writer: inout JSONWriter) {
    writer.field("state", state.rawValue)
    if let position { writer.field("position", position) }
    if let eta { writer.field("eta", eta) }
    if let promised { writer.field("promised", promised) }
    if let agent { writer.field("agent", agent) }
    if let group { writer.field("group", group) }
    if let reason { writer.field("reason", reason) }
  }

  fileprivate init?(_ object: JSONValue) {
    guard let state = object["state"]?.string.flatMap(OwnerState.init) else { return nil }
    self.init(
      state, position: object["position"]?.integer, eta: object["eta"]?.integer,
      promised: object["promised"]?.string, agent: object["agent"]?.string,
      group: object["group"]?.string, reason: object["reason"]?.string)
  }
}

extension JSONValue {
  fileprivate var string: String? {
    if case .string(let text) = self { text } else { nil }
  }

  fileprivate var integer: Int? {
    if case .integer(let value) = self { value } else { nil }
  }

  fileprivate var double: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value): value
    default: nil
    }
  }

  fileprivate var array: [JSONValue]? {
    if case .array(let values) = self { values } else { nil }
  }
}
