public import Foundation
public import KefuHub
public import KefuStore
public import KefuWire
import Synchronization

/// The cryptography a daemon needs, which the daemon's executable brings along.
public protocol Sealing: Sendable {
  /// SHA-256 in lower-case hexadecimal.
  func hash(_ bytes: [UInt8]) -> String
  /// A keyed code of the bytes that nobody without the daemon's secret can make (HMAC-SHA-256).
  func seal(_ bytes: [UInt8]) -> [UInt8]
}

/// Knows who may come in.
///
/// Staff, trainers and administrators show a token that the store has the hash of. Customers show
/// none on their first visit and are given one that is bound to their conversation and sealed with
/// the daemon's secret, so it needs no store.
public final class TokenAuthority: Sendable {
  private let sealing: any Sealing
  /// Seconds a customer's token is good for; each welcome brings a new one.
  private let lifetime: TimeInterval
  private let tokens = Mutex<[String: StoredToken]>([:])

  public init(sealing: any Sealing, lifetime: TimeInterval = 30 * 86_400) {
    self.sealing = sealing
    self.lifetime = lifetime
  }

  /// Takes over the store's tokens; those revoked are unknown from now on.
  public func update(_ stored: [StoredToken]) {
    let table = Dictionary(
      stored.filter { $0.revoked == nil }.map { ($0.hash, $0) }, uniquingKeysWith: { $1 })
    tokens.withLock { $0 = table }
  }

  /// Whether a staff token is still good.
  public func isValid(_ id: String, at now: Date) -> Bool {
    tokens.withLock { table in
      table.values.contains { $0.id == id && ($0.expires ?? .distantFuture) > now }
    }
  }

  /// Who somebody is who says hello.
  ///
  /// - Parameter isTrusted: The connection itself shows that it is the operator's, as the daemon's
  ///   own socket does: no token is asked for.
  public func admit(
    _ hello: ClientFrame.Hello, isTrusted: Bool, at now: Date
  ) throws(FrameError) -> Admission {
    guard hello.version == 1 else { throw FrameError(.unsupportedVersion) }
    if hello.role == .customer {
      return Admission(principal: .customer(try customer(hello, at: now)))
    }
    if isTrusted, hello.token == nil {
      return Admission(principal: .administrator(role: hello.role, subject: "local"))
    }
    guard let token = hello.token,
      let stored = tokens.withLock({ $0[sealing.hash(Array(token.utf8))] }),
      (stored.expires ?? .distantFuture) > now, stored.role == hello.role
    else { throw FrameError(.unauthorized) }
    switch stored.role {
    case .agent, .supervisor:
      return Admission(
        principal: .staff(
          .init(
            id: stored.subject, name: stored.name ?? hello.name ?? stored.subject,
            groups: stored.groups.isEmpty ? nil : Set(stored.groups),
            isSupervisor: stored.role == .supervisor)), token: stored.id)
    case .trainer, .admin:
      return Admission(
        principal: .administrator(role: stored.role, subject: stored.subject), token: stored.id)
    case .customer: throw FrameError(.unauthorized)
    }
  }

  public struct Admission: Sendable {
    public var principal: Principal
    /// Of the store's token it rests on.
    public var token: String?

    public init(principal: Principal, token: String? = nil) {
      self.principal = principal
      self.token = token
    }
  }

  // MARK: Customers

  /// What a customer's token vouches for.
  struct Claims: Codable, Equatable {
    /// The conversation; nil in a token of the shop for a customer who has none yet.
    var c: String?
    /// The customer, as the shop names them.
    var u: String?
    var a: [String: String]?
    /// Seconds since 1970 until which it is good.
    var e: Int
  }

  private func customer(
    _ hello: ClientFrame.Hello, at now: Date
  ) throws(FrameError) -> Principal.Customer {
    guard let token = hello.token else {
      guard hello.conversation == nil else {
        throw FrameError(.unauthorized, "to go on with a conversation its token is needed")
      }
      return begin(Claims(e: 0), at: now)
    }
    guard let claims = claims(of: token), Double(claims.e) > now.timeIntervalSince1970 else {
      throw FrameError(.unauthorized)
    }
    guard let conversation = claims.c else { return begin(claims, at: now) }
    guard hello.conversation == nil || hello.conversation == conversation else {
      throw FrameError(.unauthorized, "the token is of another conversation")
    }
    return Principal.Customer(
      conversation: conversation, token: renewed(claims, at: now), isNew: false,
      customer: claims.u, attributes: claims.a ?? [:])
  }

  private func begin(_ claims: Claims, at now: Date) -> Principal.Customer {
    var claims = claims
    claims.c = Self.newConversation()
    return Principal.Customer(
      conversation: claims.c!, token: renewed(claims, at: now), isNew: true, customer: claims.u,
      attributes: claims.a ?? [:])
  }

  private func renewed(_ claims: Claims, at now: Date) -> String {
    var claims = claims
    claims.e = Int(now.timeIntervalSince1970 + lifetime)
    return token(of: claims)
  }

  /// A token for a customer the shop knows, to be handed to them by the shop.
  public func customerToken(
    customer: String, attributes: [String: String], expires: Date
  ) -> String {
    token(
      of: Claims(
        u: customer, a: attributes.isEmpty ? nil : attributes,
        e: Int(expires.timeIntervalSince1970)))
  }

  private func token(of claims: Claims) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    // Strings and an integer always encode.
    let payload = Array((try? encoder.encode(claims)) ?? Data())
    return Base64URL.text(payload) + "." + Base64URL.text(sealing.seal(payload))
  }

  private func claims(of token: String) -> Claims? {
    let parts = token.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 2, let payload = Base64URL.bytes(parts[0]),
      let code = Base64URL.bytes(parts[1])
    else { return nil }
    // All bytes are compared, whatever the first difference: time tells nothing of the code.
    let wanted = sealing.seal(payload)
    guard wanted.count == code.count else { return nil }
    guard zip(wanted, code).reduce(UInt8(0), { $0 | ($1.0 ^ $1.1) }) == 0 else { return nil }
    return try? JSONDecoder().decode(Claims.self, from: Data(payload))
  }

  /// 128 random bits that begin with a letter.
  static func newConversation() -> String { "c" + randomName() }

  public static func randomName() -> String {
    var generator = SystemRandomNumberGenerator()
    let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)
    let bytes = (0..<26).map { _ in alphabet[Int.random(in: 0..<32, using: &generator)] }
    return String(decoding: bytes, as: UTF8.self)
  }
}

/// Base64 with the letters of RFC 4648, section 5, without padding.
enum Base64URL {
  static func text(_ bytes: [UInt8]) -> String {
    Data(bytes).base64EncodedString()
      .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
  }

  static func bytes(_ text: some StringProtocol) -> [UInt8]? {
    var standard = String(text).replacing("-", with: "+").replacing("_", with: "/")
    standard += String(repeating: "=", count: (4 - standard.count % 4) % 4)
    return Data(base64Encoded: standard).map(Array.init)
  }
}
