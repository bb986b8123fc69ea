import Foundation
import HTTPTypes
import Hummingbird
import Kefu
import KefuHub
import KefuWire
import Logging

/// The HTTP side of a daemon: the same frames, tokens and store as its lines.
struct HTTPGateway: Sendable {
  let host: String
  let port: Int
  let door: DoorKeeper
  let desk: DeskEndpoints
  let rasa: RasaEndpoints
  let chatwoot: ChatwootWebhook?
  let frames: FramesEndpoint
  let sessions: WebSessions
  let office: Office
  let metrics: ServerMetrics
  /// Whether clients are being served.
  let isReady: @Sendable () -> Bool
  /// Brings gauges up to date.
  let refresh: @Sendable () async -> Void
  let logger: Logger

  /// Serves until its task is cancelled.
  ///
  /// - Parameter onRunning: Called once it answers.
  func run(onRunning: @escaping @Sendable () -> Void) async throws {
    var quiet = logger
    // It reports the end of its own task as an error.
    quiet.logLevel = .critical
    let application = Application(
      router: router,
      configuration: .init(address: .hostname(host, port: port), serverName: "kefud"),
      onServerRunning: { _ in onRunning() }, logger: quiet)
    try await application.run()
  }

  private var router: Router<GatewayContext> {
    let router = Router(context: GatewayContext.self)
    router.add(middleware: SecurityHeaders())
    router.add(middleware: SameOrigin())
    addMonitoring(to: router)
    let events = EventsEndpoint(door: door, sessions: sessions)
    router.get("/api/events") { request, context in await events.respond(request, context) }
    router.post("/api/frames") { [frames] request, context in
      await frames.respond(request, context)
    }
    router.post("/api/session") { [door] request, context in
      await LoginEndpoint(door: door).logIn(request, context)
    }
    router.get("/api/session") { [door] request, _ in LoginEndpoint(door: door).roles(request) }
    router.delete("/api/session") { _, _ in LoginEndpoint.logOut() }
    desk.add(to: router)
    Pages.add(to: router)
    router.get("/api/openapi.json") { _, _ in Response(json: OpenAPI.document) }
    if rasa.access != .off {
      router.post("/webhooks/rest/webhook") { [rasa] request, context in
        await rasa.webhook(request, context)
      }
      router.post("/model/parse") { [rasa] request, context in await rasa.parse(request, context) }
    }
    if let chatwoot {
      router.post("/webhooks/chatwoot") { request, context in
        await chatwoot.respond(request, context)
      }
    }
    office.add(to: router)
    return router
  }

  private func addMonitoring(to router: Router<GatewayContext>) {
    router.get("/health") { _, _ in "ok\n" }
    router.get("/ready") { _, _ in
      let isReady = isReady()
      return Response(
        status: isReady ? .ok : .serviceUnavailable,
        headers: [.contentType: "text/plain; charset=utf-8"],
        body: .init(byteBuffer: .init(string: isReady ? "ready\n" : "not ready\n")))
    }
    router.get("/metrics") { _, _ in
      await refresh()
      return Response(
        status: .ok, headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"],
        body: .init(byteBuffer: .init(string: metrics.registry.text)))
    }
  }
}

/// Headers that keep a browser from doing with a page what it was not made for.
struct SecurityHeaders: RouterMiddleware {
  typealias Context = GatewayContext

  private static let policy = [
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:",
    "connect-src 'self'", "form-action 'none'", "base-uri 'none'",
  ].joined(separator: "; ")

  func handle(
    _ request: Request, context: GatewayContext,
    next: (Request, GatewayContext) async throws -> Response
  ) async throws -> Response {
    var response = try await next(request, context)
    // The customer's page is shown inside shops' pages; no other page is.
    let ancestors = request.uri.path == "/chat" ? "" : "; frame-ancestors 'none'"
    response.headers[.contentSecurityPolicy] = Self.policy + ancestors
    response.headers[.xContentTypeOptions] = "nosniff"
    response.headers[HTTPField.Name("Referrer-Policy")!] = "no-referrer"
    return response
  }
}

/// `POST /api/session`: a token becomes a cookie that scripts cannot read; `DELETE` takes it back.
struct LoginEndpoint: Sendable {
  let door: DoorKeeper

  func logIn(_ request: Request, _ context: GatewayContext) async -> Response {
    do throws(FrameError) {
      // A form of another site cannot send this type without asking first.
      guard request.headers[.contentType]?.hasPrefix("application/json") == true else {
        throw FrameError(.badFrame, "the content type must be application/json")
      }
      guard let body = try? await request.body.collect(upTo: 4096),
        let value = try? JSONValue(parsing: Array(body.readableBytesView)),
        case .string(let token)? = value["token"], case .string(let name)? = value["role"],
        let role = Role(rawValue: name), role != .customer
      else {
        throw FrameError(.badFrame, "\"role\" and \"token\" of staff are wanted")
      }
      _ = try await door.admit(.init(role: role, token: token), from: context.address)
      let isSecure = request.headers[HTTPField.Name("X-Forwarded-Proto")!] == "https"
      var response = Response(json: Array(#"{"role":"\#(role.rawValue)"}"#.utf8))
      response.setCookie(
        Cookie(
          name: DoorKeeper.cookieName(role), value: token, maxAge: 12 * 3600, path: "/",
          secure: isSecure, httpOnly: true, sameSite: .strict))
      return response
    } catch {
      return Response(refusing: error)
    }
  }

  /// The roles whose cookies are good, so that a page knows without a failed try.
  func roles(_ request: Request) -> Response {
    let roles = Role.allCases.filter { role in
      guard role != .customer, let cookie = request.cookies[DoorKeeper.cookieName(role)] else {
        return false
      }
      let hello = ClientFrame.Hello(role: role, token: cookie.value)
      return (try? door.authority.admit(hello, isTrusted: false, at: Date())) != nil
    }
    var writer = JSONWriter()
    writer.object { $0.field("roles", roles.map(\.rawValue)) }
    return Response(json: writer.bytes)
  }

  static func logOut() -> Response {
    var response = Response(json: Array("{}".utf8))
    for role in Role.allCases where role != .customer {
      response.setCookie(
        Cookie(
          name: DoorKeeper.cookieName(role), value: "", maxAge: 0, path: "/", httpOnly: true,
          sameSite: .strict))
    }
    return response
  }
}
