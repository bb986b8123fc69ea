public import KefuKnowledge

/// Asks for something in the shop's own systems.
public struct LookupRequest: Sendable, Equatable, Codable {
  /// Comes back with the outcome.
  public var id: Int
  public var kind: LookupKind
  /// What the customer gave, such as `order`; slots left empty are missing.
  public var slots: [String: String]

  public init(id: Int, kind: LookupKind, slots: [String: String]) {
    self.id = id
    self.kind = kind
    self.slots = slots
  }
}

/// What became of a lookup.
public enum LookupOutcome: Sendable, Equatable {
  /// With the fields of `LookupKind.fields`.
  case found([String: String])
  /// There is no such order, parcel …
  case missing
  /// No answer in time, or none that can be used.
  case failed
}

/// The shop's own systems, as a service that embeds Kefu connects them.
///
/// ```swift
/// struct Orders: LookupService {
///   let kinds: Set<LookupKind> = [.order]
///   func look(up request: LookupRequest) async throws -> LookupOutcome {
///     guard let order = try await database.order(request.slots["order"]) else { return .missing }
///     return .found(["status": order.status, "time": order.time, "items": order.items, "amount": order.amount])
///   }
/// }
/// ```
public protocol LookupService: Sendable {
  /// What it can look up. Flows that need anything else are not begun.
  var kinds: Set<LookupKind> { get }
  /// Called once for each request; cancelled when the time is up. Whatever it throws is `failed`.
  func look(up request: LookupRequest) async throws -> LookupOutcome
}

extension LookupService {
  /// As `look(up:)`, but `failed` after `timeout`.
  public func outcome(
    of request: LookupRequest, timeout: Duration, clock: some Clock<Duration>
  ) async -> LookupOutcome {
    // A service that does not heed cancellation must not be waited for, as a task group would.
    let (outcomes, continuation) = AsyncStream.makeStream(of: LookupOutcome.self)
    let asking = Task { continuation.yield((try? await look(up: request)) ?? .failed) }
    let waiting = Task {
      try? await clock.sleep(until: clock.now.advanced(by: timeout), tolerance: nil)
      continuation.yield(.failed)
    }
    defer {
      asking.cancel()
      waiting.cancel()
      continuation.finish()
    }
    for await outcome in outcomes { return outcome }
    return .failed
  }
}
