import KefuKnowledge
import KefuText

/// Reads rows as entries.
///
/// Rows with one id, or without an id and with one question, are one entry: lists are joined, and
/// each answer is another answer. A row with neither belongs to the entry of the row above.
struct EntryTableReader {
  private let table: Table
  private let names: PlaceNames
  private var columns: [(column: EntryColumn, index: Int)] = []
  private var drafts: [Draft] = []
  private var imported: Imported

  private struct Draft {
    var entry: Entry
    /// The first row's places, for what an entry has once.
    var seen: [EntryColumn: String] = [:]
    var file: Sourced<String>?
  }

  /// Whether the first row of a table names columns of entries.
  static func isTableOfEntries(_ table: Table) -> Bool {
    let columns = (table.rows.first?.cells ?? []).compactMap { EntryColumn(name: $0) }
    return columns.contains(.question) || columns.contains(.id)
  }

  static func read(_ table: Table, into imported: inout Imported) {
    var reader = EntryTableReader(table, imported)
    reader.read()
    imported = reader.imported
  }

  private init(_ table: Table, _ imported: Imported) {
    self.table = table
    self.imported = imported
    names = PlaceNames(of: table, columns: table.rows.first?.cells ?? [])
  }

  private mutating func read() {
    guard let header = table.rows.first else { return }
    imported.places[table.location(row: 1, column: 0).file] = names
    guard readHeader(header) else { return }
    for row in table.rows.dropFirst() { read(row) }
    let given = Set(columns.compactMap(\.column.field))
    imported.entries += drafts.map {
      ImportedEntry(entry: $0.entry, given: given, file: $0.file)
    }
  }

  private mutating func readHeader(_ header: Table.Row) -> Bool {
    var first: [EntryColumn: String] = [:]
    for (index, name) in header.cells.enumerated() where !name.isBlank {
      let place = table.location(row: header.number, column: index)
      guard let column = EntryColumn(name: name) else {
        let nearest = nearestName(to: name.trimmed, in: EntryColumn.names)
        imported.report(.unknownColumn(name.trimmed, nearest: nearest), at: place)
        continue
      }
      if let other = first[column], !column.isRepeatable {
        imported.report(.repeatedColumn(name.trimmed, first: other), at: place)
        continue
      }
      first[column] = "cell \(columnLetters(index))\(header.number)"
      columns.append((column, index))
    }
    guard first[.question] != nil || first[.id] != nil else {
      imported.report(
        .noHeader(found: header.cells), at: table.location(row: header.number, column: 0))
      return false
    }
    return true
  }

  // MARK: Rows

  private mutating func read(_ row: Table.Row) {
    let width = table.rows[0].cells.count
    for (index, cell) in row.cells.enumerated() where index >= width && !cell.isBlank {
      imported.report(.cellBeyondHeader, at: table.location(row: row.number, column: index))
      break
    }
    let id = cell(.id, row)
    let question = cell(.question, row)
    guard let index = draft(id: id, question: question, row: row) else {
      imported.report(.rowBeforeEntries, at: table.location(row: row.number, column: 0))
      return
    }
    // A row that repeats the question may repeat everything else.
    let repeats = question != nil
    for (column, position) in columns {
      let text = row[position]
      guard !text.isBlank else { continue }
      let place = table.location(row: row.number, column: position)
      readCell(Sourced(text, at: place), column, into: index, row, repeats: repeats)
    }
    readAnswer(row, into: index, repeats: repeats)
  }

  /// The entry that a row is about, made where it is the first; nil for a row about none.
  private mutating func draft(
    id: Sourced<String>?, question: Sourced<String>?, row: Table.Row
  ) -> Int? {
    if let id {
      if let known = drafts.lastIndex(where: { $0.entry.id == id.value.trimmed }) { return known }
    } else if let question {
      let same = drafts.firstIndex {
        $0.entry.id.isEmpty && $0.entry.question.value.trimmed == question.value.trimmed
      }
      if let same { return same }
    } else {
      return drafts.indices.last
    }
    let place = id?.location ?? question?.location ?? table.location(row: row.number, column: 0)
    drafts.append(
      Draft(
        entry: Entry(
          id: id?.value.trimmed ?? "", question: Sourced("", at: place), location: place)))
    return drafts.count - 1
  }

  private func cell(_ column: EntryColumn, _ row: Table.Row) -> Sourced<String>? {
    guard let index = columns.first(where: { $0.column == column })?.index, !row[index].isBlank
    else { return nil }
    return Sourced(row[index], at: table.location(row: row.number, column: index))
  }

  // MARK: Cells

  private mutating func readCell(
    _ cell: Sourced<String>, _ column: EntryColumn, into index: Int, _ row: Table.Row,
    repeats: Bool
  ) {
    switch column {
    case .id, .answer, .when, .valid: break
    case .question:
      guard isFirst(cell, .question, of: index) else { return }
      drafts[index].entry.question = cell
    case .variants: append(cell, .lines, to: \.variants, of: index, repeats)
    case .anyKeywords: append(cell, .words, to: \.keywords.any, of: index, repeats)
    case .noneKeywords: append(cell, .words, to: \.keywords.none, of: index, repeats)
    case .followUps: append(cell, .words, to: \.followUps, of: index, repeats)
    case .reach: append(cell, .lines, to: \.tests.reach, of: index, repeats)
    case .avoid: append(cell, .lines, to: \.tests.avoid, of: index, repeats)
    case .allKeywords:
      for line in lines(of: cell.value) {
        let group = ListCell.group.decode(line).map { Sourced($0, at: cell.location) }
        let isKnown =
          repeats
          && drafts[index].entry.keywords.all.contains {
            $0.map(\.value) == group.map(\.value)
              && $0.first?.location.line != cell.location.line
          }
        if !isKnown { drafts[index].entry.keywords.all.append(group) }
      }
    case .weight: readWeights(cell, of: index)
    case .group:
      guard isFirst(cell, .group, of: index) else { return }
      drafts[index].entry.group = cell.value.trimmed
    case .handoff:
      guard let policy = Self.policy(cell.value.trimmed) else {
        imported.report(.badHandoff(cell.value.trimmed), at: cell.location)
        return
      }
      guard isFirst(cell, .handoff, of: index) else { return }
      drafts[index].entry.handoff = policy
    case .file:
      guard isFirst(cell, .file, of: index) else { return }
      drafts[index].file = Sourced(cell.value.trimmed, at: cell.location)
    case .smallTalk:
      switch Self.flag(cell.value) {
      case nil: imported.report(.badFlag(cell.value.trimmed), at: cell.location)
      case true?:
        if drafts[index].file == nil {
          drafts[index].file = Sourced("smalltalk.yaml", at: cell.location)
        }
      case false?: break
      }
    }
  }

  /// False where the value was given by a row above; reported where it was another.
  private mutating func isFirst(
    _ cell: Sourced<String>, _ column: EntryColumn, of index: Int
  ) -> Bool {
    let text = cell.value.trimmed
    guard let first = drafts[index].seen[column] else {
      drafts[index].seen[column] = text
      return true
    }
    if first != text {
      let entry = drafts[index].entry
      imported.report(
        .differs(
          text, from: first, id: entry.id.isEmpty ? entry.question.value : entry.id,
          field: column.rawValue),
        at: cell.location)
    }
    return false
  }

  private mutating func append(
    _ cell: Sourced<String>, _ list: ListCell, to path: WritableKeyPath<Entry, [Sourced<String>]>,
    of index: Int, _ repeats: Bool
  ) {
    for text in list.decode(cell.value) {
      if repeats, drafts[index].entry[keyPath: path].contains(where: { $0.value == text }),
        drafts[index].entry[keyPath: path].first?.location.line != cell.location.line
      {
        continue
      }
      drafts[index].entry[keyPath: path].append(Sourced(text, at: cell.location))
    }
  }

  private mutating func readWeights(_ cell: Sourced<String>, of index: Int) {
    for line in lines(of: cell.value) {
      let scalars = line.unicodeScalars
      guard let mark = scalars.lastIndex(where: { ":：=".unicodeScalars.contains($0) }),
        let value = Double(line[scalars.index(after: mark)...].trimmed), value.isFinite,
        let term = ListCell.lines.decode(String(line[..<mark].trimmed)).first
      else {
        imported.report(.badWeight(line.trimmed), at: cell.location)
        continue
      }
      drafts[index].entry.weights[term] = value
    }
  }

  // MARK: Answers

  private mutating func readAnswer(_ row: Table.Row, into index: Int, repeats: Bool) {
    let (when, valid) = (cell(.when, row), cell(.valid, row))
    guard let text = cell(.answer, row) else {
      if let condition = when ?? valid {
        imported.report(.conditionWithoutAnswer, at: condition.location)
      }
      return
    }
    var answer = Answer(text: text)
    for line in when.map({ lines(of: $0.value) }) ?? [] {
      let scalars = line.unicodeScalars
      guard let mark = scalars.firstIndex(where: { ":：=".unicodeScalars.contains($0) }) else {
        imported.report(.badCondition(line.trimmed), at: when!.location)
        continue
      }
      let values = ListCell.alternatives.decode(String(line[scalars.index(after: mark)...]))
      if values.isEmpty { imported.report(.badCondition(line.trimmed), at: when!.location) }
      answer.conditions[line[..<mark].trimmed, default: []].formUnion(values)
    }
    if let valid {
      guard let dates = Self.dates(valid.value.trimmed) else {
        imported.report(.badDates(valid.value.trimmed), at: valid.location)
        return
      }
      answer.valid = dates
    }
    let isKnown =
      repeats
      && drafts[index].entry.answers.contains {
        $0.text.value == text.value && $0.conditions == answer.conditions
          && $0.valid == answer.valid
      }
    if !isKnown { drafts[index].entry.answers.append(answer) }
  }

  private func lines(of cell: String) -> [String] {
    cell.split(separator: "\n").filter { !$0.isBlank }.map(String.init)
  }

  private static func dates(_ text: String) -> ClosedRange<CalendarDate>? {
    let scalars = Array(text.unicodeScalars)
    guard
      let dots = scalars.indices.dropLast().first(where: {
        scalars[$0] == "." && scalars[$0 + 1] == "."
      }),
      let first = CalendarDate(String(String.UnicodeScalarView(scalars[..<dots])).trimmed),
      let last = CalendarDate(String(String.UnicodeScalarView(scalars[(dots + 2)...])).trimmed),
      first <= last
    else { return nil }
    return first...last
  }

  private static func policy(_ text: String) -> HandoffPolicy? {
    switch text.lowercased() {
    case "never", "no", "false", "0", "否", "不", "不转": .never
    case "offer", "可选", "提供": .offer
    case "always", "yes", "true", "1", "是", "总是": .always
    default: nil
    }
  }

  private static func flag(_ text: String) -> Bool? {
    switch text.trimmed.lowercased() {
    case "yes", "true", "1", "y", "是", "√": true
    case "no", "false", "0", "n", "否": false
    default: nil
    }
  }
}
