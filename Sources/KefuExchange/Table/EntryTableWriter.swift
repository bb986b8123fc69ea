import KefuKnowledge

/// Entries as rows: the first row of an entry has all but further answers, which follow in rows of
/// their own that repeat the id.
///
/// The id in every row lets a table be sorted and filtered. Lists too long for a cell of a
/// spreadsheet go on in the rows that follow.
struct EntryTableWriter {
  /// UTF-16 units that a cell of Excel holds.
  static let maximumCell = 32_767

  var usesChineseNames = false

  func rows(_ entries: [Entry]) -> [[String]] {
    let header = EntryColumn.written.map { usesChineseNames ? $0.chinese : $0.rawValue }
    return [header] + entries.flatMap(rows)
  }

  private func rows(_ entry: Entry) -> [[String]] {
    // For each column, the cells from the first row down.
    var columns: [EntryColumn: [String]] = [:]
    columns[.question] = [entry.question.value]
    columns[.variants] = cells(entry.variants, .lines)
    columns[.anyKeywords] = cells(entry.keywords.any, .words)
    columns[.allKeywords] = split(entry.keywords.all.map { ListCell.group.encode($0.map(\.value)) })
    columns[.noneKeywords] = cells(entry.keywords.none, .words)
    columns[.answer] = entry.answers.map(\.text.value)
    columns[.when] = entry.answers.map { Self.conditions($0.conditions) }
    columns[.valid] = entry.answers.map { answer in
      answer.valid.map { "\($0.lowerBound)..\($0.upperBound)" } ?? ""
    }
    columns[.followUps] = cells(entry.followUps, .words)
    columns[.group] = [entry.group ?? ""]
    columns[.handoff] = [entry.handoff == .never ? "" : entry.handoff.rawValue]
    columns[.weight] = split(
      entry.weights.sorted { $0.key < $1.key }
        .map { "\(ListCell.lines.encode([$0.key])): \(plainDecimal($0.value))" })
    columns[.reach] = cells(entry.tests.reach, .lines)
    columns[.avoid] = cells(entry.tests.avoid, .lines)
    columns[.file] = [entry.location.file]
    let count = columns.values.map(\.count).max() ?? 1
    return (0..<count).map { row in
      EntryColumn.written.map { column in
        if column == .id { return entry.id }
        let cells = columns[column] ?? []
        return row < cells.count ? cells[row] : ""
      }
    }
  }

  static func conditions(_ conditions: [String: Set<String>]) -> String {
    conditions.sorted { $0.key < $1.key }
      .map { "\($0.key): \(ListCell.alternatives.encode($0.value.sorted()))" }
      .joined(separator: "\n")
  }

  private func cells(_ texts: [Sourced<String>], _ list: ListCell) -> [String] {
    split(texts.map { list.encode([$0.value]) })
  }

  /// Lines gathered into as few cells as hold them.
  private func split(_ lines: [String]) -> [String] {
    var cells: [String] = []
    for line in lines {
      if let last = cells.last, last.utf16.count + 1 + line.utf16.count <= Self.maximumCell {
        cells[cells.count - 1] = last + "\n" + line
      } else {
        cells.append(line)
      }
    }
    return cells
  }
}
