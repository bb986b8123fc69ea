import Foundation
import KefuWire

/// A client of a daemon's Unix socket that waits for each answer.
final class UnixLineSocket {
  private let descriptor: Int32
  private var splitter = LineSplitter()
  private let path: String

  init(_ path: String) throws {
    self.path = path
    guard !path.isEmpty, path.utf8.count < 104 else {
      throw Failure(
        "there is no admin socket: the daemon keeps nothing, or adminSocket is too long")
    }
    descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
    let isConnected = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
      }
    }
    guard isConnected else {
      close(descriptor)
      throw Failure("no daemon answers on \(path)")
    }
    var limit = timeval(tv_sec: 30, tv_usec: 0)
    setsockopt(
      descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
  }

  deinit { close(descriptor) }

  func send(_ frame: ClientFrame) throws {
    let line = frame.encoded + [UInt8(ascii: "\n")]
    guard write(descriptor, line, line.count) == line.count else {
      throw Failure("the daemon on \(path) has gone")
    }
  }

  func receive() throws -> ServerFrame {
    while true {
      if case .frame(let line)? = splitter.next() {
        do throws(FrameError) {
          return try ServerFrame(line: line)
        } catch {
          throw Failure("the daemon's answer cannot be read: \(error)")
        }
      }
      var bytes = [UInt8](repeating: 0, count: 65_536)
      let count = read(descriptor, &bytes, bytes.count)
      guard count > 0 else { throw Failure("the daemon on \(path) has gone, or does not answer") }
      splitter.append(bytes[..<count])
    }
  }
}
