import Foundation
import HTTPTypes
import Hummingbird
import Kefu
import KefuDialogue
import KefuHub
import KefuMatching
import KefuText
import KefuWire
import NIOCore

/// What a client written for Rasa asks: `POST /webhooks/rest/webhook` and `POST /model/parse`.
///
/// Both may ask for a token, as Rasa does by `?token=` or a bearer: that of a trainer. A sender's
/// conversation is made of the sender's name, so whoever may call the webhook may speak for anybody.
struct RasaEndpoints: Sendable {
  /// Who may call them.
  enum Access: String, Sendable, CaseIterable {
    case off, open, token
  }

  let access: Access
  let door: DoorKeeper
  let frames: FramesEndpoint
  let sealing: any Sealing
  let bot: @Sendable () -> Bot

  private struct Message: Decodable {
    var sender: String?
    var message: String
  }

  private struct Answer: Encodable {
    struct Button: Encodable {
      var title: String
      var payload: String
    }
    var recipient_id: String
    var text: String
    var buttons: [Button]?
  }

  /// The bot's answers to a message.
  func webhook(_ request: Request, _ context: GatewayContext) async -> Response {
    do throws(FrameError) {
      try await checkAccess(request, context)
      let message = try await decoded(Message.self, of: request)
      let sender = message.sender ?? "default"
      guard sender.utf8.count <= FrameLimits.name, !sender.isEmpty else {
        throw FrameError(.badFrame, "\"sender\" must have 1 to \(FrameLimits.name) bytes")
      }
      let conversation = "rasa-" + sealing.hash(Array(sender.utf8)).prefix(32)
      let principal = Principal.customer(
        .init(conversation: conversation, token: "", isNew: false, customer: sender))
      let text = try ClientFrame(
        .object(["type": .string("message"), "id": .string("1"), "text": .string(message.message)]))
      guard case .message(var frame) = text else { throw FrameError(.badFrame) }
      frame.id = TokenAuthority.randomName()
      let answers = try await frames.exchange(
        .init(channel: request.uri.queryParameters.get("channel")),
        .init(principal: principal), [.message(frame)], from: context.address)
      return try Self.response(answers.compactMap { Self.answer($0, to: sender) })
    } catch {
      return Self.failure(error)
    }
  }

  private static func answer(_ frame: ServerFrame, to sender: String) -> Answer? {
    switch frame {
    case .reply(let reply):
      Answer(
        recipient_id: sender, text: reply.text,
        buttons: reply.options.isEmpty
          ? nil : reply.options.map { .init(title: $0.text, payload: $0.text) })
    case .state:
      PlainText.line(of: frame, isChinese: true).map { Answer(recipient_id: sender, text: $0) }
    case .message(let message) where message.from != .customer:
      Answer(recipient_id: sender, text: message.text)
    default: nil
    }
  }

  // MARK: Parse

  private struct Question: Decodable {
    var text: String
    var message_id: String?
  }

  private struct Parse: Encodable {
    struct Intent: Encodable {
      var name: String?
      var confidence: Double
    }
    struct Entity: Encodable {
      var start: Int
      var end: Int
      var value: String
      var entity: String
      var confidence = 1.0
      var extractor = "KefuEntityScanner"
    }
    var text: String
    var message_id: String?
    var intent: Intent
    var intent_ranking: [Intent]
    var entities: [Entity]
    var text_tokens: [[Int]]
    var stage: String?
    var decision: String
    var explanation: Explanation
  }

  /// What the stages make of a message, outside any conversation.
  func parse(_ request: Request, _ context: GatewayContext) async -> Response {
    do throws(FrameError) {
      try await checkAccess(request, context)
      let question = try await decoded(Question.self, of: request)
      let bot = bot()
      let recognition = bot.recognize(question.text)
      let ranking = recognition.candidates.prefix(10).map {
        Parse.Intent(
          name: bot.knowledge.entries[$0.entry].id, confidence: $0.confidence.value)
      }
      let decision: String
      var intent = Parse.Intent(
        name: "nlu_fallback", confidence: 1 - (ranking.first?.confidence ?? 0))
      switch recognition.decision {
      case .answer:
        decision = "answer"
        intent = ranking[0]
      case .clarify: decision = "clarify"
      case .fallback: decision = "fallback"
      }
      let text = recognition.text.analyzed
      return try Self.response(
        Parse(
          text: question.text, message_id: question.message_id, intent: intent,
          intent_ranking: Array(ranking), entities: Self.entities(of: text, in: question.text),
          text_tokens: Self.tokens(of: text, in: question.text),
          stage: recognition.candidates.first?.stage.rawValue, decision: decision,
          explanation: bot.explain(question.text)))
    } catch {
      return Self.failure(error)
    }
  }

  private static func entities(of text: AnalyzedText, in message: String) -> [Parse.Entity] {
    text.tokens.compactMap { token in
      guard case .entity(let kind) = token.kind else { return nil }
      let range = scalars(text.sourceRange(of: token), in: message)
      return Parse.Entity(
        start: range.lowerBound, end: range.upperBound,
        value: String(message[utf8Range: text.sourceRange(of: token)]), entity: kind.rawValue)
    }
  }

  private static func tokens(of text: AnalyzedText, in message: String) -> [[Int]] {
    text.tokens.map { token in
      let range = scalars(text.sourceRange(of: token), in: message)
      return [range.lowerBound, range.upperBound]
    }
  }

  /// Rasa counts characters as Python does: Unicode scalars.
  private static func scalars(_ range: Range<Int>, in message: String) -> Range<Int> {
    let start = message[utf8Range: 0..<range.lowerBound].unicodeScalars.count
    return start..<(start + message[utf8Range: range].unicodeScalars.count)
  }

  // MARK: Both

  private func checkAccess(
    _ request: Request, _ context: GatewayContext
  ) async throws(FrameError) {
    guard access == .token else { return }
    let token =
      request.uri.queryParameters.get("token") ?? DoorKeeper.token(of: request, role: .trainer)
    _ = try await door.admit(.init(role: .trainer, token: token), from: context.address)
  }

  private func decoded<Value: Decodable>(
    _ type: Value.Type, of request: Request
  ) async throws(FrameError) -> Value {
    do {
      let body = try await request.body.collect(upTo: FrameLimits.line)
      return try JSONDecoder().decode(type, from: Data(body.readableBytesView))
    } catch let error as DecodingError {
      throw FrameError(.badFrame, "the body is not what is wanted: \(error.place)")
    } catch {
      throw FrameError(.lineTooLong, "the body has more than \(FrameLimits.line) bytes")
    }
  }

  private static func response(_ value: some Encodable) throws(FrameError) -> Response {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(value) else { throw FrameError(.internal) }
    return Response(json: Array(data))
  }

  /// Errors in Rasa's shape.
  private static func failure(_ error: FrameError) -> Response {
    var writer = JSONWriter()
    let status = error.code.httpStatus
    writer.object { writer in
      writer.field("version", "3.1")
      writer.field("status", "failure")
      writer.field("reason", error.code.rawValue)
      writer.field("message", error.message)
      writer.field("code", status.code)
    }
    return Response(status: status, json: writer.bytes)
  }
}

extension DecodingError {
  /// Which member is at fault, without its value.
  fileprivate var place: String {
    switch self {
    case .keyNotFound(let key, _): "\"\(key.stringValue)\" is missing"
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      "\"\(context.codingPath.map(\.stringValue).joined(separator: "."))\" is of the wrong kind"
    case .dataCorrupted: "it is no JSON"
    @unknown default: "it cannot be read"
    }
  }
}
