/// Writes a table as an .xlsx workbook with one sheet.
///
/// All cells are text, whatever they look like; the header is bold and stays in sight, lines wrap.
/// The same table gives the same bytes.
enum WorkbookWriter {
  /// - Parameters:
  ///   - rows: The first is the header.
  ///   - widths: Of the columns, in characters.
  static func write(_ rows: [[String]], sheet: String, widths: [Double]) -> [UInt8] {
    var strings = Strings()
    let data = sheetXML(rows, widths: widths, &strings)
    var zip = ZipWriter()
    zip.add("[Content_Types].xml", Array(contentTypes.utf8))
    zip.add("_rels/.rels", Array(packageRelations.utf8))
    zip.add("xl/workbook.xml", Array(workbook(sheet).utf8))
    zip.add("xl/_rels/workbook.xml.rels", Array(relations.utf8))
    zip.add("xl/styles.xml", Array(styles.utf8))
    zip.add("xl/sharedStrings.xml", Array(strings.xml.utf8))
    zip.add("xl/worksheets/sheet1.xml", Array(data.utf8))
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

  private static func sheetXML(
    _ rows: [[String]], widths: [Double], _ strings: inout Strings
  ) -> String {
    var xml = """
      \(declaration)<worksheet xmlns="\(main)"><sheetViews><sheetView workbookViewId="0">\
      <pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>\
      <cols>
      """
    for (index, width) in widths.enumerated() {
      xml +=
        "<col min=\"\(index + 1)\" max=\"\(index + 1)\" width=\"\(width)\" style=\"1\" customWidth=\"1\"/>"
    }
    xml += "</cols><sheetData>"
    for (number, row) in rows.enumerated() {
      xml += "<row r=\"\(number + 1)\">"
      for (column, text) in row.enumerated() where !text.isEmpty {
        let style = number == 0 ? 2 : 1
        xml +=
          "<c r=\"\(columnLetters(column))\(number + 1)\" s=\"\(style)\" t=\"s\"><v>\(strings.number(of: text))</v></c>"
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

  private static let contentTypes: String = {
    let prefix = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    let parts = [
      ("workbook.xml", "sheet.main"), ("styles.xml", "styles"),
      ("sharedStrings.xml", "sharedStrings"), ("worksheets/sheet1.xml", "worksheet"),
    ]
    return """
      \(declaration)<Types xmlns="\(packages)/content-types">\
      <Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>\
      <Default Extension="xml" ContentType="application/xml"/>
      """
        + parts.map {
          "<Override PartName=\"/xl/\($0.0)\" ContentType=\"\(prefix).\($0.1)+xml\"/>"
        }.joined() + "</Types>"
  }()

  private static let packageRelations = """
    \(declaration)<Relationships xmlns="\(packages)/relationships">\
    <Relationship Id="rId1" Type="\(documents)/officeDocument" Target="xl/workbook.xml"/></Relationships>
    """

  private static func workbook(_ sheet: String) -> String {
    """
    \(declaration)<workbook xmlns="\(main)" xmlns:r="\(documents)"><sheets>\
    <sheet name="\(XMLText.escape(sheet))" sheetId="1" r:id="rId1"/></sheets></workbook>
    """
  }

  private static let relations = """
    \(declaration)<Relationships xmlns="\(packages)/relationships">\
    <Relationship Id="rId1" Type="\(documents)/worksheet" Target="worksheets/sheet1.xml"/>\
    <Relationship Id="rId2" Type="\(documents)/styles" Target="styles.xml"/>\
    <Relationship Id="rId3" Type="\(documents)/sharedStrings" Target="sharedStrings.xml"/></Relationships>
    """

  /// Styles: 0 is the default, 1 text that wraps, 2 the same in bold. Format 49 is text.
  private static let styles = """
    \(declaration)<styleSheet xmlns="\(main)">\
    <fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>\
    <font><b/><sz val="11"/><name val="Calibri"/></font></fonts>\
    <fills count="2"><fill><patternFill patternType="none"/></fill>\
    <fill><patternFill patternType="gray125"/></fill></fills>\
    <borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>\
    <cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>\
    <cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>\
    \(xf(font: 0))\(xf(font: 1))</cellXfs>\
    <cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>
    """

  private static func xf(font: Int) -> String {
    """
    <xf numFmtId="49" fontId="\(font)" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1" \
    applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>
    """
  }
}
