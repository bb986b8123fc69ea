/// Tables as text: CSV and TSV as spreadsheets write and read them (RFC 4180).
///
/// A cell with a separator, a quote, a line break or blanks at its ends stands between quotes, and
/// a quote inside is doubled. A cell that a spreadsheet would take for a formula, because it begins
/// with `=`, `+`, `-`, `@` or a tab, is written with an apostrophe before it, which reading takes
/// away again.
struct DelimitedText {
  var separator: Character

  static let comma = DelimitedText(separator: ",")
  static let tab = DelimitedText(separator: "\t")

  // MARK: Writing

  /// The rows, each ending in CR LF.
  func write(_ rows: [[String]]) -> String {
    var text = ""
    for row in rows {
      text += row.map(cell).joined(separator: String(separator)) + "\r\n"
    }
    return text
  }

  private func cell(_ text: String) -> String {
    let guarded = Self.isGuarded(text) ? "'" + text : text
    let special: Set<Unicode.Scalar> = [separator.unicodeScalars.first!, "\"", "\n", "\r"]
    let scalars = guarded.unicodeScalars
    let needsQuotes =
      scalars.contains(where: special.contains)
      || scalars.first?.properties.isWhitespace == true
      || scalars.last?.properties.isWhitespace == true
    guard needsQuotes else { return guarded }
    var quoted = "\"".unicodeScalars
    for scalar in scalars {
      if scalar == "\"" { quoted.append("\"") }
      quoted.append(scalar)
    }
    return String(quoted) + "\""
  }

  /// Whether a cell gets an apostrophe: it looks like a formula, or has such an apostrophe.
  static func isGuarded(_ text: String) -> Bool {
    let start = text.unicodeScalars.drop { $0 == "'" }.first
    return start.map { "=+-@\t".unicodeScalars.contains($0) } ?? false
  }

  // MARK: Reading

  /// What is wrong with a text, and on which line, from 1.
  enum Malformation: Error, Sendable, Equatable {
    case unclosedQuote(line: Int, row: Int, column: Int)
    case textAfterQuote(line: Int, row: Int, column: Int)
  }

  /// The table, empty rows left out. Line breaks are CR LF, LF or CR; within a cell they become LF.
  ///
  /// - Parameter unguarding: An apostrophe that keeps a cell from being a formula is taken away.
  func read(
    _ text: String, file: String, unguarding: Bool = true
  ) throws(Malformation) -> Table {
    var table = Table(file: file, rows: [])
    var reader = Reader(text: Array(text.utf8), separator: separator.asciiValue!)
    // Excel's first line to tell the separator.
    if text.hasPrefix("sep=") { reader.skipRow() }
    while let row = try reader.row() {
      let cells = unguarding ? row.cells.map(Self.unguarded) : row.cells
      let numbered = Table.Row(number: reader.rowNumber, cells: cells)
      if numbered.isEmpty { continue }
      table.rows.append(numbered)
      table.lines[reader.rowNumber] = row.line
    }
    return table
  }

  private static func unguarded(_ text: String) -> String {
    text.utf8.first == 0x27 && isGuarded(text) ? String(text.unicodeScalars.dropFirst()) : text
  }

  private struct Reader {
    let text: [UInt8]
    let separator: UInt8
    private var index = 0
    private var line = 1
    private(set) var rowNumber = 0

    init(text: [UInt8], separator: UInt8) {
      self.text = text
      self.separator = separator
    }

    mutating func skipRow() {
      while index < text.count, !isLineBreak { index += 1 }
      endLine()
      rowNumber += 1
    }

    /// Nil at the end.
    mutating func row() throws(Malformation) -> (cells: [String], line: Int)? {
      guard index < text.count else { return nil }
      rowNumber += 1
      let start = line
      var cells: [String] = []
      while true {
        cells.append(try cell(number: cells.count))
        guard index < text.count else { break }
        if isLineBreak {
          endLine()
          break
        }
        index += 1  // The separator.
      }
      return (cells, start)
    }

    private mutating func cell(number: Int) throws(Malformation) -> String {
      guard index < text.count, text[index] == UInt8(ascii: "\"") else {
        let start = index
        while index < text.count, text[index] != separator, !isLineBreak { index += 1 }
        return String(decoding: text[start..<index], as: UTF8.self)
      }
      let opening = line
      index += 1
      var bytes: [UInt8] = []
      while true {
        guard index < text.count else {
          throw .unclosedQuote(line: opening, row: rowNumber, column: number)
        }
        if text[index] == UInt8(ascii: "\"") {
          index += 1
          guard index < text.count, text[index] == UInt8(ascii: "\"") else { break }
        } else if isLineBreak {
          endLine()
          bytes.append(0x0A)
          continue
        }
        bytes.append(text[index])
        index += 1
      }
      while index < text.count, text[index] == 0x20 { index += 1 }
      guard index >= text.count || text[index] == separator || isLineBreak else {
        throw .textAfterQuote(line: line, row: rowNumber, column: number)
      }
      return String(decoding: bytes, as: UTF8.self)
    }

    private var isLineBreak: Bool { text[index] == 0x0A || text[index] == 0x0D }

    private mutating func endLine() {
      guard index < text.count else { return }
      index += text[index] == 0x0D && index + 1 < text.count && text[index + 1] == 0x0A ? 2 : 1
      line += 1
    }
  }
}
