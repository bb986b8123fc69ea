import HTTPTypes
import Hummingbird
import KefuHub
import KefuWire
import NIOCore

/// `GET /api/events`: says hello by its query and sends all frames as server-sent events.
///
/// The first event, `session`, names the session that `POST /api/frames` speaks for. An event whose
/// frame has a `seq` bears it as its id, so that a browser that comes back with `Last-Event-ID` is sent
/// what it missed. A comment every 15 seconds keeps proxies from closing the stream.
struct EventsEndpoint: Sendable {
  let door: DoorKeeper
  let sessions: WebSessions

  func respond(_ request: Request, _ context: GatewayContext) async -> Response {
    do throws(FrameError) {
      let hello = try Self.hello(of: request)
      let admission = try await door.admit(hello, from: context.address)
      let session = try door.open(hello, admission, from: context.address)
      sessions.add(session)
      return stream(session, request, context.address)
    } catch {
      return Response(refusing: error)
    }
  }

  private static func hello(of request: Request) throws(FrameError) -> ClientFrame.Hello {
    var object = JSONObject()
    object.append("type", .string("hello"))
    let query = request.uri.queryParameters
    for name in ["role", "conversation", "channel", "name"] {
      if let value = query.get(name) { object.append(name, .string(value)) }
    }
    if let value = request.headers[.lastEventID] ?? query.get("after") {
      guard let after = Int(value) else {
        throw FrameError(.badFrame, "\"after\" must be a whole number")
      }
      object.append("after", .integer(after))
    }
    if query.get("explain") == "true" { object.append("explain", .bool(true)) }
    guard case .hello(var hello) = try ClientFrame(.object(object)) else {
      throw FrameError(.badFrame)
    }
    hello.token = DoorKeeper.token(of: request, role: hello.role)
    return hello
  }

  private func stream(_ session: WebSession, _ request: Request, _ address: String) -> Response {
    let (door, sessions) = (door, sessions)
    let body = ResponseBody { writer in
      let life = Task {
        while !Task.isCancelled {
          try await Task.sleep(for: .seconds(15))
          session.yield(.frame(.pong(id: nil)))
        }
      }
      defer {
        life.cancel()
        sessions.remove(session)
        door.leave(session, from: address)
      }
      try await request.body.consumeWithCancellationOnInboundClose { _ in
        try await writer.write(
          ByteBuffer(string: "event: session\ndata: {\"session\":\"\(session.name)\"}\n\n"))
        for await item in session.items.cancelOnGracefulShutdown() {
          guard case .frame(let frame) = item else { continue }
          try await writer.write(Self.event(frame))
        }
      }
      try await writer.finish(nil)
    }
    return Response(
      status: .ok,
      headers: [
        .contentType: "text/event-stream; charset=utf-8", .cacheControl: "no-store",
        HTTPField.Name("X-Accel-Buffering")!: "no",
      ], body: body)
  }

  private static func event(_ frame: ServerFrame) -> ByteBuffer {
    if case .pong(nil) = frame { return ByteBuffer(string: ": alive\n\n") }
    var buffer = ByteBuffer()
    if let seq = frame.seq { buffer.writeString("id: \(seq)\n") }
    buffer.writeString("data: ")
    buffer.writeBytes(frame.encoded)
    buffer.writeString("\n\n")
    return buffer
  }
}
