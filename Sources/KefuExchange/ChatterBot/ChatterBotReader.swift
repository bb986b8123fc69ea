import KefuKnowledge

/// Reads ChatterBot's corpora: conversations as lists of what is said in turn.
///
/// The first line is a question, the second its answer. Questions with the same answer are one
/// entry. Longer conversations are taken in pairs, and that is reported.
struct ChatterBotReader {
  private var imported: Imported
  private var entries: [Entry] = []
  private var entryOfAnswer: [String: Int] = [:]
  private var questions: Set<String> = []
  private var longConversations: (count: Int, first: SourceLocation)?

  static func read(_ documents: [YAMLNode], into imported: inout Imported) {
    var reader = ChatterBotReader(imported: imported)
    for document in documents { reader.read(document) }
    if let (count, first) = reader.longConversations {
      reader.imported.report(.severalTurns(count: count), at: first)
    }
    reader.imported.entries += reader.entries.map {
      ImportedEntry(entry: $0, given: [.question, .variants, .answers], addsToLists: true)
    }
    imported = reader.imported
  }

  private init(imported: Imported) { self.imported = imported }

  private mutating func read(_ document: YAMLNode) {
    guard case .mapping(let sections) = document.content,
      let conversations = sections.first(where: { $0.key.value == "conversations" })?.value
    else {
      imported.report(.notChatterBot, at: document.location)
      return
    }
    for (section, _) in sections
    where !["conversations", "categories"].contains(section.value) {
      imported.report(
        .notTaken("the section \(section.value)", reason: "it is no conversation"),
        at: section.location)
    }
    guard case .list(let items) = conversations.content else {
      imported.report(.expected("a list of conversations"), at: conversations.location)
      return
    }
    for item in items { readConversation(item) }
  }

  private mutating func readConversation(_ node: YAMLNode) {
    guard case .list(let items) = node.content else {
      imported.report(.expected("a list of lines"), at: node.location)
      return
    }
    var lines: [Sourced<String>] = []
    for item in items {
      guard case .text(let text) = item.content, !text.isBlank else {
        imported.report(.expected("a line of text"), at: item.location)
        return
      }
      lines.append(Sourced(text.trimmed, at: item.location))
    }
    if lines.count > 2 {
      let count = (longConversations?.count ?? 0) + 1
      longConversations = (count, longConversations?.first ?? node.location)
    }
    for index in stride(from: 0, to: lines.count, by: 2) {
      guard index + 1 < lines.count else {
        imported.report(.lineWithoutReply, at: lines[index].location)
        break
      }
      add(lines[index], answer: lines[index + 1])
    }
  }

  private mutating func add(_ question: Sourced<String>, answer: Sourced<String>) {
    let known = entryOfAnswer[answer.value]
    if !questions.insert(question.value.lowercased()).inserted {
      let isSame = known.map { index in
        entries[index].phrasings.contains { $0.value.lowercased() == question.value.lowercased() }
      }
      if isSame != true { imported.report(.secondAnswer, at: answer.location) }
      return
    }
    if let known {
      entries[known].variants.append(question)
      return
    }
    entryOfAnswer[answer.value] = entries.count
    let text = Sourced(PlainTemplate.answer(saying: answer.value), at: answer.location)
    entries.append(
      Entry(id: "", question: question, answers: [Answer(text: text)], location: question.location))
  }
}
