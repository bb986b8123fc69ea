import KefuWire

/// Bytes → `LineSplitter` → frames and JSON: no crash; the same lines in pieces as whole; and what was
/// read is the same once written and read again. libFuzzer has `main`.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzWire(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = Array(UnsafeBufferPointer(start: bytes, count: count))
  let lines = FuzzWire.lines(of: input, pieceLength: max(1, count))
  precondition(lines == FuzzWire.lines(of: input, pieceLength: 1), "lines differ byte by byte")
  for line in lines {
    switch line {
    case .frame(let bytes): FuzzWire.check(bytes)
    case .text(let text): _ = try? PlainText.frame(of: text, id: "1")
    case .tooLong: break
    }
  }
  FuzzWire.check(input)
  return 0
}

private enum FuzzWire {
  static func lines(of input: [UInt8], pieceLength: Int) -> [LineSplitter.Line] {
    var splitter = LineSplitter()
    var lines: [LineSplitter.Line] = []
    for start in stride(from: 0, to: input.count, by: pieceLength) {
      splitter.append(input[start..<min(input.count, start + pieceLength)])
      while let line = splitter.next() { lines.append(line) }
    }
    if let last = splitter.finish() { lines.append(last) }
    return lines
  }

  static func check(_ bytes: [UInt8]) {
    guard let value = try? JSONValue(parsing: bytes) else { return }
    precondition((try? JSONValue(parsing: value.encoded)) == value, "JSON differs")
    if let frame = try? ClientFrame(value) {
      precondition((try? ClientFrame(line: frame.encoded)) == frame, "a client's frame differs")
    }
    if let frame = try? ServerFrame(value) {
      precondition((try? ServerFrame(line: frame.encoded)) == frame, "the daemon's frame differs")
      _ = PlainText.line(of: frame, isChinese: true)
    }
  }
}
