// Bytes as text.
//
// 1. Every character comes back from every encoding.
// 2. Without a name the encoding is found: by its mark, as UTF-8, else as GB18030.
// 3. Bytes that fit no encoding are named with their line.
// 4. Names people use for encodings are known.

@testable import KefuExchange
import KefuTestSupport
import Testing

@Suite struct TextEncodingTests {
  /// 1
  @Test("1: all characters", arguments: TextEncoding.allCases)
  func allCharacters(encoding: TextEncoding) throws {
    var scalars = "起".unicodeScalars
    for value in UInt32(1)...0x10FFFF {
      if let scalar = Unicode.Scalar(value), value != 0xFEFF { scalars.append(scalar) }
    }
    let text = String(scalars)
    let bytes = encoding.encode(text)
    #expect(try TextEncoding.decode(bytes, as: encoding).text.unicodeScalars.elementsEqual(scalars))
    if encoding != .gb18030 { #expect(try TextEncoding.decode(bytes).text == text) }
  }

  /// 2
  @Test func guessed() throws {
    let text = "question,answer\n怎么退款,在订单页\n"
    for encoding in TextEncoding.allCases {
      let (decoded, found) = try TextEncoding.decode(encoding.encode(text))
      #expect(decoded == text && found == encoding)
    }
    let bigEndian: [UInt8] = [0xFE, 0xFF, 0x90, 0x00, 0x6B, 0x3E]
    #expect(try TextEncoding.decode(bigEndian) == ("退款", .utf16))
    #expect(try TextEncoding.decode([0x00, 0x61, 0x90, 0x00], as: .utf16).text == "a退")
    #expect(try TextEncoding.decode([]) == ("", .utf8))
    // The mark in GB18030.
    #expect(try TextEncoding.decode([0x84, 0x31, 0x95, 0x33, 0x61], as: .gb18030).text == "a")
  }

  /// 3
  @Test(
    "3: what fits none",
    arguments: [
      (Array("a\nb".utf8) + [0xFF, 0x41], nil, .utf8, 3, 2, 0xFF),
      ([0xC3, 0x28], .utf8, .utf8, 0, 1, 0xC3),
      ([0xEF, 0xBB, 0xBF, 0x61, 0x80], nil, .utf8, 4, 1, 0x80),
      (Array("退\n".utf8) + [0xE9, 0x80], .utf8, .utf8, 4, 2, 0xE9),
      ([0x61, 0x0A, 0x81, 0x20], .gb18030, .gb18030, 2, 2, 0x81),
      ([0x61, 0xCD], .gb18030, .gb18030, 1, 1, 0xCD),
      ([0xFF, 0xFE, 0x61], nil, .utf16, 2, 1, 0x61),
      ([0xFF, 0xFE, 0x61, 0x00, 0x00, 0xD8], nil, .utf16, 4, 1, 0x00),
    ] as [([UInt8], TextEncoding?, TextEncoding, Int, Int, UInt8)])
  func failures(
    bytes: [UInt8], encoding: TextEncoding?, found: TextEncoding, offset: Int, line: Int,
    byte: UInt8
  ) {
    let failure = #expect(throws: TextEncoding.Failure.self) {
      try TextEncoding.decode(bytes, as: encoding)
    }
    #expect(
      failure
        == TextEncoding.Failure(encoding: found, offset: offset, line: line, byte: byte))
  }

  /// 3
  @Test func anyBytesAreTextOrRefused() {
    var random = SeededRandom(seed: 3)
    for _ in 0..<10_000 {
      let bytes = (0..<random.below(40)).map { _ in UInt8(random.below(256)) }
      for encoding in [nil, .utf8, .gb18030, .utf16] as [TextEncoding?] {
        do {
          _ = try TextEncoding.decode(bytes, as: encoding)
        } catch {
          if error.offset > bytes.count || error.offset < 0 { Issue.record("\(bytes): \(error)") }
        }
      }
    }
  }

  /// 4
  @Test func names() {
    let table: [(String, TextEncoding?)] = [
      ("UTF-8", .utf8), ("utf8", .utf8), ("utf-8-sig", .utf8WithMark), ("GBK", .gb18030),
      ("gb2312", .gb18030), ("GB 18030", .gb18030), ("UTF-16LE", .utf16), ("latin1", nil),
    ]
    for (name, encoding) in table { #expect(TextEncoding(name: name) == encoding) }
  }
}
