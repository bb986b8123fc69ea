import Foundation
import Glibc

struct LoadError: Error, CustomStringConvertible {
  var description: String
}

/// Many connections to one port, served by one thread.
struct Load {
  private struct Connection {
    var descriptor: Int32
    var input: [UInt8] = []
    var output: [UInt8] = []
    var isWelcome = false
    /// When the messages under way were sent, oldest first.
    var sent: [UInt64] = []
    var number = 0
    var replies = 0
  }

  private let port: UInt16
  private let window: Int
  private let lines: [[UInt8]]
  private let isEcho: Bool
  private let rate: Double
  private var connections: [Connection]
  /// In the order of the connections.
  private var watched: [pollfd] = []
  private var latencies: [UInt32] = []
  private(set) var welcomed = 0
  private var replies = 0
  private var began: UInt64 = 0
  private var ended: UInt64 = 0
  private var sentCount = 0

  init(
    port: UInt16, connections: Int, window: Int, messages: [String], isEcho: Bool, rate: Double
  ) {
    self.port = port
    self.window = window
    self.isEcho = isEcho
    self.rate = rate
    lines = messages.map { message in
      let quoted = (try? JSONEncoder().encode(message)) ?? Data()
      return Array(#","text":"#.utf8) + Array(quoted) + Array("}\n".utf8)
    }
    self.connections = []
    self.connections.reserveCapacity(connections)
    for _ in 0..<connections { self.connections.append(Connection(descriptor: -1)) }
  }

  mutating func connect() throws {
    for i in connections.indices {
      let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
      guard descriptor >= 0 else { throw LoadError(description: "too many open files") }
      var address = sockaddr_in()
      address.sin_family = sa_family_t(AF_INET)
      address.sin_port = port.bigEndian
      address.sin_addr.s_addr = inet_addr("127.0.0.1")
      let isConnected = withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
        }
      }
      guard isConnected else { throw LoadError(description: "nobody listens on port \(port)") }
      var one: Int32 = 1
      setsockopt(
        descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
      _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
      connections[i].descriptor = descriptor
      watched.append(pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0))
      if isEcho {
        connections[i].isWelcome = true
        welcomed += 1
      } else {
        connections[i].output += Array("{\"type\":\"hello\"}\n".utf8)
        try flush(i)
      }
    }
  }

  mutating func waitForWelcome() throws {
    let end = Self.now + 60_000_000_000
    while welcomed < connections.count {
      guard Self.now < end else {
        throw LoadError(description: "not all were welcomed in a minute")
      }
      try poll(milliseconds: 100, mayPost: false)
    }
  }

  mutating func run(seconds: Double) throws {
    try waitForWelcome()
    began = Self.now
    let end = began + UInt64(seconds * 1e9)
    while Self.now < end {
      for i in connections.indices { try post(i) }
      try poll(milliseconds: rate > 0 ? 1 : 10, mayPost: true)
    }
    ended = Self.now
    // What is under way is waited for: nothing may stay unanswered.
    let limit = Self.now + 30_000_000_000
    while connections.contains(where: { !$0.sent.isEmpty }) {
      guard Self.now < limit else { throw LoadError(description: "messages stay unanswered") }
      try poll(milliseconds: 10, mayPost: false)
    }
  }

  private static var now: UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }

  /// As many messages as the window and the rate allow.
  private mutating func post(_ i: Int) throws {
    var hasNew = false
    while connections[i].isWelcome, connections[i].sent.count < window {
      if rate > 0, Double(sentCount) >= Double(Self.now - began) / 1e9 * rate { break }
      connections[i].number += 1
      sentCount += 1
      let number = connections[i].number
      let line = lines[(i &* 7919 &+ number) % lines.count]
      connections[i].output += Array(#"{"type":"message","id":"\#(number)""#.utf8)
      connections[i].output += line
      connections[i].sent.append(Self.now)
      hasNew = true
    }
    if hasNew { try flush(i) }
  }

  private mutating func flush(_ i: Int) throws {
    while !connections[i].output.isEmpty {
      let count = connections[i].output.withUnsafeBytes {
        write(connections[i].descriptor, $0.baseAddress, $0.count)
      }
      if count < 0 {
        guard errno == EAGAIN else {
          throw LoadError(description: "the server closed a connection")
        }
        usleep(100)
        continue
      }
      connections[i].output.removeFirst(count)
    }
  }

  private mutating func poll(milliseconds: Int32, mayPost: Bool) throws {
    guard Glibc.poll(&watched, nfds_t(watched.count), milliseconds) > 0 else { return }
    for i in watched.indices where watched[i].revents != 0 {
      try read(i)
      if mayPost { try post(i) }
    }
  }

  private mutating func read(_ i: Int) throws {
    var bytes = [UInt8](repeating: 0, count: 65_536)
    let count = Glibc.read(connections[i].descriptor, &bytes, bytes.count)
    if count < 0, errno == EAGAIN { return }
    guard count > 0 else { throw LoadError(description: "the server closed a connection") }
    var start = 0
    for end in 0..<count where bytes[end] == UInt8(ascii: "\n") {
      if connections[i].input.isEmpty {
        try take(bytes[start..<end], i)
      } else {
        connections[i].input += bytes[start..<end]
        let line = connections[i].input
        connections[i].input.removeAll(keepingCapacity: true)
        try take(line[...], i)
      }
      start = end + 1
    }
    connections[i].input += bytes[start..<count]
  }

  private mutating func take(_ line: ArraySlice<UInt8>, _ i: Int) throws {
    if isEcho {
      finish(i)
      return
    }
    // The type stands first in every frame of the daemon.
    switch line.dropFirst(9).first {
    case UInt8(ascii: "a"): finish(i)
    case UInt8(ascii: "r"): replies += 1
    case UInt8(ascii: "w"):
      connections[i].isWelcome = true
      welcomed += 1
    case UInt8(ascii: "e"), UInt8(ascii: "b"):
      throw LoadError(description: "refused: \(String(decoding: line.prefix(200), as: UTF8.self))")
    default: break
    }
  }

  private mutating func finish(_ i: Int) {
    let sent = connections[i].sent.removeFirst()
    latencies.append(UInt32(min(Self.now - sent, UInt64(UInt32.max) * 1000) / 1000))
  }

  var report: String {
    let sorted = latencies.sorted()
    func quantile(_ share: Double) -> Double {
      sorted.isEmpty ? 0 : Double(sorted[Int(Double(sorted.count - 1) * share)]) / 1000
    }
    let seconds = Double(ended - began) / 1e9
    let figures: [(String, Double)] = [
      ("connections", Double(connections.count)), ("messages", Double(latencies.count)),
      ("replies", Double(replies)), ("perSecond", Double(latencies.count) / seconds),
      ("p50ms", quantile(0.5)), ("p99ms", quantile(0.99)), ("maxms", quantile(1)),
    ]
    return "{"
      + figures.map { "\"\($0)\":\(($1 * 1000).rounded() / 1000)" }.joined(separator: ",") + "}"
  }
}
