/// A warning the trainer has looked at and accepts: of all entries, or of one.
///
/// ```yaml
/// check: {allow: [KB064, KB092 refund.how]}
/// ```
public struct AllowedWarning: Sendable, Equatable {
  public var code: DiagnosticCode
  /// An entry's id; nil for every place.
  public var entry: String?

  public init(_ code: DiagnosticCode, entry: String? = nil) {
    self.code = code
    self.entry = entry
  }
}

extension KnowledgeBase {
  /// Without the warnings that kb.yaml allows.
  public func withoutAllowed(_ diagnostics: [Diagnostic]) -> [Diagnostic] {
    settings.allowed.isEmpty
      ? diagnostics : diagnostics.filter { !isAllowed($0) }
  }

  private func isAllowed(_ diagnostic: Diagnostic) -> Bool {
    guard diagnostic.severity == .warning else { return false }
    let allowances = settings.allowed.filter { $0.code.rawValue == diagnostic.code }
    guard !allowances.isEmpty else { return false }
    let entry = entry(at: diagnostic.location)
    return allowances.contains { $0.entry == nil || $0.entry == entry?.id }
  }

  /// The entry that a place is in; nil outside all of them.
  public func entry(at location: SourceLocation) -> Entry? {
    entries.filter { $0.location.file == location.file && $0.location <= location }
      .max { $0.location < $1.location }
  }
}
