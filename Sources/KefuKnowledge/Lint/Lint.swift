extension KnowledgeBase {
  /// What a sound knowledge base may still lack, sorted by place.
  ///
  /// ```swift
  /// knowledgeBase.warnings(today: CalendarDate("2026-11-11"))
  /// ```
  ///
  /// - Parameter today: The day to judge answers' dates by; nil leaves them out.
  public func warnings(today: CalendarDate?) -> [Diagnostic] {
    var diagnostics = Diagnostics()
    for entry in entries {
      if entry.variants.count < Lint.fewestVariants {
        diagnostics.report(.fewVariants(count: entry.variants.count), at: entry.location)
      }
      if entry.tests.reach.isEmpty && entry.tests.avoid.isEmpty {
        diagnostics.report(.noInlineTests, at: entry.location)
      }
      guard let today else { continue }
      for answer in entry.answers {
        guard let last = answer.valid?.upperBound else { continue }
        let days = last.daysSinceEpoch - today.daysSinceEpoch
        if days < 0 {
          diagnostics.report(.expiredAnswer(last), at: answer.text.location)
        } else if days <= Lint.noticeDays {
          diagnostics.report(.expiringAnswer(last, days: days), at: answer.text.location)
        }
      }
    }
    return diagnostics.sorted
  }
}

private enum Lint {
  static let fewestVariants = 5
  /// An answer that ends within so many days is named.
  static let noticeDays = 14
}
