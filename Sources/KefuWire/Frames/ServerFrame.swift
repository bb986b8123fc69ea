/// What the daemon says, one JSON object a line.
///
/// ```swift
/// ServerFrame.ack(.init(id: "m1", conversation: "c7", seq: 3)).encoded
/// // {"type":"ack","id":"m1","conversation":"c7","seq":3}
/// ```
///
/// Whatever is kept of a conversation and shown to its customer bears a `seq`, one more than the
/// last; frames without one are news of the moment.
public enum ServerFrame: Sendable, Equatable {
  case welcome(Welcome)
  case ack(Ack)
  case reply(Reply)
  case state(State)
  case message(Message)
  case typing(Typing)
  case suggestion(Suggestion)
  case handoff(Handoff)
  case note(Note)
  case alert(Alert)
  case rate(Rate)
  case stats(Stats)
  case pong(id: String?)
  case error(Failure)
  case bye(reason: String)

  public struct Welcome: Sendable, Equatable {
    public var role: Role
    /// Of a customer: the conversation, and the token to come back to it with.
    public var conversation: String?
    public var token: String?
    public var state: OwnerState?
    /// The last of the conversation, 0 of a new one.
    public var seq: Int
    /// The agent the token is of.
    public var agent: String?

    public init(
      role: Role, conversation: String? = nil, token: String? = nil, state: OwnerState? = nil,
      seq: Int = 0, agent: String? = nil
    ) {
      self.role = role
      self.conversation = conversation
      self.token = token
      self.state = state
      self.seq = seq
      self.agent = agent
    }
  }

  /// What a frame asked for is done and kept.
  public struct Ack: Sendable, Equatable {
    public var id: String?
    public var conversation: String?
    /// Of the message, where it is one.
    public var seq: Int?

    public init(id: String?, conversation: String? = nil, seq: Int? = nil) {
      self.id = id
      self.conversation = conversation
      self.seq = seq
    }
  }

  /// The bot's.
  public struct Reply: Sendable, Equatable {
    public struct Option: Sendable, Equatable {
      public var text: String
      public var entry: String?

      public init(text: String, entry: String? = nil) {
        self.text = text
        self.entry = entry
      }
    }

    public var conversation: String
    public var seq: Int
    public var text: String
    /// What the bot does by saying it: `answer`, `clarify`, `fallback`, `handoff`, `ask`, `inform`.
    public var decision: String
    public var entry: String?
    /// `0...1`
    public var confidence: Double
    /// `keyword`, `fuzzy`, `weighted`, `classifier`, or `dialogue` where no stage decided.
    public var stage: String
    /// To choose from by number, counted from 1.
    public var options: [Option]
    /// Questions the customer may ask next.
    public var followUps: [Option]
    /// The tree of `kefu explain`, where the hello asked for it.
    public var explanation: JSONValue?

    public init(
      conversation: String, seq: Int, text: String, decision: String, entry: String? = nil,
      confidence: Double = 0, stage: String = "dialogue", options: [Option] = [],
      followUps: [Option] = [], explanation: JSONValue? = nil
    ) {
      self.conversation = conversation
      self.seq = seq
      self.text = text
      self.decision = decision
      self.entry = entry
      self.confidence = confidence
      self.stage = stage
      self.options = options
      self.followUps = followUps
      self.explanation = explanation
    }
  }

  /// Who has the conversation.
  public struct State: Sendable, Equatable {
    public var conversation: String
    /// Nil where only the place in the queue has changed.
    public var seq: Int?
    public var state: OwnerState
    /// Counted from 1.
    public var position: Int?
    /// Seconds until a person is free, estimated.
    public var eta: Int?
    /// When somebody will write, as RFC 3339.
    public var promised: String?
    /// What the customer sees of who answers.
    public var agent: String?
    public var group: String?

    public init(
      conversation: String, seq: Int? = nil, state: OwnerState, position: Int? = nil,
      eta: Int? = nil, promised: String? = nil, agent: String? = nil, group: String? = nil
    ) {
      self.conversation = conversation
      self.seq = seq
      self.state = state
      self.position = position
      self.eta = eta
      self.promised = promised
      self.agent = agent
      self.group = group
    }
  }

  /// Somebody's other than the bot's.
  public struct Message: Sendable, Equatable {
    public var conversation: String
    public var seq: Int
    public var from: Speaker
    public var text: String
    /// The name of whoever speaks, where it is shown.
    public var name: String?
    /// The sender's own id of it.
    public var id: String?
    /// RFC 3339.
    public var at: String?

    public init(
      conversation: String, seq: Int, from: Speaker, text: String, name: String? = nil,
      id: String? = nil, at: String? = nil
    ) {
      self.conversation = conversation
      self.seq = seq
      self.from = from
      self.text = text
      self.name = name
      self.id = id
      self.at = at
    }
  }

  public struct Typing: Sendable, Equatable {
    public var conversation: String
    public var from: Speaker

    public init(conversation: String, from: Speaker) {
      self.conversation = conversation
      self.from = from
    }
  }

  /// To an agent: what the bot would say.
  public struct Suggestion: Sendable, Equatable {
    public var conversation: String
    public var entry: String
    public var text: String
    public var confidence: Double

    public init(conversation: String, entry: String, text: String, confidence: Double) {
      self.conversation = conversation
      self.entry = entry
      self.text = text
      self.confidence = confidence
    }
  }

  /// To staff: a conversation that waits, is offered or is now theirs, with what is known of it.
  public struct Handoff: Sendable, Equatable {
    public enum Stage: String, Sendable, CaseIterable, Codable {
      case waiting, offered, assigned, gone
    }

    public var conversation: String
    public var stage: Stage
    public var group: String?
    public var priority: String
    public var reason: String
    /// Entries the bot answered or offered.
    public var tried: [String]
    public var slots: [String: String]
    public var flow: String?
    /// The flow's note for the agent.
    public var note: String?
    /// RFC 3339.
    public var since: String
    /// Of an offer: until when it stands.
    public var until: String?
    public var agent: String?

    public init(
      conversation: String, stage: Stage, group: String? = nil, priority: String, reason: String,
      tried: [String] = [], slots: [String: String] = [:], flow: String? = nil,
      note: String? = nil, since: String, until: String? = nil, agent: String? = nil
    ) {
      self.conversation = conversation
      self.stage = stage
      self.group = group
      self.priority = priority
      self.reason = reason
      self.tried = tried
      self.slots = slots
      self.flow = flow
      self.note = note
      self.since = since
      self.until = until
      self.agent = agent
    }
  }

  /// To staff: words that the customer does not see.
  public struct Note: Sendable, Equatable {
    public enum Kind: String, Sendable, CaseIterable, Codable {
      case note, whisper, action
    }

    public var conversation: String
    public var kind: Kind
    public var from: String
    public var text: String
    public var at: String

    public init(conversation: String, kind: Kind, from: String, text: String, at: String) {
      self.conversation = conversation
      self.kind = kind
      self.from = from
      self.text = text
      self.at = at
    }
  }

  /// To staff: something wants looking at.
  public struct Alert: Sendable, Equatable {
    public var kind: String
    public var conversation: String?
    public var agent: String?
    public var group: String?
    public var message: String

    public init(
      kind: String, conversation: String? = nil, agent: String? = nil, group: String? = nil,
      message: String
    ) {
      self.kind = kind
      self.conversation = conversation
      self.agent = agent
      self.group = group
      self.message = message
    }
  }

  /// To the customer: a rating would be welcome.
  public struct Rate: Sendable, Equatable {
    public var conversation: String

    public init(conversation: String) { self.conversation = conversation }
  }

  public struct Stats: Sendable, Equatable {
    public var id: String?
    /// Name → figure.
    public var figures: JSONObject

    public init(id: String? = nil, figures: JSONObject) {
      self.id = id
      self.figures = figures
    }
  }

  public struct Failure: Sendable, Equatable {
    public var code: ErrorCode
    public var message: String
    public var id: String?
    public var retry: Bool

    public init(_ code: ErrorCode, _ message: String? = nil, id: String? = nil) {
      self.code = code
      self.message = message ?? code.meaning
      self.id = id
      retry = code.retry
    }

    public init(_ error: FrameError) { self.init(error.code, error.message, id: error.id) }
  }

  public var type: String {
    switch self {
    case .welcome: "welcome"
    case .ack: "ack"
    case .reply: "reply"
    case .state: "state"
    case .message: "message"
    case .typing: "typing"
    case .suggestion: "suggestion"
    case .handoff: "handoff"
    case .note: "note"
    case .alert: "alert"
    case .rate: "rate"
    case .stats: "stats"
    case .pong: "pong"
    case .error: "error"
    case .bye: "bye"
    }
  }

  /// Its place in the conversation, where it has one.
  public var seq: Int? {
    switch self {
    case .reply(let frame): frame.seq
    case .state(let frame): frame.seq
    case .message(let frame): frame.seq
    default: nil
    }
  }
}
