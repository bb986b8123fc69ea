/// The sentences about keywords, synonyms and lists of words.
extension Problem {
  var wordSentence: Sentence? {
    switch self {
    case .wordInTwoSynonymSets(let word, let first):
      (
        .wordInTwoSynonymSets, "\(quoted(word)) is already in another synonym set (\(first))",
        "delete one, or join the two sets"
      )
    case .singleSynonym(let word):
      (
        .singleSynonym, "\(quoted(word)) has no synonym in its set",
        "add a second word, or delete the set"
      )
    case .badFrequency(let text):
      (
        .badLexiconLine, "\(quoted(text)) is not a frequency",
        "write a whole number from 1 to 1000000000 after the word, or nothing"
      )
    case .longLexiconLine:
      (
        .badLexiconLine, "a line is one word and, after a space, its frequency",
        "write one word a line"
      )
    case .testLineWithoutEntry:
      (
        .badTestLine, "the line has no entry id",
        "write the message, a tab, and the id of the entry it should reach"
      )
    case .vetoedKeyword(let word, let list, let veto):
      (
        .vetoedKeyword,
        "\(quoted(word)) is in \(list) as well (\(veto.location)), so it never hits",
        "delete one of the two"
      )
    case .keywordContainsVeto(let word, let list, let veto):
      (
        .keywordContainsVeto,
        "\(quoted(word)) contains \(quoted(veto.value)) of \(list) (\(veto.location)), so it never hits",
        "delete one of the two"
      )
    case .groupOfOne(let word):
      (
        .groupOfOne, "\(quoted(word)) is alone in its group of all",
        "move it to any, or add the words that must occur with it"
      )
    case .shortKeyword(let word):
      (
        .shortKeyword, "the keyword \(quoted(word)) is a single character and hits many messages",
        "use a longer word"
      )
    case .sharedKeyword(let words, let entry, let first):
      (
        .sharedKeyword,
        words.map(quoted).joined(separator: " with ")
          + " is already a \(words.count == 1 ? "keyword" : "group") of \(entry) (\(first))",
        "make one of the two more specific, or tell them apart with none"
      )
    default: nil
    }
  }
}
