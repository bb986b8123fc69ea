/// Writes tables as an .xlsx workbook, a sheet each.
///
/// Texts are texts, whatever they look like; the header is bold and stays in sight, lines wrap. The same
/// tables give the same bytes.
enum WorkbookWriter {
  struct Sheet {
    var name: String
    /// The first is the header.
    var rows: [[Spreadsheet.Cell]]
    /// Of the columns, in characters.
    var widths: [Double]
  }

  /// A table of texts alone.
  static func write(_ rows: [[String]], sheet: String, widths: [Double]) -> [UInt8] {
    let cells = rows.map { $0.map { $0.isEmpty ? Spreadsheet.Cell.empty : .text($0) } }
    return write([Sheet(name: sheet, rows: cells, widths: widths)])
  }

  static func write(_ sheets: [Sheet]) -> [UInt8] {
    var strings = Strings()
    let data = sheets.map { sheetXML($0, &strings) }
    var zip = ZipWriter()
    zip.add("[Content_Types].xml", Array(contentTypes(sheets.count).utf8))
    zip.add("_rels/.rels", Array(packageRelations.utf8))
    zip.add("xl/workbook.xml", Array(workbook(sheets.map(\.name)).utf8))
    zip.add("xl/_rels/workbook.xml.rels", Array(relations(sheets.count).utf8))
    zip.add("xl/styles.xml", Array(styles.utf8))
    zip.add("xl/sharedStrings.xml", Array(strings.xml.utf8))
    for (number, xml) in data.enumerated() {
      zip.add("xl/worksheets/sheet\(number + 1).xml", Array(xml.utf8))
    }
    return zip.finished()
  }

  /// The texts of all cells, each once.
  private struct Strings {
    private var numbers: [[UInt8]: Int] = [:]
    private var items = ""
    private var uses = 0

    mutating func number(of text: String) -> Int {
      uses += 1
      // By bytes: é in two forms is two texts.
      let key = Array(text.utf8)
      if let number = numbers[key] { return number }
      numbers[key] = numbers.count
      items += "<si><t xml:space=\"preserve\">\(XMLText.escape(text))</t></si>"
      return numbers.count - 1
    }

    var xml: String {
      "\(declaration)<sst xmlns=\"\(main)\" count=\"\(uses)\" uniqueCount=\"\(numbers.count)\">\(items)</sst>"
    }
  }

  private static func sheetXML(_ sheet: Sheet, _ strings: inout Strings) -> String {
    var xml = """
      \(declaration)<worksheet xmlns="\(main)"><sheetViews><sheetView workbookViewId="0">\
      <pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>
      """
    if !sheet.widths.isEmpty {
      xml += "<cols>"
      for (index, width) in sheet.widths.enumerated() {
        xml +=
          "<col min=\"\(index + 1)\" max=\"\(index + 1)\" width=\"\(width)\" style=\"1\" customWidth=\"1\"/>"
      }
      xml += "</cols>"
    }
    xml += "<sheetData>"
    for (number, row) in sheet.rows.enumerated() {
      xml += "<row r=\"\(number + 1)\">"
      for (column, cell) in row.enumerated() {
        let place = "\(columnLetters(column))\(number + 1)"
        switch cell {
        case .empty: break
        case .text(let text):
          let style = number == 0 ? 2 : 1
          xml += "<c r=\"\(place)\" s=\"\(style)\" t=\"s\"><v>\(strings.number(of: text))</v></c>"
        case .number(let value):
          xml += "<c r=\"\(place)\" s=\"3\"><v>\(plainNumber(value))</v></c>"
        case .share(let value):
          xml += "<c r=\"\(place)\" s=\"4\"><v>\(plainNumber(value))</v></c>"
        }
      }
      xml += "</row>"
    }
    return xml + "</sheetData></worksheet>"
  }

  // MARK: Parts that are always the same

  private static let declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
  private static let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
  private static let documents =
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
  private static let packages = "http://schemas.openxmlformats.org/package/2006"

  private static func contentTypes(_ sheets: Int) -> String {
    let prefix = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    let parts =
      [
        ("workbook.xml", "sheet.main"), ("styles.xml", "styles"),
        ("sharedStrings.xml", "sharedStrings"),
      ] + (0..<sheets).map { ("worksheets/sheet\($0 + 1).xml", "worksheet") }
    return """
      \(declaration)<Types xmlns="\(packages)/content-types">\
      <Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>\
      <Default Extension="xml" ContentType="application/xml"/>
      """
        + parts.map {
          "<Override PartName=\"/xl/\($0.0)\" ContentType=\"\(prefix).\($0.1)+xml\"/>"
        }.joined() + "</Types>"
  }

  private static let packageRelations = """
    \(declaration)<Relationships xmlns="\(packages)/relationships">\
    <Relationship Id="rId1" Type="\(documents)/officeDocument" Target="xl/workbook.xml"/></Relationships>
    """

  private static func workbook(_ names: [String]) -> String {
    let sheets = names.enumerated().map { number, name in
      "<sheet name=\"\(XMLText.escape(name))\" sheetId=\"\(number + 1)\" r:id=\"rId\(number + 1)\"/>"
    }
    return """
      \(declaration)<workbook xmlns="\(main)" xmlns:r="\(documents)"><sheets>\
      \(sheets.joined())</sheets></workbook>
      """
  }

  private static func relations(_ sheets: Int) -> String {
    let parts =
      (0..<sheets).map { ("worksheet", "worksheets/sheet\($0 + 1).xml") }
      + [("styles", "styles.xml"), ("sharedStrings", "sharedStrings.xml")]
    let lines = parts.enumerated().map { number, part in
      "<Relationship Id=\"rId\(number + 1)\" Type=\"\(documents)/\(part.0)\" Target=\"\(part.1)\"/>"
    }
    return
      "\(declaration)<Relationships xmlns=\"\(packages)/relationships\">\(lines.joined())</Relationships>"
  }

  /// Styles: 0 is the default, 1 text that wraps, 2 the same in bold, 3 a number, 4 a share. Format 49
  /// is text, 10 is 0.00 %.
  private static let styles = """
    \(declaration)<styleSheet xmlns="\(main)">\
    <fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>\
    <font><b/><sz val="11"/><name val="Calibri"/></font></fonts>\
    <fills count="2"><fill><patternFill patternType="none"/></fill>\
    <fill><patternFill patternType="gray125"/></fill></fills>\
    <borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>\
    <cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>\
    <cellXfs count="5"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>\
    \(xf(font: 0))\(xf(font: 1))\(numberXF(0))\(numberXF(10))</cellXfs>\
    <cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>
    """

  private static func xf(font: Int) -> String {
    """
    <xf numFmtId="49" fontId="\(font)" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1" \
    applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>
    """
  }

  private static func numberXF(_ format: Int) -> String {
    """
    <xf numFmtId="\(format)" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" \
    applyAlignment="1"><alignment vertical="top"/></xf>
    """
  }
}
