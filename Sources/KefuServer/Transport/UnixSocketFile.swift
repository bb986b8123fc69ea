import Foundation

/// The file of a listener's Unix socket.
enum UnixSocketFile {
  /// Removes a socket that nobody listens on any more, as a crash leaves it.
  static func makeRoom(at path: String) throws {
    var information = stat()
    guard lstat(path, &information) == 0 else { return }
    guard information.st_mode & S_IFMT == S_IFSOCK else {
      throw Problem(description: "\(path) is there and is no socket")
    }
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
    let isAlive = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
      }
    }
    if isAlive { throw Problem(description: "another process listens on \(path)") }
    unlink(path)
  }

  static func remove(_ path: String) { unlink(path) }

  struct Problem: Error, CustomStringConvertible {
    var description: String
  }
}
