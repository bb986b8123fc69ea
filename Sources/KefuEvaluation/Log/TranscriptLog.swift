public import Foundation

/// The customers' messages of a log, each with what became of it.
///
/// ```swift
/// let log = try TranscriptLog(contentsOf: "yesterday.jsonl")
/// print(log.messages.count, log.problems.count)
/// ```
///
/// JSON Lines where the first line that is not blank begins with `{`, else a table with tabs. See
/// <doc:TranscriptLogFormat>. Lines that cannot be read are in ``problems``; only where they are
/// too many is the log refused.
public struct TranscriptLog: Sendable, Equatable {
  /// As it was named.
  public var file: String
  public var messages: [LoggedMessage]
  /// The lines that could not be read, in order.
  public var problems: [TranscriptLogProblem]
  /// Lines that are not blank.
  public var lineCount: Int

  /// A log with a larger share of bad lines is refused.
  public static let mostBadLines = 0.05

  public init(_ messages: [LoggedMessage], file: String) {
    self.file = file
    self.messages = messages
    problems = []
    lineCount = messages.count
  }

  /// - Throws: `TranscriptLogError` where the file cannot be read, has no customer's message, or has
  ///   too many bad lines.
  public init(contentsOf path: String) throws(TranscriptLogError) {
    let data: Data
    do {
      // Not `Data(contentsOf:)`, which refuses pipes.
      data = try FileHandle(forReadingFrom: URL(filePath: path)).readToEnd() ?? Data()
    } catch {
      let isMissing = !FileManager.default.fileExists(atPath: path)
      throw TranscriptLogError(path, isMissing ? .missing : .unreadable, [])
    }
    try self.init(data, file: path)
  }

  /// - Throws: `TranscriptLogError` where there is no customer's message or too many bad lines.
  public init(_ data: Data, file: String) throws(TranscriptLogError) {
    self.file = file
    let lines = LogLines(data)
    if lines.isJSON {
      var reader = JSONLogReader()
      for line in lines { reader.read(line.bytes, line: line.number) }
      (messages, problems, lineCount) = (reader.messages(), reader.problems, reader.lineCount)
    } else {
      var reader = TableLogReader()
      for line in lines { reader.read(line.bytes, line: line.number) }
      (messages, problems, lineCount) = (reader.messages, reader.problems, reader.lineCount)
    }
    guard !messages.isEmpty else { throw TranscriptLogError(file, .nothing, problems) }
    guard Double(problems.count) <= Self.mostBadLines * Double(lineCount) else {
      throw TranscriptLogError(file, .tooManyBadLines(problems.count, of: lineCount), problems)
    }
  }

  /// How often customers wrote.
  public var messageCount: Int { messages.reduce(0) { $0 + $1.count } }
}

/// The lines of a file, numbered from 1, without their ends; ends are LF, CRLF or CR.
struct LogLines: Sequence, IteratorProtocol {
  private let data: Data
  private var place: Data.Index
  private var number = 0

  init(_ data: Data) {
    self.data = data
    place = data.startIndex + (data.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0)
  }

  /// Whether the first byte that is not white space is `{`.
  var isJSON: Bool {
    data[place...].first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) } == 0x7B
  }

  mutating func next() -> (number: Int, bytes: Data)? {
    guard place < data.endIndex else { return nil }
    let rest = data[place...]
    let end = rest.firstIndex { $0 == 0x0A || $0 == 0x0D } ?? data.endIndex
    let line = data[place..<end]
    place = end
    if place < data.endIndex {
      let isPair =
        data[place] == 0x0D && place + 1 < data.endIndex && data[place + 1] == 0x0A
      place += isPair ? 2 : 1
    }
    number += 1
    return (number, line)
  }
}
