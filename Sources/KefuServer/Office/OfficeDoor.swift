import Foundation
import Hummingbird
import KefuHub
import KefuWire

extension DoorKeeper {
  /// Who asks for something that is there for a few roles, by a bearer token or by the cookie of one of
  /// them.
  ///
  /// - Returns: The name of the person, for the log.
  /// - Throws: `forbidden` to staff of another role, `unauthorized` to anybody else. A wrong token is
  ///   answered late; none at all, at once.
  func admit(
    _ request: Request, as roles: [Role], from address: String
  ) async throws(FrameError) -> String {
    if let name = try name(of: request, as: roles) { return name }
    guard
      let shown = (roles + Role.allCases).first(where: { Self.token(of: request, role: $0) != nil })
    else { throw FrameError(.unauthorized, "log in first") }
    // With all that a failed try at the door costs; a token made a moment ago is known after that.
    do throws(FrameError) {
      _ = try await admit(
        .init(role: shown, token: Self.token(of: request, role: shown)), from: address)
    } catch {
      guard let name = try name(of: request, as: roles) else { throw error }
      return name
    }
    guard let name = try name(of: request, as: roles) else { throw FrameError(.unauthorized) }
    return name
  }

  /// Nil where no token shown is good for any role.
  private func name(of request: Request, as roles: [Role]) throws(FrameError) -> String? {
    for role in roles + Role.allCases where role != .customer {
      guard let token = Self.token(of: request, role: role) else { continue }
      let hello = ClientFrame.Hello(role: role, token: token)
      guard let admission = try? authority.admit(hello, isTrusted: false, at: Date()) else {
        continue
      }
      guard roles.contains(role) else {
        metrics.observe(.refused(.forbidden))
        throw FrameError(
          .forbidden, "this is for: " + roles.map(\.rawValue).joined(separator: ", "))
      }
      switch admission.principal {
      case .staff(let staff): return staff.id
      case .administrator(_, let subject): return subject
      case .customer: break
      }
    }
    return nil
  }
}

/// One thread for what reads much and may wait: neither the hub nor a turn is held up by it.
final class OfficeWork: Sendable {
  private let queue: DispatchQueue
  private let waiting = Turnstile()
  /// Pieces of work that may wait.
  static let limit = 16

  private let isLarge: Bool

  /// - Parameter isLarge: Each piece takes so much memory that it is given back at once.
  init(name: String, isLarge: Bool = false) {
    queue = DispatchQueue(label: name, qos: .utility)
    self.isLarge = isLarge
  }

  /// - Throws: `backlog` where too much waits already, or what `body` throws.
  func run<Value: Sendable>(
    _ body: @escaping @Sendable () throws(FrameError) -> Value
  ) async throws(FrameError) -> Value {
    guard waiting.enter(limit: Self.limit) else { throw FrameError(.backlog) }
    let result = await withCheckedContinuation { continuation in
      queue.async { [waiting, isLarge] in
        let result = Result { () throws(FrameError) in try body() }
        if isLarge { Memory.giveBack() }
        waiting.leave()
        continuation.resume(returning: result)
      }
    }
    return try result.get()
  }
}

extension FrameError {
  /// What an answer says of a store that cannot be read.
  init(reading error: any Error) {
    self = error as? FrameError ?? FrameError(.storeUnavailable, "the store cannot be read now")
  }
}
