/// One problem in a knowledge base: where, what, and how to mend it.
///
/// ```
/// entries/refund.yaml:42:7: error[KB014]: "怎么退款" is already a variant of refund.policy (entries/refund.yaml:17:7)
///   help: delete one, or move both under the same entry
/// ```
public struct Diagnostic: Sendable, Equatable, CustomStringConvertible {
  public enum Severity: String, Sendable, Equatable {
    case error, warning
  }

  public var severity: Severity
  /// Stable and searchable, such as `KB014`.
  public var code: String
  public var location: SourceLocation
  public var message: String
  public var help: String?

  public init(
    _ severity: Severity, _ code: String, at location: SourceLocation, _ message: String,
    help: String? = nil
  ) {
    self.severity = severity
    self.code = code
    self.location = location
    self.message = message
    self.help = help
  }

  public var description: String {
    let first = "\(location): \(severity.rawValue)[\(code)]: \(message)"
    return help.map { "\(first)\n  help: \($0)" } ?? first
  }
}

/// A knowledge base that could not be used; `diagnostics` holds every problem found.
public struct KnowledgeBaseError: Error, Sendable, Equatable, CustomStringConvertible {
  public var diagnostics: [Diagnostic]

  public init(diagnostics: [Diagnostic]) {
    self.diagnostics = diagnostics
  }

  public var description: String { diagnostics.map(\.description).joined(separator: "\n") }
}
