import KefuKnowledge

/// Reads the sheets of an .xlsx workbook as tables of text.
///
/// Shared, inline and rich texts are text; numbers are written out, dates as `2026-11-01`, truth
/// values as `TRUE`; a formula is its last result. Cells left out are empty, and of merged cells the
/// first has the text.
struct WorkbookReader {
  private let archive: ZipArchive
  private let file: String
  private var sharedStrings: [String] = []
  private var styles = WorkbookStyles()

  /// A problem, and the cell it is in, if it is in one.
  struct Failure: Error {
    var issue: ImportIssue
    var location: SourceLocation
  }

  /// The sheets in the order of their tabs.
  static func read(_ bytes: [UInt8], file: String) throws(Failure) -> [Table] {
    var reader = try WorkbookReader(bytes, file: file)
    return try reader.tables()
  }

  private init(_ bytes: [UInt8], file: String) throws(Failure) {
    self.file = file
    do {
      archive = try ZipArchive(bytes)
    } catch {
      throw Failure(issue: .zip(error), location: SourceLocation(file: file))
    }
  }

  private mutating func tables() throws(Failure) -> [Table] {
    let workbook = try part("xl/workbook.xml")
    var sheets: [(name: String, relation: String)] = []
    var usesDatesFrom1904 = false
    try parse(workbook, "xl/workbook.xml") { event in
      guard case .start(let name, let attributes) = event else { return }
      switch name {
      case "sheet":
        let relation = attributes.first { $0.key == "id" || $0.key.hasSuffix(":id") }?.value ?? ""
        sheets.append((attributes["name"] ?? "", relation))
      case "workbookPr":
        usesDatesFrom1904 = ["1", "true"].contains(attributes["date1904"] ?? "")
      default: break
      }
    }
    let targets = try relations()
    if let shared = try optionalPart("xl/sharedStrings.xml") {
      var strings = SharedStrings()
      try parse(shared, "xl/sharedStrings.xml") { strings.take($0) }
      sharedStrings = strings.texts
    }
    if let part = try optionalPart("xl/styles.xml") {
      var styles = WorkbookStyles()
      try parse(part, "xl/styles.xml") { styles.take($0) }
      self.styles = styles
    }
    styles.usesDatesFrom1904 = usesDatesFrom1904
    var tables: [Table] = []
    for (number, sheet) in sheets.enumerated() {
      let path = targets[sheet.relation] ?? "xl/worksheets/sheet\(number + 1).xml"
      // Charts have sheets of another kind.
      guard !path.contains("chartsheets"), !path.contains("dialogsheets") else { continue }
      tables.append(try table(path, sheet.name))
    }
    return tables
  }

  /// The parts that the workbook refers to, by the names of the references.
  private func relations() throws(Failure) -> [String: String] {
    let name = "xl/_rels/workbook.xml.rels"
    guard let part = try optionalPart(name) else { return [:] }
    var targets: [String: String] = [:]
    try parse(part, name) { event in
      guard case .start("Relationship", let attributes) = event, let id = attributes["Id"],
        let target = attributes["Target"]
      else { return }
      targets[id] = target.hasPrefix("/") ? String(target.dropFirst()) : "xl/" + target
    }
    return targets
  }

  private func table(_ path: String, _ sheet: String) throws(Failure) -> Table {
    let content = try part(path)
    var cells = SheetCells()
    try parse(content, path) { cells.take($0) }
    var table = Table(file: file, sheet: sheet, rows: [])
    for row in cells.rows {
      var texts: [String] = []
      for cell in row.cells {
        while texts.count < cell.column { texts.append("") }
        let place = table.location(row: row.number, column: cell.column)
        let text = try text(of: cell, at: place)
        if cell.column < texts.count {
          texts[cell.column] = text
        } else {
          texts.append(text)
        }
      }
      let numbered = Table.Row(number: row.number, cells: texts)
      if !numbered.isEmpty { table.rows.append(numbered) }
    }
    return table
  }

  private func text(of cell: SheetCells.Cell, at place: SourceLocation) throws(Failure) -> String {
    if cell.hasFormula, cell.value.isEmpty, cell.inline == nil, cell.type != "str" {
      throw Failure(issue: .formulaWithoutValue, location: place)
    }
    switch cell.type {
    case "s":
      guard let index = Int(cell.value.trimmed) else { return "" }
      guard sharedStrings.indices.contains(index) else {
        throw Failure(issue: .badXML("xl/sharedStrings.xml"), location: place)
      }
      return sharedStrings[index]
    case "inlineStr": return XMLText.unescape(cell.inline ?? cell.value)
    case "str": return XMLText.unescape(cell.value)
    case "b": return cell.value.trimmed == "1" ? "TRUE" : cell.value.isBlank ? "" : "FALSE"
    case "e": throw Failure(issue: .cellError(cell.value), location: place)
    case "d": return String(cell.value.trimmed.prefix { $0 != "T" })
    default: return styles.text(of: cell.value.trimmed, style: cell.style)
    }
  }

  // MARK: Parts

  private func part(_ name: String) throws(Failure) -> [UInt8] {
    guard let part = try optionalPart(name) else {
      throw Failure(issue: .missingPart(name), location: SourceLocation(file: file))
    }
    return part
  }

  private func optionalPart(_ name: String) throws(Failure) -> [UInt8]? {
    do {
      return try archive.file(name)
    } catch {
      throw Failure(issue: .zip(error), location: SourceLocation(file: file))
    }
  }

  private func parse(
    _ bytes: [UInt8], _ name: String, _ body: (XMLEvents.Event) -> Void
  ) throws(Failure) {
    guard XMLEvents.read(bytes, body) else {
      throw Failure(issue: .badXML(name), location: SourceLocation(file: file))
    }
  }
}
