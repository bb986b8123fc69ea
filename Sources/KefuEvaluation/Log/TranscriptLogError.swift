/// A line of a log that could not be read. It names the line and what is wrong, never a text.
public struct TranscriptLogProblem: Sendable, Equatable {
  public enum Kind: Sendable, Equatable {
    case notUTF8
    /// Not a JSON object.
    case notJSON
    /// A key has a value of the wrong kind, or one that is none of those it may have.
    case badValue(key: String, wanted: String)
    /// Neither a message nor an event.
    case nothingKnown
    /// A row without a text.
    case noText
  }

  /// From 1.
  public var line: Int
  public var kind: Kind

  public init(line: Int, _ kind: Kind) {
    self.line = line
    self.kind = kind
  }

  /// `log.jsonl:7: error: this line is not JSON` and a line of help.
  public func description(in file: String, as severity: String = "error") -> String {
    "\(file):\(line): \(severity): \(sentence)\n  help: \(help)"
  }

  private var sentence: String {
    switch kind {
    case .notUTF8: "this line is not UTF-8"
    case .notJSON: "this line is no JSON object"
    case .badValue(let key, let wanted): "\"\(key)\" is not \(wanted)"
    case .nothingKnown: "this object is neither a message nor an event"
    case .noText: "this row has no text"
    }
  }

  private var help: String {
    switch kind {
    case .notUTF8: "save the file as UTF-8, for example with iconv -f GB18030 -t UTF-8"
    case .notJSON: "write one object a line; a line that was cut off can be deleted"
    case .badValue: "correct the value, or delete the line"
    case .nothingKnown: "a message has \"from\" and \"text\", an event has \"event\""
    case .noText: "write one in the column \"text\", or delete the row"
    }
  }
}

/// A log that could not be used.
///
/// ```
/// log.jsonl:7: error: this line is no JSON object
///   help: write one object a line; a line that was cut off can be deleted
/// log.jsonl: error: 40 of 200 lines are bad, more than 5 %
/// ```
public struct TranscriptLogError: Error, Sendable, Equatable, CustomStringConvertible {
  public enum Kind: Sendable, Equatable {
    case missing
    case unreadable
    /// No customer's message in it.
    case nothing
    case tooManyBadLines(Int, of: Int)
  }

  /// Further bad lines are only counted in descriptions.
  public static let describedProblems = 10

  public var file: String
  public var kind: Kind
  public var problems: [TranscriptLogProblem]

  public init(_ file: String, _ kind: Kind, _ problems: [TranscriptLogProblem]) {
    self.file = file
    self.kind = kind
    self.problems = problems
  }

  public var description: String {
    let (sentence, help) =
      switch kind {
      case .missing: ("there is no such file", "check the path")
      case .unreadable:
        ("it cannot be read", "check that it is a file and that you may read it")
      case .nothing:
        (
          "it has no customer's message",
          "give the daemon's log, what kefu chat --json printed, or a table whose first column is the text"
        )
      case .tooManyBadLines(let bad, let all):
        ("\(bad) of \(all) lines are bad, more than 5 %", "mend or delete them")
      }
    let lines = problems.prefix(Self.describedProblems).map { $0.description(in: file) }
    return (lines + ["\(file): error: \(sentence)\n  help: \(help)"]).joined(separator: "\n")
  }
}
