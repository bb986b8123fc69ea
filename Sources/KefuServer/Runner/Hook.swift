import Synchronization

/// A closure that is set after those who call it were made; until then calls do nothing.
public final class Hook<Argument: Sendable>: Sendable {
  // A struct around it: a `Mutex` of a bare closure wraps the closure once more at every access.
  private struct Body: Sendable {
    var call: @Sendable (Argument) -> Void
  }

  private let body = Mutex<Body?>(nil)

  init() {}

  public func set(_ call: @escaping @Sendable (Argument) -> Void) {
    body.withLock { $0 = Body(call: call) }
  }

  func callAsFunction(_ argument: Argument) {
    let body = body.withLock { $0 }
    body?.call(argument)
  }
}
