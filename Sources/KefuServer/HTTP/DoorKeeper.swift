import Foundation
import HTTPTypes
import Hummingbird
import KefuHub
import KefuWire
import Logging
import NIOCore

/// Lets requests in as the line listeners let connections in: the same tokens, limits and patience.
struct DoorKeeper: Sendable {
  let authority: TokenAuthority
  let tokenRefresh: TokenRefresh
  let gate: Gate
  let registry: ConnectionRegistry
  let runner: HubRunner
  let metrics: ServerMetrics
  let logger: Logger

  /// The token a request shows: a bearer, or the cookie of its role.
  static func token(of request: Request, role: Role) -> String? {
    if let header = request.headers[.authorization], header.lowercased().hasPrefix("bearer ") {
      return String(header.dropFirst("bearer ".count)).trimmingCharacters(in: .whitespaces)
    }
    return request.cookies[cookieName(role)]?.value
  }

  static func cookieName(_ role: Role) -> String { "kefu_\(role.rawValue)" }

  /// Who says hello. A failed try is answered late, and later each time; a token made a moment ago is
  /// found by then.
  func admit(
    _ hello: ClientFrame.Hello, from address: String
  ) async throws(FrameError) -> TokenAuthority.Admission {
    do throws(FrameError) {
      return try authority.admit(hello, isTrusted: false, at: Date())
    } catch {
      if hello.role != .customer { tokenRefresh.begin() }
      try? await Task.sleep(for: .nanoseconds(gate.failed(address).nanoseconds))
    }
    do throws(FrameError) {
      return try authority.admit(hello, isTrusted: false, at: Date())
    } catch {
      logger.notice(
        "refused at the door",
        metadata: [
          "address": "\(address)", "role": "\(hello.role.rawValue)",
          "code": "\(error.code.rawValue)",
        ])
      metrics.observe(.refused(error.code))
      throw error
    }
  }

  /// A session for somebody who was admitted; `leave` must follow.
  func open(
    _ hello: ClientFrame.Hello, _ admission: TokenAuthority.Admission, from address: String
  ) throws(FrameError) -> WebSession {
    guard gate.enter(address) else { throw FrameError(.tooManyConnections) }
    let session = WebSession(runner: runner)
    registry.add(session.connection, token: admission.token)
    runner.post(.hello(session.connection, hello, admission.principal))
    metrics.connections.increment()
    return session
  }

  func leave(_ session: WebSession, from address: String) {
    runner.disconnect(session.connection)
    registry.remove(session.connection)
    gate.leave(address)
    metrics.connections.decrement()
    session.finish()
  }
}
