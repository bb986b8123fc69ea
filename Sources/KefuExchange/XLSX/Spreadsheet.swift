import KefuKnowledge

/// Tables of figures for spreadsheets.
///
/// ```swift
/// let table = Spreadsheet.Sheet("figures", rows: [[.text("name"), .text("value")], [.text("a"), .number(3)]])
/// try Data(Spreadsheet([table]).xlsx).write(to: url)
/// ```
///
/// The same tables give the same bytes. A text that looks like a formula stays a text: a customer may
/// have written it.
public struct Spreadsheet: Sendable, Equatable {
  public enum Cell: Sendable, Equatable {
    case empty
    case text(String)
    case number(Double)
    /// In `0...1`, shown as per cent.
    case share(Double)
  }

  public struct Sheet: Sendable, Equatable {
    public var name: String
    /// The first is the header.
    public var rows: [[Cell]]

    /// - Parameter name: At most 31 characters without `[]:*?/\`, as Excel has it, and unlike any other.
    public init(_ name: String, rows: [[Cell]]) {
      self.name = name
      self.rows = rows
    }
  }

  public var sheets: [Sheet]

  public init(_ sheets: [Sheet]) { self.sheets = sheets }

  /// An .xlsx workbook.
  public var xlsx: [UInt8] { WorkbookWriter.write(sheets.map { .init($0) }) }

  /// All tables one after another, each under its name and with an empty line after it, as CSV in UTF-8
  /// with the mark that Excel needs. Shares are numbers in `0...1`.
  public var csv: [UInt8] {
    var rows: [[String]] = []
    for (number, sheet) in sheets.enumerated() {
      if number > 0 { rows.append([""]) }
      rows.append([sheet.name])
      rows += sheet.rows.map { $0.map(\.plain) }
    }
    return TextEncoding.utf8WithMark.encode(DelimitedText.comma.write(rows))
  }
}

extension Spreadsheet.Cell {
  /// As CSV has it.
  fileprivate var plain: String {
    switch self {
    case .empty: ""
    case .text(let text): text
    case .number(let value), .share(let value): plainNumber(value)
    }
  }

  /// Characters, as far as they count for the width of a column; Chinese ones are twice as wide.
  fileprivate var width: Int {
    plain.unicodeScalars.reduce(0) { $0 + ($1.value < 0x2E80 ? 1 : 2) }
  }
}

extension WorkbookWriter.Sheet {
  fileprivate init(_ sheet: Spreadsheet.Sheet) {
    let columns = sheet.rows.map(\.count).max() ?? 0
    name = sheet.name
    rows = sheet.rows
    widths = (0..<columns).map { column in
      let widest = sheet.rows.map { column < $0.count ? $0[column].width : 0 }.max() ?? 0
      return Double(min(60, max(8, widest + 2)))
    }
  }
}

/// A number as cells have it, without an exponent, to six places.
func plainNumber(_ value: Double) -> String {
  value.isFinite ? plainDecimal((value * 1_000_000).rounded() / 1_000_000) : ""
}
