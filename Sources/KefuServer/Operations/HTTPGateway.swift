import Hummingbird
import Logging

/// What monitoring asks over HTTP: `/health`, `/ready`, `/metrics`.
struct HTTPGateway: Sendable {
  let host: String
  let port: Int
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
    let router = Router()
    router.get("/health") { _, _ in "ok\n" }
    router.get("/ready") { _, _ in
      isReady()
        ? Response(status: .ok, body: .init(byteBuffer: .init(string: "ready\n")))
        : Response(
          status: .serviceUnavailable, body: .init(byteBuffer: .init(string: "not ready\n")))
    }
    router.get("/metrics") { _, _ in
      await refresh()
      return Response(
        status: .ok, headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"],
        body: .init(byteBuffer: .init(string: metrics.registry.text)))
    }
    var quiet = logger
    // It reports the end of its own task as an error.
    quiet.logLevel = .critical
    let application = Application(
      router: router,
      configuration: .init(address: .hostname(host, port: port), serverName: "kefud"),
      onServerRunning: { _ in onRunning() }, logger: quiet)
    try await application.run()
  }
}
