import Foundation
import HTTPTypes
import Hummingbird
import Kefu
import KefuKnowledge
import KefuStore
import KefuWire

/// `/api/knowledge/…`: what trainers and administrators do with a knowledge base in a browser.
///
/// `GET entries` searches, `POST try` shows what the bot makes of a message, `GET unknown` lists what
/// customers asked in vain. `POST plan` shows what a decision would change, and `POST apply` writes
/// exactly that.
struct KnowledgeEndpoint: Sendable {
  static let roles: [Role] = [.trainer, .admin]
  static let maximumBody = 1 << 18

  let door: DoorKeeper
  /// For what is answered at once, one after another, so that no two changes are written at a time.
  let work: OfficeWork
  /// For what takes long.
  let slowWork: OfficeWork
  let directory: URL
  let store: any ConversationStore
  let bot: @Sendable () -> Bot
  /// SHA-256 in hexadecimal.
  let hash: @Sendable ([UInt8]) -> String
  /// Takes in the knowledge base anew; what is wrong with it, if anything.
  let reload: @Sendable () async -> String?

  func add(to router: Router<GatewayContext>) {
    router.get("/api/knowledge/entries") { request, context in
      await answer(request, context) { _, _ throws(FrameError) in
        let search = try EntrySearch(request.uri.queryParameters)
        return try await work.run { [bot] () throws(FrameError) in search.json(in: bot()) }
      }
    }
    router.post("/api/knowledge/try") { request, context in
      await answer(request, context) { body, _ throws(FrameError) in
        let text = try body.text("text", atMost: FrameLimits.text)
        return try await work.run { [bot] () throws(FrameError) in Self.trial(of: text, by: bot()) }
      }
    }
    router.get("/api/knowledge/unknown") { request, context in
      await answer(request, context) { _, _ throws(FrameError) in
        let search = try UnknownSearch(request.uri.queryParameters)
        return try await slowWork.run { [bot, store, directory] () throws(FrameError) in
          try search.json(by: bot(), in: store, directory, now: Date())
        }
      }
    }
    router.post("/api/knowledge/plan") { request, context in
      await answer(request, context) { body, _ throws(FrameError) in
        let decision = try KnowledgeDecision(body)
        return try await work.run { () throws(FrameError) in try plan(decision).json }
      }
    }
    router.post("/api/knowledge/apply") { request, context in
      await answer(request, context) { body, person throws(FrameError) in
        try await apply(body, by: person)
      }
    }
  }

  // MARK: Trying

  private static func trial(of text: String, by bot: Bot) -> [UInt8] {
    var writer = JSONWriter()
    let reply = bot.reply(
      to: text,
      context: AnswerContext(
        today: CalendarDate(Date(), in: bot.knowledgeBase.settings.timeZone)))
    writer.object { writer in
      writer.field("decision", reply.act.rawValue)
      writer.field("text", reply.text)
      if let entry = reply.entry { writer.field("entry", entry) }
      writer.field("confidence", reply.confidence.value)
      if let stage = reply.stage { writer.field("stage", stage.rawValue) }
      if let runnerUp = reply.runnerUp { writer.field("runnerUp", runnerUp) }
      writer.field("options", reply.options) { option, writer in
        writer.field("text", option.question)
        if let entry = option.entry { writer.field("entry", entry) }
      }
      writer.field("explanation", JSONValue(bot.explain(text)))
      writer.field("model", "\(bot.modelStatus)")
    }
    return writer.bytes
  }

  // MARK: Changing

  private func plan(_ decision: KnowledgeDecision) throws(FrameError) -> KnowledgeChange {
    try KnowledgeChange(
      decision, in: directory,
      today: CalendarDate(Date(), in: bot().knowledgeBase.settings.timeZone), hash: hash)
  }

  private func apply(_ body: JSONValue, by person: String) async throws(FrameError) -> [UInt8] {
    let decision = try KnowledgeDecision(body)
    let base = try body.text("base", atMost: 128)
    let change = try await work.run { () throws(FrameError) in
      let change = try plan(decision)
      guard change.base == base else { throw KnowledgeChange.changedMeanwhile }
      try change.write(in: directory)
      return change
    }
    door.logger.info(
      "knowledge changed in the browser",
      metadata: [
        "by": "\(person)", "decision": "\(decision.name)",
        "files": "\(change.edits.map(\.path).joined(separator: " "))",
      ])
    let problem = change.changesKnowledge ? await reload() : nil
    var writer = JSONWriter()
    writer.object { writer in
      writer.field("written", change.edits.map(\.path))
      writer.field("reloaded", problem == nil)
      if let problem { writer.field("problem", problem) }
      writer.field("model", "\(bot().modelStatus)")
    }
    return writer.bytes
  }

  // MARK: All of them

  /// Lets the person in, reads the body of a post, and sends what `body` makes of it.
  private func answer(
    _ request: Request, _ context: GatewayContext,
    _ body: (JSONValue, _ person: String) async throws(FrameError) -> [UInt8]
  ) async -> Response {
    do throws(FrameError) {
      let person = try await door.admit(request, as: Self.roles, from: context.address)
      let value = request.method == .post ? try await Self.value(of: request) : .null
      return Response(json: try await body(value, person))
    } catch {
      return Response(refusing: error)
    }
  }

  private static func value(of request: Request) async throws(FrameError) -> JSONValue {
    // A form of another site cannot send this type without asking first.
    guard request.headers[.contentType]?.hasPrefix("application/json") == true else {
      throw FrameError(.badFrame, "the content type must be application/json")
    }
    guard let buffer = try? await request.body.collect(upTo: maximumBody) else {
      throw FrameError(.lineTooLong, "the body has more than \(maximumBody) bytes")
    }
    do throws(JSONError) {
      return try JSONValue(parsing: Array(buffer.readableBytesView))
    } catch {
      throw FrameError(error.reason == .badUTF8 ? .badUTF8 : .badJSON, error.description)
    }
  }
}

extension JSONValue {
  /// A text of an object that must be there.
  func text(_ name: String, atMost limit: Int) throws(FrameError) -> String {
    guard let text = try optionalText(name, atMost: limit) else {
      throw FrameError(.badFrame, "\"\(name)\" must be a text of 1 to \(limit) characters")
    }
    return text
  }

  /// A text with a visible character; nil where there is none, or an empty one.
  func optionalText(_ name: String, atMost limit: Int) throws(FrameError) -> String? {
    switch self[name] {
    case nil, .null?: return nil
    case .string(let text)?:
      guard text.unicodeScalars.count <= limit else {
        throw FrameError(.badFrame, "\"\(name)\" has more than \(limit) characters")
      }
      let trimmed = text.trimmingCharacters(in: .whitespacesAndNewlines)
      return trimmed.isEmpty ? nil : trimmed
    default: throw FrameError(.badFrame, "\"\(name)\" must be a text")
    }
  }
}
