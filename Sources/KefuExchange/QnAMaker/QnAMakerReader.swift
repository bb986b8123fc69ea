import Foundation
import KefuKnowledge

/// Reads the tables QnA Maker exported: one row per question, the answer repeated.
///
/// - Rows with one QnaId, or without ids one answer, are one question with its variants.
/// - Several answers to the same question become one entry; their metadata become conditions, since
///   that is how QnA Maker chose between them. Other metadata are tags, and reported.
/// - Prompts become follow-ups, unless they lead round in a circle.
struct QnAMakerReader {
  private let table: Table
  private var imported: Imported
  private var columns: [String: Int] = [:]
  private var pairs: [Pair] = []

  /// One answer with its questions.
  private struct Pair {
    var id: Int?
    var questions: [Sourced<String>]
    var answer: Sourced<String>
    var metadata: [String: Set<String>]
    var metadataText: String
    var prompts: [Prompt]
    var location: SourceLocation
  }

  private struct Prompt {
    var id: Int
    var text: String
    var location: SourceLocation
  }

  static func read(_ table: Table, into imported: inout Imported) {
    var reader = QnAMakerReader(table: table, imported: imported)
    reader.read()
    imported = reader.imported
  }

  private init(table: Table, imported: Imported) {
    self.table = table
    self.imported = imported
  }

  private mutating func read() {
    guard let header = table.rows.first else { return }
    imported.places[table.location(row: 1, column: 0).file] = PlaceNames(
      of: table, columns: header.cells)
    for (index, name) in header.cells.enumerated() { columns[name.trimmed.lowercased()] = index }
    guard columns["question"] != nil, columns["answer"] != nil else {
      imported.report(
        .noHeader(found: header.cells), at: table.location(row: header.number, column: 0))
      return
    }
    var counts = (suggested: 0, contextOnly: 0, source: 0)
    for row in table.rows.dropFirst() {
      read(row)
      if let json = cell("suggestedquestions", row)?.value, json.trimmed != "[]" {
        counts.suggested += 1
      }
      if cell("iscontextonly", row)?.value.trimmed.lowercased() == "true" {
        counts.contextOnly += 1
      }
      if cell("source", row) != nil { counts.source += 1 }
    }
    let start = table.location(row: header.number, column: 0)
    func place(_ column: String) -> SourceLocation {
      table.location(row: header.number, column: columns[column] ?? 0)
    }
    if counts.suggested > 0 {
      imported.report(.suggestedQuestions(count: counts.suggested), at: place("suggestedquestions"))
    }
    if counts.contextOnly > 0 {
      imported.report(.contextOnly(count: counts.contextOnly), at: place("iscontextonly"))
    }
    if counts.source > 0 { imported.report(.source(count: counts.source), at: place("source")) }
    makeEntries(at: start)
  }

  private func cell(_ name: String, _ row: Table.Row) -> Sourced<String>? {
    guard let column = columns[name], !row[column].isBlank else { return nil }
    return Sourced(row[column], at: table.location(row: row.number, column: column))
  }

  // MARK: Rows

  private mutating func read(_ row: Table.Row) {
    let place = table.location(row: row.number, column: columns["question"]!)
    guard let question = cell("question", row) else {
      imported.report(.expected("a question"), at: place)
      return
    }
    guard let answer = cell("answer", row) else {
      imported.report(
        .expected("an answer"), at: table.location(row: row.number, column: columns["answer"]!))
      return
    }
    let id = cell("qnaid", row).flatMap { Int($0.value.trimmed) }
    let metadata = cell("metadata", row)
    let known = pairs.firstIndex { pair in
      if let id, let other = pair.id { return id == other }
      return id == pair.id && pair.answer.value == Self.text(answer.value)
        && pair.metadataText == (metadata?.value ?? "")
    }
    if let known {
      let isNew = !pairs[known].questions.contains { $0.value.trimmed == question.value.trimmed }
      if isNew { pairs[known].questions.append(question) }
      return
    }
    pairs.append(
      Pair(
        id: id, questions: [question],
        answer: Sourced(Self.text(answer.value), at: answer.location),
        metadata: metadata.flatMap { self.metadata($0) } ?? [:],
        metadataText: metadata?.value ?? "",
        prompts: cell("prompts", row).map { prompts($0) } ?? [],
        location: place))
  }

  /// Line breaks are written as letters.
  private static func text(_ written: String) -> String {
    PlainTemplate.answer(
      saying: written.replacingOccurrences(of: "\\r", with: "")
        .replacingOccurrences(of: "\\n", with: "\n").trimmed)
  }

  /// `key:value | key:value`, or `[{"name":"key","value":"value"}]`, or `{"key":"value"}`.
  private mutating func metadata(_ cell: Sourced<String>) -> [String: Set<String>]? {
    let text = cell.value.trimmed
    var result: [String: Set<String>] = [:]
    if text.hasPrefix("[") || text.hasPrefix("{") {
      let json = try? JSONSerialization.jsonObject(with: Data(text.utf8))
      if let items = json as? [[String: Any]] {
        for item in items {
          guard let name = item["name"] as? String, let value = item["value"] else { continue }
          result[name, default: []].insert("\(value)")
        }
        return result
      }
      if let object = json as? [String: Any] {
        for (name, value) in object { result[name, default: []].insert("\(value)") }
        return result
      }
      imported.report(.badJSON("Metadata"), at: cell.location)
      return nil
    }
    for part in text.split(separator: "|") {
      let sides = part.split(separator: ":", maxSplits: 1)
      guard sides.count == 2, !sides[0].isBlank, !sides[1].isBlank else {
        imported.report(.badCondition(part.trimmed), at: cell.location)
        return nil
      }
      result[sides[0].trimmed, default: []].insert(sides[1].trimmed)
    }
    return result
  }

  private mutating func prompts(_ cell: Sourced<String>) -> [Prompt] {
    let text = cell.value.trimmed
    if text == "[]" { return [] }
    guard let items = try? JSONSerialization.jsonObject(with: Data(text.utf8)) as? [[String: Any]]
    else {
      imported.report(.badJSON("Prompts"), at: cell.location)
      return []
    }
    func number(_ item: [String: Any], _ names: String...) -> Int? {
      names.lazy.compactMap { (item[$0] as? NSNumber)?.intValue }.first
    }
    return items.enumerated()
      .map { index, item in
        (
          order: number(item, "displayOrder", "DisplayOrder") ?? index,
          prompt: Prompt(
            id: number(item, "qnaId", "QnaId") ?? 0,
            text: (item["displayText"] ?? item["DisplayText"]) as? String ?? "",
            location: cell.location)
        )
      }
      .sorted { $0.order < $1.order }.map(\.prompt)
  }

  // MARK: Entries

  private mutating func makeEntries(at start: SourceLocation) {
    // Pairs with the same first question are one entry.
    var groups: [[Int]] = []
    var groupOfQuestion: [String: Int] = [:]
    for (index, pair) in pairs.enumerated() {
      let key = pair.questions[0].value.trimmed.lowercased()
      if let group = groupOfQuestion[key] {
        groups[group].append(index)
      } else {
        groupOfQuestion[key] = groups.count
        groups.append([index])
      }
    }
    var tags: [String] = []
    var taggedRows = 0
    var entries: [Entry] = []
    var promptTexts = 0
    var groupOfID: [Int: Int] = [:]
    for (number, group) in groups.enumerated() {
      for index in group { if let id = pairs[index].id { groupOfID[id] = number } }
      var questions: [Sourced<String>] = []
      for question in group.flatMap({ pairs[$0].questions })
      where !questions.contains(where: { $0.value.trimmed == question.value.trimmed }) {
        questions.append(question)
      }
      let choices = Set(group.map { pairs[$0].metadata })
      if choices.count == 1, let only = choices.first, !only.isEmpty {
        taggedRows += group.count
        tags += only.map { "\($0.key):\($0.value.sorted().joined(separator: ","))" }
      }
      entries.append(
        Entry(
          id: "", question: questions[0], variants: Array(questions.dropFirst()),
          answers: answers(of: group, areTold: choices.count > 1),
          location: pairs[group[0]].location))
    }
    if taggedRows > 0 {
      let examples = Array(Set(tags).sorted().prefix(3))
      imported.report(.metadataWithoutChoice(count: taggedRows, examples: examples), at: start)
    }
    for index in entries.indices { entries[index].id = "\u{0}\(index)" }
    for (number, group) in groups.enumerated() {
      for prompt in group.flatMap({ pairs[$0].prompts }) {
        guard let target = groupOfID[prompt.id] else {
          imported.report(.unknownPrompt(prompt.id), at: prompt.location)
          continue
        }
        let followUp = entries[target].id
        guard !entries[number].followUps.contains(where: { $0.value == followUp }) else { continue }
        guard !reaches(from: target, to: number, entries) else {
          imported.report(.promptCircle(entries[target].question.value), at: prompt.location)
          continue
        }
        if prompt.text.trimmed != entries[target].question.value.trimmed { promptTexts += 1 }
        entries[number].followUps.append(Sourced(followUp, at: prompt.location))
      }
    }
    if promptTexts > 0 { imported.report(.promptTexts(count: promptTexts), at: start) }
    imported.entries += entries.map {
      ImportedEntry(
        entry: $0, given: [.question, .variants, .answers, .followUps], addsToLists: true)
    }
  }

  private mutating func answers(of group: [Int], areTold: Bool) -> [Answer] {
    var answers: [Answer] = []
    for index in group {
      let pair = pairs[index]
      let conditions = areTold ? pair.metadata : [:]
      if answers.contains(where: { $0.conditions == conditions }) {
        imported.report(.secondAnswer, at: pair.answer.location)
        continue
      }
      answers.append(Answer(text: pair.answer, conditions: conditions))
    }
    // The most particular first: the first whose conditions hold is said.
    return answers.enumerated()
      .sorted {
        ($1.element.conditions.count, $0.offset) < ($0.element.conditions.count, $1.offset)
      }
      .map(\.element)
  }

  private func reaches(from start: Int, to goal: Int, _ entries: [Entry]) -> Bool {
    var seen: Set<Int> = []
    var stack = [start]
    while let next = stack.popLast() {
      if next == goal { return true }
      guard seen.insert(next).inserted else { continue }
      stack += entries[next].followUps.compactMap { Int($0.value.dropFirst()) }
    }
    return false
  }
}
