import KefuTestSupport
import KefuWire
import Testing

/// How bytes become lines.
///
/// 1. The same bytes give the same lines, whole, in random pieces and byte by byte.
/// 2. `\n` and `\r\n` end a line; `{` begins a frame; other lines are texts with U+FFFD for what is no
///    UTF-8.
/// 3. 65 536 bytes are taken, with either end; one more is said to be too long, once, and the next line is
///    read as ever.
/// 4. Of a line that is too long nothing is kept.
/// 5. At the end of the stream a line that was not ended counts.
@Suite struct LineSplitterTests {
  private typealias Line = LineSplitter.Line

  /// All lines of bytes that come in pieces, with what the end gives.
  private func lines(_ pieces: [[UInt8]]) -> [Line] {
    var splitter = LineSplitter()
    var lines: [Line] = []
    for piece in pieces {
      splitter.append(piece)
      while let line = splitter.next() { lines.append(line) }
    }
    if let last = splitter.finish() { lines.append(last) }
    #expect(splitter.next() == nil)
    return lines
  }

  private static let texts: [(String, [LineSplitter.Line])] = [
    ("", []), ("\n", [.text("")]), ("a", [.text("a")]), ("a\nb", [.text("a"), .text("b")]),
    ("a\r\nb\r", [.text("a"), .text("b")]), ("a\rb\n", [.text("a\rb")]),
    ("\r\r\n", [.text("\r")]), ("{}\r\n", [.frame([0x7B, 0x7D])]), (" {}\n", [.text(" {}")]),
    ("转人工\n{\n", [.text("转人工"), .frame([0x7B])]), ("a\u{0}b\n", [.text("a\u{0}b")]),
  ]

  @Test("2, 5: ends", arguments: texts)
  func ends(text: String, expected: [LineSplitter.Line]) {
    #expect(lines([Array(text.utf8)]) == expected)
    #expect(lines(text.utf8.map { [$0] }) == expected)
  }

  @Test("2: bytes that are no UTF-8")
  func invalid() {
    #expect(lines([[0xFF, 0x61, 0x0A]]) == [.text("\u{FFFD}a")])
    #expect(lines([[0x7B, 0xFF, 0x0A]]) == [.frame([0x7B, 0xFF])])
  }

  @Test("1: in whatever pieces", arguments: 1...12 as ClosedRange<UInt64>)
  func pieces(seed: UInt64) {
    var generator = SeededRandom(seed: seed)
    var bytes: [UInt8] = []
    for _ in 0..<Int.random(in: 1...30, using: &generator) {
      let length =
        switch Int.random(in: 0..<12, using: &generator) {
        case 0: Int.random(in: 65_530...65_545, using: &generator)
        case 1: Int.random(in: 65_536...150_000, using: &generator)
        default: Int.random(in: 0...80, using: &generator)
        }
      if Bool.random(using: &generator) { bytes.append(0x7B) }
      for _ in 0..<length {
        bytes.append([0x61, 0x0D, 0xE4, 0x7B].randomElement(using: &generator)!)
      }
      if Bool.random(using: &generator) { bytes.append(0x0D) }
      bytes.append(0x0A)
    }
    if Bool.random(using: &generator) { bytes.removeLast() }
    let whole = lines([bytes])
    var pieces: [[UInt8]] = []
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = Int.random(in: 1...(Bool.random(using: &generator) ? 7 : 9000), using: &generator)
      pieces.append(Array(rest.prefix(count)))
      rest = rest.dropFirst(count)
    }
    #expect(lines(pieces) == whole)
    if seed <= 2 { #expect(lines(bytes.map { [$0] }) == whole) }
  }

  @Test("3: the longest line", arguments: ["\n", "\r\n"])
  func longest(end: String) {
    let most = [UInt8](repeating: 0x61, count: 65_536)
    for pieces in [{ (bytes: [UInt8]) in [bytes] }, { bytes in bytes.map { [$0] } }] {
      #expect(
        lines(pieces(most + Array("\(end)b\n".utf8)))
          == [.text(String(repeating: "a", count: 65_536)), .text("b")])
      #expect(
        lines(pieces(most + Array("a\(end)b\n".utf8))) == [.tooLong, .text("b")])
      // Said once, however long it goes on.
      #expect(
        lines(pieces(most + most + Array("\(end)b\n".utf8))) == [.tooLong, .text("b")])
      #expect(lines(pieces(most + most)) == [.tooLong])
    }
  }

  @Test("4: nothing is kept of it")
  func dropping() {
    var splitter = LineSplitter()
    var most = 0
    for _ in 0..<60 {
      splitter.append([UInt8](repeating: 0x61, count: 10_000))
      while splitter.next() != nil {}
      most = max(most, splitter.pending)
    }
    #expect(most <= 65_537)
    #expect(splitter.pending == 0)
  }
}
