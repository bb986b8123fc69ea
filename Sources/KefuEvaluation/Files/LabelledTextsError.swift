/// What is wrong in a file of messages, each problem with its line and mend.
///
/// ```
/// test.tsv:3: error: "refund.tiem" is no entry of the knowledge base
///   help: did you mean "refund.time"?
/// ```
///
/// The description names lines and labels, never a message's text.
public struct LabelledTextsError: Error, Sendable, Equatable, CustomStringConvertible {
  /// Lines count from 1.
  public enum Problem: Sendable, Equatable {
    case missing
    case unreadable
    case empty(isLabelled: Bool)
    case notUTF8(line: Int)
    case noTab(line: Int)
    case noText(line: Int)
    case noLabel(line: Int)
    case unknownLabel(String, owner: String, nearest: String?, line: Int)
  }

  /// Further problems of a file are only counted in the description.
  public static let describedProblems = 20

  public var file: String
  public var problems: [Problem]

  public init(_ file: String, _ problems: [Problem]) {
    self.file = file
    self.problems = problems
  }

  public var description: String {
    var lines = problems.prefix(Self.describedProblems).map { $0.description(in: file) }
    let more = problems.count - Self.describedProblems
    if more > 0 { lines.append("\(file): error: \(more) more problem\(more == 1 ? "" : "s")") }
    return lines.joined(separator: "\n")
  }
}

extension LabelledTextsError.Problem {
  fileprivate func description(in file: String) -> String {
    let (line, sentence, help): (Int?, String, String) =
      switch self {
      case .missing: (nil, "there is no such file", "check the path")
      case .unreadable:
        (nil, "it cannot be read", "check that it is a file and that you may read it")
      case .empty(let isLabelled):
        (
          nil, "it has no messages",
          isLabelled
            ? "write a message, a tab and the entry's id on each line"
            : "write a message on each line"
        )
      case .notUTF8(let line):
        (
          line, "this line is not UTF-8",
          "save the file as UTF-8, for example with iconv -f GB18030 -t UTF-8"
        )
      case .noTab(let line):
        (line, "this line has no tab", "write a message, a tab and the entry's id")
      case .noText(let line):
        (line, "there is no message before the tab", "write one, or delete the line")
      case .noLabel(let line):
        (line, "there is no entry id after the tab", "write one, or delete the line")
      case .unknownLabel(let label, let owner, let nearest, let line):
        (
          line, "\"\(label)\" is no entry of \(owner)",
          nearest.map { "did you mean \"\($0)\"?" }
            ?? "correct the id, or move the message to the file of messages out of scope"
        )
      }
    return "\(file)\(line.map { ":\($0)" } ?? ""): error: \(sentence)\n  help: \(help)"
  }
}
