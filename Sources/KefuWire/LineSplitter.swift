/// Cuts a stream of bytes into lines, whole, in pieces or byte by byte.
///
/// ```swift
/// var splitter = LineSplitter()
/// splitter.append(Array("转人工\r\n{\"type\"".utf8))
/// splitter.next()  // .text("转人工")
/// splitter.next()  // nil: the second line has not ended
/// ```
///
/// Keeps at most one line's bytes: what belongs to a line that is too long is dropped as it comes.
public struct LineSplitter: Sendable {
  public enum Line: Sendable, Equatable {
    /// Begins with `{`; without its end.
    case frame([UInt8])
    /// Any other, with invalid UTF-8 as U+FFFD.
    case text(String)
    /// Said once for a line with more than `FrameLimits.line` bytes, as soon as that shows.
    case tooLong
  }

  private var buffer: [UInt8] = []
  /// Where the next line begins in the buffer.
  private var start = 0
  /// How far the buffer has been searched for an end.
  private var searched = 0
  private var isDropping = false

  public init() {}

  /// Bytes kept of a line that has not ended, or of lines not taken yet.
  public var pending: Int { buffer.count - start }

  public mutating func append(_ bytes: some Sequence<UInt8>) {
    if start > 0 {
      buffer.removeSubrange(..<start)
      searched -= start
      start = 0
    }
    buffer.append(contentsOf: bytes)
  }

  /// The next whole line.
  public mutating func next() -> Line? {
    while true {
      guard let end = buffer[searched...].firstIndex(of: UInt8(ascii: "\n")) else {
        searched = buffer.count
        if isDropping {
          buffer.removeAll()
          (start, searched) = (0, 0)
          return nil
        }
        // A carriage return before the end does not count.
        let length = buffer.count - start
        let isOver =
          length > FrameLimits.line + 1
          || length == FrameLimits.line + 1 && buffer.last != UInt8(ascii: "\r")
        guard isOver else { return nil }
        isDropping = true
        return .tooLong
      }
      var line = buffer[start..<end]
      start = end + 1
      searched = start
      if isDropping {
        isDropping = false
        continue
      }
      if line.last == UInt8(ascii: "\r") { line.removeLast() }
      if line.count > FrameLimits.line { return .tooLong }
      return line.first == UInt8(ascii: "{")
        ? .frame(Array(line)) : .text(String(decoding: line, as: UTF8.self))
    }
  }

  /// What came after the last end, when the stream is over: a line that was not ended.
  public mutating func finish() -> Line? {
    guard pending > 0, !isDropping else { return nil }
    append([UInt8(ascii: "\n")])
    return next()
  }
}
