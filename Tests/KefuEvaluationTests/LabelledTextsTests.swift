// Reading files of messages:
//  1. Encodings and line ends: a byte order mark, CRLF, CR, no end at the end; blank lines skipped.
//  2. Columns: the text as it is, the label trimmed, the rest ignored; out of scope, the text alone.
//  3. In a test file several ids may be right; an id that holds a comma is still one id.
//  4. Every problem is reported with its line and mend, word for word; never the message's text.
//  5. After twenty problems the rest is counted.
//  6. Whatever the bytes, a file is read or refused, and each message is on its line.
import Foundation
import KefuTestSupport
import Testing

@testable import KefuEvaluation

@Suite struct LabelledTextsTests {
  private static let ids = LabelledTexts.Labels.entries(
    ["refund.time", "ship.when", "a,b"], of: "the knowledge base")

  private func read(_ text: String, _ labels: LabelledTexts.Labels) throws -> [LabelledText] {
    try LabelledTexts(Array(text.utf8), file: "f.tsv", labels).texts
  }

  private func complaint(_ bytes: [UInt8], _ labels: LabelledTexts.Labels) throws -> String {
    let error = #expect(throws: LabelledTextsError.self) {
      try LabelledTexts(bytes, file: "f.tsv", labels)
    }
    return try #require(error).description
  }

  @Test(
    "1: encodings and line ends",
    arguments: [
      "甲\tx\n乙\ty\n", "\u{FEFF}甲\tx\n乙\ty", "甲\tx\r\n乙\ty\r\n", "甲\tx\r乙\ty",
    ])
  func lineEnds(text: String) throws {
    #expect(
      try read(text, .any) == [
        LabelledText("甲", ["x"], line: 1), LabelledText("乙", ["y"], line: 2),
      ])
  }

  @Test("1: blank lines") func blankLines() throws {
    #expect(try read("\n \n甲\tx\n\t\n\n", .any) == [LabelledText("甲", ["x"], line: 3)])
  }

  @Test("2: columns") func columns() throws {
    #expect(try read(" 甲 \t x \tmore\t\n", .any) == [LabelledText(" 甲 ", ["x"], line: 1)])
    #expect(try read("甲\tx,y\n", .any) == [LabelledText("甲", ["x,y"], line: 1)])
    #expect(
      try read("甲\t\u{301}x\n", .any) == [LabelledText("甲", ["\u{301}x"], line: 1)],
      "a combining mark does not hide the tab")
    #expect(
      try read("甲\tx\n乙\n丙\t\n", .ignored) == [
        LabelledText("甲", line: 1), LabelledText("乙", line: 2), LabelledText("丙", line: 3),
      ])
  }

  @Test("3: several ids") func severalIDs() throws {
    #expect(try read("甲\trefund.time\n", Self.ids)[0].labels == ["refund.time"])
    #expect(
      try read("甲\trefund.time, ship.when\n", Self.ids)[0].labels == ["refund.time", "ship.when"])
    #expect(try read("甲\ta,b\n", Self.ids)[0].labels == ["a,b"])
  }

  @Test("3: labels in order") func labels() throws {
    let file = try LabelledTexts(Array("甲\tb\n乙\ta\n丙\tb\n".utf8), file: "f.tsv", .any)
    #expect(file.labels == ["b", "a"])
  }

  @Test(
    "4: problems, word for word",
    arguments: [
      (
        "",
        "f.tsv: error: it has no messages\n  help: write a message, a tab and the entry's id on each line"
      ),
      (
        "\n\n",
        "f.tsv: error: it has no messages\n  help: write a message, a tab and the entry's id on each line"
      ),
      (
        "\n秘密\n",
        "f.tsv:2: error: this line has no tab\n  help: write a message, a tab and the entry's id"
      ),
      (
        " \tship.when",
        "f.tsv:1: error: there is no message before the tab\n  help: write one, or delete the line"
      ),
      (
        "秘密\t ",
        "f.tsv:1: error: there is no entry id after the tab\n  help: write one, or delete the line"
      ),
      (
        "秘密\trefund.tiem",
        "f.tsv:1: error: \"refund.tiem\" is no entry of the knowledge base\n  help: did you mean \"refund.time\"?"
      ),
      (
        "秘密\tship.when,oos",
        "f.tsv:1: error: \"oos\" is no entry of the knowledge base\n  help: correct the id, or move the message to the file of messages out of scope"
      ),
      (
        "好\tship.when\n秘密\n\tx",
        """
        f.tsv:2: error: this line has no tab
          help: write a message, a tab and the entry's id
        f.tsv:3: error: there is no message before the tab
          help: write one, or delete the line
        f.tsv:3: error: "x" is no entry of the knowledge base
          help: correct the id, or move the message to the file of messages out of scope
        """
      ),
      (
        "秘密\t,",
        "f.tsv:1: error: there is no entry id after the tab\n  help: write one, or delete the line"
      ),
    ])
  func problems(text: String, message: String) throws {
    #expect(try complaint(Array(text.utf8), Self.ids) == message)
  }

  @Test("4: out of scope") func outOfScopeProblems() throws {
    #expect(
      try complaint([], .ignored)
        == "f.tsv: error: it has no messages\n  help: write a message on each line")
    #expect(
      try complaint(Array(" \toos".utf8), .ignored)
        == "f.tsv:1: error: there is no message before the tab\n  help: write one, or delete the line"
    )
  }

  @Test("4: not UTF-8") func notUTF8() throws {
    #expect(
      try complaint([0x61, 0x09, 0x78, 0x0A, 0xCD, 0xCB, 0x09, 0x78], .any)
        == "f.tsv:2: error: this line is not UTF-8\n  help: save the file as UTF-8, for example with iconv -f GB18030 -t UTF-8"
    )
  }

  @Test("4: files that cannot be read") func unreadable() throws {
    let folder = FileManager.default.temporaryDirectory.path
    let missing = folder + "/kefu-no-such-file.tsv"
    #expect(
      throws: LabelledTextsError(missing, [.missing]),
      performing: {
        try LabelledTexts(contentsOf: missing, .any)
      })
    #expect(
      LabelledTextsError(missing, [.missing]).description
        == "\(missing): error: there is no such file\n  help: check the path")
    #expect(
      throws: LabelledTextsError(folder, [.unreadable]),
      performing: {
        try LabelledTexts(contentsOf: folder, .any)
      })
    #expect(
      LabelledTextsError("d", [.unreadable]).description
        == "d: error: it cannot be read\n  help: check that it is a file and that you may read it")
  }

  @Test("5: many problems", arguments: [20, 21, 25]) func many(count: Int) throws {
    let text = (1...count).map { "\($0)\n" }.joined()
    let lines = try complaint(Array(text.utf8), .any).split(separator: "\n")
    #expect(lines.count == 40 + (count > 20 ? 1 : 0))
    let last: [Int: Substring] = [
      21: "f.tsv: error: 1 more problem", 25: "f.tsv: error: 5 more problems",
    ]
    if let last = last[count] { #expect(lines.last == last) }
  }

  @Test("6: any bytes", arguments: UInt64(1)...200) func anyBytes(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    let pieces: [[UInt8]] = [
      [0x09], [0x0A], [0x0D], [0xEF, 0xBB, 0xBF], [0xFF], [0x00], [0xE9, 0x80], Array("退款".utf8),
      Array("x".utf8), [0x20], [0x2C],
    ]
    let bytes = (0..<random.below(40)).flatMap { _ in random.pick(pieces) }
    for labels in [LabelledTexts.Labels.any, .ignored, .entries(["x", "退款"], of: "it")] {
      guard let read = try? LabelledTexts(bytes, file: "f", labels) else { continue }
      #expect(!read.texts.isEmpty)
      for (a, b) in zip(read.texts, read.texts.dropFirst()) { #expect(a.line < b.line) }
      #expect(read.texts.allSatisfy { $0.labels.isEmpty == (labels == .ignored) })
      #expect(read.texts.allSatisfy { !$0.text.contains { "\t\n\r".contains($0) } })
    }
  }
}
