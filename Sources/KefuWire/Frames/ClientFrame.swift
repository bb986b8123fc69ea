/// What a client says, one JSON object a line.
///
/// ```swift
/// let frame = try ClientFrame(line: Array(#"{"type":"message","id":"m1","text":"退款多久到账"}"#.utf8))
/// // .message(Message(id: "m1", text: "退款多久到账"))
/// ```
///
/// Staff name the conversation a frame is about; a customer's connection has only its own, and what it
/// names is passed over. `id` is the client's own: a frame that comes again with the same id gets the
/// first one's acknowledgement and has no second effect.
public enum ClientFrame: Sendable, Equatable {
  case hello(Hello)
  case message(Message)
  case typing(conversation: String?)
  case choose(Choose)
  case rate(Rate)
  case report(Report)
  case human(Human)
  case event(Event)
  case close(Reference)
  case ping(id: String?)

  case presence(Presence)
  case accept(Reference)
  case decline(Reference)
  case transfer(Transfer)
  case hold(Switch)
  case resolve(Remark)
  case canned(Canned)
  case note(Remark)

  case watch(Switch)
  case whisper(Remark)
  case takeover(Reference)
  case release(Reference)

  case reload(id: String?)
  case drain(id: String?)
  case stats(id: String?)

  /// The first frame of a connection.
  public struct Hello: Sendable, Equatable {
    public var role = Role.customer
    public var token: String?
    /// Of the protocol.
    public var version = 1
    /// The conversation to go on with; a customer's token must be of it.
    public var conversation: String?
    /// The last `seq` the client has; what came later is sent again. Nil: nothing is.
    public var after: Int?
    /// Where the customer writes from, such as `tmall`: chooses among answers.
    public var channel: String?
    /// What others see of an agent.
    public var name: String?
    /// Whether replies carry how they came about.
    public var explain = false

    public init(
      role: Role = .customer, token: String? = nil, conversation: String? = nil, after: Int? = nil,
      channel: String? = nil, name: String? = nil, explain: Bool = false
    ) {
      self.role = role
      self.token = token
      self.conversation = conversation
      self.after = after
      self.channel = channel
      self.name = name
      self.explain = explain
    }
  }

  public struct Message: Sendable, Equatable {
    public var id: String
    public var conversation: String?
    public var text: String
    /// Pictures sent along by other ways.
    public var photos = 0

    public init(id: String, conversation: String? = nil, text: String, photos: Int = 0) {
      self.id = id
      self.conversation = conversation
      self.text = text
      self.photos = photos
    }
  }

  public struct Choose: Sendable, Equatable {
    public var id: String
    /// Counted from 1.
    public var option: Int

    public init(id: String, option: Int) {
      self.id = id
      self.option = option
    }
  }

  public struct Rate: Sendable, Equatable {
    public var id: String?
    /// Stars, `1...5`.
    public var score: Int
    public var comment: String?

    public init(id: String? = nil, score: Int, comment: String? = nil) {
      self.id = id
      self.score = score
      self.comment = comment
    }
  }

  /// A reply of the bot that was wrong.
  public struct Report: Sendable, Equatable {
    public var id: String?
    /// The reply's.
    public var seq: Int
    public var comment: String?

    public init(id: String? = nil, seq: Int, comment: String? = nil) {
      self.id = id
      self.seq = seq
      self.comment = comment
    }
  }

  public struct Human: Sendable, Equatable {
    public var id: String?
    public var reason: String?

    public init(id: String? = nil, reason: String? = nil) {
      self.id = id
      self.reason = reason
    }
  }

  /// Something happened in the shop, such as an order left unpaid.
  public struct Event: Sendable, Equatable {
    public var id: String?
    public var conversation: String?
    public var name: String
    /// All further members of the frame.
    public var attributes: [String: String]

    public init(
      id: String? = nil, conversation: String? = nil, name: String,
      attributes: [String: String] = [:]
    ) {
      self.id = id
      self.conversation = conversation
      self.name = name
      self.attributes = attributes
    }
  }

  /// A conversation and nothing more; `accept` without one takes the next that waits.
  public struct Reference: Sendable, Equatable {
    public var id: String?
    public var conversation: String?

    public init(id: String? = nil, conversation: String? = nil) {
      self.id = id
      self.conversation = conversation
    }
  }

  public struct Presence: Sendable, Equatable {
    public var id: String?
    public var state: PresenceState
    /// Conversations at once, `0...1000`; nil leaves it as it is.
    public var capacity: Int?

    public init(id: String? = nil, state: PresenceState, capacity: Int? = nil) {
      self.id = id
      self.state = state
      self.capacity = capacity
    }
  }

  public struct Transfer: Sendable, Equatable {
    public enum Target: Sendable, Equatable {
      case group(String)
      case agent(String)
    }

    public var id: String?
    public var conversation: String
    public var target: Target
    /// For whoever takes over; customers do not see it.
    public var note: String?

    public init(id: String? = nil, conversation: String, to target: Target, note: String? = nil) {
      self.id = id
      self.conversation = conversation
      self.target = target
      self.note = note
    }
  }

  /// Something begun, or with `off` ended.
  public struct Switch: Sendable, Equatable {
    public var id: String?
    public var conversation: String
    public var off = false

    public init(id: String? = nil, conversation: String, off: Bool = false) {
      self.id = id
      self.conversation = conversation
      self.off = off
    }
  }

  /// A conversation and words that the customer does not see.
  public struct Remark: Sendable, Equatable {
    public var id: String?
    public var conversation: String
    public var text: String?

    public init(id: String? = nil, conversation: String, text: String? = nil) {
      self.id = id
      self.conversation = conversation
      self.text = text
    }
  }

  public struct Canned: Sendable, Equatable {
    public var id: String
    public var conversation: String
    public var code: String
    /// Field → what to put in.
    public var fields: [String: String]

    public init(id: String, conversation: String, code: String, fields: [String: String] = [:]) {
      self.id = id
      self.conversation = conversation
      self.code = code
      self.fields = fields
    }
  }

  /// As `"type"` says it.
  public var type: String {
    switch self {
    case .hello: "hello"
    case .message: "message"
    case .typing: "typing"
    case .choose: "choose"
    case .rate: "rate"
    case .report: "report"
    case .human: "human"
    case .event: "event"
    case .close: "close"
    case .ping: "ping"
    case .presence: "presence"
    case .accept: "accept"
    case .decline: "decline"
    case .transfer: "transfer"
    case .hold: "hold"
    case .resolve: "resolve"
    case .canned: "canned"
    case .note: "note"
    case .watch: "watch"
    case .whisper: "whisper"
    case .takeover: "takeover"
    case .release: "release"
    case .reload: "reload"
    case .drain: "drain"
    case .stats: "stats"
    }
  }

  /// The client's own id of it, if it has one.
  public var id: String? {
    switch self {
    case .hello, .typing: nil
    case .message(let frame): frame.id
    case .choose(let frame): frame.id
    case .rate(let frame): frame.id
    case .report(let frame): frame.id
    case .human(let frame): frame.id
    case .event(let frame): frame.id
    case .presence(let frame): frame.id
    case .transfer(let frame): frame.id
    case .canned(let frame): frame.id
    case .hold(let frame), .watch(let frame): frame.id
    case .close(let frame), .accept(let frame), .decline(let frame), .takeover(let frame),
      .release(let frame):
      frame.id
    case .resolve(let frame), .note(let frame), .whisper(let frame): frame.id
    case .ping(let id), .reload(let id), .drain(let id), .stats(let id): id
    }
  }
}
