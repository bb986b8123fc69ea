import Foundation

/// How diagnostics are written: for people, for editors, or for CI.
///
/// ```swift
/// DiagnosticFormat.github.render(diagnostics, in: "KnowledgeBase/ecommerce-zh")
/// // ::error file=KnowledgeBase/ecommerce-zh/entries/refund.yaml,line=4,col=14,title=KB018::…
/// ```
public enum DiagnosticFormat: String, Sendable, CaseIterable {
  /// As they describe themselves, places relative to the knowledge base.
  case text
  /// An array of objects with `severity`, `code`, `file`, `line`, `column`, `message` and `help`, which
  /// may be null.
  case json
  /// Workflow commands of GitHub Actions, one a line.
  case github

  /// With a line feed after each, empty for no diagnostics but for JSON.
  ///
  /// - Parameter directory: The knowledge base's, before the file's path in JSON and workflow commands.
  public func render(_ diagnostics: [Diagnostic], in directory: String) -> String {
    switch self {
    case .text: diagnostics.map { "\($0)\n" }.joined()
    case .json: Self.json(diagnostics.map { Record($0, in: directory) })
    case .github:
      diagnostics.map { Self.workflowCommand(Record($0, in: directory)) + "\n" }.joined()
    }
  }

  private struct Record: Encodable {
    var severity: String
    var code: String
    var file: String
    var line: Int
    var column: Int
    var message: String
    var help: String?

    init(_ diagnostic: Diagnostic, in directory: String) {
      severity = diagnostic.severity.rawValue
      code = diagnostic.code
      let folder = directory.hasSuffix("/") ? String(directory.dropLast()) : directory
      let file = diagnostic.location.file
      // A directory that cannot be read is itself the place.
      self.file = file == folder || folder.isEmpty ? file : "\(folder)/\(file)"
      line = diagnostic.location.line
      column = diagnostic.location.column
      message = diagnostic.message
      help = diagnostic.help
    }

    enum CodingKeys: String, CodingKey {
      case severity, code, file, line, column, message, help
    }

    /// `help` is written as null rather than left out.
    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(severity, forKey: .severity)
      try container.encode(code, forKey: .code)
      try container.encode(file, forKey: .file)
      try container.encode(line, forKey: .line)
      try container.encode(column, forKey: .column)
      try container.encode(message, forKey: .message)
      try container.encode(help, forKey: .help)
    }
  }

  private static func json(_ records: [Record]) -> String {
    guard let data = try? records.readableJSON() else {
      preconditionFailure("texts and numbers are always JSON")
    }
    return String(decoding: data, as: UTF8.self)
  }

  private static func workflowCommand(_ record: Record) -> String {
    let text = record.message + (record.help.map { "\nhelp: \($0)" } ?? "")
    return
      "::\(record.severity) file=\(property(record.file)),line=\(record.line),col=\(record.column),title=\(property(record.code))::\(data(text))"
  }

  private static func data(_ text: String) -> String {
    escaped(text, ["%": "%25", "\r": "%0D", "\n": "%0A"])
  }

  private static func property(_ text: String) -> String {
    escaped(data(text), [":": "%3A", ",": "%2C"])
  }

  /// Scalar by scalar: CR LF is a single character.
  private static func escaped(_ text: String, _ escapes: [Unicode.Scalar: String]) -> String {
    text.unicodeScalars.reduce(into: "") { result, scalar in
      if let escape = escapes[scalar] {
        result += escape
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
  }
}
