import Foundation
import HTTPTypes
import Hummingbird
import KefuHub
import KefuWire
import Logging
import NIOCore

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// `POST /webhooks/chatwoot`: an agent bot for Chatwoot.
///
/// Takes the event `message_created`, answers by Chatwoot's own API, and hands over by opening the
/// conversation there: Chatwoot's people take it from then on, and the bot is silent until the
/// conversation is pending again.
struct ChatwootWebhook: Sendable {
  struct Settings: Sendable {
    /// Of the installation, such as `https://chat.example.com`.
    var url: URL
    /// The agent bot's, sent as `api_access_token`.
    var accessToken: String
    /// What the webhook's address must end in: `?token=…`.
    var webhookToken: String
  }

  let settings: Settings
  let frames: FramesEndpoint
  let logger: Logger

  private struct Event: Decodable {
    struct Account: Decodable { var id: Int }
    struct Conversation: Decodable {
      var id: Int
      var status: String?
    }
    var event: String
    var id: Int?
    var content: String?
    var message_type: String?
    var account: Account?
    var conversation: Conversation?
  }

  func respond(_ request: Request, _ context: GatewayContext) async -> Response {
    guard !settings.webhookToken.isEmpty,
      request.uri.queryParameters.get("token") == settings.webhookToken
    else {
      return Response(refusing: FrameError(.unauthorized))
    }
    guard let body = try? await request.body.collect(upTo: 1 << 20),
      let event = try? JSONDecoder().decode(Event.self, from: Data(body.readableBytesView))
    else {
      return Response(refusing: FrameError(.badFrame, "this is no event of Chatwoot"))
    }
    // Answered at once: Chatwoot waits five seconds at most, and sends what it counts as lost again.
    if event.event == "message_created", event.message_type == "incoming",
      event.conversation?.status == "pending", let text = event.content
    {
      Task { await answer(text, event, from: context.address) }
    }
    return Response(status: .ok, json: Array("{}".utf8))
  }

  private func answer(_ text: String, _ event: Event, from address: String) async {
    guard let account = event.account?.id, let conversation = event.conversation?.id,
      let message = event.id
    else { return }
    let ours = "chatwoot-\(account)-\(conversation)"
    let principal = Principal.customer(.init(conversation: ours, token: "", isNew: false))
    let answers: [ServerFrame]
    do throws(FrameError) {
      answers = try await frames.exchange(
        .init(channel: "chatwoot"), .init(principal: principal),
        [.message(.init(id: "chatwoot-\(message)", text: text))], from: address)
    } catch {
      logger.error("chatwoot: not answered", metadata: ["code": "\(error.code.rawValue)"])
      return
    }
    let place = "api/v1/accounts/\(account)/conversations/\(conversation)"
    var isHandedOver = false
    for answer in answers {
      switch answer {
      case .reply(let reply):
        await post("\(place)/messages", ["content": reply.text, "message_type": "outgoing"])
      case .state(let state) where state.state != .bot && state.state != .resolved:
        isHandedOver = true
      default: break
      }
    }
    guard isHandedOver else { return }
    await post("\(place)/toggle_status", ["status": "open"])
    // The people are Chatwoot's: here the conversation is the bot's again when it comes back.
    _ = try? await frames.exchange(
      .init(), .init(principal: principal), [.close(.init(id: TokenAuthority.randomName()))],
      from: address)
  }

  private func post(_ path: String, _ body: [String: String]) async {
    var request = URLRequest(url: settings.url.appending(path: path), timeoutInterval: 5)
    request.httpMethod = "POST"
    request.setValue("application/json", forHTTPHeaderField: "Content-Type")
    request.setValue(settings.accessToken, forHTTPHeaderField: "api_access_token")
    request.httpBody = try? JSONEncoder().encode(body)
    let status = try? await (URLSession.shared.data(for: request).1 as? HTTPURLResponse)?.statusCode
    if status.map({ !(200...299).contains($0) }) ?? true {
      logger.error(
        "chatwoot does not take an answer",
        metadata: ["status": "\(status.map(String.init) ?? "none")"])
    }
  }
}
