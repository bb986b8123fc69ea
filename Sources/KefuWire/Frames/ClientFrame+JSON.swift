extension ClientFrame {
  /// Reads a line that begins with `{`, without its end.
  ///
  /// - Throws: `FrameError` with `bad_json`, `bad_utf8`, `unknown_type`, `bad_frame`,
  ///   `text_too_long` or `empty_text`.
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
    let id = try fields.optionalName("id")
    func reference() throws(FrameError) -> Reference {
      Reference(id: id, conversation: try fields.optionalName("conversation"))
    }
    func remark(isRequired: Bool) throws(FrameError) -> Remark {
      Remark(
        id: id, conversation: try fields.name("conversation"),
        text: isRequired ? try fields.text("text") : try fields.optionalText("note"))
    }
    func toggle() throws(FrameError) -> Switch {
      Switch(
        id: id, conversation: try fields.name("conversation"), off: try fields.flag("off"))
    }
    switch try fields.name("type") {
    case "hello": self = .hello(try Hello(fields))
    case "message":
      self = .message(
        Message(
          id: try fields.name("id"), conversation: try fields.optionalName("conversation"),
          text: try fields.text("text"),
          photos: try fields.optionalInteger("photos", in: 0...100) ?? 0))
    case "typing": self = .typing(conversation: try fields.optionalName("conversation"))
    case "choose":
      self = .choose(
        Choose(id: try fields.name("id"), option: try fields.integer("option", in: 1...100)))
    case "rate":
      self = .rate(
        Rate(
          id: id, score: try fields.integer("score", in: 1...5),
          comment: try fields.optionalText("comment")))
    case "report":
      self = .report(
        Report(
          id: id, seq: try fields.integer("seq", in: 1...Int.max),
          comment: try fields.optionalText("comment")))
    case "human": self = .human(Human(id: id, reason: try fields.optionalText("reason")))
    case "event":
      self = .event(
        Event(
          id: id, conversation: try fields.optionalName("conversation"),
          name: try fields.name("name"),
          attributes: try fields.texts(
            of: object, in: "event", except: ["type", "id", "conversation", "name"])))
    case "close": self = .close(try reference())
    case "ping": self = .ping(id: id)
    case "presence":
      self = .presence(
        Presence(
          id: id, state: try fields.choice("state"),
          capacity: try fields.optionalInteger("capacity", in: 0...1000)))
    case "accept": self = .accept(try reference())
    case "decline": self = .decline(try reference())
    case "transfer": self = .transfer(try Transfer(fields, id: id))
    case "hold": self = .hold(try toggle())
    case "resolve": self = .resolve(try remark(isRequired: false))
    case "canned":
      self = .canned(
        Canned(
          id: try fields.name("id"), conversation: try fields.name("conversation"),
          code: try fields.name("code"), fields: try fields.texts("fields")))
    case "note": self = .note(try remark(isRequired: true))
    case "watch": self = .watch(try toggle())
    case "whisper": self = .whisper(try remark(isRequired: true))
    case "takeover": self = .takeover(try reference())
    case "release": self = .release(try reference())
    case "reload": self = .reload(id: id)
    case "drain": self = .drain(id: id)
    case "stats": self = .stats(id: id)
    default: throw FrameError(.unknownType, id: id)
    }
  }

  /// The frame as a line without its end.
  public var encoded: [UInt8] {
    var writer = JSONWriter()
    writer.object { writer in
      writer.field("type", type)
      writer.optional("id", id)
      write(to: &writer)
    }
    return writer.bytes
  }

  /// Every member but type and id.
  private func write(to writer: inout JSONWriter) {
    switch self {
    case .hello(let frame):
      writer.field("role", frame.role.rawValue)
      writer.optional("token", frame.token)
      writer.field("version", frame.version)
      writer.optional("conversation", frame.conversation)
      writer.optional("after", frame.after)
      writer.optional("channel", frame.channel)
      writer.optional("name", frame.name)
      writer.flag("explain", frame.explain)
    case .message(let frame):
      writer.optional("conversation", frame.conversation)
      writer.field("text", frame.text)
      if frame.photos > 0 { writer.field("photos", frame.photos) }
    case .typing(let conversation): writer.optional("conversation", conversation)
    case .choose(let frame): writer.field("option", frame.option)
    case .rate(let frame):
      writer.field("score", frame.score)
      writer.optional("comment", frame.comment)
    case .report(let frame):
      writer.field("seq", frame.seq)
      writer.optional("comment", frame.comment)
    case .human(let frame): writer.optional("reason", frame.reason)
    case .event(let frame):
      writer.optional("conversation", frame.conversation)
      writer.field("name", frame.name)
      for (name, value) in frame.attributes.sorted(by: { $0.key < $1.key }) {
        writer.member(name, value)
      }
    case .close(let frame), .accept(let frame), .decline(let frame), .takeover(let frame),
      .release(let frame):
      writer.optional("conversation", frame.conversation)
    case .presence(let frame):
      writer.field("state", frame.state.rawValue)
      writer.optional("capacity", frame.capacity)
    case .transfer(let frame):
      writer.field("conversation", frame.conversation)
      switch frame.target {
      case .group(let group): writer.field("group", group)
      case .agent(let agent): writer.field("agent", agent)
      }
      writer.optional("note", frame.note)
    case .hold(let frame), .watch(let frame):
      writer.field("conversation", frame.conversation)
      writer.flag("off", frame.off)
    case .resolve(let frame):
      writer.field("conversation", frame.conversation)
      writer.optional("note", frame.text)
    case .note(let frame), .whisper(let frame):
      writer.field("conversation", frame.conversation)
      writer.optional("text", frame.text)
    case .canned(let frame):
      writer.field("conversation", frame.conversation)
      writer.field("code", frame.code)
      if !frame.fields.isEmpty { writer.field("fields", frame.fields) }
    case .ping, .reload, .drain, .stats: break
    }
  }
}

extension ClientFrame.Hello {
  fileprivate init(_ fields: FrameFields) throws(FrameError) {
    role = try fields.optionalChoice("role") ?? .customer
    token = try fields.optionalText("token", limit: 1024)
    version = try fields.optionalInteger("version", in: 0...Int(Int32.max)) ?? 1
    conversation = try fields.optionalName("conversation")
    after = try fields.optionalInteger("after", in: 0...Int.max)
    channel = try fields.optionalName("channel")
    name = try fields.optionalName("name")
    explain = try fields.flag("explain")
  }
}

extension ClientFrame.Transfer {
  fileprivate init(_ fields: FrameFields, id: String?) throws(FrameError) {
    self.id = id
    conversation = try fields.name("conversation")
    switch (try fields.optionalName("group"), try fields.optionalName("agent")) {
    case (let group?, nil): target = .group(group)
    case (nil, let agent?): target = .agent(agent)
    default: throw FrameError(.badFrame, "give either \"group\" or \"agent\"", id: id)
    }
    note = try fields.optionalText("note")
  }
}

extension ClientFrame: Codable {
  public init(from decoder: any Decoder) throws {
    try self.init(JSONValue(from: decoder))
  }

  public func encode(to encoder: any Encoder) throws {
    try JSONValue(parsing: encoded).encode(to: encoder)
  }
}
