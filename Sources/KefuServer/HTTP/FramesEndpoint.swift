import Foundation
import Hummingbird
import KefuHub
import KefuWire
import NIOCore

/// `POST /api/frames`: a frame, or a list of up to 100.
///
/// With a `Kefu-Session` header they are spoken for that session, whose events bring the answers: 202
/// and the errors of those that cannot be read. Without one the first frame is a hello, and the answer
/// is the list of all frames until each that has an id was answered, 10 seconds at most: enough for
/// `curl`.
struct FramesEndpoint: Sendable {
  static let maximumBody = 1 << 20
  static let maximumFrames = 100
  static let patience = Duration.seconds(10)

  let door: DoorKeeper
  let sessions: WebSessions
  let framesInHub: Int
  private let queue = ExchangeQueue()

  init(door: DoorKeeper, sessions: WebSessions, framesInHub: Int) {
    self.door = door
    self.sessions = sessions
    self.framesInHub = framesInHub
  }

  func respond(_ request: Request, _ context: GatewayContext) async -> Response {
    do throws(FrameError) {
      let values = try await Self.values(of: request)
      if let name = request.headers[.session] {
        guard let session = sessions[name] else {
          throw FrameError(.helloRequired, "there is no such session: open /api/events again")
        }
        return try post(values, to: session)
      }
      return try await exchange(values, request, context)
    } catch {
      return Response(refusing: error)
    }
  }

  private static func values(of request: Request) async throws(FrameError) -> [JSONValue] {
    guard request.headers[.contentType]?.hasPrefix("application/json") == true else {
      throw FrameError(.badFrame, "the content type must be application/json")
    }
    let body: ByteBuffer
    do {
      body = try await request.body.collect(upTo: maximumBody)
    } catch {
      throw FrameError(.lineTooLong, "the body has more than \(maximumBody) bytes")
    }
    let value: JSONValue
    do throws(JSONError) {
      value = try JSONValue(parsing: Array(body.readableBytesView))
    } catch {
      throw FrameError(error.reason == .badUTF8 ? .badUTF8 : .badJSON, error.description)
    }
    switch value {
    case .object: return [value]
    case .array(let values) where (1...maximumFrames).contains(values.count): return values
    default: throw FrameError(.badFrame, "a frame or a list of 1 to \(maximumFrames) is wanted")
    }
  }

  private func post(_ values: [JSONValue], to session: WebSession) throws(FrameError) -> Response {
    var frames: [ClientFrame] = []
    var errors: [ServerFrame] = []
    for value in values {
      do throws(FrameError) {
        let frame = try ClientFrame(value)
        if case .hello = frame { throw FrameError(.helloTwice) }
        frames.append(frame)
      } catch {
        errors.append(.error(.init(error)))
      }
    }
    guard session.mayPost(frames.count, limit: framesInHub + Self.maximumFrames) else {
      throw FrameError(.backlog)
    }
    for frame in frames { door.runner.post(.frame(session.connection, frame)) }
    var writer = JSONWriter()
    writer.object { writer in
      writer.field("accepted", frames.count)
      writer.field("errors", errors.map(\.json))
    }
    return Response(status: .accepted, json: writer.bytes)
  }

  /// Hello, frames and goodbye in one request.
  private func exchange(
    _ values: [JSONValue], _ request: Request, _ context: GatewayContext
  ) async throws(FrameError) -> Response {
    var frames: [ClientFrame] = []
    for value in values { frames.append(try ClientFrame(value)) }
    guard case .hello(var hello)? = frames.first else { throw FrameError(.helloRequired) }
    hello.token = hello.token ?? DoorKeeper.token(of: request, role: hello.role)
    let answers = try await exchange(hello, Array(frames.dropFirst()), from: context.address)
    return Response(json: JSONValue.array(answers.map(\.json)).encoded)
  }

  /// Says hello and the frames, and collects what comes until each is answered.
  func exchange(
    _ hello: ClientFrame.Hello, _ frames: [ClientFrame], from address: String
  ) async throws(FrameError) -> [ServerFrame] {
    let admission = try await door.admit(hello, from: address)
    return try await exchange(hello, admission, frames, from: address)
  }

  /// Exchanges of one conversation go one after another, so that each is told of its own answers.
  func exchange(
    _ hello: ClientFrame.Hello, _ admission: TokenAuthority.Admission, _ frames: [ClientFrame],
    from address: String
  ) async throws(FrameError) -> [ServerFrame] {
    var conversation: String?
    if case .customer(let customer) = admission.principal { conversation = customer.conversation }
    if let conversation { await queue.enter(conversation) }
    defer { if let conversation { queue.leave(conversation) } }
    let session = try door.open(hello, admission, from: address)
    defer { door.leave(session, from: address) }
    for frame in frames { door.runner.post(.frame(session.connection, frame)) }
    // Answered last, and after everything that the frames before it led to at once.
    var awaited = Set(frames.compactMap(\.id))
    let timer = Task {
      try await Task.sleep(for: Self.patience)
      session.finish()
    }
    defer { timer.cancel() }
    var answers: [ServerFrame] = []
    var isWelcome = false
    for await item in session.items {
      guard case .frame(let frame) = item else { break }
      if case .pong(id: Self.end) = frame { break }
      answers.append(frame)
      switch frame {
      case .welcome: isWelcome = true
      case .ack(let ack): ack.id.map { _ = awaited.remove($0) }
      case .error(let failure): failure.id.map { _ = awaited.remove($0) }
      case .stats(let stats): stats.id.map { _ = awaited.remove($0) }
      case .pong(let id): id.map { _ = awaited.remove($0) }
      case .bye: awaited = []
      default: break
      }
      if isWelcome, awaited.isEmpty {
        // Replies stand behind the acknowledgement they came with: a ping is answered after them.
        awaited = [Self.end]
        door.runner.post(.frame(session.connection, .ping(id: Self.end)))
      }
    }
    return answers
  }

  private static let end = "kefu-end"
}

extension ServerFrame {
  var json: JSONValue {
    // What was just encoded is JSON.
    (try? JSONValue(parsing: encoded)) ?? .null
  }
}

extension JSONWriter {
  mutating func field(_ name: StaticString, _ values: [JSONValue]) {
    field(name, .array(values))
  }
}
