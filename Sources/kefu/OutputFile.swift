import Foundation

/// A file to be written at the end of a long work, checked at its beginning.
///
/// A regular file is replaced as a whole or stays as it was. A pipe or a device is written to, and
/// so is what is open already: /dev/stdout, /dev/stderr, /dev/fd/N.
struct OutputFile {
  /// As it was named.
  let path: String
  /// Behind symbolic links.
  let target: String
  /// To be replaced: neither a pipe nor a device nor open already.
  let isRegular: Bool
  private let descriptor: Int32?

  init(_ path: String) throws {
    self.path = path
    target = Self.target(of: path)
    descriptor = Self.descriptor(of: path)
    var status = stat()
    if let descriptor {
      isRegular = false
      guard fstat(descriptor, &status) == 0 else { throw unwritable }
      return
    }
    let exists = stat(target, &status) == 0
    let kind = status.st_mode & S_IFMT
    isRegular = !exists || kind == S_IFREG
    guard !exists || kind != S_IFDIR else {
      throw Failure(message: "\(path): error: this is a directory\n  help: name a file")
    }
    let folder = URL(filePath: target).deletingLastPathComponent().path
    guard stat(folder, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
      throw Failure(
        message:
          "\(path): error: its directory does not exist\n  help: make it, or correct the path"
      )
    }
    guard access(exists ? target : folder, W_OK) == 0, !isRegular || access(folder, W_OK) == 0
    else { throw unwritable }
  }

  func write(_ bytes: [UInt8]) throws {
    do {
      if isRegular {
        try Data(bytes).write(to: URL(filePath: target), options: .atomic)
      } else if let descriptor {
        try FileHandle(fileDescriptor: descriptor).write(contentsOf: Data(bytes))
      } else {
        let handle = try FileHandle(forWritingTo: URL(filePath: target))
        try handle.write(contentsOf: Data(bytes))
        try handle.close()
      }
    } catch {
      throw unwritable
    }
  }

  /// The file a path leads to, absolute.
  static func target(of path: String) -> String {
    URL(filePath: path).standardizedFileURL.resolvingSymlinksInPath().path
  }

  private static func descriptor(of path: String) -> Int32? {
    switch path {
    case "/dev/stdout": STDOUT_FILENO
    case "/dev/stderr": STDERR_FILENO
    default: path.hasPrefix("/dev/fd/") ? Int32(path.dropFirst("/dev/fd/".count)) : nil
    }
  }

  private var unwritable: Failure {
    Failure(
      message:
        "\(path): error: it cannot be written\n  help: check that you may write there and that there is room"
    )
  }
}
