@preconcurrency import Dispatch
import Foundation

/// The signals a daemon is steered by.
final class Signals: Sendable {
  enum Signal: Sendable {
    case reload, end
  }

  let stream: AsyncStream<Signal>
  private let continuation: AsyncStream<Signal>.Continuation
  private let sources: [any DispatchSourceSignal]

  init() {
    let (stream, continuation) = AsyncStream.makeStream(of: Signal.self)
    self.stream = stream
    self.continuation = continuation
    sources = [(SIGHUP, Signal.reload), (SIGTERM, .end), (SIGINT, .end)].map { number, signal in
      Self.source(number) { continuation.yield(signal) }
    }
    // A peer that has gone is an error of the write, not the end of the daemon.
    signal(SIGPIPE, SIG_IGN)
  }

  private static func source(
    _ number: Int32, _ handler: @escaping @Sendable () -> Void
  ) -> any DispatchSourceSignal {
    signal(number, SIG_IGN)
    let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
    source.setEventHandler(handler: handler)
    source.resume()
    return source
  }

  func end() { continuation.yield(.end) }
}
