/// The sentences about texts and entries.
extension Problem {
  var textSentence: Sentence? {
    switch self {
    case .emptyText(let of): (.emptyText, "\(of) is empty", "write some text, or delete the line")
    case .longText(let of, let scalars):
      (
        .longText, "\(of) has \(scalars) characters; the limit is 2000",
        "shorten it, or split it"
      )
    case .nothingToMatch(let text):
      (
        .nothingToMatch, "\(quoted(text)) has no letter or digit, so it cannot be told apart",
        "add words, or delete it"
      )
    case .badName(let name, let of, let rule):
      (.badName, "\(quoted(name)) is not \(of)", "use \(rule)")
    case .sharedPhrasing(let text, let role, let entry, let first):
      (
        .sharedPhrasing,
        "\(quoted(text)) is already \(role) of \(entry) (\(first.location))\(written(first, text))",
        "delete one, or move both under the same entry"
      )
    case .repeatedPhrasing(let text, let first):
      (
        .repeatedPhrasing,
        "\(quoted(text)) is already in this entry (\(first.location))\(written(first, text))",
        "delete one"
      )
    case .repeatedWord(let word, let list, let first):
      (.repeatedWord, "\(quoted(word)) is already in \(list) (\(first))", "delete one")
    default: nil
    }
  }

  var entrySentence: Sentence? {
    switch self {
    case .duplicateEntry(let id, let first):
      (
        .duplicateEntry, "there is already an entry \(quoted(id)) (\(first))",
        "give one of them another id, or merge them"
      )
    case .unknownHandoff(let value, let nearest):
      (
        .unknownHandoff, "unknown handoff \(quoted(value))",
        nearest.map { "did you mean \"\($0)\"?" } ?? "use never, offer or always"
      )
    case .unknownFollowUp(let id, let nearest):
      (
        .unknownFollowUp, "there is no entry \(quoted(id)) to follow up with",
        nearest.map { "did you mean \"\($0)\"?" } ?? "write the id of an entry, or delete it"
      )
    case .unknownGroup(let id, let nearest, let anyDefined):
      (
        .unknownGroup, "there is no skill group \(quoted(id))",
        nearest.map { "did you mean \"\($0)\"?" }
          ?? (anyDefined
            ? "use a group of skillGroups in kb.yaml, or add it there"
            : "define skillGroups in kb.yaml, such as: skillGroups: {\(id): 售后}")
      )
    case .unknownTestEntry(let id, let nearest):
      (
        .unknownTestEntry, "there is no entry \(quoted(id))",
        nearest.map { "did you mean \"\($0)\"?" } ?? "write the id of an entry after the tab"
      )
    case .followUpToItself(let id):
      (.followUpToItself, "\(id) is its own follow-up", "delete it")
    case .followUpCycle(let path):
      (
        .followUpCycle,
        "follow-ups lead round in a circle: "
          + path.enumerated().map { $0 == 0 ? $1.value : "\($1.value) (\($1.location))" }
          .joined(separator: " → "),
        "delete one of these follow-ups"
      )
    case .noEntries:
      (
        .noEntries, "the knowledge base has no entries",
        "write the first one in entries/first.yaml"
      )
    case .unreachableAnswer(let by):
      (
        .unreachableAnswer,
        "this answer is never used: an earlier one (\(by)) applies whenever it does",
        "put the answer with fewer conditions last"
      )
    case .noUnconditionalAnswer(let entry):
      (
        .noUnconditionalAnswer,
        "every answer of \(entry) has conditions: a customer outside them gets none",
        "add a last answer without when and valid"
      )
    default: nil
    }
  }
}
