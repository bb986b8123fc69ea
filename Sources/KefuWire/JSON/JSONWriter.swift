/// Writes one JSON object after another into a buffer, without blanks, each on one line.
///
/// ```swift
/// var writer = JSONWriter()
/// writer.object { $0.field("seq", 7) }
/// String(decoding: writer.bytes, as: UTF8.self)  // {"seq":7}
/// ```
public struct JSONWriter: Sendable {
  public var bytes: [UInt8] = []
  /// Whether the next member or value of the innermost bracket follows another one.
  private var needsComma = false

  public init() {}

  private mutating func separate() {
    if needsComma { bytes.append(UInt8(ascii: ",")) }
    needsComma = true
  }

  private mutating func bracket(
    _ open: Unicode.Scalar, _ close: Unicode.Scalar, _ body: (inout JSONWriter) -> Void
  ) {
    bytes.append(UInt8(ascii: open))
    needsComma = false
    body(&self)
    bytes.append(UInt8(ascii: close))
    needsComma = true
  }

  public mutating func object(_ body: (inout JSONWriter) -> Void) {
    separate()
    bracket("{", "}", body)
  }

  private mutating func key(_ key: StaticString) {
    separate()
    bytes.append(UInt8(ascii: "\""))
    bytes.append(
      contentsOf: UnsafeBufferPointer(start: key.utf8Start, count: key.utf8CodeUnitCount))
    bytes.append(UInt8(ascii: "\""))
    bytes.append(UInt8(ascii: ":"))
  }

  private mutating func key(_ key: String) {
    separate()
    string(key)
    bytes.append(UInt8(ascii: ":"))
  }

  public mutating func field(_ name: StaticString, _ value: String) {
    key(name)
    string(value)
  }

  public mutating func field(_ name: StaticString, _ value: Int) {
    key(name)
    bytes.append(contentsOf: String(value).utf8)
  }

  public mutating func field(_ name: StaticString, _ value: Bool) {
    key(name)
    bytes.append(contentsOf: (value ? "true" : "false").utf8)
  }

  /// A member whose name is not known beforehand.
  public mutating func member(_ name: String, _ value: String) {
    key(name)
    string(value)
  }

  public mutating func member(_ name: String, _ value: JSONValue) {
    key(name)
    self.value(value)
  }

  /// - Precondition: JSON has no infinities and no NaN.
  public mutating func field(_ name: StaticString, _ value: Double) {
    key(name)
    number(value)
  }

  public mutating func field(_ name: StaticString, _ values: [String]) {
    key(name)
    bracket("[", "]") { writer in
      for value in values {
        writer.separate()
        writer.string(value)
      }
    }
  }

  /// Members in the order of their names.
  public mutating func field(_ name: StaticString, _ values: [String: String]) {
    key(name)
    bracket("{", "}") { writer in
      for (key, value) in values.sorted(by: { $0.key < $1.key }) {
        writer.key(key)
        writer.string(value)
      }
    }
  }

  public mutating func field(_ name: StaticString, object body: (inout JSONWriter) -> Void) {
    key(name)
    bracket("{", "}", body)
  }

  /// A member whose name is not known beforehand.
  public mutating func member(_ name: String, object body: (inout JSONWriter) -> Void) {
    key(name)
    bracket("{", "}", body)
  }

  public mutating func field<Element>(
    _ name: StaticString, _ values: [Element], _ body: (Element, inout JSONWriter) -> Void
  ) {
    key(name)
    bracket("[", "]") { writer in
      for value in values { writer.object { body(value, &$0) } }
    }
  }

  public mutating func field(_ name: StaticString, _ value: JSONValue) {
    key(name)
    self.value(value)
  }

  /// Any value, where no member is due.
  public mutating func value(_ value: JSONValue) {
    switch value {
    case .null: bytes.append(contentsOf: "null".utf8)
    case .bool(let value): bytes.append(contentsOf: (value ? "true" : "false").utf8)
    case .integer(let value): bytes.append(contentsOf: String(value).utf8)
    case .number(let value): number(value)
    case .string(let value): string(value)
    case .array(let values):
      bracket("[", "]") { writer in
        for value in values {
          writer.separate()
          writer.value(value)
        }
      }
    case .object(let object):
      bracket("{", "}") { writer in
        for (key, value) in object.members {
          writer.key(key)
          writer.value(value)
        }
      }
    }
    needsComma = true
  }

  private mutating func number(_ value: Double) {
    precondition(value.isFinite, "JSON has no number for \(value)")
    bytes.append(contentsOf: value.description.utf8)
  }

  private mutating func string(_ text: String) {
    bytes.append(UInt8(ascii: "\""))
    var text = text
    text.withUTF8 { utf8 in
      var start = 0
      for i in 0..<utf8.count {
        let byte = utf8[i]
        guard byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") else {
          continue
        }
        bytes.append(contentsOf: utf8[start..<i])
        start = i + 1
        switch byte {
        case UInt8(ascii: "\""): bytes.append(contentsOf: #"\""#.utf8)
        case UInt8(ascii: "\\"): bytes.append(contentsOf: #"\\"#.utf8)
        case 0x0A: bytes.append(contentsOf: #"\n"#.utf8)
        case 0x0D: bytes.append(contentsOf: #"\r"#.utf8)
        case 0x09: bytes.append(contentsOf: #"\t"#.utf8)
        default:
          let digits = Array("0123456789abcdef".utf8)
          bytes.append(contentsOf: #"\u00"#.utf8)
          bytes.append(digits[Int(byte >> 4)])
          bytes.append(digits[Int(byte & 15)])
        }
      }
      bytes.append(contentsOf: utf8[start...])
    }
    bytes.append(UInt8(ascii: "\""))
  }
}

extension JSONValue {
  /// The value as a JSON text.
  public var encoded: [UInt8] {
    var writer = JSONWriter()
    writer.value(self)
    return writer.bytes
  }
}
