/// The tags and texts of an XML file, one after the other.
///
/// Names are without their prefixes. What workbooks do not have is refused: a DTD, whose entities
/// could fill memory, encodings other than UTF-8, and more than 64 levels. Foundation's parser
/// crashes on some damaged files; this one has no state beyond its place in the bytes.
struct XMLEvents {
  enum Event {
    case start(String, [String: String])
    case end(String)
    case text(String)
  }

  /// What is no XML.
  private struct Malformed: Error {}

  static let maximumDepth = 64

  /// Calls `body` with each event.
  ///
  /// - Returns: False where the document is not well-formed; events up to there have been given.
  static func read(_ bytes: [UInt8], _ body: (Event) -> Void) -> Bool {
    guard String(validating: bytes, as: UTF8.self) != nil else { return false }
    var reader = XMLEvents(bytes: bytes)
    do {
      try reader.document(body)
      return true
    } catch {
      return false
    }
  }

  private let bytes: [UInt8]
  private var index = 0
  /// Names of the open elements, prefixes included.
  private var open: [ArraySlice<UInt8>] = []
  private var text: [UInt8] = []

  private init(bytes: [UInt8]) {
    self.bytes = bytes
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { index = 3 }
  }

  private mutating func document(_ body: (Event) -> Void) throws {
    var hasRoot = false
    while index < bytes.count {
      if bytes[index] == UInt8(ascii: "<") {
        if starts("<?") {
          try skip(past: "?>")
        } else if starts("<!--") {
          try skip(past: "-->")
        } else if starts("<![CDATA[") {
          guard !open.isEmpty else { throw Malformed() }
          index += 9
          let start = index
          try skip(past: "]]>")
          appendNormalised(bytes[start..<index - 3])
        } else if starts("<!") {
          throw Malformed()
        } else {
          flush(body)
          guard starts("</") || !open.isEmpty || !hasRoot else { throw Malformed() }
          hasRoot = true
          try tag(body)
        }
      } else {
        try characters()
      }
    }
    guard hasRoot, open.isEmpty else { throw Malformed() }
  }

  private mutating func flush(_ body: (Event) -> Void) {
    guard !text.isEmpty else { return }
    body(.text(String(decoding: text, as: UTF8.self)))
    text = []
  }

  // MARK: Tags

  private mutating func tag(_ body: (Event) -> Void) throws {
    index += 1
    if index < bytes.count, bytes[index] == UInt8(ascii: "/") {
      index += 1
      let name = try name()
      skipBlanks()
      guard take(UInt8(ascii: ">")), let last = open.popLast(), last == name else {
        throw Malformed()
      }
      body(.end(Self.local(name)))
      return
    }
    let name = try name()
    var attributes: [String: String] = [:]
    while true {
      let before = index
      skipBlanks()
      guard index < bytes.count else { throw Malformed() }
      if take(UInt8(ascii: ">")) {
        guard open.count < Self.maximumDepth else { throw Malformed() }
        open.append(name)
        body(.start(Self.local(name), attributes))
        return
      }
      if take(UInt8(ascii: "/")) {
        guard take(UInt8(ascii: ">")) else { throw Malformed() }
        let local = Self.local(name)
        body(.start(local, attributes))
        body(.end(local))
        return
      }
      guard index > before else { throw Malformed() }
      let (key, value) = try attribute()
      guard attributes.updateValue(value, forKey: key) == nil else { throw Malformed() }
    }
  }

  /// With its prefix: `r:id` and `id` are two attributes.
  private mutating func attribute() throws -> (String, String) {
    let key = try name()
    skipBlanks()
    guard take(UInt8(ascii: "=")) else { throw Malformed() }
    skipBlanks()
    guard index < bytes.count else { throw Malformed() }
    let quote = bytes[index]
    guard quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else { throw Malformed() }
    index += 1
    var value: [UInt8] = []
    while true {
      guard index < bytes.count else { throw Malformed() }
      switch bytes[index] {
      case quote:
        index += 1
        return (String(decoding: key, as: UTF8.self), String(decoding: value, as: UTF8.self))
      case UInt8(ascii: "<"): throw Malformed()
      case UInt8(ascii: "&"): value += try reference()
      case 0x09, 0x0A, 0x0D:
        value.append(0x20)
        index += 1
      default:
        value.append(bytes[index])
        index += 1
      }
    }
  }

  private mutating func name() throws -> ArraySlice<UInt8> {
    let start = index
    while index < bytes.count, Self.isName(bytes[index]) { index += 1 }
    guard index > start else { throw Malformed() }
    return bytes[start..<index]
  }

  private static func isName(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x41...0x5A, 0x61...0x7A, 0x30...0x39, 0x80...: true
    default:
      byte == UInt8(ascii: ":") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
        || byte == UInt8(ascii: ".")
    }
  }

  private static func local(_ name: ArraySlice<UInt8>) -> String {
    let colon = name.lastIndex(of: UInt8(ascii: ":"))
    return String(decoding: colon.map { name[($0 + 1)...] } ?? name, as: UTF8.self)
  }

  // MARK: Text

  private mutating func characters() throws {
    let start = index
    while index < bytes.count, bytes[index] != UInt8(ascii: "<"), bytes[index] != UInt8(ascii: "&")
    {
      index += 1
    }
    if open.isEmpty {
      let isBlank = bytes[start..<index].allSatisfy { [0x20, 0x09, 0x0A, 0x0D].contains($0) }
      guard isBlank, index == bytes.count || bytes[index] == UInt8(ascii: "<") else {
        throw Malformed()
      }
      return
    }
    appendNormalised(bytes[start..<index])
    if index < bytes.count, bytes[index] == UInt8(ascii: "&") { text += try reference() }
  }

  /// CR LF and CR are LF.
  private mutating func appendNormalised(_ part: ArraySlice<UInt8>) {
    guard part.contains(0x0D) else {
      text += part
      return
    }
    var wasReturn = false
    for byte in part {
      if byte == 0x0D {
        text.append(0x0A)
      } else if byte != 0x0A || !wasReturn {
        text.append(byte)
      }
      wasReturn = byte == 0x0D
    }
  }

  /// The bytes of `&amp;`, `&#38;` and the like.
  private mutating func reference() throws -> [UInt8] {
    let end = bytes[index...].prefix(12).firstIndex(of: UInt8(ascii: ";"))
    guard let end else { throw Malformed() }
    let name = String(decoding: bytes[index + 1..<end], as: UTF8.self)
    index = end + 1
    switch name {
    case "amp": return [UInt8(ascii: "&")]
    case "lt": return [UInt8(ascii: "<")]
    case "gt": return [UInt8(ascii: ">")]
    case "quot": return [UInt8(ascii: "\"")]
    case "apos": return [UInt8(ascii: "'")]
    default: break
    }
    let number =
      name.hasPrefix("#x")
      ? UInt32(name.dropFirst(2), radix: 16) : name.hasPrefix("#") ? UInt32(name.dropFirst()) : nil
    guard let number, number > 0, let scalar = Unicode.Scalar(number) else { throw Malformed() }
    return Array(String(Character(scalar)).utf8)
  }

  // MARK: Bytes

  private func starts(_ prefix: StaticString) -> Bool {
    prefix.withUTF8Buffer { bytes[index...].starts(with: $0) }
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard index < bytes.count, bytes[index] == byte else { return false }
    index += 1
    return true
  }

  private mutating func skipBlanks() {
    while index < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[index]) { index += 1 }
  }

  private mutating func skip(past end: StaticString) throws {
    while index < bytes.count {
      if starts(end) {
        index += end.utf8CodeUnitCount
        return
      }
      index += 1
    }
    throw Malformed()
  }
}
