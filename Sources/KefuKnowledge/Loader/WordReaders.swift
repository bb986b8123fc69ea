import KefuText

/// synonyms.yaml: a list of sets.
///
/// ```yaml
/// - [快递, 物流, 包裹]
/// - {words: [优惠券, 券, 红包], discount: 0.8}
/// ```
struct SynonymReader {
  static func read(_ node: YAMLNode, with reader: inout NodeReader) -> [SynonymSet] {
    let sets = (reader.items(of: node, "synonyms.yaml") ?? []).compactMap { set($0, &reader) }
    var first: [String: (set: Int, location: SourceLocation)] = [:]
    for (index, set) in sets.enumerated() {
      reader.reportRepeated(set.words, in: "this set")
      for word in set.words {
        let key = Normalizer.shared.literalKey(word.value)
        guard !key.isEmpty else { continue }
        if let (other, location) = first[key] {
          if other != index {
            reader.report(
              .wordInTwoSynonymSets(word.value, first: location), at: word.location)
          }
        } else {
          first[key] = (index, word.location)
        }
      }
    }
    return sets
  }

  private static func set(_ node: YAMLNode, _ reader: inout NodeReader) -> SynonymSet? {
    var words: YAMLNode? = node
    var discount: Double?
    if case .mapping = node.content {
      let fields = reader.fields(of: node, "a synonym set", known: ["words", "discount"]) ?? [:]
      words = fields["words"]
      discount = fields["discount"].flatMap { reader.number($0, "discount", in: 0...1) }
      if words == nil {
        reader.report(.missingKey("words", of: "a synonym set"), at: node.location)
      }
    }
    guard let words, let items = reader.items(of: words, "a synonym set") else { return nil }
    guard !items.isEmpty else {
      reader.report(.emptyList("words", of: "a synonym set"), at: words.location)
      return nil
    }
    let read = reader.matchedTexts(words, "a synonym set", item: "a word")
    if items.count == 1, let word = read.first {
      reader.report(.singleSynonym(word.value), at: word.location)
    }
    guard !read.isEmpty else { return nil }
    return discount.map { SynonymSet(words: read, discount: $0) } ?? SynonymSet(words: read)
  }
}

/// lexicon.txt and stopwords.txt: one word a line; `#` begins a comment at the beginning of a
/// line or after a blank.
struct WordListReader {
  static let frequencies = 1...1_000_000_000

  static func lexicon(_ source: SourceText, with reader: inout NodeReader) -> [LexiconWord] {
    var words: [LexiconWord] = []
    for fields in lines(of: source) {
      guard fields.count <= 2 else {
        reader.report(.longLexiconLine, at: fields[2].location)
        continue
      }
      guard let word = reader.checked(fields[0], "the word") else { continue }
      var frequency: Int?
      if fields.count == 2 {
        frequency = Int(fields[1].value).flatMap { frequencies.contains($0) ? $0 : nil }
        if frequency == nil {
          reader.report(.badFrequency(fields[1].value), at: fields[1].location)
        }
      }
      words.append(LexiconWord(word: word, frequency: frequency))
    }
    reader.reportRepeated(words.map(\.word), in: source.file)
    return words
  }

  static func stopWords(_ source: SourceText, with reader: inout NodeReader) -> [String] {
    let words = lines(of: source).compactMap { fields -> Sourced<String>? in
      // A stop word may have blanks inside: "of course".
      let text = fields.map(\.value).joined(separator: " ")
      return reader.checked(Sourced(text, at: fields[0].location), "the word")
    }
    reader.reportRepeated(words, in: source.file)
    return words.map(\.value)
  }

  /// The lines that are not blank, split at blanks, without comments.
  private static func lines(of source: SourceText) -> [[Sourced<String>]] {
    source.lines.compactMap { line in
      var fields: [Sourced<String>] = []
      var column = 1
      var field = String.UnicodeScalarView()
      var fieldColumn = 1
      func close() {
        guard !field.isEmpty else { return }
        let location = SourceLocation(file: source.file, line: line.number, column: fieldColumn)
        fields.append(Sourced(String(field), at: location))
        field = String.UnicodeScalarView()
      }
      for scalar in line.text.unicodeScalars {
        if scalar.properties.isWhitespace {
          close()
        } else if scalar == "#", field.isEmpty {
          break
        } else {
          if field.isEmpty { fieldColumn = column }
          field.append(scalar)
        }
        column += 1
      }
      close()
      return fields.isEmpty ? nil : fields
    }
  }
}

/// tests/*.tsv.
struct TestTableReader {
  /// The first column of each line that is not blank.
  static func outOfScope(
    _ source: SourceText, with reader: inout NodeReader
  ) -> [Sourced<String>] {
    source.lines.compactMap { line in
      guard !line.text.trimmed.isEmpty else { return nil }
      return message(line, source, &reader)
    }
  }

  /// The lines `text⇥entry id`.
  static func heldOut(_ source: SourceText, with reader: inout NodeReader) -> [HeldOutMessage] {
    source.lines.compactMap { line in
      guard !line.text.trimmed.isEmpty else { return nil }
      let message = message(line, source, &reader)
      let columns = line.text.split(separator: "\t", maxSplits: 2, omittingEmptySubsequences: false)
      let id = columns.count > 1 ? columns[1].trimmed : ""
      guard !id.isEmpty else {
        reader.report(
          .testLineWithoutEntry, at: SourceLocation(file: source.file, line: line.number))
        return nil
      }
      let column = columns[0].unicodeScalars.count + 2
      let entry = Sourced(
        id, at: SourceLocation(file: source.file, line: line.number, column: column))
      return message.map { HeldOutMessage(message: $0, entry: entry) }
    }
  }

  private static func message(
    _ line: (number: Int, text: Substring), _ source: SourceText, _ reader: inout NodeReader
  ) -> Sourced<String>? {
    let text = line.text.prefix { $0 != "\t" }
    let location = SourceLocation(file: source.file, line: line.number)
    return reader.checked(Sourced(String(text), at: location), "the message")
  }
}
