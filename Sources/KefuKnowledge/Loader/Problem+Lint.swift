/// The sentences about what is sound but will not do for long.
extension Problem {
  var lintSentence: Sentence {
    switch self {
    case .expiredAnswer(let day):
      (.expiredAnswer, "this answer expired after \(day)", "delete it, or give it a new range")
    case .expiringAnswer(let day, let days):
      (
        .expiringAnswer,
        "this answer expires after \(day), "
          + (days == 0 ? "today" : days == 1 ? "tomorrow" : "in \(days) days"),
        "prepare what is said afterwards, or give it a new range"
      )
    case .fewVariants(let count):
      (
        .fewVariants, "the entry has \(count) \(count == 1 ? "variant" : "variants")",
        "write at least 5 in different words; 25 is better"
      )
    case .noInlineTests:
      (
        .noInlineTests, "the entry has no sample messages",
        "add tests: {reach: [a message it should answer], avoid: [one it should not]}"
      )
    case .noAnswerLeft(let entry, let day):
      (
        .noAnswerLeft, "\(entry) has no answer any more: the last one expired after \(day)",
        "write an answer without dates, or delete the entry"
      )
    case .noOutOfScope(let count):
      (
        .noOutOfScope,
        "\(count) \(count == 1 ? "message is" : "messages are") kept apart, but none is about nothing",
        "write messages that no entry is about in tests/oos.tsv, one a line, 50 or more: without them training cannot tell how often the bot answers what it should not"
      )
    default: preconditionFailure("\(self) has no sentence")
    }
  }
}
