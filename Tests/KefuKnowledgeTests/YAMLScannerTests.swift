// The scanner that looks at YAML before Yams does.
//
// 1. Text that only looks like an anchor, alias, tag, key or document marker is none.
// 2. Duplicate keys are found in every style, and only within one mapping.
// 3. What it replaces keeps every column.

import Testing

@testable import KefuKnowledge

@Suite struct YAMLScannerTests {
  private func scan(_ text: String) throws -> YAMLScanner.Result {
    var diagnostics = Diagnostics()
    let source = try #require(SourceText(Array(text.utf8), file: "f", into: &diagnostics))
    var scanner = YAMLScanner(source)
    return scanner.scan()
  }

  @Test(
    "1: nothing to report",
    arguments: [
      "a: b\n  *c* &d !e ? f\n",
      "a: |\n  *c\n  &d\n  a: b\n  a: b\n  ---\nb: c\n",
      "a: >-2\n    *c\n\n   &d\nb: c\n",
      "a: |+1 # *c\n *c\n\nb: c\n",
      "a: |\n\n  b\n   *c\nd: e\n",
      "- \"*a\n  &b\\\" !c\"\n- 'it''s\n  *d'\n",
      "- a*b\n- a&b\n- a!b\n- a?b\n- -b\n- ?b\n- :b\n",
      "# *a\n- b # *c\n-\n  # &d\n  e\n",
      "{a: [b*, c&d], \"e\": f?, 'g':h}\n",
      "- a\n- ---\n- ...\n",
      "%YAML 1.1\n---\n- a\n...\n",
      "a: b\r\n\r\nc: d\r",
      "a:\n- b\n- c:\n  - d\n",
      "- http://a.b/c?d=e&f=*g#h\n",
    ])
  func lookalikes(text: String) throws {
    #expect(try scan(text).problems.isEmpty)
  }

  @Test(
    "2: duplicate keys",
    arguments: [
      ("a: 1\nb: 2\na: 3\n", ["f:3:1"]),
      ("a:\n  a: 1\n  b:\n    a: 2\n  a: 3\n", ["f:5:3"]),
      ("- a: 1\n- a: 2\n", []),
      ("- a: 1\n  b:\n  - a: 2\n  a: 3\n", ["f:4:3"]),
      ("{a: 1, b: {a: 2}, 'a': 3, \"a\":4}\n", ["f:1:19", "f:1:27"]),
      ("[a: 1, a: 2]\n", []),
      ("退款: 1\n\"退款\": 2\n", ["f:2:1"]),
      ("a: |\n  a: 1\na : 2\n", ["f:3:1"]),
      ("a: [x,\n  y]\nb: 'c\n  d'\na: 2\n", ["f:5:1"]),
    ] as [(String, [String])])
  func duplicates(text: String, places: [String]) throws {
    let scan = try scan(text)
    #expect(scan.duplicateKeys.map(\.description).sorted() == places)
    #expect(scan.isSafeToCompose)
  }

  @Test("3: replaced keys")
  func replaced() throws {
    let text = "{退款: 1, \"退款\": 2, 'x': 3}\n"
    let scan = try scan(text)
    let replaced = String(decoding: scan.bytes, as: UTF8.self)
    #expect(replaced.unicodeScalars.count == text.unicodeScalars.count)
    #expect(replaced.hasPrefix("{退款: 1, \u{F0000}\u{100000}\u{100000}\u{100000}: 2, 'x'"))
  }
}
