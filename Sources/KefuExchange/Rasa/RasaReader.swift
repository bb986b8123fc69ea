import KefuKnowledge

/// Reads Rasa's training data and responses.
///
/// An intent is an entry, `faq/language` the entry `faq.language`: the first example its question,
/// the others variants, `utter_faq/language` or `utter_greet` its answers. Marks of entities are
/// taken away; the synonyms they and `synonym` items name become synonym sets.
struct RasaReader {
  private var imported: Imported
  private var intents: [Intent] = []
  private var responses: [String: [YAMLNode]] = [:]
  private var synonyms: [String: [Sourced<String>]] = [:]
  private var synonymOrder: [String] = []
  private var metadata: (count: Int, first: SourceLocation)?

  private struct Intent {
    var name: Sourced<String>
    var examples: [Sourced<String>]
  }

  static func read(_ documents: [YAMLNode], into imported: inout Imported) {
    var reader = RasaReader(imported: imported)
    for document in documents { reader.collect(document) }
    if let (count, first) = reader.metadata {
      reader.imported.report(.metadata(count: count), at: first)
    }
    reader.finish()
    imported = reader.imported
  }

  private init(imported: Imported) { self.imported = imported }

  // MARK: Sections

  private mutating func collect(_ document: YAMLNode) {
    guard case .mapping(let sections) = document.content,
      sections.contains(where: { ["nlu", "responses"].contains($0.key.value) })
    else {
      imported.report(.notRasa, at: document.location)
      return
    }
    for (section, node) in sections {
      switch section.value {
      case "version": break
      case "nlu":
        guard case .list(let items) = node.content else {
          imported.report(.expected("a list of intents"), at: node.location)
          continue
        }
        for item in items { collectItem(item) }
      case "responses":
        guard case .mapping(let pairs) = node.content else {
          imported.report(.expected("a mapping of responses"), at: node.location)
          continue
        }
        for (name, node) in pairs {
          guard case .list(let variations) = node.content else {
            imported.report(.expected("a list of texts"), at: node.location)
            continue
          }
          responses[name.value, default: []] += variations
        }
      default:
        imported.report(
          .notTaken(
            "the section \(section.value)", reason: "Kefu has another way to say it, or none"),
          at: section.location)
      }
    }
  }

  private mutating func collectItem(_ node: YAMLNode) {
    guard case .mapping(let pairs) = node.content else {
      imported.report(.expected("an intent, a synonym, a regex or a lookup"), at: node.location)
      return
    }
    let fields = Dictionary(pairs.map { ($0.key.value, $0.value) }) { first, _ in first }
    countMetadata(pairs)
    func name(_ key: String) -> Sourced<String>? {
      guard case .text(let text)? = fields[key]?.content else { return nil }
      return Sourced(text.trimmed, at: fields[key]!.location)
    }
    let examples = fields["examples"].map { self.examples($0) } ?? []
    if let intent = name("intent") {
      if examples.isEmpty { imported.report(.noExamples(intent.value), at: intent.location) }
      let plain = examples.map { unmarked($0) }
      if let known = intents.firstIndex(where: { $0.name.value == intent.value }) {
        intents[known].examples += plain
      } else {
        intents.append(Intent(name: intent, examples: plain))
      }
    } else if let synonym = name("synonym") {
      for example in [synonym] + examples { addSynonym(example, of: synonym.value) }
    } else if let regex = name("regex") {
      for pattern in examples {
        if let reason = Self.fault(in: pattern.value) {
          imported.report(.badPattern(regex.value, reason: reason), at: pattern.location)
        }
      }
      imported.report(.pattern(regex.value), at: regex.location)
    } else if let lookup = name("lookup") {
      imported.report(.lookup(lookup.value), at: lookup.location)
    } else {
      let what = pairs.first?.key.value ?? "the item"
      imported.report(.notTaken(what, reason: "it is no intent and no synonym"), at: node.location)
    }
  }

  /// Of an item or of an example.
  private mutating func countMetadata(_ pairs: [(key: Sourced<String>, value: YAMLNode)]) {
    guard let key = pairs.first(where: { $0.key.value == "metadata" })?.key else { return }
    metadata = ((metadata?.count ?? 0) + 1, metadata?.first ?? key.location)
  }

  /// Lines after dashes, or a list of texts or of `{text, metadata}`.
  private mutating func examples(_ node: YAMLNode) -> [Sourced<String>] {
    switch node.content {
    case .text(let block):
      // Lines of a block follow the line of its mark.
      return block.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
        .compactMap { offset, line in
          let text = line.trimmed
          guard text.hasPrefix("-"), !text.dropFirst().isBlank else {
            if !text.isBlank, text != "-" {
              imported.report(
                .expected("an example after \"- \""), at: place(node, line: offset + 1))
            }
            return nil
          }
          return Sourced(text.dropFirst().trimmed, at: place(node, line: offset + 1))
        }
    case .list(let items):
      return items.compactMap { item in
        switch item.content {
        case .text(let text): return Sourced(text.trimmed, at: item.location)
        case .mapping(let pairs):
          if let text = pairs.first(where: { $0.key.value == "text" })?.value,
            case .text(let string) = text.content
          {
            countMetadata(pairs)
            return Sourced(Self.undashed(string.trimmed), at: text.location)
          }
          fallthrough
        default:
          imported.report(.expected("an example"), at: item.location)
          return nil
        }
      }
    default:
      imported.report(.expected("examples"), at: node.location)
      return []
    }
  }

  /// A `text: |` block of one example may begin with a dash as well.
  private static func undashed(_ text: String) -> String {
    text.hasPrefix("- ") ? text.dropFirst(2).trimmed : text
  }

  private func place(_ node: YAMLNode, line: Int) -> SourceLocation {
    SourceLocation(file: node.location.file, line: node.location.line + line)
  }

  // MARK: Entities and synonyms

  /// `[credit card]{"entity": "account", "value": "credit"}` and `[Berlin](city)` without marks.
  private mutating func unmarked(_ example: Sourced<String>) -> Sourced<String> {
    let (text, entities) = RasaMarkup.strip(example.value)
    for entity in entities {
      guard let value = entity.value, value != entity.text else { continue }
      addSynonym(Sourced(value, at: example.location), of: value)
      addSynonym(Sourced(entity.text, at: example.location), of: value)
    }
    return Sourced(text, at: example.location)
  }

  private mutating func addSynonym(_ word: Sourced<String>, of value: String) {
    if synonyms[value] == nil { synonymOrder.append(value) }
    let isKnown = synonyms[value]?.contains { $0.value == word.value } ?? false
    if !isKnown, !word.value.isBlank { synonyms[value, default: []].append(word) }
  }

  /// Why a pattern is none; nil where it is good.
  private static func fault(in pattern: String) -> String? {
    // Python takes {10:12} for itself, and then it matches nothing that was meant.
    let colon = #/\{\d+:\d*\}/#
    if pattern.contains(colon) { return "a range of repetitions is written {10,12}" }
    return (try? Regex(pattern)) == nil ? "its syntax" : nil
  }

  // MARK: Entries

  private mutating func finish() {
    for intent in intents where !intent.examples.isEmpty {
      let names = [
        "utter_\(intent.name.value)", "utter_" + intent.name.value.replacing("/", with: "_"),
      ]
      let node = names.compactMap { responses[$0] }.first ?? []
      var questions: [Sourced<String>] = []
      for example in intent.examples
      where !questions.contains(where: { $0.value == example.value }) {
        questions.append(example)
      }
      let entry = Entry(
        id: Self.id(intent.name.value), question: questions[0],
        variants: Array(questions.dropFirst()), answers: answers(node, names[0]),
        location: intent.name.location)
      var given: Set<EntryField> = [.question, .variants]
      if !entry.answers.isEmpty { given.insert(.answers) }
      imported.entries.append(
        ImportedEntry(entry: entry, given: given, addsToLists: true, isOptional: true))
    }
    for value in synonymOrder {
      guard let words = synonyms[value], words.count > 1 else { continue }
      imported.synonyms.append(SynonymSet(words: words))
    }
  }

  /// What may not be in an id becomes a dot or a dash.
  static func id(_ name: String) -> String {
    String(
      String.UnicodeScalarView(
        name.unicodeScalars.map { scalar in
          if scalar == "/" || scalar == "." { return "." }
          let isWord = scalar.properties.isAlphabetic || scalar.properties.numericType != nil
          return isWord || scalar == "_" || scalar == "-" ? scalar : "-"
        }))
  }

  /// Texts with their conditions; of several without any, the first.
  private mutating func answers(_ variations: [YAMLNode], _ name: String) -> [Answer] {
    var answers: [Answer] = []
    var isRich = false
    for variation in variations {
      guard case .mapping(let pairs) = variation.content else { continue }
      var text: Sourced<String>?
      var conditions: [String: Set<String>] = [:]
      for (key, node) in pairs {
        switch (key.value, node.content) {
        case ("text", .text(let string)): text = Sourced(string.trimmed, at: node.location)
        case ("channel", .text(let channel)): conditions["channel"] = [channel]
        case ("condition", .list(let items)):
          for item in items { addCondition(item, to: &conditions) }
        case ("buttons", _), ("image", _), ("custom", _), ("attachment", _), ("elements", _),
          ("quick_replies", _):
          isRich = true
        default: break
        }
      }
      guard let text, !text.value.isEmpty else { continue }
      if answers.contains(where: { $0.conditions == conditions }) {
        imported.report(.furtherResponse(name), at: variation.location)
        continue
      }
      answers.append(Answer(text: text, conditions: conditions))
    }
    if isRich, let first = variations.first {
      imported.report(.richResponse(name), at: first.location)
    }
    return answers.enumerated()
      .sorted {
        ($1.element.conditions.count, $0.offset) < ($0.element.conditions.count, $1.offset)
      }
      .map(\.element)
  }

  /// `{type: slot, name: level, value: gold}`
  private func addCondition(_ node: YAMLNode, to conditions: inout [String: Set<String>]) {
    guard case .mapping(let pairs) = node.content else { return }
    func text(_ key: String) -> String? {
      guard case .text(let text)? = pairs.first(where: { $0.key.value == key })?.value.content
      else { return nil }
      return text
    }
    if let name = text("name"), let value = text("value") {
      conditions[name, default: []].insert(value)
    }
  }
}
