import Foundation
import KefuHub
import NIOCore
import Synchronization

/// Counts who is inside, and remembers who failed to get in.
final class Gate: Sendable {
  private struct State {
    var total = 0
    var byAddress: [String: Int] = [:]
    /// Failed log-ins and when the last one was.
    var failures: [String: (count: Int, last: NIODeadline)] = [:]
  }

  private let state = Mutex(State())
  private let limits: TransportLimits

  init(_ limits: TransportLimits) { self.limits = limits }

  func enter(_ address: String) -> Bool {
    state.withLock { state in
      let here = state.byAddress[address] ?? 0
      guard state.total < limits.connections, here < limits.connectionsPerAddress else {
        return false
      }
      state.total += 1
      state.byAddress[address] = here + 1
      return true
    }
  }

  func leave(_ address: String) {
    state.withLock { state in
      state.total -= 1
      let left = (state.byAddress[address] ?? 1) - 1
      state.byAddress[address] = left > 0 ? left : nil
    }
  }

  /// How long the answer to a failed log-in is held back: doubled each time, up to 8 seconds;
  /// forgotten after 10 minutes.
  func failed(_ address: String) -> TimeAmount {
    state.withLock { state in
      let now = NIODeadline.now()
      if state.failures.count > 10_000 {
        state.failures = state.failures.filter { now - $0.value.last < .minutes(10) }
      }
      var entry = state.failures[address] ?? (0, now)
      if now - entry.last > .minutes(10) { entry.count = 0 }
      entry.count += 1
      entry.last = now
      state.failures[address] = entry
      return .milliseconds(Int64(250 << min(entry.count - 1, 5)))
    }
  }
}

/// Which connections rest on which tokens, so that a revoked one ends them.
final class ConnectionRegistry: Sendable {
  private let tokens = Mutex<[ConnectionID: String]>([:])

  func add(_ connection: ConnectionID, token: String?) {
    guard let token else { return }
    tokens.withLock { $0[connection] = token }
  }

  func remove(_ connection: ConnectionID) {
    _ = tokens.withLock { $0.removeValue(forKey: connection) }
  }

  /// Those whose token is not good any more.
  func connections(where isInvalid: (String) -> Bool) -> [ConnectionID] {
    tokens.withLock { table in
      table.filter { isInvalid($0.value) }.map(\.key).sorted()
    }
  }
}
