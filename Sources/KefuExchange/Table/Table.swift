import KefuKnowledge

/// Rows of cells as a spreadsheet shows them, with the place of each.
struct Table: Sendable, Equatable {
  struct Row: Sendable, Equatable {
    /// As the spreadsheet numbers it, from 1.
    var number: Int
    var cells: [String]

    var isEmpty: Bool { cells.allSatisfy(\.isBlank) }

    subscript(column: Int) -> String { cells.indices.contains(column) ? cells[column] : "" }
  }

  /// The file, as messages name it.
  var file: String
  /// The sheet of a workbook.
  var sheet: String?
  var rows: [Row]
  /// For each row of a text file, the line it begins on.
  var lines: [Int: Int] = [:]

  /// A place in the table: the line is the row's number, the column that of the cell, from 1.
  func location(row: Int, column: Int) -> SourceLocation {
    SourceLocation(file: sheet.map { "\(file)\u{0}\($0)" } ?? file, line: row, column: column + 1)
  }
}

/// The letters above a column: A, B, … Z, AA.
///
/// - Parameter index: From 0.
func columnLetters(_ index: Int) -> String {
  var letters = ""
  var rest = index + 1
  while rest > 0 {
    letters = String(UnicodeScalar(UInt8(65 + (rest - 1) % 26))) + letters
    rest = (rest - 1) / 26
  }
  return letters
}

extension StringProtocol {
  var isBlank: Bool { unicodeScalars.allSatisfy(\.properties.isWhitespace) }
}
