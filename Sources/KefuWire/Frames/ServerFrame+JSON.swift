extension ServerFrame {
  /// The frame as a line without its end.
  public var encoded: [UInt8] {
    var writer = JSONWriter()
    writer.bytes.reserveCapacity(256)
    write(to: &writer)
    return writer.bytes
  }

  public func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.field("type", type)
      writeMembers(to: &writer)
    }
  }

  private func writeMembers(to writer: inout JSONWriter) {
    switch self {
    case .welcome(let frame): frame.write(to: &writer)
    case .ack(let frame):
      writer.optional("id", frame.id)
      writer.optional("conversation", frame.conversation)
      writer.optional("seq", frame.seq)
    case .reply(let frame): frame.write(to: &writer)
    case .state(let frame): frame.write(to: &writer)
    case .message(let frame): frame.write(to: &writer)
    case .typing(let frame):
      writer.field("conversation", frame.conversation)
      writer.field("from", frame.from.rawValue)
    case .suggestion(let frame):
      writer.field("conversation", frame.conversation)
      writer.field("entry", frame.entry)
      writer.field("text", frame.text)
      writer.field("confidence", frame.confidence)
    case .handoff(let frame): frame.write(to: &writer)
    case .note(let frame):
      writer.field("conversation", frame.conversation)
      writer.field("kind", frame.kind.rawValue)
      writer.field("from", frame.from)
      writer.field("text", frame.text)
      writer.field("at", frame.at)
    case .alert(let frame):
      writer.field("kind", frame.kind)
      writer.optional("conversation", frame.conversation)
      writer.optional("agent", frame.agent)
      writer.optional("group", frame.group)
      writer.field("message", frame.message)
    case .rate(let frame): writer.field("conversation", frame.conversation)
    case .stats(let frame):
      writer.optional("id", frame.id)
      writer.field("figures", .object(frame.figures))
    case .pong(let id): writer.optional("id", id)
    case .error(let frame):
      writer.field("code", frame.code.rawValue)
      writer.field("message", frame.message)
      writer.optional("id", frame.id)
      writer.field("retry", frame.retry)
    case .bye(let reason): writer.field("reason", reason)
    }
  }

  /// Reads a line as a client does.
  public init(line: [UInt8]) throws(FrameError) {
    let value: JSONValue
    do throws(JSONError) {
      value = try JSONValue(parsing: line)
    } catch {
      throw FrameError(error.reason == .badUTF8 ? .badUTF8 : .badJSON, error.description)
    }
    try self.init(value)
  }

  public init(_ value: JSONValue) throws(FrameError) {
    guard case .object(let object) = value else {
      throw FrameError(.badFrame, "a frame must be an object")
    }
    let fields = FrameFields(object)
    switch try fields.name("type") {
    case "welcome": self = .welcome(try Welcome(fields))
    case "ack":
      self = .ack(
        Ack(
          id: try fields.optionalName("id"),
          conversation: try fields.optionalName("conversation"),
          seq: try fields.optionalInteger("seq", in: 0...Int.max)))
    case "reply": self = .reply(try Reply(fields))
    case "state": self = .state(try State(fields))
    case "message": self = .message(try Message(fields))
    case "typing":
      self = .typing(
        Typing(conversation: try fields.name("conversation"), from: try fields.choice("from")))
    case "suggestion":
      self = .suggestion(
        Suggestion(
          conversation: try fields.name("conversation"), entry: try fields.name("entry"),
          text: try fields.words("text"), confidence: try fields.optionalDouble("confidence") ?? 0))
    case "handoff": self = .handoff(try Handoff(fields))
    case "note":
      self = .note(
        Note(
          conversation: try fields.name("conversation"), kind: try fields.choice("kind"),
          from: try fields.name("from"), text: try fields.words("text"),
          at: try fields.name("at")))
    case "alert":
      self = .alert(
        Alert(
          kind: try fields.name("kind"), conversation: try fields.optionalName("conversation"),
          agent: try fields.optionalName("agent"), group: try fields.optionalName("group"),
          message: try fields.words("message")))
    case "rate": self = .rate(Rate(conversation: try fields.name("conversation")))
    case "stats":
      guard case .object(let figures)? = fields.optionalValue("figures") else {
        throw fields.bad("figures", "an object")
      }
      self = .stats(Stats(id: try fields.optionalName("id"), figures: figures))
    case "pong": self = .pong(id: try fields.optionalName("id"))
    case "error":
      var failure = Failure(
        try fields.choice("code"), try fields.words("message"), id: try fields.optionalName("id"))
      failure.retry = try fields.flag("retry")
      self = .error(failure)
    case "bye": self = .bye(reason: try fields.words("reason"))
    default: throw FrameError(.unknownType)
    }
  }
}

extension FrameFields {
  /// A text that the daemon wrote.
  func words(_ name: String) throws(FrameError) -> String {
    guard let text = try optionalText(name, limit: FrameLimits.line) else {
      throw bad(name, "there, a text")
    }
    return text
  }

  func seq() throws(FrameError) -> Int { try integer("seq", in: 0...Int.max) }
}

extension ServerFrame.Welcome {
  fileprivate func write(to writer: inout JSONWriter) {
    writer.field("role", role.rawValue)
    writer.optional("conversation", conversation)
    writer.optional("token", token)
    writer.optional("state", state?.rawValue)
    writer.field("seq", seq)
    writer.optional("agent", agent)
  }

  fileprivate init(_ fields: FrameFields) throws(FrameError) {
    role = try fields.choice("role")
    conversation = try fields.optionalName("conversation")
    token = try fields.optionalText("token", limit: 1024)
    state = try fields.optionalChoice("state")
    seq = try fields.seq()
    agent = try fields.optionalName("agent")
  }
}

extension ServerFrame.Reply {
  fileprivate func write(to writer: inout JSONWriter) {
    writer.field("conversation", conversation)
    writer.field("seq", seq)
    writer.field("text", text)
    writer.field("decision", decision)
    writer.optional("entry", entry)
    writer.field("confidence", confidence)
    writer.field("stage", stage)
    if !options.isEmpty { writer.field("options", options) { $0.write(to: &$1) } }
    if !followUps.isEmpty { writer.field("followUps", followUps) { $0.write(to: &$1) } }
    writer.optional("explanation", explanation)
  }

  fileprivate init(_ fields: FrameFields) throws(FrameError) {
    conversation = try fields.name("conversation")
    seq = try fields.seq()
    text = try fields.words("text")
    decision = try fields.name("decision")
    entry = try fields.optionalName("entry")
    confidence = try fields.optionalDouble("confidence") ?? 0
    stage = try fields.name("stage")
    options = []
    for option in try fields.objects("options") { options.append(try Option(option)) }
    followUps = []
    for option in try fields.objects("followUps") { followUps.append(try Option(option)) }
    explanation = fields.optionalValue("explanation")
  }
}

extension ServerFrame.Reply.Option {
  fileprivate func write(to writer: inout JSONWriter) {
    writer.field("text", text)
    writer.optional("entry", entry)
  }

  fileprivate init(_ fields: FrameFields) throws(FrameError) {
    text = try fields.words("text")
    entry = try fields.optionalName("entry")
  }
}

extension ServerFrame.State {
  fileprivate func write(to writer: inout JSONWriter) {
    writer.field("conversation", conversation)
    writer.optional("seq", seq)
    writer.field("state", state.rawValue)
    writer.optional("position", position)
    writer.optional("eta", eta)
    writer.optional("promised", promised)
    writer.optional("agent", agent)
    writer.optional("group", group)
  }

  fileprivate init(_ fields: FrameFields) throws(FrameError) {
    conversation = try fields.name("conversation")
    seq = try fields.optionalInteger("seq", in: 0...Int.max)
    state = try fields.choice("state")
    position = try fields.optionalInteger("position", in: 0...Int.max)
    eta = try fields.optionalInteger("eta", in: 0...Int.max)
    promised = try fields.optionalName("promised")
    agent = try fields.optionalName("agent")
    group = try fields.optionalName("group")
  }
}

extension ServerFrame.Message {
  fileprivate func write(to writer: inout JSONWriter) {
    writer.field("conversation", conversation)
    writer.field("seq", seq)
    writer.field("from", from.rawValue)
    writer.field("text", text)
    writer.optional("name", name)
    writer.optional("id", id)
    writer.optional("at", at)
  }

  fileprivate init(_ fields: FrameFields) throws(FrameError) {
    conversation = try fields.name("conversation")
    seq = try fields.seq()
    from = try fields.choice("from")
    text = try fields.words("text")
    name = try fields.optionalName("name")
    id = try fields.optionalName("id")
    at = try fields.optionalName("at")
  }
}

extension ServerFrame.Handoff {
  fileprivate func write(to writer: inout JSONWriter) {
    writer.field("conversation", conversation)
    writer.field("stage", stage.rawValue)
    writer.optional("group", group)
    writer.field("priority", priority)
    writer.field("reason", reason)
    if !tried.isEmpty { writer.field("tried", tried) }
    if !slots.isEmpty { writer.field("slots", slots) }
    writer.optional("flow", flow)
    writer.optional("note", note)
    writer.field("since", since)
    writer.optional("until", until)
    writer.optional("agent", agent)
  }

  fileprivate init(_ fields: FrameFields) throws(FrameError) {
    conversation = try fields.name("conversation")
    stage = try fields.choice("stage")
    group = try fields.optionalName("group")
    priority = try fields.name("priority")
    reason = try fields.name("reason")
    tried = try fields.names("tried")
    slots = try fields.texts("slots")
    flow = try fields.optionalName("flow")
    note = try fields.optionalText("note")
    since = try fields.name("since")
    until = try fields.optionalName("until")
    agent = try fields.optionalName("agent")
  }
}

extension ServerFrame: Codable {
  public init(from decoder: any Decoder) throws {
    try self.init(JSONValue(from: decoder))
  }

  public func encode(to encoder: any Encoder) throws {
    try JSONValue(parsing: encoded).encode(to: encoder)
  }
}
