import KefuKnowledge

/// A file to be imported.
public struct ImportFile: Sendable {
  /// As messages name it.
  public var name: String
  public var bytes: [UInt8]

  public init(name: String, bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
  }
}

/// Reads files of other systems and spreadsheets.
///
/// ```swift
/// let file = ImportFile(name: "faq.csv", bytes: Array("question,answer\n怎么退款,在订单页\n".utf8))
/// let imported = Importer.read([file])
/// imported.entries[0].entry.question.value  // "怎么退款"
/// ```
public enum Importer {
  static let maximumBytes = 64 << 20

  /// - Parameters:
  ///   - files: Read as if they were one, such as Rasa's training data and domain.
  ///   - format: Guessed from the names and contents where nil.
  ///   - encoding: Of text files; guessed where nil.
  /// - Returns: What was read; with an error among its problems, nothing of it is to be used.
  public static func read(
    _ files: [ImportFile], as format: ExchangeFormat? = nil, encoding: TextEncoding? = nil
  ) -> Imported {
    var imported = Imported()
    var documents: [ExchangeFormat: [YAMLNode]] = [:]
    for file in files {
      guard file.bytes.count <= maximumBytes else {
        report(.tooLarge(bytes: file.bytes.count), file, &imported)
        continue
      }
      guard let format = format ?? ExchangeFormat(guessing: file.name, content: file.bytes) else {
        report(.unknownFormat, file, &imported)
        continue
      }
      switch format {
      case .xlsx: readWorkbook(file, &imported)
      case .csv, .tsv, .qnamaker: readText(file, format, encoding, &imported)
      case .rasa, .chatterbot:
        if let document = document(file, encoding, &imported) {
          documents[format, default: []].append(document)
        }
      }
    }
    if let documents = documents[.rasa] { RasaReader.read(documents, into: &imported) }
    if let documents = documents[.chatterbot] { ChatterBotReader.read(documents, into: &imported) }
    if imported.entries.isEmpty, imported.synonyms.isEmpty, !imported.hasErrors,
      let first = files.first
    {
      report(.nothing, first, &imported)
    }
    return imported
  }

  private static func report(_ issue: ImportIssue, _ file: ImportFile, _ imported: inout Imported) {
    imported.problems.append(issue.problem(at: file.name))
  }

  // MARK: Tables

  private static func readText(
    _ file: ImportFile, _ format: ExchangeFormat, _ encoding: TextEncoding?,
    _ imported: inout Imported
  ) {
    guard let text = text(file, encoding, &imported) else { return }
    do {
      if format == .qnamaker {
        let table = try DelimitedText.tab.read(text, file: file.name)
        QnAMakerReader.read(table, into: &imported)
      } else {
        let table = try separated(text, format).read(text, file: file.name)
        EntryTableReader.read(table, into: &imported)
      }
    } catch {
      let (issue, line, row, column): (ImportIssue, Int, Int, Int) =
        switch error {
        case .unclosedQuote(let line, let row, let column): (.unclosedQuote, line, row, column)
        case .textAfterQuote(let line, let row, let column): (.textAfterQuote, line, row, column)
        }
      imported.problems.append(
        issue.problem(at: "\(file.name):\(line): cell \(columnLetters(column))\(row)"))
    }
  }

  private static func text(
    _ file: ImportFile, _ encoding: TextEncoding?, _ imported: inout Imported
  ) -> String? {
    do {
      return try TextEncoding.decode(file.bytes, as: encoding).text
    } catch {
      imported.problems.append(
        ImportIssue.notText(error).problem(at: "\(file.name):\(error.line)"))
      return nil
    }
  }

  /// The separator of a header: spreadsheets of some countries write semicolons, and some call
  /// tabs CSV.
  private static func separated(_ text: String, _ format: ExchangeFormat) -> DelimitedText {
    let standard: DelimitedText = format == .csv ? .comma : .tab
    if text.hasPrefix("sep="), let separator = text.dropFirst(4).first, separator.isASCII,
      !separator.isNewline
    {
      return DelimitedText(separator: separator)
    }
    let header = String(text.prefix { !$0.isNewline })
    func columns(_ separator: Character) -> Int {
      let cells = (try? DelimitedText(separator: separator).read(header, file: ""))?.rows.first?
        .cells
      return cells?.count { EntryColumn(name: $0) != nil } ?? 0
    }
    let best = [standard.separator, ",", "\t", ";"].enumerated()
      .max { (columns($0.element), -$0.offset) < (columns($1.element), -$1.offset) }
    return DelimitedText(separator: best?.element ?? standard.separator)
  }

  private static func readWorkbook(_ file: ImportFile, _ imported: inout Imported) {
    let tables: [Table]
    do {
      tables = try WorkbookReader.read(file.bytes, file: file.name)
    } catch {
      let (name, sheet) = split(error.location.file)
      if let sheet {
        let names = PlaceNames(columns: [], file: name, sheet: sheet)
        imported.problems.append(error.issue.problem(at: names.name(of: error.location)))
      } else {
        imported.problems.append(error.issue.problem(at: name))
      }
      return
    }
    let sheets = tables.filter { EntryTableReader.isTableOfEntries($0) }
    // With none, the first says what it lacks.
    for table in sheets.isEmpty ? Array(tables.prefix(1)) : sheets {
      EntryTableReader.read(table, into: &imported)
    }
    guard !sheets.isEmpty else { return }
    for table in tables where !table.rows.isEmpty && !EntryTableReader.isTableOfEntries(table) {
      imported.problems.append(
        ImportIssue.sheetSkipped.problem(at: "\(file.name): sheet \"\(table.sheet ?? "")\""))
    }
  }

  private static func split(_ file: String) -> (String, String?) {
    let parts = file.split(separator: "\u{0}", maxSplits: 1, omittingEmptySubsequences: false)
    return (String(parts[0]), parts.count == 2 ? String(parts[1]) : nil)
  }

  // MARK: YAML

  private static func document(
    _ file: ImportFile, _ encoding: TextEncoding?, _ imported: inout Imported
  ) -> YAMLNode? {
    guard let text = text(file, encoding, &imported) else { return nil }
    let (node, diagnostics) = YAMLNode.document(in: Array(text.utf8), file: file.name)
    for diagnostic in diagnostics where diagnostic.severity == .error {
      imported.problems.append(
        ImportIssue.diagnostic(diagnostic).problem(at: "\(diagnostic.location)"))
    }
    if node == nil, !diagnostics.contains(where: { $0.severity == .error }) {
      report(.nothing, file, &imported)
    }
    return node
  }
}
