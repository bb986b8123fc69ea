import Foundation
import HTTPTypes
import Hummingbird
import KefuWire

/// Refuses what a browser sends to `/api/…` on behalf of another site.
///
/// Cookies are `SameSite=Strict` and bodies are JSON already; this holds where a browser or a proxy
/// does not keep to the one or the other. A client that is no browser sends neither header.
struct SameOrigin: RouterMiddleware {
  typealias Context = GatewayContext

  func handle(
    _ request: Request, context: GatewayContext,
    next: (Request, GatewayContext) async throws -> Response
  ) async throws -> Response {
    if request.uri.path.hasPrefix("/api/"), Self.isForeign(request) {
      return Response(refusing: FrameError(.forbidden, "another site may not ask this"))
    }
    return try await next(request, context)
  }

  /// What the browser says of itself counts before what its addresses say: a proxy may change `Host`.
  static func isForeign(_ request: Request) -> Bool {
    if let site = request.headers[HTTPField.Name("Sec-Fetch-Site")!] {
      return site != "same-origin" && site != "none"
    }
    guard let origin = request.headers[.origin] else { return false }
    guard let scheme = origin.range(of: "://") else { return true }
    let authority = origin[scheme.upperBound...].lowercased()
    let own = [request.head.authority, request.headers[HTTPField.Name("X-Forwarded-Host")!]]
    return !own.contains { $0?.lowercased() == authority }
  }
}
