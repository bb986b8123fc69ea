public import KefuWire
public import NIOCore

/// Something to be written to a connection.
public enum PortItem: Sendable {
  case frame(ServerFrame)
  /// Once what was written before has gone out.
  case close
}

/// Where a connection's frames go.
public enum Port: Sendable {
  /// A line of NIO's, written to on its event loop.
  case line(NIOLoopBound<LineHandler>)
  /// Anything else; called on the hub's thread, must not wait.
  case custom(@Sendable ([PortItem], _ taken: Int) -> Void)
}
