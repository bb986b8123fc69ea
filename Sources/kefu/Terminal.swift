import Foundation
import KefuKnowledge

/// Whether standard output is read by a person, and how to write to it.
struct Terminal {
  static let isInteractive = isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1
  /// Colour only on a terminal, and not where NO_COLOR is set (no-color.org) or TERM is dumb.
  static let hasColor =
    isatty(STDOUT_FILENO) == 1
    && (ProcessInfo.processInfo.environment["NO_COLOR"] ?? "").isEmpty
    && ProcessInfo.processInfo.environment["TERM"] != "dumb"

  enum Style: String {
    case dim = "2"
    case bold = "1"
    case red = "31"
    case green = "32"
    case yellow = "33"
  }

  static func styled(_ text: String, _ style: Style) -> String {
    hasColor ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
  }

  /// Whether the person at the terminal says yes; anything else is no.
  static func confirm(_ question: String) -> Bool {
    write("\(question) [y/N] ")
    var lines = LineReader(limit: 16)
    let answer = lines.readLine().map { String(decoding: $0.bytes, as: UTF8.self) } ?? ""
    return ["y", "yes", "是", "好"].contains(
      answer.trimmingCharacters(in: .whitespaces).lowercased())
  }

  /// Writes a diff, what comes green, what goes red.
  static func write(_ diff: UnifiedDiff) {
    let lines = diff.description.split(separator: "\n", omittingEmptySubsequences: false)
    write(
      lines.map { line in
        switch line.first {
        case "+": styled(String(line), .green)
        case "-": styled(String(line), .red)
        case "@": styled(String(line), .dim)
        default: String(line)
        }
      }.joined(separator: "\n"))
  }

  /// Writes to standard error, where output for another program is not disturbed.
  static func complain(_ text: String) {
    FileHandle.standardError.write(Data((text + "\n").utf8))
  }

  /// Writes all of a text; ends quietly where nobody reads any more.
  ///
  /// - Parameter unread: The exit code in that case.
  static func write(_ text: String, unread: Int32 = 0) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let written = bytes.withUnsafeBytes {
        Foundation.write(STDOUT_FILENO, $0.baseAddress, $0.count)
      }
      if written < 0 {
        if errno == EINTR { continue }
        exit(errno == EPIPE ? unread : Failure.badInput)
      }
      bytes = bytes.dropFirst(written)
    }
  }
}

/// Lines of a file descriptor as bytes, without their ends; a line too long is cut, not kept.
struct LineReader {
  /// A line and whether it was longer than the limit.
  struct Line {
    var bytes: [UInt8]
    var isTooLong: Bool
  }

  private let descriptor: Int32
  private let limit: Int
  private var buffer: [UInt8] = []
  private var next = 0
  private var isAtEnd = false

  init(descriptor: Int32 = STDIN_FILENO, limit: Int) {
    self.descriptor = descriptor
    self.limit = limit
  }

  /// The next line; nil at the end. Memory stays within the limit whatever the line's length.
  mutating func readLine() -> Line? {
    var line = Line(bytes: [], isTooLong: false)
    var sawAny = false
    while true {
      if next == buffer.count {
        fill()
        if isAtEnd { return sawAny ? line.withoutReturn() : nil }
      }
      let chunk = buffer[next...]
      sawAny = true
      let end = chunk.firstIndex(of: 0x0A)
      let part = chunk[..<(end ?? chunk.endIndex)]
      let room = limit - line.bytes.count
      if part.count > room { line.isTooLong = true }
      line.bytes += part.prefix(max(0, room))
      next = end.map { $0 + 1 } ?? buffer.count
      if end != nil { return line.withoutReturn() }
    }
  }

  private mutating func fill() {
    buffer = [UInt8](unsafeUninitializedCapacity: 1 << 16) { pointer, count in
      var got: Int
      repeat {
        got = read(descriptor, pointer.baseAddress, 1 << 16)
      } while got < 0 && errno == EINTR
      count = max(0, got)
    }
    next = 0
    isAtEnd = buffer.isEmpty
  }
}

extension LineReader.Line {
  fileprivate func withoutReturn() -> Self {
    guard bytes.last == 0x0D else { return self }
    var line = self
    line.bytes.removeLast()
    return line
  }
}
