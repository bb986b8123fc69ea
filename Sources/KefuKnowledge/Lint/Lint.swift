extension KnowledgeBase {
  /// What a sound knowledge base may still lack, sorted by place.
  ///
  /// ```swift
  /// knowledgeBase.warnings(today: CalendarDate("2026-11-11"))
  /// ```
  ///
  /// - Parameters:
  ///   - today: The day to judge answers' dates by; nil leaves them out.
  ///   - noticeDays: An answer that ends within so many days is named.
  public func warnings(
    today: CalendarDate?, expiringWithin noticeDays: Int = Lint.noticeDays
  ) -> [Diagnostic] {
    var diagnostics = Diagnostics()
    for entry in entries {
      if entry.variants.count < Lint.fewestVariants {
        diagnostics.report(.fewVariants(count: entry.variants.count), at: entry.location)
      }
      if entry.tests.reach.isEmpty && entry.tests.avoid.isEmpty {
        diagnostics.report(.noInlineTests, at: entry.location)
      }
      if let today {
        reportDates(of: entry, today, expiringWithin: noticeDays, &diagnostics)
      }
    }
    if outOfScope.isEmpty, let first = heldOut.first {
      diagnostics.report(.noOutOfScope(heldOut: heldOut.count), at: first.message.location)
    }
    return withoutAllowed(diagnostics.sorted)
  }

  private func reportDates(
    of entry: Entry, _ today: CalendarDate, expiringWithin noticeDays: Int,
    _ diagnostics: inout Diagnostics
  ) {
    for answer in entry.answers {
      guard let last = answer.valid?.upperBound else { continue }
      let days = last.daysSinceEpoch - today.daysSinceEpoch
      if days < 0 {
        diagnostics.report(.expiredAnswer(last), at: answer.text.location)
      } else if days <= noticeDays {
        diagnostics.report(.expiringAnswer(last, days: days), at: answer.text.location)
      }
    }
    let ends = entry.answers.map { $0.valid?.upperBound }
    if let last = ends.compactMap(\.self).max(), !ends.contains(nil), last < today {
      diagnostics.report(.noAnswerLeft(entry: entry.id, last), at: entry.location)
    }
  }
}

/// The limits of lint.
public enum Lint {
  static let fewestVariants = 5
  /// An answer that ends within so many days is named, where nothing else is asked for.
  public static let noticeDays = 30
}
