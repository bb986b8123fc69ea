public import KefuKnowledge
import KefuMatching

/// What only a running bot can tell about a knowledge base: do its tests pass, does one entry take
/// what belongs to another, would customers be understood?
///
/// ```swift
/// let diagnostics = bot.check(today: CalendarDate("2026-11-22"))
/// ```
extension Bot {
  /// How far a check is.
  public struct CheckProgress: Sendable {
    public enum Step: String, Sendable, CaseIterable {
      case tests = "inline tests"
      case phrasings
      case leftOut = "phrasings left out"
    }

    public var step: Step
    /// Of the step, in `0...1`.
    public var share: Double
  }

  /// Lint of the knowledge base, its inline tests, and what entries do to each other; sorted by
  /// place, without what kb.yaml allows.
  ///
  /// - Parameters:
  ///   - today: The day to judge answers' dates by; nil leaves them out.
  ///   - noticeDays: An answer that ends within so many days is named.
  ///   - progress: Called now and then, from any thread.
  public func check(
    today: CalendarDate?, expiringWithin noticeDays: Int = Lint.noticeDays,
    progress: @Sendable (CheckProgress) -> Void = { _ in }
  ) -> [Diagnostic] {
    var found = knowledgeBase.warnings(today: today, expiringWithin: noticeDays)
    found += checkInlineTests { progress(CheckProgress(step: .tests, share: $0)) }
    found += checkConversations()
    let phrasings = PhrasingCheck(self) { progress(CheckProgress(step: .phrasings, share: $0)) }
    found += phrasings.diagnostics
    let words = knowledge.phrasingWords()
    found += DuplicateCheck(knowledge, words).diagnostics
    found += UniformityCheck(knowledge, words).diagnostics
    found += SegmentationCheck(knowledge).diagnostics
    let trial = LeaveOneOut(knowledge) { progress(CheckProgress(step: .leftOut, share: $0)) }
    found += ConfusionCheck(knowledge, trial, namedByKeyword: phrasings.namedByKeyword).diagnostics
    return knowledgeBase.withoutAllowed(found).sorted {
      ($0.location, $0.code, $0.message) < ($1.location, $1.code, $1.message)
    }
  }
}

extension Diagnostic {
  /// With the severity of its code.
  init(
    _ code: DiagnosticCode, at location: SourceLocation, _ message: String, help: String
  ) {
    self.init(code.severity, code.rawValue, at: location, message, help: help)
  }
}

extension CompiledKnowledge {
  /// A phrasing with its place.
  struct Place {
    var text: Sourced<String>
    var entry: Entry

    /// `"退货运费谁出" of return.freight`
    var name: String { "\(quoted(text.value)) of \(entry.id)" }
    /// The same with its file, line and column.
    var nameWithPlace: String { "\(name) (\(text.location))" }
  }

  /// `[phrasing]` its place.
  var places: [Place] {
    entries.flatMap { entry in entry.phrasings.map { Place(text: $0, entry: entry) } }
  }
}
