/// A file's bytes as text: UTF-8 without a byte order mark and without control characters.
///
/// Every offending byte or character is reported and replaced by U+FFFD, so that lines and
/// columns stay true and the rest of the file can be checked as well.
struct SourceText {
  static let maximumBytes = 16 * 1024 * 1024
  /// Further places of the same kind are only counted.
  static let reportedPlaces = 20

  let file: String
  /// Valid UTF-8.
  let bytes: [UInt8]

  var string: String { String(decoding: bytes, as: UTF8.self) }

  /// Nil where the file as a whole cannot be read: too large, or another encoding.
  init?(_ input: [UInt8], file: String, into diagnostics: inout Diagnostics) {
    let start = SourceLocation(file: file)
    guard input.count <= Self.maximumBytes else {
      diagnostics.report(.largeFile(bytes: input.count), at: start)
      return nil
    }
    if let (name, iconv) = Self.otherEncoding(of: input) {
      diagnostics.report(.wrongEncoding(name: name, iconv: iconv, file: file), at: start)
      return nil
    }
    var cleaner = Cleaner(input, file: file)
    var found = diagnostics
    cleaner.run(into: &found)
    if cleaner.invalid > cleaner.validSequences, Self.isGB18030(input) {
      diagnostics.report(
        .wrongEncoding(name: "GB18030 (GBK)", iconv: "GB18030", file: file), at: start)
      return nil
    }
    diagnostics = found
    self.file = file
    self.bytes = cleaner.output
  }

  /// The lines with their numbers from 1, without line breaks (LF, CRLF or CR).
  var lines: [(number: Int, text: Substring)] {
    var result: [(Int, Substring)] = []
    let text = string
    let scalars = text.unicodeScalars
    var start = scalars.startIndex
    var index = start
    while index < scalars.endIndex {
      let scalar = scalars[index]
      let next = scalars.index(after: index)
      if scalar == "\n" || scalar == "\r" {
        result.append((result.count + 1, text[start..<index]))
        let isPair = scalar == "\r" && next < scalars.endIndex && scalars[next] == "\n"
        start = isPair ? scalars.index(after: next) : next
        index = start
      } else {
        index = next
      }
    }
    if start < scalars.endIndex { result.append((result.count + 1, text[start...])) }
    return result
  }
}

// MARK: - Encodings

extension SourceText {
  /// UTF-32 or UTF-16, by its mark or by the zero bytes of its ASCII characters.
  private static func otherEncoding(of bytes: [UInt8]) -> (name: String, iconv: String)? {
    if bytes.starts(with: [0xFF, 0xFE, 0, 0]) || bytes.starts(with: [0, 0, 0xFE, 0xFF]) {
      return ("UTF-32", "UTF-32")
    }
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      return ("UTF-16", "UTF-16")
    }
    // Without a mark: many zero bytes, nearly all at the same places of the code units.
    guard bytes.count >= 8 else { return nil }
    var zeros = [0, 0, 0, 0]
    let sample = bytes.prefix(1024).count / 4 * 4
    for index in 0..<sample where bytes[index] == 0 { zeros[index % 4] += 1 }
    let (even, odd) = (zeros[0] + zeros[2], zeros[1] + zeros[3])
    let most = sample / 4 * 9 / 10
    if zeros[2] >= most, zeros[3] >= most { return ("UTF-32", "UTF-32LE") }
    if zeros[0] >= most, zeros[1] >= most { return ("UTF-32", "UTF-32BE") }
    if odd * 8 >= sample, odd > 4 * even { return ("UTF-16", "UTF-16LE") }
    if even * 8 >= sample, even > 4 * odd { return ("UTF-16", "UTF-16BE") }
    return nil
  }

  /// Whether every byte fits GB18030, two-byte characters prevailing.
  private static func isGB18030(_ bytes: [UInt8]) -> Bool {
    var index = 0
    var pairs = 0
    while index < bytes.count {
      let lead = bytes[index]
      if lead < 0x80 {
        index += 1
        continue
      }
      guard (0x81...0xFE).contains(lead), index + 1 < bytes.count else { return false }
      switch bytes[index + 1] {
      case 0x40...0x7E, 0x80...0xFE:
        pairs += 1
        index += 2
      case 0x30...0x39:
        guard index + 3 < bytes.count, (0x81...0xFE).contains(bytes[index + 2]),
          (0x30...0x39).contains(bytes[index + 3])
        else { return false }
        index += 4
      default: return false
      }
    }
    return pairs >= 2
  }
}

// MARK: - Cleaning

/// One pass over the bytes: validates, reports and replaces.
private struct Cleaner {
  let input: [UInt8]
  let file: String
  var output: [UInt8] = []
  var invalid = 0
  var validSequences = 0

  private var controls = 0
  private var line = 1
  private var column = 1

  init(_ input: [UInt8], file: String) {
    self.input = input
    self.file = file
    output.reserveCapacity(input.count)
  }

  mutating func run(into diagnostics: inout Diagnostics) {
    let start = SourceLocation(file: file)
    var index = 0
    if input.starts(with: [0xEF, 0xBB, 0xBF]) {
      diagnostics.report(.byteOrderMark(file: file), at: start)
      index = 3
    }
    while index < input.count {
      let byte = input[index]
      if byte < 0x80 {
        if byte >= 0x20 ? byte == 0x7F : !(byte == 0x09 || byte == 0x0A || byte == 0x0D) {
          reportControl(UInt32(byte), into: &diagnostics)
        } else {
          output.append(byte)
        }
        index += 1
        // CR LF is one line break: the CR counts, the LF after it does not.
        if byte == 0x0D || (byte == 0x0A && !(index >= 2 && input[index - 2] == 0x0D)) {
          line += 1
          column = 1
        } else if byte != 0x0A {
          column += 1
        }
        continue
      }
      let length = sequenceLength(at: index)
      if length == 0 {
        invalid += 1
        if invalid <= SourceText.reportedPlaces {
          diagnostics.report(.invalidUTF8(byte: byte), at: here)
        }
        replace()
        index += 1
        continue
      }
      validSequences += 1
      let scalar = decode(at: index, length)
      if isForbidden(scalar) {
        reportControl(scalar, into: &diagnostics)
      } else {
        output.append(contentsOf: input[index..<index + length])
      }
      index += length
      column += 1
    }
    if invalid > SourceText.reportedPlaces {
      diagnostics.report(.moreInvalidUTF8(count: invalid - SourceText.reportedPlaces), at: here)
    }
    if controls > SourceText.reportedPlaces {
      diagnostics.report(
        .moreControlCharacters(count: controls - SourceText.reportedPlaces), at: here)
    }
  }

  private var here: SourceLocation { SourceLocation(file: file, line: line, column: column) }

  private mutating func replace() {
    output.append(contentsOf: [0xEF, 0xBF, 0xBD])
    column += 1
  }

  private mutating func reportControl(_ scalar: UInt32, into diagnostics: inout Diagnostics) {
    controls += 1
    if controls <= SourceText.reportedPlaces {
      diagnostics.report(.controlCharacter(scalar), at: here)
    }
    output.append(contentsOf: [0xEF, 0xBF, 0xBD])
  }

  /// C1 controls, the line breaks that editors do not number, U+FEFF and noncharacters.
  private func isForbidden(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x80...0x9F, 0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF: true
    default: false
    }
  }

  /// The bytes of the well-formed sequence at `index`; 0 where there is none.
  private func sequenceLength(at index: Int) -> Int {
    let lead = input[index]
    let (length, second): (Int, ClosedRange<UInt8>) =
      switch lead {
      case 0xC2...0xDF: (2, 0x80...0xBF)
      case 0xE0: (3, 0xA0...0xBF)
      case 0xED: (3, 0x80...0x9F)
      case 0xE1...0xEF: (3, 0x80...0xBF)
      case 0xF0: (4, 0x90...0xBF)
      case 0xF1...0xF3: (4, 0x80...0xBF)
      case 0xF4: (4, 0x80...0x8F)
      default: (0, 0x80...0xBF)
      }
    guard length > 0, index + length <= input.count, second.contains(input[index + 1]) else {
      return 0
    }
    for offset in 2..<max(length, 2) where input[index + offset] & 0xC0 != 0x80 { return 0 }
    return length
  }

  private func decode(at index: Int, _ length: Int) -> UInt32 {
    var scalar = UInt32(input[index]) & (length == 2 ? 0x1F : length == 3 ? 0x0F : 0x07)
    for offset in 1..<length { scalar = scalar << 6 | UInt32(input[index + offset] & 0x3F) }
    return scalar
  }
}
