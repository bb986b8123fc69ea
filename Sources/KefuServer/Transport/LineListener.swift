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
  var tokenRefresh: TokenRefresh
  /// Whether whoever can connect is the operator.
  var isTrusted = false
  /// Whether frames too are read no faster than they are answered, as those of a file are.
  var isPaced = false
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
  /// Seconds without an answer after which a peer that has said its last is given up.
  public var lingerAfterEnd = 5.0
  /// Frames of one connection that may wait for the hub.
  public var framesInHub = 64
  /// Lines of plain text that may wait for their answers; the next are not read before. A client
  /// that pours a file in need not know of the backlog.
  public var linesUnderWay = 16
  /// Bytes written to a connection that its peer has not read.
  public var unreadBytes = 1 << 20
  /// Seconds for which it may be more, up to `replayFactor` times as much.
  public var slowGrace = 2.0
  public var replayFactor = 16

  public init() {}
}
