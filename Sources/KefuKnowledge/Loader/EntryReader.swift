import KefuText

/// entries/*.yaml and smalltalk.yaml: lists of entries.
///
/// ```yaml
/// - id: return.freight
///   question: 退货运费谁承担
///   answers: [质量问题由我们承担]
/// ```
struct EntryReader {
  static let keys = [
    "id", "question", "variants", "keywords", "answers", "followUps", "group", "handoff", "weight",
    "tests",
  ]

  let isSmallTalk: Bool

  func read(_ node: YAMLNode, with reader: inout NodeReader) -> [EntryDraft] {
    if case .mapping = node.content {
      reader.report(.bareEntry, at: node.location)
      return []
    }
    return (reader.items(of: node, "the file") ?? []).compactMap { entry($0, &reader) }
  }

  private func entry(_ node: YAMLNode, _ reader: inout NodeReader) -> EntryDraft? {
    guard let fields = reader.fields(of: node, "an entry", known: Self.keys) else { return nil }
    let id = fields["id"].flatMap { reader.text($0, "id") }
    let name = id?.value ?? "this entry"
    if let id, !id.value.isIdentifier {
      reader.report(.badName(id.value, of: "an entry id", rule: .identifierRule), at: id.location)
    }
    for key in ["id", "question", "answers"] where fields[key] == nil {
      reader.report(.missingKey(key, of: name), at: node.location)
    }
    let question = fields["question"].flatMap { reader.matchedText($0, "question") }
    let group = fields["group"].flatMap { reader.text($0, "group") }
    let entry = Entry(
      id: id?.value ?? "",
      question: question ?? Sourced("", at: node.location),
      variants: reader.matchedTexts(fields["variants"], "variants", item: "a variant"),
      keywords: fields["keywords"].map { keywords($0, &reader) } ?? Keywords(),
      answers: fields["answers"].map { answers($0, of: name, &reader) } ?? [],
      followUps: reader.texts(fields["followUps"], "followUps", item: "a follow-up"),
      group: group?.value,
      handoff: fields["handoff"].flatMap { handoff($0, &reader) } ?? .never,
      weights: fields["weight"].map { weights($0, &reader) } ?? [:],
      tests: fields["tests"].map { tests($0, &reader) } ?? InlineTests(),
      isSmallTalk: isSmallTalk,
      location: node.location)
    reader.reportRepeated(entry.followUps, in: "followUps")
    return EntryDraft(entry: entry, id: id, group: group)
  }

  private func keywords(_ node: YAMLNode, _ reader: inout NodeReader) -> Keywords {
    let known = ["any", "all", "none"]
    guard let fields = reader.fields(of: node, "keywords", known: known) else { return Keywords() }
    let keywords = Keywords(
      any: reader.matchedTexts(fields["any"], "any", item: "a keyword"),
      all: fields["all"].map { groups($0, &reader) } ?? [],
      none: reader.matchedTexts(fields["none"], "none", item: "a keyword"))
    reader.reportRepeated(keywords.any, in: "any")
    reader.reportRepeated(keywords.none, in: "none")
    for group in keywords.all {
      reader.reportRepeated(group, in: "this group")
      if group.count == 1 {
        reader.report(.groupOfOne(group[0].value), at: group[0].location)
      }
    }
    for keyword in keywords.any + keywords.all.joined() + keywords.none
    where Normalizer.shared.literalKey(keyword.value).count == 1 {
      reader.report(.shortKeyword(keyword.value), at: keyword.location)
    }
    reportVetoed(keywords, &reader)
    return keywords
  }

  private func groups(
    _ node: YAMLNode, _ reader: inout NodeReader
  ) -> [[Sourced<String>]] {
    guard let items = reader.items(of: node, "all") else { return [] }
    let words = items.compactMap { item in
      if case .text(let word) = item.content { word.trimmed } else { nil }
    }
    if let first = items.first, !words.isEmpty, words.count == items.count {
      reader.report(.flatGroup(example: "[[\(words.joined(separator: ", "))]]"), at: first.location)
      return []
    }
    return items.compactMap { item in
      if case .list(let words) = item.content, words.isEmpty {
        reader.report(.emptyList("a group", of: "all"), at: item.location)
        return nil
      }
      let group = reader.matchedTexts(item, "a group of all", item: "a keyword")
      return group.isEmpty ? nil : group
    }
  }

  /// Keywords that a word of `none` always vetoes.
  private func reportVetoed(_ keywords: Keywords, _ reader: inout NodeReader) {
    let vetoes = keywords.none
      .map { (word: $0, key: Normalizer.shared.literalKey($0.value)) }
      .filter { !$0.key.isEmpty }
    guard !vetoes.isEmpty else { return }
    for keyword in keywords.any + keywords.all.joined() {
      let key = Normalizer.shared.literalKey(keyword.value)
      if let veto = vetoes.first(where: { $0.key == key }) {
        reader.report(
          .vetoedKeyword(keyword.value, list: "none", veto: veto.word), at: keyword.location)
      } else if let veto = vetoes.first(where: { key.contains($0.key) }) {
        reader.report(
          .keywordContainsVeto(keyword.value, list: "none", veto: veto.word), at: keyword.location)
      }
    }
  }

  private func handoff(_ node: YAMLNode, _ reader: inout NodeReader) -> HandoffPolicy? {
    guard let text = reader.text(node, "handoff") else { return nil }
    if let policy = HandoffPolicy(rawValue: text.value) { return policy }
    let nearest = nearestName(to: text.value, in: HandoffPolicy.allCases.map(\.rawValue))
    reader.report(.unknownHandoff(text.value, nearest: nearest), at: text.location)
    return nil
  }

  private func weights(_ node: YAMLNode, _ reader: inout NodeReader) -> [String: Double] {
    var weights: [String: Double] = [:]
    for (term, value) in reader.pairs(of: node, "weight") ?? [] {
      guard let term = reader.checked(term, "a term of weight") else { continue }
      weights[term.value] = reader.number(value, "the weight of \(term.value)", in: 0...10)
    }
    return weights
  }

  private func tests(_ node: YAMLNode, _ reader: inout NodeReader) -> InlineTests {
    let known = ["reach", "avoid"]
    let fields = reader.fields(of: node, "tests", known: known) ?? [:]
    return InlineTests(
      reach: reader.texts(fields["reach"], "reach", item: "a sample message"),
      avoid: reader.texts(fields["avoid"], "avoid", item: "a sample message"))
  }
}

/// An entry as far as it could be read, and the places that later checks need.
struct EntryDraft {
  var entry: Entry
  /// Nil where it is missing.
  var id: Sourced<String>?
  var group: Sourced<String>?
}

// MARK: - Answers

extension EntryReader {
  private func answers(
    _ node: YAMLNode, of name: String, _ reader: inout NodeReader
  ) -> [Answer] {
    guard let items = reader.items(of: node, "answers") else { return [] }
    guard !items.isEmpty else {
      reader.report(.emptyList("answers", of: name), at: node.location)
      return []
    }
    let answers = items.compactMap { answer($0, &reader) }
    // Where an answer could not be read, its conditions are not known.
    guard answers.count == items.count else { return answers }
    for (index, answer) in answers.enumerated() {
      if let earlier = answers[..<index].first(where: { $0.covers(answer) }) {
        reader.report(
          .unreachableAnswer(by: earlier.text.location), at: answer.text.location)
      }
    }
    if !answers.contains(where: \.isUnconditional) {
      reader.report(.noUnconditionalAnswer(entry: name), at: node.location)
    }
    return answers
  }

  private func answer(_ node: YAMLNode, _ reader: inout NodeReader) -> Answer? {
    guard case .mapping = node.content else {
      return reader.text(node, "an answer").map { Answer(text: $0) }
    }
    let fields = reader.fields(of: node, "an answer", known: ["text", "when", "valid"])
    guard let fields else { return nil }
    if fields["text"] == nil {
      reader.report(.missingKey("text", of: "an answer"), at: node.location)
    }
    let text = fields["text"].flatMap { reader.text($0, "text") }
    let when = fields["when"].map { reader.conditions($0) } ?? [:]
    var valid: ClosedRange<CalendarDate>?
    if let node = fields["valid"] {
      valid = reader.text(node, "valid").flatMap { reader.dates($0) }
      guard valid != nil else { return nil }
    }
    guard let text, let when else { return nil }
    return Answer(text: text, conditions: when, valid: valid)
  }
}

extension Answer {
  /// Whether it applies whenever `other` does.
  fileprivate func covers(_ other: Answer) -> Bool {
    let coversDates =
      valid.map { mine in
        other.valid.map { mine.contains($0.lowerBound) && mine.contains($0.upperBound) } ?? false
      } ?? true
    return coversDates
      && conditions.allSatisfy { attribute, accepted in
        other.conditions[attribute]?.isSubset(of: accepted) ?? false
      }
  }
}
