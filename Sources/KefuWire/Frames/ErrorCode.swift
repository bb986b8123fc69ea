/// Every error a client can be told, in one table: the code, whether trying the same again later may
/// help, and whether the connection is closed after it.
public enum ErrorCode: String, Sendable, CaseIterable, Codable {
  // What was sent cannot be read.
  case badJSON = "bad_json"
  case badUTF8 = "bad_utf8"
  case badFrame = "bad_frame"
  case unknownType = "unknown_type"
  case lineTooLong = "line_too_long"
  case textTooLong = "text_too_long"
  case emptyText = "empty_text"
  case unsupportedVersion = "unsupported_version"

  // Who sent it.
  case helloRequired = "hello_required"
  case helloTwice = "hello_twice"
  case helloTimeout = "hello_timeout"
  case unauthorized = "unauthorized"
  case forbidden = "forbidden"

  // What it is about.
  case unknownConversation = "unknown_conversation"
  case noSuchOption = "no_such_option"
  case nothingToRate = "nothing_to_rate"
  case notYours = "not_yours"
  case notWaiting = "not_waiting"
  case noCapacity = "no_capacity"
  case unknownGroup = "unknown_group"
  case unknownAgent = "unknown_agent"
  case unknownReply = "unknown_reply"
  case missingFields = "missing_fields"
  case wrongState = "wrong_state"

  // What the daemon can bear.
  case rateLimited = "rate_limited"
  case tooManyConnections = "too_many_connections"
  case backlog = "backlog"
  case tooSlow = "too_slow"
  case idle = "idle"
  case storeUnavailable = "store_unavailable"
  case reloadFailed = "reload_failed"
  case draining = "draining"
  case `internal` = "internal"

  /// The same frame may be taken later.
  public var retry: Bool {
    switch self {
    case .rateLimited, .tooManyConnections, .backlog, .tooSlow, .idle, .storeUnavailable,
      .draining, .noCapacity, .helloTimeout, .internal:
      true
    default: false
    }
  }

  /// The daemon closes the connection after it.
  public var closes: Bool {
    switch self {
    case .lineTooLong, .unsupportedVersion, .helloTimeout, .unauthorized, .tooManyConnections,
      .tooSlow, .idle:
      true
    default: false
    }
  }

  /// What is wrong and what helps, in a sentence.
  public var meaning: String {
    switch self {
    case .badJSON: "the line begins with { and is no JSON object; the message says at which byte"
    case .badUTF8: "the frame holds bytes that are no UTF-8"
    case .badFrame: "a field is missing, or of the wrong kind or out of range; the message names it"
    case .unknownType: "there is no frame of this type, or it is not for this role"
    case .lineTooLong: "a line has more than 65536 bytes"
    case .textTooLong: "a text has more than 8000 characters; send it in parts"
    case .emptyText: "a message without a visible character"
    case .unsupportedVersion: "the daemon does not speak the version of the hello; it speaks 1"
    case .helloRequired: "the first frame must be a hello"
    case .helloTwice: "a connection says hello once; open another"
    case .helloTimeout: "nothing was said for too long after connecting"
    case .unauthorized: "the token is unknown, out of date, revoked or for another role"
    case .forbidden: "the role or the groups of the token do not allow it"
    case .unknownConversation: "there is no such conversation, or it has been erased"
    case .noSuchOption: "no option of that number is on offer"
    case .nothingToRate: "there is nothing to rate now"
    case .notYours: "another owns the conversation"
    case .notWaiting: "the conversation does not wait for a person, or another was faster"
    case .noCapacity: "you have as many conversations as your capacity allows"
    case .unknownGroup: "there is no such group"
    case .unknownAgent: "there is no such agent here now"
    case .unknownReply: "there is no canned reply of that code; the message names the nearest"
    case .missingFields: "the canned reply has fields to fill; the message names them"
    case .wrongState: "that cannot be done where the conversation stands"
    case .rateLimited: "too many messages at once; go on after a moment"
    case .tooManyConnections: "the daemon, or your address, has too many connections"
    case .backlog: "too many messages wait for their answers; go on once some have come"
    case .tooSlow: "you read more slowly than you are written to; connect anew and say after"
    case .idle: "nothing was sent for too long; connect anew and say after"
    case .storeUnavailable: "nothing can be kept at present; what was acknowledged is safe"
    case .reloadFailed: "the new knowledge has errors; the old goes on. The daemon's log names them"
    case .draining: "the daemon is about to stop; connect anew"
    case .internal: "a fault of the daemon; its log says more"
    }
  }
}
