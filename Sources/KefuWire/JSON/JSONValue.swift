/// What a JSON text says.
///
/// ```swift
/// let value = try JSONValue(parsing: Array(#"{"seq":7}"#.utf8))
/// value["seq"]  // .integer(7)
/// ```
public enum JSONValue: Sendable, Equatable {
  case null
  case bool(Bool)
  /// A number without fraction or exponent that fits.
  case integer(Int)
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object(JSONObject)

  /// A member of an object; nil where there is none, or where this is no object.
  public subscript(key: String) -> JSONValue? {
    guard case .object(let object) = self else { return nil }
    return object[key]
  }
}

/// The members of an object in the order written.
///
/// Of members with the same name the last one counts, as in most readers. Looking one up takes time
/// in proportion to their number: frames have few.
public struct JSONObject: Sendable {
  public private(set) var members: [(key: String, value: JSONValue)] = []

  public init() {}

  /// Makes room, so that a frame's members are not moved as they come.
  init(reservingCapacity count: Int) { members.reserveCapacity(count) }

  public subscript(key: String) -> JSONValue? {
    members.last { $0.key == key }?.value
  }

  public mutating func append(_ key: String, _ value: JSONValue) {
    members.append((key, value))
  }
}

extension JSONObject: Equatable {
  /// Whether both have the same members, in whatever order.
  public static func == (a: JSONObject, b: JSONObject) -> Bool {
    let mine = Dictionary(a.members.map { ($0.key, $0.value) }, uniquingKeysWith: { $1 })
    let theirs = Dictionary(b.members.map { ($0.key, $0.value) }, uniquingKeysWith: { $1 })
    return mine == theirs
  }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
  public init(dictionaryLiteral elements: (String, JSONValue)...) {
    members = elements.map { (key: $0.0, value: $0.1) }
  }
}

extension JSONValue: Codable {
  private struct Name: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  public init(from decoder: any Decoder) throws {
    if let container = try? decoder.container(keyedBy: Name.self) {
      var object = JSONObject()
      for key in container.allKeys {
        object.append(key.stringValue, try container.decode(JSONValue.self, forKey: key))
      }
      self = .object(object)
      return
    }
    if var container = try? decoder.unkeyedContainer() {
      var array: [JSONValue] = []
      while !container.isAtEnd { array.append(try container.decode(JSONValue.self)) }
      self = .array(array)
      return
    }
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {
      self = .bool(value)
    } else if let value = try? container.decode(Int.self) {
      self = .integer(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else {
      self = .string(try container.decode(String.self))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    switch self {
    case .object(let object):
      var container = encoder.container(keyedBy: Name.self)
      for (key, value) in object.members {
        try container.encode(value, forKey: Name(stringValue: key))
      }
    case .array(let values):
      var container = encoder.unkeyedContainer()
      for value in values { try container.encode(value) }
    case .null:
      var container = encoder.singleValueContainer()
      try container.encodeNil()
    case .bool(let value):
      var container = encoder.singleValueContainer()
      try container.encode(value)
    case .integer(let value):
      var container = encoder.singleValueContainer()
      try container.encode(value)
    case .number(let value):
      var container = encoder.singleValueContainer()
      try container.encode(value)
    case .string(let value):
      var container = encoder.singleValueContainer()
      try container.encode(value)
    }
  }
}
