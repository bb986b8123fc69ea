import Synchronization

/// Lets through one at a time under each name, in the order they came.
///
/// Two requests that speak for the same conversation at once would each be told of both answers.
final class ExchangeQueue: Sendable {
  /// Name → who waits while another is inside.
  private let waiting = Mutex<[String: [CheckedContinuation<Void, Never>]]>([:])

  func enter(_ name: String) async {
    await withCheckedContinuation { continuation in
      let isFree = waiting.withLock { table in
        guard table[name] != nil else {
          table[name] = []
          return true
        }
        table[name]!.append(continuation)
        return false
      }
      if isFree { continuation.resume() }
    }
  }

  /// Must follow every `enter`.
  func leave(_ name: String) {
    let next = waiting.withLock { table -> CheckedContinuation<Void, Never>? in
      guard table[name]?.isEmpty == false else {
        table[name] = nil
        return nil
      }
      return table[name]!.removeFirst()
    }
    next?.resume()
  }
}
