// How diagnostics are written.
//
// 1. As text they describe themselves, one after the other.
// 2. As JSON every one has the seven keys, help null where there is none.
// 3. As workflow commands of GitHub Actions, whatever the texts hold, one line each.
// 4. A file's path begins with the knowledge base's directory, a directory's own does not.

import Foundation
import KefuKnowledge
import Testing

@Suite struct DiagnosticFormatTests {
  private static let diagnostics = [
    Diagnostic(
      .error, "KB014", at: SourceLocation(file: "entries/a,b:c.yaml", line: 4, column: 7),
      "100 % of \"a\"\r\n::error::b", help: "delete one, or: both"),
    Diagnostic(.warning, "KB063", at: SourceLocation(file: "kb.yaml"), "few"),
  ]

  @Test("1: text") func text() {
    #expect(
      DiagnosticFormat.text.render(Self.diagnostics, in: "shop") == """
        entries/a,b:c.yaml:4:7: error[KB014]: 100 % of "a"\r\n::error::b
          help: delete one, or: both
        kb.yaml:1:1: warning[KB063]: few

        """)
    #expect(DiagnosticFormat.text.render([], in: "shop") == "")
  }

  @Test("2, 4: JSON") func json() throws {
    #expect(DiagnosticFormat.json.render([], in: "shop").filter { !$0.isWhitespace } == "[]")
    let text = DiagnosticFormat.json.render(Self.diagnostics, in: "my/shop/")
    let array = try #require(
      try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [[String: Any]])
    #expect(array.count == 2)
    for object in array {
      #expect(
        Set(object.keys)
          == ["severity", "code", "file", "line", "column", "message", "help"])
    }
    #expect(array[0]["severity"] as? String == "error")
    #expect(array[0]["code"] as? String == "KB014")
    #expect(array[0]["file"] as? String == "my/shop/entries/a,b:c.yaml")
    #expect(array[0]["line"] as? Int == 4)
    #expect(array[0]["column"] as? Int == 7)
    #expect(array[0]["message"] as? String == "100 % of \"a\"\r\n::error::b")
    #expect(array[0]["help"] as? String == "delete one, or: both")
    #expect(array[1]["help"] is NSNull)
  }

  @Test("3, 4: workflow commands") func github() {
    #expect(
      DiagnosticFormat.github.render(Self.diagnostics, in: "shop") == """
        ::error file=shop/entries/a%2Cb%3Ac.yaml,line=4,col=7,title=KB014::100 %25 of "a"%0D%0A::error::b%0Ahelp: delete one, or: both
        ::warning file=shop/kb.yaml,line=1,col=1,title=KB063::few

        """)
  }

  @Test("4: a directory that cannot be read") func directory() {
    let missing = Diagnostic(.error, "KB001", at: SourceLocation(file: "no/shop"), "gone")
    #expect(
      DiagnosticFormat.github.render([missing], in: "no/shop/")
        == "::error file=no/shop,line=1,col=1,title=KB001::gone\n")
  }
}
