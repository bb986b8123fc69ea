// Workbooks.
//
// 1. Files of LibreOffice and openpyxl are read, and our own after LibreOffice has saved it anew.
// 2. What the format allows is read: shared, inline and rich texts, sounds, numbers, dates of both
//    calendars, truth values, gaps, prefixes, CDATA, escapes.
// 3. What cannot be read is named, with its cell where it is in one.
// 4. Cells are text in what is written, formulas too, and the same rows give the same bytes. Tables of
//    figures have numbers besides, each table in a sheet of its own, or one after another as CSV.

import Foundation
@testable import KefuExchange
import KefuKnowledge
import KefuTestSupport
import Testing

@Suite struct WorkbookTests {
  /// 1
  @Test func resavedByLibreOffice() throws {
    let yaml = String(decoding: try fixture("nasty.yaml"), as: UTF8.self)
    let settings = String(decoding: try fixture("nasty-kb.yaml"), as: UTF8.self)
    let knowledgeBase = try #require(files(yaml, settings: settings).load().knowledgeBase)
    let name = "nasty-resaved-by-libreoffice.xlsx"
    let imported = Importer.read([ImportFile(name: name, bytes: try fixture(name))])
    #expect(imported.report == [])
    #expect(imported.placeless == knowledgeBase.entries.map(\.placeless))
    for format in [ExchangeFormat.csv, .tsv, .xlsx] {
      let bytes = Exporter.write(knowledgeBase, as: format).bytes
      let again = Importer.read([ImportFile(name: "f.\(format.rawValue)", bytes: bytes)])
      #expect(again.placeless == imported.placeless)
    }
  }

  /// 1
  @Test func fromLibreOffice() throws {
    let name = "shop-from-libreoffice.xlsx"
    let imported = Importer.read([ImportFile(name: name, bytes: try fixture(name))])
    #expect(
      imported.report == [
        "\(name): sheet \"shop\", cell H1 (备注): note: the column \"备注\" is not taken over"
      ])
    #expect(imported.entries.map(\.entry.question.value) == ["退款多久到账", "能开发票吗"])
    #expect(imported.entries[0].entry.variants.map(\.value) == ["钱几天能退回来", "退款什么时候到"])
    #expect(imported.entries[1].entry.answers.map { $0.valid == nil } == [false, true])
    let place = imported.place(of: imported.entries[1].entry.answers[1].text.location)
    #expect(place == "\(name): sheet \"shop\", cell E4 (答案)")
  }

  /// 1
  @Test func fromOpenpyxl() throws {
    let name = "shop-from-openpyxl.xlsx"
    let imported = Importer.read([ImportFile(name: name, bytes: try fixture(name))])
    #expect(
      imported.report == [
        "\(name): sheet \"说明\": note: no column is named question or id, so the sheet is not taken over"
      ])
    #expect(imported.entries.map(\.entry.id) == ["size", "1001", "hello", "last"])
    #expect(imported.entries.map(\.entry.question.value) == ["尺码怎么选", "12306", "你好", "最后"])
    #expect(
      imported.entries.map { $0.entry.variants.map(\.value) } == [
        ["170穿什么码", "选L还是XL", "XL码偏大吗"], ["3.5"], ["2026-11-01"], [],
      ])
    #expect(imported.entries[2].file?.value == "smalltalk.yaml")
  }

  /// 2
  @Test func whatTheFormatAllows() throws {
    let shared = """
      <x:sst xmlns:x="m"><x:si><x:t>退款</x:t></x:si><x:si><x:r><x:rPr><x:b/></x:rPr><x:t>多</x:t></x:r>\
      <x:r><x:t xml:space="preserve">久 </x:t></x:r><x:rPh sb="0" eb="1"><x:t>duo</x:t></x:rPh></x:si>\
      <x:si><x:t>a_x000D__x000A_b_x005F_x0041_ _x1_ <![CDATA[<c>]]>&amp;</x:t></x:si></x:sst>
      """
    let styles = """
      <styleSheet><numFmts count="3"><numFmt numFmtId="164" formatCode="yyyy&quot;年&quot;m&quot;月&quot;"/>\
      <numFmt numFmtId="165" formatCode="[Red]0.0&quot;d&quot;"/><numFmt numFmtId="166" formatCode="\\d0"/></numFmts>\
      <cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/>\
      <xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="166"/></cellXfs></styleSheet>
      """
    let sheet = """
      <?xml version="1.0" encoding="UTF-8"?>
      <x:worksheet xmlns:x="m" xmlns:x14ac="n"><x:sheetData><x:row r="2" x14ac:dyDescent="0.2">\
      <x:c r="A2" t="s"><x:v>0</x:v></x:c><x:c r="C2" t="s"><x:v>1</x:v></x:c><x:c t="s"><x:v>2</x:v></x:c>\
      <x:c r="AA2" t="inlineStr"><x:is><x:r><x:t>x</x:t></x:r><x:r><x:t>y</x:t></x:r></x:is></x:c></x:row>\
      <x:row/><x:row><x:c><x:v>007</x:v></x:c><x:c><x:v>1.5E+3</x:v></x:c><x:c s="1"><x:v>46327</x:v></x:c>\
      <x:c s="2"><x:v>46327.75</x:v></x:c><x:c s="3"><x:v>2</x:v></x:c><x:c s="4"><x:v>3</x:v></x:c>\
      <x:c t="b"><x:v>1</x:v></x:c><x:c t="b"><x:v>0</x:v></x:c><x:c t="str"><x:f>A1</x:f><x:v>公式</x:v></x:c>\
      <x:c t="d"><x:v>2026-11-01T00:00:00</x:v></x:c><x:c><x:f>1+1</x:f><x:v>2</x:v></x:c><x:c s="9"/></x:row>\
      </x:sheetData><x:mergeCells><x:mergeCell ref="A1:B2"/></x:mergeCells><x:extLst><x:ext><v>9</v></x:ext></x:extLst></x:worksheet>
      """
    func rows(_ workbook: String) throws -> [[String]] {
      let bytes = Self.workbook(sheet, workbook: workbook, shared: shared, styles: styles)
      return try WorkbookReader.read(bytes, file: "f")[0].rows.map(\.cells)
    }
    let rows2026 = try rows("<workbook><sheets><sheet name=\"s\" r:id=\"a\"/></sheets></workbook>")
    #expect(
      rows2026 == [
        ["退款", "", "多久 ", "a\nb_x0041_ _x1_ <c>&"] + Array(repeating: "", count: 22) + ["xy"],
        [
          "007", "1500", "2026-11-01", "2026-11-01", "2", "3", "TRUE", "FALSE", "公式", "2026-11-01",
          "2", "",
        ],
      ])
    let rows1904 = try rows(
      "<workbook><workbookPr date1904=\"1\"/><sheets><sheet name=\"s\" r:id=\"a\"/></sheets></workbook>"
    )
    #expect(rows1904[1][2] == "2030-11-02")
  }

  /// 3
  @Test func whatCannotBeRead() throws {
    func sheet(_ cell: String) -> [UInt8] {
      Self.workbook(
        "<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>question</t></is></c></row>"
          + "<row r=\"2\">\(cell)</row></sheetData></worksheet>")
    }
    var encrypted = sheet("")
    for index in encrypted.indices.dropLast(4)
    where Array(encrypted[index..<index + 4]) == [0x50, 0x4B, 1, 2] {
      encrypted[index + 8] |= 1
    }
    var noWorkbook = ZipWriter()
    noWorkbook.add("a.txt", [1, 2, 3])
    var bomb = ZipWriter()
    bomb.add("xl/workbook.xml", Array(repeating: 0x20, count: 40 << 20))
    let good = sheet("")
    let table: [([UInt8], String)] = [
      (
        sheet("<c r=\"B2\" t=\"e\"><v>#N/A</v></c>"),
        "f.xlsx: sheet \"s\", cell B2: error: the cell holds the error \"#N/A\"\n  help: mend its formula, or write the text"
      ),
      (
        sheet("<c r=\"B2\"><f>1+1</f></c>"),
        "f.xlsx: sheet \"s\", cell B2: error: the cell holds a formula without a result\n  help: open and save the file in a spreadsheet"
      ),
      (
        sheet("<c r=\"B2\" t=\"s\"><v>3</v></c>"),
        "f.xlsx: sheet \"s\", cell B2: error: its part xl/sharedStrings.xml is damaged\n  help: save it again as .xlsx"
      ),
      (
        sheet("<c"),
        "f.xlsx: error: its part xl/worksheets/sheet1.xml is damaged\n  help: save it again as .xlsx"
      ),
      (
        sheet("<!DOCTYPE a [<!ENTITY b \"c\">]>"),
        "f.xlsx: error: its part xl/worksheets/sheet1.xml is damaged\n  help: save it again as .xlsx"
      ),
      (
        [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1],
        "f.xlsx: error: this is an old .xls workbook, or one with a password, whatever its name\n  help: open it and save it as .xlsx without a password"
      ),
      (
        Array("id,question\n".utf8),
        "f.xlsx: error: this is no .xlsx workbook\n  help: open it in a spreadsheet and save it as .xlsx"
      ),
      (
        Array(good.dropLast(30)),
        "f.xlsx: error: the file ends too early, or its end is damaged\n  help: copy or download it again"
      ),
      (
        encrypted,
        "f.xlsx: error: the workbook is encrypted\n  help: save it without a password"
      ),
      (
        noWorkbook.finished(),
        "f.xlsx: error: it is no workbook: xl/workbook.xml is missing\n  help: save it again as .xlsx"
      ),
      (
        bomb.finished(),
        "f.xlsx: error: its part xl/workbook.xml would unpack to more than a workbook should hold\n  help: delete empty rows and pictures, or split it into several workbooks"
      ),
    ]
    for (bytes, message) in table {
      #expect(Importer.read([ImportFile(name: "f.xlsx", bytes: bytes)]).report == [message])
    }
  }

  /// 4
  @Test func written() throws {
    let rows = [["id", "question"], ["007", "=1+1"], ["", " <&>\"\n\t_x0041_\u{1}\u{FFFF}"]]
    let bytes = WorkbookWriter.write(rows, sheet: "a", widths: [10, 20])
    #expect(bytes == WorkbookWriter.write(rows, sheet: "a", widths: [10, 20]))
    let archive = try ZipArchive(bytes)
    let sheet = try #require(try archive.file("xl/worksheets/sheet1.xml"))
    let xml = String(decoding: sheet, as: UTF8.self)
    #expect(!xml.contains("<f>") && xml.contains("<c r=\"B2\" s=\"1\" t=\"s\">"))
    let read = try WorkbookReader.read(bytes, file: "f")[0]
    #expect(read.rows.map(\.cells) == rows)
  }

  /// 4
  @Test func figures() throws {
    let book = Spreadsheet([
      .init("一", rows: [[.text("a"), .text("b")], [.text("=1"), .number(1_234_567.25)]]),
      .init("二 <&", rows: [[.text("c")], [.share(1.0 / 3)], [.empty], [.number(.nan)]]),
      .init("空", rows: []),
    ])
    #expect(book.xlsx == book.xlsx)
    let sheets = try WorkbookReader.read(book.xlsx, file: "f")
    #expect(sheets.map(\.sheet) == ["一", "二 <&", "空"])
    #expect(sheets[0].rows.map(\.cells) == [["a", "b"], ["=1", "1234567.25"]])
    #expect(sheets[1].rows[1].cells == ["0.333333"])
    let xml = String(
      decoding: try #require(try ZipArchive(book.xlsx).file("xl/worksheets/sheet1.xml")),
      as: UTF8.self)
    #expect(xml.contains("<c r=\"B2\" s=\"3\"><v>1234567.25</v></c>") && !xml.contains("<f>"))
    #expect(
      String(decoding: book.csv, as: UTF8.self)
        == "\u{FEFF}一\r\na,b\r\n'=1,1234567.25\r\n\r\n二 <&\r\nc\r\n0.333333\r\n\r\n\r\n\r\n空\r\n")
  }

  static func workbook(
    _ sheet: String,
    workbook: String = "<workbook><sheets><sheet name=\"s\" r:id=\"a\"/></sheets></workbook>",
    shared: String? = nil, styles: String? = nil
  ) -> [UInt8] {
    var zip = ZipWriter()
    zip.add("xl/workbook.xml", Array(workbook.utf8))
    zip.add(
      "xl/_rels/workbook.xml.rels",
      Array(
        "<Relationships><Relationship Id=\"a\" Target=\"/xl/worksheets/sheet1.xml\"/></Relationships>"
          .utf8))
    zip.add("xl/worksheets/sheet1.xml", Array(sheet.utf8))
    if let shared { zip.add("xl/sharedStrings.xml", Array(shared.utf8)) }
    if let styles { zip.add("xl/styles.xml", Array(styles.utf8)) }
    return zip.finished()
  }
}
