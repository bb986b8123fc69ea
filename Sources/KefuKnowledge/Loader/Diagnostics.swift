/// The problems found so far.
struct Diagnostics {
  private(set) var all: [Diagnostic] = []

  private(set) var errorCount = 0

  var hasErrors: Bool { errorCount > 0 }

  mutating func report(_ problem: Problem, at location: SourceLocation) {
    let diagnostic = problem.diagnostic(at: location)
    all.append(diagnostic)
    if diagnostic.severity == .error { errorCount += 1 }
  }

  /// By place; in the order of discovery where the place is the same.
  var sorted: [Diagnostic] {
    all.enumerated()
      .sorted { ($0.element.location, $0.offset) < ($1.element.location, $1.offset) }
      .map(\.element)
  }
}
