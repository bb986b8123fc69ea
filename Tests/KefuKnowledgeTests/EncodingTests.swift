// Bytes that are not plain UTF-8.
//
// 1. Invalid bytes and control characters are named with line, column and value; what follows
//    them is still read, at its true place.
// 2. A file in another encoding is one error that says how to convert it.
// 3. Of very many bad places, the first 20 are named and the others counted.

import KefuKnowledge
import Testing

@Suite struct EncodingTests {
  @Test(
    "1: invalid UTF-8",
    arguments: [
      [0xFF], [0xC0], [0x80], [0xF5], [0xED], [0xE5],
    ] as [[UInt8]])
  func invalidUTF8(bad: [UInt8]) {
    let value = "0x" + String(bad[0], radix: 16, uppercase: true)
    expect(
      Array("- id: a\n  question: 退款".utf8) + bad + Array("了\n  answrs: [好]\n".utf8),
      """
      entries/a.yaml:2:15: error[KB005]: byte \(value) is not UTF-8
        help: retype the character, and save the file as UTF-8
      entries/a.yaml:3:3: error[KB018]: unknown key "answrs"
        help: did you mean "answers"?
      """)
  }

  @Test(
    "1: control characters",
    arguments: [
      ("\u{0}", "U+0000"), ("\u{1B}", "U+001B"), ("\u{7F}", "U+007F"), ("\u{85}", "U+0085"),
      ("\u{2028}", "U+2028"), ("\u{FEFF}", "U+FEFF"), ("\u{FFFE}", "U+FFFE"),
    ])
  func controlCharacters(character: String, name: String) {
    expect(
      Array("- id: a\n  question: 退\(character)款\n  answrs: [好]\n".utf8),
      """
      entries/a.yaml:2:14: error[KB006]: \(name) is not allowed here
        help: delete the invisible character
      entries/a.yaml:3:3: error[KB018]: unknown key "answrs"
        help: did you mean "answers"?
      """)
  }

  @Test(
    "1: rare characters are allowed", arguments: ["👨‍👩‍👧", "𠮷", "e\u{301}", "\u{E000}", "\u{10FFFD}"])
  func rareCharacters(text: String) {
    expect(Array("- {id: a, question: 退款\(text), answers: [\(text)]}".utf8), "")
  }

  @Test("2: other encodings", arguments: OtherEncoding.all)
  func otherEncodings(_ encoding: OtherEncoding) {
    expect(
      encoding.bytes,
      """
      entries/a.yaml:1:1: error[KB004]: the file is \(encoding.name), not UTF-8
        help: convert it: iconv -f \(encoding.iconv) -t UTF-8 entries/a.yaml > new && \
      mv new entries/a.yaml
      """)
  }

  @Test("2: a few bad bytes do not make a file GB18030")
  func notGB18030() {
    // Latin-1, and Chinese UTF-8 with two bytes lost.
    let latin: [UInt8] =
      Array("- {id: a, question: caf".utf8) + [0xE9] + Array(", answers: [b]}".utf8)
    let chinese = Array("- {id: a, question: 怎么退款退货运费, answers: [好]}".utf8)
    for bytes in [latin, Array(chinese.filter { $0 != 0x80 && $0 != 0xE6 })] {
      let (_, diagnostics) = KnowledgeLoader.load(files: ["kb.yaml": [], "entries/a.yaml": bytes])
      #expect(diagnostics.contains { $0.code == "KB005" })
      #expect(!diagnostics.contains { $0.code == "KB004" })
    }
  }

  @Test("3: many bad places")
  func manyPlaces() {
    let bytes =
      Array("# ".utf8) + Array(repeating: 0xFF, count: 25) + Array("\n# ".utf8)
      + Array(repeating: 0x01, count: 22)
    let (_, diagnostics) = KnowledgeLoader.load(files: ["kb.yaml": [], "entries/a.yaml": bytes])
    #expect(diagnostics.filter { $0.code == "KB005" }.count == 21)
    #expect(diagnostics.filter { $0.code == "KB006" }.count == 21)
    let last = diagnostics.filter { $0.location.file == "entries/a.yaml" }.suffix(2)
    #expect(
      last.map(\.description).joined(separator: "\n") == """
        entries/a.yaml:2:25: error[KB005]: 5 more bytes of this file are not UTF-8
          help: save the file as UTF-8
        entries/a.yaml:2:25: error[KB006]: 2 more characters of this file are not allowed
          help: delete the invisible characters
        """)
  }

  private func expect(_ bytes: [UInt8], _ expected: String) {
    let (_, diagnostics) = KnowledgeLoader.load(files: [
      "kb.yaml": Array(minimalSettings.utf8), "entries/a.yaml": bytes,
    ])
    #expect(diagnostics.map(\.description).joined(separator: "\n") == expected)
  }
}

struct OtherEncoding: Sendable, CustomTestStringConvertible {
  var name: String
  var iconv: String
  var bytes: [UInt8]

  var testDescription: String { iconv }

  static let all = [
    OtherEncoding(name: "UTF-16", iconv: "UTF-16", bytes: [0xFF, 0xFE] + utf16(isBig: false)),
    OtherEncoding(name: "UTF-16", iconv: "UTF-16", bytes: [0xFE, 0xFF] + utf16(isBig: true)),
    OtherEncoding(name: "UTF-16", iconv: "UTF-16LE", bytes: utf16(isBig: false)),
    OtherEncoding(name: "UTF-16", iconv: "UTF-16BE", bytes: utf16(isBig: true)),
    OtherEncoding(
      name: "UTF-32", iconv: "UTF-32", bytes: [0xFF, 0xFE, 0, 0] + utf32(isBig: false)),
    OtherEncoding(name: "UTF-32", iconv: "UTF-32", bytes: [0, 0, 0xFE, 0xFF] + utf32(isBig: true)),
    OtherEncoding(name: "UTF-32", iconv: "UTF-32LE", bytes: utf32(isBig: false)),
    OtherEncoding(name: "UTF-32", iconv: "UTF-32BE", bytes: utf32(isBig: true)),
    OtherEncoding(
      name: "GB18030 (GBK)", iconv: "GB18030",
      // 怎么退款, and 㐂 as a character of four bytes.
      bytes: Array("- {id: a, question: ".utf8)
        + [0xD4, 0xF5, 0xC3, 0xB4, 0xCD, 0xCB, 0xBF, 0xEE, 0x81, 0x39, 0xEE, 0x33]
        + Array("}".utf8)),
  ]

  private static let text = "- {id: a, question: 怎么退款, answers: [好]}\n"

  private static func utf16(isBig: Bool) -> [UInt8] {
    text.utf16.flatMap {
      isBig ? [UInt8($0 >> 8), UInt8($0 & 0xFF)] : [UInt8($0 & 0xFF), UInt8($0 >> 8)]
    }
  }

  private static func utf32(isBig: Bool) -> [UInt8] {
    text.unicodeScalars.flatMap { scalar -> [UInt8] in
      let bytes = [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: scalar.value >> $0) }
      return isBig ? bytes.reversed() : bytes
    }
  }
}
