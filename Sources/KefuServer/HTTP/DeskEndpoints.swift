import Dispatch
import Foundation
import HTTPTypes
import Hummingbird
import Kefu
import KefuDesk
import KefuHub
import KefuKnowledge
import KefuMatching
import KefuStore
import KefuWire

/// `GET /api/desk/…`: what the agents' page looks up beside what it is told by events.
///
/// All ask for the token of an agent or a supervisor, as a cookie or a bearer; `role` says which.
struct DeskEndpoints: Sendable {
  static let maximumLines = 500
  static let maximumHistory = 20

  let door: DoorKeeper
  let store: any ConversationStore
  let runner: HubRunner
  let bot: @Sendable () -> Bot

  private typealias Handler = @Sendable (Request, Principal.Staff) async throws -> Response

  func add(to router: Router<GatewayContext>) {
    let handlers: [(name: String, body: Handler)] = [
      ("overview", overview), ("replies", replies), ("search", search), ("explain", explain),
      ("customer", customer), ("transcript", transcript),
    ]
    for handler in handlers {
      router.get(RouterPath("/api/desk/\(handler.name)")) { request, context in
        await answer(request, context, handler.body)
      }
    }
  }

  /// Lets staff in and answers; errors are frames.
  private func answer(
    _ request: Request, _ context: GatewayContext, _ body: Handler
  ) async -> Response {
    do {
      let name = request.uri.queryParameters.get("role") ?? Role.agent.rawValue
      guard let role = Role(rawValue: name), role.isStaff else {
        throw FrameError(.badFrame, "\"role\" must be agent or supervisor")
      }
      let token = DoorKeeper.token(of: request, role: role)
      let admission = try await door.admit(.init(role: role, token: token), from: context.address)
      guard case .staff(let member) = admission.principal else {
        throw FrameError(.unauthorized)
      }
      return try await body(request, member)
    } catch let error as FrameError {
      return Response(refusing: error)
    } catch is StoreError {
      return Response(refusing: FrameError(.storeUnavailable))
    } catch {
      return Response(refusing: FrameError(.internal))
    }
  }

  /// A parameter that must be there.
  private static func text(
    _ name: String, of request: Request, limit: Int
  ) throws(FrameError) -> String {
    guard let value = request.uri.queryParameters.get(name), !value.isEmpty,
      value.unicodeScalars.count <= limit
    else { throw FrameError(.badFrame, "\"\(name)\" must have 1 to \(limit) characters") }
    return value
  }

  private static func query(_ request: Request) throws(FrameError) -> String {
    try text("q", of: request, limit: 200)
  }

  private static func response(_ value: some Encodable) throws -> Response {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.dateEncodingStrategy = .custom { date, encoder in
      var container = encoder.singleValueContainer()
      try container.encode(Timestamp.text(date))
    }
    return Response(json: Array(try encoder.encode(value)))
  }

  // MARK: Overview

  fileprivate struct Overview: Encodable {
    struct Agent: Encodable {
      var id: String
      var name: String
      var presence: String
      var load: Int
      var capacity: Int
      var groups: [String]?
      var isSupervisor: Bool
    }
    struct Group: Encodable {
      /// Nil: for any agent.
      var id: String?
      var name: String?
      var waiting: Int
      var callbacks: Int
      var agents: Int
      var firstSince: Date?
    }
    struct Line: Encodable {
      var id: String
      var customer: String?
      var channel: String?
      var state: String
      var group: String?
      var agent: String?
      var priority: String?
      var reason: String?
      var isAngry: Bool
      var isConnected: Bool
      var since: Date?
      var lastActivity: Date
      var text: String?
    }
    var agents: [Agent]
    var groups: [Group]
    var conversations: [Line]
    /// By which the page's clock is set.
    var now: Date
  }

  /// Who is at the desk, what waits, and the conversations the member may see.
  @Sendable private func overview(
    _: Request, _ member: Principal.Staff
  ) async throws -> Response {
    let names = Dictionary(
      bot().knowledgeBase.settings.skillGroups.map { ($0.id, $0.name) },
      uniquingKeysWith: { $1 })
    let overview = await runner.inspect { hub in
      let snapshot = hub.desk.snapshot()
      return Overview(
        agents: snapshot.agents.filter(\.isConnected).map {
          .init(
            id: $0.id, name: hub.name(of: $0.id), presence: $0.presence.rawValue, load: $0.load,
            capacity: $0.capacity, groups: $0.groups, isSupervisor: $0.isSupervisor)
        },
        groups: snapshot.queues.map {
          .init(
            id: $0.group, name: $0.group.map { names[$0] ?? $0 }, waiting: $0.waiting,
            callbacks: $0.callbacks, agents: $0.agents, firstSince: $0.firstSince)
        },
        conversations: hub.lines(for: member, limit: Self.maximumLines).map(Overview.Line.init),
        now: Date())
    }
    return try Self.response(overview)
  }

  // MARK: Words to say

  private struct Replies: Encodable {
    struct Reply: Encodable {
      var code: String
      /// With the shop's values put in.
      var text: String
      /// What the agent must give; in the text they stand in braces.
      var fields: [String]
    }
    var replies: [Reply]
  }

  @Sendable private func replies(
    _: Request, _ member: Principal.Staff
  ) async throws -> Response {
    let replies = await runner.inspect { hub in
      hub.cannedReplies.replies(for: member.groups).map { reply in
        let preview = hub.cannedReplies.preview(of: reply)
        return Replies.Reply(code: reply.code, text: preview.text, fields: preview.fields)
      }
    }
    return try Self.response(Replies(replies: replies))
  }

  private struct Entries: Encodable {
    struct Entry: Encodable {
      var entry: String
      var question: String
      var answer: String?
      var confidence: Double
    }
    var entries: [Entry]
  }

  /// Entries that a question is about, likeliest first, then those whose id or question has it.
  @Sendable private func search(_ request: Request, _: Principal.Staff) throws -> Response {
    let words = try Self.query(request)
    let bot = bot()
    let knowledge = bot.knowledgeBase
    var found = bot.recognize(words).candidates.prefix(8).map {
      (entry: $0.entry, confidence: $0.confidence.value)
    }
    let wanted = words.lowercased()
    for (index, entry) in knowledge.entries.enumerated() where found.count < 12 {
      let isNamed =
        entry.id.lowercased().contains(wanted)
        || entry.phrasings.contains { $0.value.lowercased().contains(wanted) }
      if isNamed, !found.contains(where: { $0.entry == index }) { found.append((index, 0)) }
    }
    let context = AnswerContext()
    return try Self.response(
      Entries(
        entries: found.map { item in
          let entry = knowledge.entries[item.entry]
          return .init(
            entry: entry.id, question: entry.question.value,
            answer: (entry.answer(in: context) ?? entry.answers.first).map {
              knowledge.render($0, in: context)
            }, confidence: (item.confidence * 10_000).rounded() / 10_000)
        }))
  }

  /// Why the bot says what it says to a message.
  @Sendable private func explain(_ request: Request, _: Principal.Staff) throws -> Response {
    try Self.response(["explanation": bot().explain(try Self.query(request))])
  }

  // MARK: Customers

  private struct Customer: Encodable {
    struct Earlier: Encodable {
      var id: String
      var began: Date
      var changed: Date
      var state: String
      /// How much was said.
      var events: Int
    }
    struct Action: Encodable {
      var at: Date
      var by: String?
      var kind: String
      var text: String?
      var details: [String: String]
    }
    var customer: String?
    var channel: String?
    var isVIP: Bool
    var tags: [String]
    var attributes: [String: String]
    /// Others of the same customer, newest first.
    var conversations: [Earlier]
    /// What was done in this one, newest last.
    var actions: [Action]
  }

  @Sendable private func customer(
    _ request: Request, _ member: Principal.Staff
  ) async throws -> Response {
    let conversation = try Self.text("conversation", of: request, limit: FrameLimits.name)
    let card = try await card(of: conversation, for: member)
    let names = await runner.inspect { hub in
      Dictionary(
        hub.desk.snapshot().agents.map { ($0.id, hub.name(of: $0.id)) }, uniquingKeysWith: { $1 })
    }
    return try await read { store in
      let customer = card.customer
      let earlier = try customer.map {
        try store.conversations(ofCustomer: $0, limit: Self.maximumHistory + 1)
      }
      let actions = try store.actions(of: conversation, limit: 50)
      return try Self.response(
        Customer(
          customer: customer, channel: card.channel, isVIP: card.isVIP, tags: card.tags,
          attributes: card.attributes,
          conversations: (earlier ?? []).filter { $0.id != conversation }
            .prefix(Self.maximumHistory)
            .map {
              .init(
                id: $0.id, began: $0.began, changed: $0.changed, state: $0.owner.rawValue,
                events: $0.seq)
            },
          actions: actions.map {
            .init(
              at: $0.at, by: $0.by.map { names[$0] ?? $0 }, kind: $0.kind, text: $0.text,
              details: $0.details)
          }))
    }
  }

  private func card(
    of conversation: String, for member: Principal.Staff
  ) async throws -> CustomerCard {
    guard let card = await runner.inspect({ $0.card(of: conversation, for: member) }) else {
      throw FrameError(.forbidden)
    }
    return card
  }

  private struct Transcript: Encodable {
    var frames: [ServerFrame]
  }

  /// What was said in an earlier conversation (`of`) of the customer of `conversation`.
  @Sendable private func transcript(
    _ request: Request, _ member: Principal.Staff
  ) async throws -> Response {
    let conversation = try Self.text("conversation", of: request, limit: FrameLimits.name)
    let earlier = try Self.text("of", of: request, limit: FrameLimits.name)
    let card = try await card(of: conversation, for: member)
    return try await read { store in
      guard let stored = try store.conversation(earlier), let customer = stored.customer,
        customer == card.customer
      else { throw FrameError(.unknownConversation) }
      let events = try store.events(of: earlier, after: max(0, stored.seq - 200), limit: 200)
      return try Self.response(Transcript(frames: events.map { $0.frame(in: earlier) }))
    }
  }

  /// Reads off the threads that others answer on: the store may wait for the disk.
  private func read<Value: Sendable>(
    _ body: @escaping @Sendable (any ConversationStore) throws -> Value
  ) async throws -> Value {
    let store = store
    return try await withCheckedThrowingContinuation { continuation in
      DispatchQueue.global().async {
        continuation.resume(with: Result { try body(store) })
      }
    }
  }
}

extension DeskEndpoints.Overview.Line {
  fileprivate init(_ line: ConversationLine) {
    self.init(
      id: line.id, customer: line.customer, channel: line.channel, state: line.state.rawValue,
      group: line.group, agent: line.agent, priority: line.priority, reason: line.reason,
      isAngry: line.isAngry, isConnected: line.isConnected, since: line.since,
      lastActivity: line.lastActivity, text: line.text)
  }
}
