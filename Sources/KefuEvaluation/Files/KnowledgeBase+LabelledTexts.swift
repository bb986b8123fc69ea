public import Kefu

extension KnowledgeBase {
  /// A knowledge base of a training file: each label is an entry, each line a phrasing of it, the
  /// first line of a label its question. It has no keywords and no answers.
  ///
  /// ```swift
  /// let train = try LabelledTexts(contentsOf: "train.tsv", .any)
  /// let compiled = CompiledKnowledge(KnowledgeBase(train, locale: train.locale))
  /// ```
  ///
  /// - Parameter locale: A BCP 47 tag; pinyin is read where it begins with `zh`.
  public init(_ training: LabelledTexts, locale: String) {
    var entries: [Entry] = []
    var places: [String: Int] = [:]
    for text in training.texts {
      let location = SourceLocation(file: training.file, line: text.line)
      let phrasing = Sourced(text.text, at: location)
      for label in text.labels {
        if let place = places[label] {
          entries[place].variants.append(phrasing)
        } else {
          places[label] = entries.count
          entries.append(Entry(id: label, question: phrasing, location: location))
        }
      }
    }
    self.init(settings: Settings(name: training.file, locale: locale), entries: entries)
  }
}

extension LabelledTexts {
  /// `zh-Hans` where more than a fifth of the letters are Han, else `en`.
  public var locale: String {
    var (letters, han) = (0, 0)
    for scalar in texts.lazy.flatMap(\.text.unicodeScalars) where scalar.properties.isAlphabetic {
      letters += 1
      if scalar.properties.isIdeographic { han += 1 }
    }
    return han * 5 > letters ? "zh-Hans" : "en"
  }
}
