import KefuKnowledge

/// The cells of a sheet as its XML has them.
struct SheetCells {
  struct Cell {
    /// From 0.
    var column: Int
    var type = ""
    var style = 0
    var value = ""
    var inline: String?
    var hasFormula = false
  }

  /// In the order of the file, empty ones left out.
  private(set) var rows: [(number: Int, cells: [Cell])] = []

  private static let maximumColumn = 16_384
  private static let maximumRow = 1_048_576

  private var isInData = false
  private var number = 0
  private var cell: Cell?
  private var nextColumn = 0
  private var text: String?
  /// Sounds written above Chinese and Japanese characters are no part of a text.
  private var isInPhonetic = false

  mutating func take(_ event: XMLEvents.Event) {
    switch event {
    case .start("sheetData", _): isInData = true
    case .end("sheetData"): isInData = false
    case _ where !isInData: break
    case .start(let name, let attributes): start(name, attributes)
    case .end(let name): end(name)
    case .text(let part): text?.append(part)
    }
  }

  private mutating func start(_ name: String, _ attributes: [String: String]) {
    switch name {
    case "row":
      number =
        attributes["r"].flatMap { Int($0) }.map { min(max($0, 1), Self.maximumRow) }
        ?? min(number + 1, Self.maximumRow)
      nextColumn = 0
      rows.append((number, []))
    case "c":
      let column = attributes["r"].flatMap(Self.column) ?? nextColumn
      cell = Cell(
        column: min(column, Self.maximumColumn - 1), type: attributes["t"] ?? "",
        style: attributes["s"].flatMap { Int($0) } ?? 0)
      nextColumn = column + 1
    case "f": cell?.hasFormula = true
    case "v": text = ""
    case "is": cell?.inline = ""
    case "rPh": isInPhonetic = true
    case "t": text = isInPhonetic ? nil : ""
    default: break
    }
  }

  private mutating func end(_ name: String) {
    switch name {
    case "v":
      cell?.value = text ?? ""
      text = nil
    case "t":
      if let part = text { cell?.inline?.append(part) }
      text = nil
    case "rPh": isInPhonetic = false
    case "c":
      if let cell, !rows.isEmpty { rows[rows.count - 1].cells.append(cell) }
      cell = nil
    default: break
    }
  }

  /// The column of a reference such as `C12`, from 0; nil where it is none.
  private static func column(_ reference: String) -> Int? {
    var column = 0
    for byte in reference.utf8 {
      guard (0x41...0x5A).contains(byte & 0xDF), byte >= 0x41 else { break }
      column = column * 26 + Int(byte & 0xDF) - 0x40
      if column > maximumColumn { return maximumColumn - 1 }
    }
    return column > 0 ? column - 1 : nil
  }
}

/// The texts that cells refer to by number.
struct SharedStrings {
  private(set) var texts: [String] = []
  private var current = ""
  private var text: String?
  private var isInPhonetic = false

  mutating func take(_ event: XMLEvents.Event) {
    switch event {
    case .start("si", _): current = ""
    case .start("rPh", _): isInPhonetic = true
    case .end("rPh"): isInPhonetic = false
    case .start("t", _): text = isInPhonetic ? nil : ""
    case .text(let part): text?.append(part)
    case .end("t"):
      current += text ?? ""
      text = nil
    case .end("si"): texts.append(XMLText.unescape(current))
    default: break
    }
  }
}

/// Which styles show a number as a date.
struct WorkbookStyles {
  var usesDatesFrom1904 = false
  private var dateFormats: Set<Int> = Set(14...22).union(27...36).union(45...47).union(50...58)
  private var formats: [Int] = []
  private var isInCells = false

  mutating func take(_ event: XMLEvents.Event) {
    switch event {
    case .start("numFmt", let attributes):
      guard let id = attributes["numFmtId"].flatMap({ Int($0) }),
        let code = attributes["formatCode"]
      else { return }
      if Self.isDate(code) { dateFormats.insert(id) } else { dateFormats.remove(id) }
    case .start("cellXfs", _): isInCells = true
    case .end("cellXfs"): isInCells = false
    case .start("xf", let attributes) where isInCells:
      formats.append(attributes["numFmtId"].flatMap { Int($0) } ?? 0)
    default: break
    }
  }

  /// What a number's cell says.
  func text(of value: String, style: Int) -> String {
    guard let number = Double(value), number.isFinite else { return value }
    if formats.indices.contains(style), dateFormats.contains(formats[style]),
      let day = day(number)
    {
      return day
    }
    // Written by some programs as 1.5E+3.
    return value.utf8.contains(where: { $0 | 0x20 == 0x65 }) && abs(number) < 1e21
      && abs(number) >= 1e-15
      ? plainDecimal(number) : value
  }

  /// Days are counted from 1899-12-30, or from 1904-01-01.
  private func day(_ number: Double) -> String? {
    guard number >= 1, number < 2_958_466 else { return nil }
    let origin = CalendarDate(
      year: usesDatesFrom1904 ? 1904 : 1899, month: usesDatesFrom1904 ? 1 : 12,
      day: usesDatesFrom1904 ? 1 : 30)!
    return CalendarDate(daysSinceEpoch: origin.daysSinceEpoch + Int(number))?.description
  }

  /// Whether a format code has a year or a day outside of quotes and brackets.
  private static func isDate(_ code: String) -> Bool {
    var isQuoted = false
    var isBracketed = false
    var isEscaped = false
    for character in code.lowercased() {
      if isEscaped {
        isEscaped = false
        continue
      }
      switch character {
      case "\\", "_", "*": isEscaped = !isQuoted
      case "\"": isQuoted.toggle()
      case "[": isBracketed = true
      case "]": isBracketed = false
      case "y", "d":
        if !isQuoted, !isBracketed { return true }
      default: break
      }
    }
    return false
  }
}
