import KefuDialogue
public import KefuKnowledge
public import KefuMatching

/// What only a running bot can tell about a knowledge base: do its tests pass, does one entry take
/// what belongs to another?
///
/// ```swift
/// let diagnostics = bot.check(today: CalendarDate("2026-11-22"))
/// ```
extension Bot {
  /// Lint of the knowledge base, its inline tests, and phrasings that another entry takes.
  public func check(today: CalendarDate?) -> [Diagnostic] {
    (knowledgeBase.warnings(today: today) + checkInlineTests() + checkPhrasings()
      + checkConversations())
      .sorted { ($0.location, $0.code) < ($1.location, $1.code) }
  }

  /// An entry is reached when the bot answers with it or offers it; a message that is to avoid an
  /// entry must not be answered with it.
  func checkInlineTests() -> [Diagnostic] {
    var diagnostics: [Diagnostic] = []
    for (number, entry) in knowledgeBase.entries.enumerated() {
      for test in entry.tests.reach {
        let recognition = recognize(test.value)
        if recognition.decision.entries.contains(number) { continue }
        diagnostics.append(
          Diagnostic(
            .error, DiagnosticCode.unreachedTest.rawValue, at: test.location,
            "\"\(test.value)\" does not reach \(entry.id): the bot \(action(recognition.decision))",
            help: "add a variant or keyword that says it this way; `kefu explain` shows the numbers"
          ))
      }
      for test in entry.tests.avoid {
        guard case .answer(let candidate) = recognize(test.value).decision,
          candidate.entry == number
        else { continue }
        diagnostics.append(
          Diagnostic(
            .error, DiagnosticCode.unwantedAnswer.rawValue, at: test.location,
            "\"\(test.value)\" is answered by \(entry.id)",
            help: "add a `none` keyword here, or a variant to the entry it belongs to"))
      }
    }
    return diagnostics
  }

  /// Plays the conversations of tests/*.txt.
  func checkConversations() -> [Diagnostic] {
    let (transcripts, problems) = Transcript.read(knowledgeBase.conversations)
    let unread = problems.map {
      Diagnostic(
        .error, DiagnosticCode.badTranscript.rawValue, at: $0.location, $0.message, help: $0.help)
    }
    let failed = transcripts.flatMap { $0.failures(in: knowledge) }.map {
      Diagnostic(
        .error, DiagnosticCode.failedTranscript.rawValue, at: $0.location, $0.message,
        help: "mend what the bot reads, or the line; `kefu chat` shows the turns one by one")
    }
    return unread + failed
  }

  /// A phrasing in which another entry's keyword occurs pulls messages like it to that entry.
  func checkPhrasings() -> [Diagnostic] {
    var diagnostics: [Diagnostic] = []
    for (number, entry) in knowledgeBase.entries.enumerated() {
      for phrasing in entry.phrasings {
        let hits = recognize(phrasing.value, stages: [.keyword]).stages[.keyword] ?? []
        let own = hits.first { $0.entry == number }?.keywordScore ?? 0
        guard
          let other = hits.first(where: { $0.entry != number && $0.keywordScore > own })
        else { continue }
        diagnostics.append(
          Diagnostic(
            .warning, DiagnosticCode.shadowedPhrasing.rawValue, at: phrasing.location,
            "\"\(phrasing.value)\" of \(entry.id) contains a keyword of \(knowledgeBase.entries[other.entry].id): \(other.keywords.joined(separator: ", "))",
            help: "make that keyword longer, or veto it there with `none`"))
      }
    }
    return diagnostics
  }

  private func action(_ decision: Decision) -> String {
    let names = decision.entries.map { knowledgeBase.entries[$0].id }.joined(separator: ", ")
    return switch decision {
    case .answer: "answers \(names)"
    case .clarify: "offers \(names)"
    case .fallback: "does not know"
    }
  }
}

extension Decision {
  /// The entries answered or offered.
  public var entries: [Int] {
    switch self {
    case .answer(let candidate): [candidate.entry]
    case .clarify(let candidates): candidates.map(\.entry)
    case .fallback: []
    }
  }
}

extension StageCandidate {
  /// What the keyword rules alone make of it, the literal phrasing left aside.
  fileprivate var keywordScore: Float {
    if evidence.contains(where: { if case .veto = $0 { true } else { false } }) { return 0 }
    return keywords.isEmpty ? 0 : evidence.compactMap(\.keywordLength).max() ?? 0
  }

  /// The keywords found.
  fileprivate var keywords: [String] {
    evidence.flatMap { evidence in
      switch evidence {
      case .phrase(let hit): [hit.keyword]
      case .group(let hits): hits.map(\.keyword)
      default: [String]()
      }
    }
  }
}

extension Evidence {
  fileprivate var keywordLength: Float? {
    switch self {
    case .phrase(let hit): Float(hit.range.count)
    case .group(let hits): Float(hits.reduce(0) { $0 + $1.range.count })
    default: nil
    }
  }
}
