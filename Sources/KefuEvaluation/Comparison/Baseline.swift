import Foundation

extension Report {
  /// Reads what `kefu evaluate --json` wrote.
  ///
  /// ```swift
  /// let baseline = try Report(contentsOf: "old.json")
  /// ```
  ///
  /// - Throws: `BaselineError`, also of a file of an older or newer format.
  public init(contentsOf path: String) throws(BaselineError) {
    let data: Data
    do {
      // Not `Data(contentsOf:)`, which refuses pipes.
      data = try FileHandle(forReadingFrom: URL(filePath: path)).readToEnd() ?? Data()
    } catch {
      let isMissing = !FileManager.default.fileExists(atPath: path)
      throw BaselineError(path, isMissing ? .missing : .unreadable)
    }
    try self.init([UInt8](data), file: path)
  }

  /// - Throws: `BaselineError`.
  public init(_ json: [UInt8], file: String) throws(BaselineError) {
    let decoder = JSONDecoder()
    let data = Data(json)
    do {
      self = try decoder.decode(Report.self, from: data)
      guard isWithinRange else { throw BaselineError.Problem.damaged }
    } catch {
      guard let head = try? decoder.decode(BaselineHead.self, from: data) else {
        throw BaselineError(file, .damaged)
      }
      if let format = head.format {
        throw BaselineError(
          file, format == Self.format ? .damaged : .otherFormat(format))
      }
      // The first `--json` had these keys and no number.
      throw BaselineError(
        file, head.messages != nil && head.trainSeconds != nil ? .older : .notFigures)
    }
  }
}

extension Report {
  /// Whether every share that is shown is one; a file may say anything.
  fileprivate var isWithinRange: Bool {
    let shares =
      headlines.map(\.value) + perMessage.map(\.confidence)
      + metrics.perIntent.values.flatMap { [$0.precision, $0.recall, $0.f1].compactMap { $0 } }
    return shares.allSatisfy((0...1).contains)
  }
}

/// What tells one format from another.
private struct BaselineHead: Decodable {
  var format: Int?
  var messages: MessageCounts?
  var trainSeconds: Double?
}

/// Why there is nothing to compare with, in words with a mend.
///
/// ```
/// old.json: error: it was written by an older kefu and does not say how each message fared
///   help: evaluate the earlier knowledge base again with --json
/// ```
public struct BaselineError: Error, Sendable, Equatable, CustomStringConvertible {
  public enum Problem: Error, Sendable, Equatable {
    case missing
    case unreadable
    /// Not JSON, or its figures are not all there.
    case damaged
    /// JSON of something else.
    case notFigures
    case older
    case otherFormat(Int)
    /// Of another test: no message is in both.
    case foreign
  }

  public var file: String
  public var problem: Problem

  public init(_ file: String, _ problem: Problem) {
    self.file = file
    self.problem = problem
  }

  public var description: String {
    let again = "evaluate the earlier knowledge base again with --json"
    let (sentence, help): (String, String) =
      switch problem {
      case .missing: ("there is no such file", "check the path")
      case .unreadable:
        ("it cannot be read", "check that it is a file and that you may read it")
      case .damaged: ("it is damaged: not all of its figures can be read", again)
      case .notFigures:
        ("it has no figures of an evaluation", "name a file that kefu evaluate --json wrote")
      case .older:
        ("it was written by an older kefu and does not say how each message fared", again)
      case .otherFormat(let format):
        ("it is of format \(format); this kefu reads format \(Report.format)", again)
      case .foreign:
        (
          "it is of another test: none of the messages is in it",
          "name the figures of an earlier evaluation of the same test"
        )
      }
    return "\(file): error: \(sentence)\n  help: \(help)"
  }
}
