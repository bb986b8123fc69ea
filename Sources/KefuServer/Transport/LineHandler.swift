import Foundation
import KefuHub
import KefuWire
public import NIOCore

/// One connection that speaks in lines: bytes in, hub events out, and back.
///
/// Bound to its event loop. Reads no more while the hub has many of its frames to take, or while
/// the peer does not read: a fast or a slow peer costs a bounded amount of memory and holds up
/// nobody.
public final class LineHandler: ChannelDuplexHandler {
  public typealias InboundIn = ByteBuffer
  public typealias OutboundIn = Never
  public typealias OutboundOut = ByteBuffer

  private let listener: LineListener
  private var context: ChannelHandlerContext?
  private var connection: ConnectionID?
  private var address: String?
  private var splitter = LineSplitter()
  /// Answers in plain text until a frame comes.
  private var isPlain = false
  private var hasSaidHello = false
  private var isClosing = false
  /// A failed log-in is answered after a while; nothing is read meanwhile.
  private var isHeldAtDoor = false
  private var plainMessages = 0
  private var lastActivity = NIODeadline.now()
  private var timer: Scheduled<Void>?
  /// Frames that the hub has not taken yet.
  private var inHub = 0
  /// Bytes written that the peer has not read yet.
  private var unread = 0
  /// Since when that has been more than the limit.
  private var slowSince: NIODeadline?
  private var wantsToRead = false
  private var isInputClosed = false
  /// Ids of frames that have had neither an acknowledgement nor an error.
  private var awaited: Set<String> = []
  private var buffer: ByteBuffer?

  init(_ listener: LineListener) { self.listener = listener }

  // MARK: Coming and going

  public func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
    if context.channel.isActive { begin(context) }
  }

  public func channelActive(context: ChannelHandlerContext) {
    begin(context)
    context.fireChannelActive()
  }

  private func begin(_ context: ChannelHandlerContext) {
    guard connection == nil, !isClosing else { return }
    address = context.remoteAddress?.ipAddress ?? "local"
    guard listener.gate.enter(address!) else {
      address = nil
      refuse(FrameError(.tooManyConnections))
      return
    }
    connection = listener.runner.connect(
      .line(NIOLoopBound(self, eventLoop: context.eventLoop)))
    listener.metrics.connections.increment()
    schedule(listener.limits.helloTimeout)
  }

  public func channelInactive(context: ChannelHandlerContext) {
    end()
    context.fireChannelInactive()
  }

  public func handlerRemoved(context: ChannelHandlerContext) {
    end()
    self.context = nil
  }

  private func end() {
    timer?.cancel()
    timer = nil
    isClosing = true
    if let address {
      listener.gate.leave(address)
      self.address = nil
    }
    guard let connection else { return }
    self.connection = nil
    listener.metrics.connections.decrement()
    listener.runner.disconnect(connection)
    listener.registry.remove(connection)
  }

  public func errorCaught(context: ChannelHandlerContext, error: any Error) {
    // A peer that has gone, or no TLS: its words may be a customer's, so they are not logged.
    listener.logger.debug(
      "connection failed", metadata: ["kind": "\(type(of: error))"])
    context.close(promise: nil)
  }

  // MARK: Reading

  private var isHeldUp: Bool {
    isClosing || isHeldAtDoor || inHub >= listener.limits.framesInHub
      || context?.channel.isWritable == false
      || (isPlain || listener.isPaced) && awaited.count >= listener.limits.linesUnderWay
  }

  public func read(context: ChannelHandlerContext) {
    if isHeldUp { wantsToRead = true } else { context.read() }
  }

  private func readOn() {
    guard wantsToRead, !isHeldUp, let context else { return }
    wantsToRead = false
    context.read()
  }

  public func channelWritabilityChanged(context: ChannelHandlerContext) {
    takeLines()
    readOn()
    closeWhenAnswered()
    context.fireChannelWritabilityChanged()
  }

  public func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let bytes = unwrapInboundIn(data)
    guard !isClosing else { return }
    lastActivity = .now()
    splitter.append(bytes.readableBytesView)
    takeLines()
  }

  /// Takes lines as long as they are kept up with; the rest waits in the splitter.
  private func takeLines() {
    while !isHeldUp {
      if let line = splitter.next() {
        take(line)
      } else if isInputClosed, let last = splitter.finish() {
        take(last)
      } else {
        return
      }
    }
  }

  public func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if case .some(ChannelEvent.inputClosed) = event as? ChannelEvent, !isClosing {
      // The peer says no more but may still read: `printf … | nc` does so.
      isInputClosed = true
      takeLines()
      schedule(listener.limits.lingerAfterEnd)
      closeWhenAnswered()
    }
    context.fireUserInboundEventTriggered(event)
  }

  /// After the peer's last line: closes once everything it asked for has been answered, which the
  /// hub knows. Asked again whenever something has come of it.
  private func closeWhenAnswered() {
    guard isInputClosed, !isClosing, !isHeldAtDoor, awaited.isEmpty, inHub == 0,
      splitter.pending == 0,
      let connection
    else { return }
    listener.runner.closeIfAnswered(connection)
  }

  private func take(_ line: LineSplitter.Line) {
    switch line {
    case .tooLong: refuse(FrameError(.lineTooLong))
    case .frame(let bytes):
      isPlain = false
      do throws(FrameError) {
        try take(ClientFrame(line: bytes))
      } catch {
        refuse(error)
      }
    case .text(let text):
      if !hasSaidHello, !isPlain {
        isPlain = true
        guard sayHello(.init(channel: listener.plainChannel)) else { return }
      }
      guard isPlain else {
        if !text.isEmpty { refuse(FrameError(.badJSON, "a frame is a JSON object on one line")) }
        return
      }
      takePlain(text)
    }
  }

  private func takePlain(_ text: String) {
    plainMessages += 1
    do throws(FrameError) {
      guard let frame = try PlainText.frame(of: text, id: "plain-\(plainMessages)") else { return }
      post(frame)
    } catch {
      refuse(error)
    }
  }

  private func take(_ frame: ClientFrame) throws(FrameError) {
    if case .hello(let hello) = frame {
      guard !hasSaidHello else { throw FrameError(.helloTwice) }
      _ = sayHello(hello)
    } else {
      guard hasSaidHello else { throw FrameError(.helloRequired, id: frame.id) }
      post(frame)
    }
  }

  private func post(_ frame: ClientFrame) {
    guard let connection else { return }
    inHub += 1
    if let id = frame.id { awaited.insert(id) }
    listener.runner.post(.frame(connection, frame))
  }

  /// - Returns: Whether the peer may come in.
  private func sayHello(_ hello: ClientFrame.Hello) -> Bool {
    guard let connection, let address, let context else { return false }
    do throws(FrameError) {
      try enter(connection, hello)
      return true
    } catch {
      // Whoever guesses waits longer each time. A token made a moment ago is found by then.
      if hello.role != .customer { listener.tokenRefresh.begin() }
      isHeldAtDoor = true
      let bound = NIOLoopBound(self, eventLoop: context.eventLoop)
      context.eventLoop.scheduleTask(in: listener.gate.failed(address)) {
        bound.value.decide(hello, of: connection, at: address)
      }
      return false
    }
  }

  private func enter(
    _ connection: ConnectionID, _ hello: ClientFrame.Hello
  ) throws(FrameError) {
    let admission = try listener.authority.admit(
      hello, isTrusted: listener.isTrusted, at: Date())
    hasSaidHello = true
    listener.registry.add(connection, token: admission.token)
    listener.runner.post(.hello(connection, hello, admission.principal))
    schedule(listener.limits.idleTimeout)
  }

  /// Lets in whoever was held at the door, or refuses them.
  private func decide(
    _ hello: ClientFrame.Hello, of connection: ConnectionID, at address: String
  ) {
    guard self.connection == connection, !isClosing else { return }
    isHeldAtDoor = false
    do throws(FrameError) {
      try enter(connection, hello)
      takeLines()
      readOn()
      closeWhenAnswered()
    } catch {
      listener.logger.notice(
        "refused at the door",
        metadata: [
          "address": "\(address)", "role": "\(hello.role.rawValue)",
          "code": "\(error.code.rawValue)",
        ])
      refuse(error)
    }
  }

  // MARK: Time

  private func schedule(_ seconds: Double) {
    guard let context else { return }
    timer?.cancel()
    guard seconds > 0 else { return }
    let bound = NIOLoopBound(self, eventLoop: context.eventLoop)
    timer = context.eventLoop.scheduleTask(in: .milliseconds(Int64(seconds * 1000))) {
      bound.value.timeIsUp()
    }
  }

  private func timeIsUp() {
    guard !isClosing, !isHeldAtDoor else { return }
    if !hasSaidHello {
      refuse(FrameError(.helloTimeout))
      return
    }
    let quiet = Double((NIODeadline.now() - lastActivity).nanoseconds) / 1e9
    let limit = isInputClosed ? listener.limits.lingerAfterEnd : listener.limits.idleTimeout
    if quiet + 0.001 < limit {
      schedule(limit - quiet)
    } else if isInputClosed {
      context?.close(promise: nil)
    } else {
      refuse(FrameError(.idle))
    }
  }

  // MARK: Writing

  /// What the hub has for the peer.
  ///
  /// - Parameter taken: How many of its frames the hub has taken since the last time.
  func deliver(_ items: [PortItem], taken: Int) {
    inHub -= taken
    if isInputClosed { lastActivity = .now() }
    for item in items {
      guard !isClosing else { break }
      switch item {
      case .frame(let frame):
        if let id = frame.answeredID { awaited.remove(id) }
        append(frame)
      case .close: close()
      }
    }
    flush()
    takeLines()
    readOn()
    closeWhenAnswered()
  }

  private func refuse(_ error: FrameError) {
    guard !isClosing else { return }
    listener.metrics.observe(.refused(error.code))
    append(.error(.init(error)))
    if error.code.closes {
      append(.bye(reason: error.code.rawValue))
      close()
    } else {
      flush()
    }
  }

  private func append(_ frame: ServerFrame) {
    guard let context else { return }
    if buffer == nil { buffer = context.channel.allocator.buffer(capacity: 512) }
    if isPlain {
      guard let line = PlainText.line(of: frame, isChinese: listener.isChinese) else { return }
      buffer!.writeString(line)
    } else {
      buffer!.writeBytes(frame.encoded)
    }
    buffer!.writeInteger(UInt8(ascii: "\n"))
  }

  private func flush() {
    guard let context, let bytes = buffer, bytes.readableBytes > 0 else { return }
    buffer = nil
    let size = bytes.readableBytes
    unread += size
    guard !isTooSlow() else {
      tooSlow()
      return
    }
    let bound = NIOLoopBound(self, eventLoop: context.eventLoop)
    context.writeAndFlush(wrapOutboundOut(bytes)).whenComplete { _ in
      bound.value.unread -= size
      if bound.value.unread <= bound.value.listener.limits.unreadBytes {
        bound.value.slowSince = nil
      }
    }
  }

  /// More than the limit is borne for a moment: whoever comes back is told at once of all that was
  /// missed.
  private func isTooSlow() -> Bool {
    let limits = listener.limits
    guard unread > limits.unreadBytes, let context else { return false }
    if let slowSince {
      return NIODeadline.now() - slowSince >= .milliseconds(Int64(limits.slowGrace * 1000))
        || unread > limits.unreadBytes * limits.replayFactor
    }
    slowSince = .now()
    let bound = NIOLoopBound(self, eventLoop: context.eventLoop)
    // Also where nothing more comes to be written.
    context.eventLoop.scheduleTask(in: .milliseconds(Int64(limits.slowGrace * 1000) + 10)) {
      let handler = bound.value
      if !handler.isClosing, handler.slowSince != nil, handler.isTooSlow() { handler.tooSlow() }
    }
    return unread > limits.unreadBytes * limits.replayFactor
  }

  /// What is under way to the peer cannot be taken back, so nothing more can be told.
  private func tooSlow() {
    isClosing = true
    listener.metrics.observe(.refused(.tooSlow))
    context?.close(promise: nil)
  }

  private func close() {
    guard !isClosing, let context else { return }
    flush()
    guard !isClosing else { return }
    isClosing = true
    timer?.cancel()
    let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
    // A peer that does not read must not keep the connection by that.
    timer = context.eventLoop.scheduleTask(in: .seconds(5)) { bound.value.close(promise: nil) }
    let empty = context.channel.allocator.buffer(capacity: 0)
    context.writeAndFlush(wrapOutboundOut(empty)).whenComplete { _ in
      bound.value.close(promise: nil)
    }
  }
}

extension ServerFrame {
  /// The id of the client's frame that it answers.
  fileprivate var answeredID: String? {
    switch self {
    case .ack(let frame): frame.id
    case .error(let frame): frame.id
    case .stats(let frame): frame.id
    case .pong(let id): id
    default: nil
    }
  }
}
