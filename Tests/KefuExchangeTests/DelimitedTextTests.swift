// CSV and TSV.
//
// 1. Cells are quoted where they must be, and formulas are disarmed.
// 2. What is written is read back, whatever the cells hold.
// 3. Files of other programs are read: line breaks of any kind, blanks after quotes, short rows.
// 4. A quote that is not closed, or goes on, is named with its line and cell.
// 5. No input crashes or hangs the reader.

@testable import KefuExchange
import KefuTestSupport
import Testing

@Suite struct DelimitedTextTests {
  /// 1
  @Test func written() {
    let row = ["a", "a,b", "a\"b", "a\nb", " a", "=1+1", "-5", "'=x", "'a", "", "a\tb", "\tb"]
    #expect(
      DelimitedText.comma.write([row])
        == "a,\"a,b\",\"a\"\"b\",\"a\nb\",\" a\",'=1+1,'-5,''=x,'a,,a\tb,'\tb\r\n")
    #expect(DelimitedText.tab.write([["a,b", "a\tb"]]) == "a,b\t\"a\tb\"\r\n")
  }

  /// 2
  @Test(
    "2: random cells",
    arguments: [DelimitedText.comma, .tab, DelimitedText(separator: ";")].indices)
  func roundTrip(number: Int) throws {
    let format = [DelimitedText.comma, .tab, DelimitedText(separator: ";")][number]
    var random = SeededRandom(seed: UInt64(number))
    for _ in 0..<3_000 {
      let rows = (0..<1 + random.below(4)).map { _ in
        ["x"] + (0..<1 + random.below(4)).map { _ in RandomEntries.text(4, &random) }
      }
      let table = try format.read(format.write(rows), file: "f")
      #expect(table.rows.map(\.cells) == rows)
    }
  }

  /// 3
  @Test func read() throws {
    let text = "sep=;\r\nid;question\r\n\"a\"  ;\"x\r\ny\"\r\r\n;\r\nb\nc;\"\"\"q\"\"\";d"
    let table = try DelimitedText(separator: ";").read(text, file: "f")
    #expect(
      table.rows.map(\.cells) == [["id", "question"], ["a", "x\ny"], ["b"], ["c", "\"q\"", "d"]])
    #expect(table.rows.map(\.number) == [2, 3, 6, 7])
    #expect(table.lines == [2: 2, 3: 3, 6: 7, 7: 8])
  }

  /// 4
  @Test func malformed() {
    let table: [(String, DelimitedText.Malformation)] = [
      ("a,b\n\"x\ny", .unclosedQuote(line: 2, row: 2, column: 0)),
      ("a,b\n\"x\ny\",c\nd,\"e\"f", .textAfterQuote(line: 4, row: 3, column: 1)),
    ]
    for (text, expected) in table {
      let error = #expect(throws: DelimitedText.Malformation.self) {
        try DelimitedText.comma.read(text, file: "f")
      }
      #expect(error == expected)
    }
    #expect(
      imported("faq.csv", "id,question\na,\"x\"y").report == [
        """
        faq.csv:2: cell B2: error: text follows a closing quote
          help: put a separator between them; a quote inside a quoted cell is written twice
        """
      ])
  }

  /// 5
  @Test func fuzz() {
    let pieces = [
      "\"", ",", "\n", "\r", "\r\n", "\t", "'", "=", "a", "退款", " ", "sep=,\n", "id,question\n",
      ";",
    ]
    var random = SeededRandom(seed: 5)
    for _ in 0..<10_000 {
      let text = (0..<random.below(20)).map { _ in random.pick(pieces) }.joined()
      _ = try? DelimitedText.comma.read(text, file: "f")
      _ = imported("f.csv", text)
    }
  }
}
