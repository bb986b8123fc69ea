import Foundation

/// Reads a log of JSON Lines and puts its conversations together.
struct JSONLogReader {
  private(set) var problems: [TranscriptLogProblem] = []
  private(set) var lineCount = 0
  private var conversations: [String: [Item]] = [:]
  private let decoder = JSONDecoder()

  /// One line: what happened, and when in its conversation.
  private struct Item {
    var event: Event
    var line: Int
    var sequence: Int?
  }

  private enum Event {
    case customer(LoggedMessage)
    /// A line of `kefu chat --json`: a message and what was said to it.
    case exchange(LoggedMessage)
    case bot(LoggedMessage.Decision, entries: [String], confidence: Double?, reason: String?)
    case agent(String)
    case handoff(reason: String?)
    case rating(Int)
    case noneOfTheAbove
    /// Known to the log, of no use here.
    case other
  }

  mutating func read(_ bytes: Data, line: Int) {
    guard bytes.contains(where: { ![0x20, 0x09].contains($0) }) else { return }
    lineCount += 1
    guard String(validating: bytes, as: UTF8.self) != nil else {
      problems.append(TranscriptLogProblem(line: line, .notUTF8))
      return
    }
    do {
      let object = try decoder.decode(LogLine.self, from: bytes)
      let event = try Self.event(of: object, line: line)
      conversations[object.conversation ?? "", default: []].append(
        Item(event: event, line: line, sequence: object.seq))
    } catch let problem as BadLine {
      problems.append(TranscriptLogProblem(line: line, problem.kind))
    } catch {
      problems.append(TranscriptLogProblem(line: line, .notJSON))
    }
  }

  private static func event(of object: LogLine, line: Int) throws(BadLine) -> Event {
    let decision = try object.decision.map { name throws(BadLine) in
      guard let decision = LoggedMessage.Decision(rawValue: name) else {
        throw BadLine(.badValue(key: "decision", wanted: "answer, clarify, fallback or handoff"))
      }
      return decision
    }
    var entries = object.entries ?? []
    if let entry = object.entry, !entries.contains(entry) { entries.insert(entry, at: 0) }
    if decision == .clarify { entries += object.options ?? [] }
    switch object.event {
    case "handoff": return .handoff(reason: object.reason)
    case "noneOfTheAbove": return .noneOfTheAbove
    case "rating":
      guard let score = object.score else {
        throw BadLine(.badValue(key: "score", wanted: "a whole number"))
      }
      return .rating(score)
    case .some: return .other
    case nil: break
    }
    guard let text = object.text else { throw BadLine(.nothingKnown) }
    switch object.from {
    case "bot":
      return decision.map {
        .bot($0, entries: entries, confidence: object.confidence, reason: object.handoff)
      } ?? .other
    case "agent": return .agent(text)
    case "customer", nil: break
    case .some: return .other
    }
    var message = LoggedMessage(text, line: line)
    message.conversation = object.conversation
    message.time = try object.time.map { written throws(BadLine) in
      guard let time = LogTime(written) else {
        throw BadLine(.badValue(key: "time", wanted: "a time such as 2026-11-11T10:00:00+08:00"))
      }
      return time
    }
    if object.from != nil { return .customer(message) }
    // Of `kefu chat --json`.
    guard let decision else { throw BadLine(.nothingKnown) }
    message.decision = decision
    message.entries = entries
    message.confidence = object.confidence
    return .exchange(message)
  }

  /// The customers' messages in the order of their lines.
  func messages() -> [LoggedMessage] {
    conversations.values.flatMap(Self.assembled).sorted { $0.line < $1.line }
  }

  /// One conversation's messages, each with what followed it.
  private static func assembled(_ items: [Item]) -> [LoggedMessage] {
    var items = items
    if items.allSatisfy({ $0.sequence != nil }) {
      items.sort { ($0.sequence!, $0.line) < ($1.sequence!, $1.line) }
    }
    var messages: [LoggedMessage] = []
    var rated = 0
    for item in items {
      switch item.event {
      case .customer(let message), .exchange(let message):
        // Texts without a character are slips of the finger.
        if !message.text.allSatisfy(\.isWhitespace) { messages.append(message) }
        continue
      default: break
      }
      guard let last = messages.indices.last else { continue }
      switch item.event {
      case .bot(let decision, let entries, let confidence, let reason):
        if messages[last].decision == nil {
          messages[last].decision = decision
          messages[last].entries = entries
          messages[last].confidence = confidence
        }
        if decision == .handoff {
          messages[last].isHandedOver = true
          messages[last].handoffReason = messages[last].handoffReason ?? reason
        }
      case .agent(let text):
        if text.count > messages[last].agentReply?.count ?? 0 { messages[last].agentReply = text }
      case .handoff(let reason):
        messages[last].isHandedOver = true
        messages[last].handoffReason = reason ?? messages[last].handoffReason
      case .noneOfTheAbove: messages[last].isRejected = true
      case .rating(let score):
        for i in rated..<messages.count { messages[i].rating = score }
        if messages[last].isRatedLow { messages[last].isRejected = true }
        rated = messages.count
      case .customer, .exchange, .other: break
      }
    }
    return messages
  }
}

/// Why a line is no good.
private struct BadLine: Error {
  var kind: TranscriptLogProblem.Kind
  init(_ kind: TranscriptLogProblem.Kind) { self.kind = kind }
}

/// One object of a log; a key it does not know is passed over.
private struct LogLine: Decodable {
  var conversation: String?
  var seq: Int?
  var time: String?
  var from: String?
  var text: String?
  var event: String?
  var decision: String?
  var entry: String?
  var entries: [String]?
  var options: [String]?
  var confidence: Double?
  var handoff: String?
  var reason: String?
  var score: Int?

  private enum CodingKeys: String, CodingKey {
    case conversation, seq, time, from, text, event, decision, entry, entries, options, confidence
    case handoff, reason, score
  }

  init(from decoder: any Decoder) throws {
    let object = try decoder.container(keyedBy: CodingKeys.self)
    func value<Value: Decodable>(
      _ key: CodingKeys, _ wanted: String
    ) throws -> Value? {
      do {
        return try object.decodeIfPresent(Value.self, forKey: key)
      } catch {
        throw BadLine(.badValue(key: key.rawValue, wanted: wanted))
      }
    }
    conversation = try value(.conversation, "text")
    seq = try value(.seq, "a whole number")
    time = try value(.time, "text")
    from = try value(.from, "text")
    text = try value(.text, "text")
    event = try value(.event, "text")
    decision = try value(.decision, "text")
    entry = try value(.entry, "text")
    entries = try value(.entries, "a list of texts")
    options = try value(.options, "a list of texts")
    confidence = try value(.confidence, "a number")
    handoff = try value(.handoff, "text")
    reason = try value(.reason, "text")
    score = try value(.score, "a whole number")
  }
}
