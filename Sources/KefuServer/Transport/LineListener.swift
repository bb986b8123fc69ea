import KefuHub
import KefuWire
import Logging

/// What all connections of a listener share.
struct LineListener: Sendable {
  var runner: HubRunner
  var authority: TokenAuthority
  var gate: Gate
  var registry: ConnectionRegistry
  var limits: TransportLimits
  var metrics: ServerMetrics
  var logger: Logger
  /// Whether whoever can connect is the operator.
  var isTrusted = false
  var isChinese = true
  /// The channel of customers who write plain text.
  var plainChannel: String?
}

/// What a connection may cost.
public struct TransportLimits: Sendable, Equatable {
  public var connections = 20_000
  public var connectionsPerAddress = 10_000
  /// Seconds until a connection must have said who it is.
  public var helloTimeout = 10.0
  /// Seconds without a line; 0: for ever.
  public var idleTimeout = 3600.0
  /// Seconds that a peer is written to after it has said its last.
  public var lingerAfterEnd = 5.0
  /// Frames of one connection that may wait for the hub.
  public var framesInHub = 64
  /// Bytes written to a connection that its peer has not read.
  public var unreadBytes = 1 << 20

  public init() {}
}
