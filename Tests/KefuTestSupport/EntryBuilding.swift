package import KefuKnowledge

extension Entry {
  /// An entry as tests write it: the first phrasing is the question.
  package init(
    _ id: String, _ phrasings: [String], any: [String] = [], all: [[String]] = [],
    none: [String] = [], weights: [String: Double] = [:], answer: String = "好"
  ) {
    let here = SourceLocation(file: "entries/\(id).yaml")
    func sourced(_ texts: [String]) -> [Sourced<String>] { texts.map { Sourced($0, at: here) } }
    self.init(
      id: id, question: Sourced(phrasings[0], at: here),
      variants: sourced(Array(phrasings.dropFirst())),
      keywords: Keywords(any: sourced(any), all: all.map(sourced), none: sourced(none)),
      answers: [Answer(text: Sourced(answer, at: here))], weights: weights, location: here)
  }
}

extension KnowledgeBase {
  /// A knowledge base as tests write it.
  package init(
    _ entries: [Entry], synonyms: [[String]] = [], discount: Double = 0.9,
    stopWords: [String] = [], lexicon: [String] = [], locale: String = "zh-Hans",
    thresholds: Thresholds = Thresholds()
  ) {
    let here = SourceLocation(file: "synonyms.yaml")
    self.init(
      settings: Settings(locale: locale, thresholds: thresholds), entries: entries,
      synonyms: synonyms.map { words in
        SynonymSet(words: words.map { Sourced($0, at: here) }, discount: discount)
      },
      lexicon: lexicon.map { LexiconWord(word: Sourced($0, at: here)) }, stopWords: stopWords)
  }
}
