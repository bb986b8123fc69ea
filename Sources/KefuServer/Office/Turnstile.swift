import Synchronization

/// How many are inside, up to a limit.
final class Turnstile: Sendable {
  private let count = Mutex(0)

  /// - Returns: False where as many are inside already.
  func enter(limit: Int) -> Bool {
    count.withLock { count in
      guard count < limit else { return false }
      count += 1
      return true
    }
  }

  func leave() { count.withLock { $0 -= 1 } }
}
