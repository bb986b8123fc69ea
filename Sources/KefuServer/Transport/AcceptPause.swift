import Foundation
import Logging
import NIOCore

/// Takes no connections for a moment where the system has no open file left for one.
///
/// NIO's `AcceptBackoffHandler` holds back the next read; the one that failed stays pending and is
/// tried again at once, over and over, which keeps a core busy.
final class AcceptPause: ChannelInboundHandler, Sendable {
  typealias InboundIn = any Channel

  private let logger: Logger

  init(_ logger: Logger) { self.logger = logger }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    guard let failure = error as? IOError,
      [EMFILE, ENFILE, ENOBUFS, ENOMEM].contains(failure.errnoCode)
    else {
      context.fireErrorCaught(error)
      return
    }
    logger.error("a connection has to wait: the system has no open file or no memory left for it")
    let channel = context.channel
    _ = channel.setOption(.autoRead, value: false)
    channel.eventLoop.scheduleTask(in: .milliseconds(500)) {
      _ = channel.setOption(.autoRead, value: true)
    }
  }
}
