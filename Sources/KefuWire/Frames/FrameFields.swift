/// Why a frame is not taken.
public struct FrameError: Error, Sendable, Equatable, CustomStringConvertible {
  public var code: ErrorCode
  /// What is wrong and what helps; never quotes a customer's text.
  public var message: String
  /// The frame's own id, where it could be read.
  public var id: String?

  public init(_ code: ErrorCode, _ message: String? = nil, id: String? = nil) {
    self.code = code
    self.message = message ?? code.meaning
    self.id = id
  }

  public var description: String { "\(code.rawValue): \(message)" }
}

/// The limits of the fields of frames.
public enum FrameLimits {
  /// Bytes of a line without its end.
  public static let line = 65_536
  /// Characters (Unicode scalars) of a message.
  public static let text = 8_000
  /// Bytes of ids, names, groups and codes.
  public static let name = 128
  /// Members of an object of texts.
  public static let members = 64
}

/// Reads the fields of a frame; whatever it does not ask for is passed over.
struct FrameFields {
  let object: JSONObject
  private let id: String?

  init(_ object: JSONObject) {
    self.object = object
    switch object["id"] {
    case .string(let id) where (1...FrameLimits.name).contains(id.utf8.count): self.id = id
    case .integer(let id): self.id = String(id)
    default: id = nil
    }
  }

  func bad(_ name: String, _ wanted: String) -> FrameError {
    FrameError(.badFrame, "\"\(name)\" must be \(wanted)", id: id)
  }

  private func member(_ name: String) -> JSONValue? {
    guard let value = object[name], value != .null else { return nil }
    return value
  }

  /// A name of 1…128 bytes; a whole number is taken for its digits.
  func optionalName(_ name: String) throws(FrameError) -> String? {
    switch member(name) {
    case nil: return nil
    case .string(let text)
    where !text.isEmpty && text.utf8.count <= FrameLimits.name
      && !text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }):
      return text
    case .integer(let number): return String(number)
    default: throw bad(name, "a text of 1 to \(FrameLimits.name) bytes without controls")
    }
  }

  func name(_ name: String) throws(FrameError) -> String {
    guard let value = try optionalName(name) else {
      throw bad(name, "there, a text of 1 to \(FrameLimits.name) bytes")
    }
    return value
  }

  func optionalText(_ name: String, limit: Int = FrameLimits.text) throws(FrameError) -> String? {
    switch member(name) {
    case nil: return nil
    case .string(let text):
      guard text.utf8.count <= limit || text.unicodeScalars.count <= limit else {
        throw FrameError(.textTooLong, id: id)
      }
      return text
    default: throw bad(name, "a text")
    }
  }

  /// A text with at least one visible character.
  func text(_ name: String) throws(FrameError) -> String {
    guard let text = try optionalText(name) else { throw bad(name, "there, a text") }
    guard text.unicodeScalars.contains(where: { !$0.properties.isWhitespace && $0.value > 0x20 })
    else { throw FrameError(.emptyText, id: id) }
    return text
  }

  func optionalInteger(_ name: String, in range: ClosedRange<Int>) throws(FrameError) -> Int? {
    let wanted = "a whole number from \(range.lowerBound) to \(range.upperBound)"
    switch member(name) {
    case nil: return nil
    case .integer(let value) where range.contains(value): return value
    case .number(let value):
      guard let whole = Int(exactly: value), range.contains(whole) else { throw bad(name, wanted) }
      return whole
    default: throw bad(name, wanted)
    }
  }

  func integer(_ name: String, in range: ClosedRange<Int>) throws(FrameError) -> Int {
    guard let value = try optionalInteger(name, in: range) else {
      throw bad(name, "there, a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return value
  }

  func optionalDouble(_ name: String) throws(FrameError) -> Double? {
    switch member(name) {
    case nil: return nil
    case .integer(let value): return Double(value)
    case .number(let value): return value
    default: throw bad(name, "a number")
    }
  }

  func flag(_ name: String) throws(FrameError) -> Bool {
    switch member(name) {
    case nil: return false
    case .bool(let value): return value
    default: throw bad(name, "true or false")
    }
  }

  func optionalChoice<Choice: RawRepresentable & CaseIterable>(
    _ name: String, _: Choice.Type = Choice.self
  ) throws(FrameError) -> Choice? where Choice.RawValue == String {
    switch member(name) {
    case nil: return nil
    case .string(let text):
      if let choice = Choice(rawValue: text) { return choice }
      fallthrough
    default:
      throw bad(name, "one of \(Choice.allCases.map(\.rawValue).joined(separator: ", "))")
    }
  }

  func choice<Choice: RawRepresentable & CaseIterable>(
    _ name: String, _ type: Choice.Type = Choice.self
  ) throws(FrameError) -> Choice where Choice.RawValue == String {
    guard let choice = try optionalChoice(name, type) else {
      throw bad(name, "one of \(Choice.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    return choice
  }

  /// An object of texts; numbers and truth values are taken as they are written.
  func texts(_ name: String) throws(FrameError) -> [String: String] {
    guard let value = member(name) else { return [:] }
    guard case .object(let object) = value, object.members.count <= FrameLimits.members else {
      throw bad(name, "an object of at most \(FrameLimits.members) texts")
    }
    return try texts(of: object, in: name)
  }

  /// The members of an object as texts, less those named.
  func texts(
    of object: JSONObject, in name: String, except: Set<String> = []
  ) throws(FrameError) -> [String: String] {
    guard object.members.count <= FrameLimits.members + except.count else {
      throw bad(name, "an object of at most \(FrameLimits.members) texts")
    }
    var texts: [String: String] = [:]
    for (key, value) in object.members where !except.contains(key) {
      switch value {
      case .string(let text) where text.utf8.count <= 4 * FrameLimits.name: texts[key] = text
      case .integer(let number): texts[key] = String(number)
      case .number(let number): texts[key] = String(number)
      case .bool(let flag): texts[key] = String(flag)
      case .null: continue
      default:
        throw bad(
          name, "an object whose members are texts of at most \(4 * FrameLimits.name) bytes")
      }
    }
    return texts
  }

  func names(_ name: String) throws(FrameError) -> [String] {
    switch member(name) {
    case nil: return []
    case .array(let values) where values.count <= FrameLimits.members:
      var names: [String] = []
      for value in values {
        guard case .string(let text) = value, text.utf8.count <= FrameLimits.text else {
          throw bad(name, "a list of texts")
        }
        names.append(text)
      }
      return names
    default: throw bad(name, "a list of at most \(FrameLimits.members) texts")
    }
  }

  func objects(_ name: String) throws(FrameError) -> [FrameFields] {
    switch member(name) {
    case nil: return []
    case .array(let values):
      var fields: [FrameFields] = []
      for value in values {
        guard case .object(let object) = value else { throw bad(name, "a list of objects") }
        fields.append(FrameFields(object))
      }
      return fields
    default: throw bad(name, "a list of objects")
    }
  }

  func optionalObject(_ name: String) throws(FrameError) -> FrameFields? {
    switch member(name) {
    case nil: return nil
    case .object(let object): return FrameFields(object)
    default: throw bad(name, "an object")
    }
  }

  func optionalValue(_ name: String) -> JSONValue? { member(name) }
}

extension JSONWriter {
  mutating func optional(_ name: StaticString, _ value: String?) {
    if let value { field(name, value) }
  }

  mutating func optional(_ name: StaticString, _ value: Int?) {
    if let value { field(name, value) }
  }

  mutating func optional(_ name: StaticString, _ value: Double?) {
    if let value { field(name, value) }
  }

  mutating func optional(_ name: StaticString, _ value: JSONValue?) {
    if let value { field(name, value) }
  }

  /// Written only where it is true.
  mutating func flag(_ name: StaticString, _ value: Bool) {
    if value { field(name, true) }
  }
}
