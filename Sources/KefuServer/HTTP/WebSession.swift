import KefuHub
import KefuWire
import Synchronization

/// A connection of the hub whose frames leave as server-sent events, or with the answer of a request.
final class WebSession: Sendable {
  /// Known to the page that opened it, and to nobody else.
  let name: String
  let connection: ConnectionID
  let items: AsyncStream<PortItem>
  private let continuation: AsyncStream<PortItem>.Continuation
  /// Frames posted that the hub has not taken.
  private let inHub = Atomic(0)

  /// - Parameter buffer: Frames that may wait for a reader; past it the session ends, and its client
  ///   comes back with the last `seq` it has.
  init(runner: HubRunner, buffer: Int = 4096) {
    name = TokenAuthority.randomName()
    let (items, continuation) = AsyncStream.makeStream(
      of: PortItem.self, bufferingPolicy: .bufferingOldest(buffer))
    self.items = items
    self.continuation = continuation
    let taken = Hook<Int>()
    connection = runner.connect(
      .custom { items, count in
        taken(count)
        for item in items {
          if case .close = item {
            continuation.finish()
          } else if case .dropped = continuation.yield(item) {
            continuation.finish()
          }
        }
      })
    taken.set { [weak self] count in self?.inHub.subtract(count, ordering: .relaxed) }
  }

  /// Counts frames about to be posted; false where the hub has too many of the session already.
  func mayPost(_ count: Int, limit: Int) -> Bool {
    guard inHub.load(ordering: .relaxed) + count <= limit else { return false }
    inHub.add(count, ordering: .relaxed)
    return true
  }

  /// Something of the gateway's own, such as a sign of life.
  func yield(_ item: PortItem) { continuation.yield(item) }

  func finish() { continuation.finish() }
}

/// The sessions that pages have open, by name.
final class WebSessions: Sendable {
  private let table = Mutex<[String: WebSession]>([:])

  subscript(_ name: String) -> WebSession? { table.withLock { $0[name] } }

  func add(_ session: WebSession) { table.withLock { $0[session.name] = session } }

  func remove(_ session: WebSession) {
    table.withLock { $0[session.name] = nil }
  }

  func finishAll() {
    for session in table.withLock({ Array($0.values) }) { session.finish() }
  }
}
