import Foundation
import KefuTestSupport
import Testing

@testable import KefuWire

/// The reader and writer of JSON, beside Foundation's.
///
/// 1. Random values are written as JSON that Foundation reads as the same value, and read again as the
///    same; what Foundation writes is read as the same.
/// 2. Of mutated texts both take the same ones, with the same value, but for what is listed here.
/// 3. Brackets go 32 deep; deeper ones are refused without a crash, however deep.
/// 4. Numbers out of range, lone surrogates, NUL and other controls are refused; of members with one
///    name the last counts.
@Suite struct JSONTests {
  private static func value(
    _ depth: Int, using generator: inout SeededRandom
  ) -> JSONValue {
    switch Int.random(in: 0..<(depth > 0 ? 8 : 6), using: &generator) {
    case 0: return .null
    case 1: return .bool(Bool.random(using: &generator))
    case 2: return .integer(Int.random(in: -1000...1000, using: &generator))
    case 3:
      return .integer([Int.max, Int.min, 0, -1, 1 << 53].randomElement(using: &generator)!)
    case 4:
      let exponent = Double.random(in: -300...300, using: &generator)
      return .number(Double.random(in: -10...10, using: &generator) * pow(10, exponent))
    case 5: return .string(text(using: &generator))
    case 6:
      return .array(
        (0..<Int.random(in: 0...4, using: &generator)).map { _ in
          value(depth - 1, using: &generator)
        })
    default:
      var object = JSONObject()
      for i in 0..<Int.random(in: 0...4, using: &generator) {
        object.append("\(i)" + text(using: &generator), value(depth - 1, using: &generator))
      }
      return .object(object)
    }
  }

  private static func text(using generator: inout SeededRandom) -> String {
    let pool = Array("ab\"\\/\n\r\t\u{0}\u{1F}\u{7F}é文😀\u{2028}\u{FFFD}{}[]:,".unicodeScalars)
    var text = ""
    for _ in 0..<Int.random(in: 0...8, using: &generator) {
      text.unicodeScalars.append(pool.randomElement(using: &generator)!)
    }
    return text
  }

  /// Numbers as `Double`: Foundation takes 2.0 for an integer, and reads 8.67e+18 by its decimal digits.
  private func normal(_ value: JSONValue) -> JSONValue {
    switch value {
    case .integer(let number): .number(Double(number))
    case .array(let values): .array(values.map(normal))
    case .object(let object):
      .object(
        object.members.reduce(into: JSONObject()) { $0.append($1.key, normal($1.value)) })
    default: value
    }
  }

  @Test("1: random values", arguments: 1...20 as ClosedRange<UInt64>)
  func values(seed: UInt64) throws {
    var generator = SeededRandom(seed: seed)
    for _ in 0..<50 {
      let value = Self.value(4, using: &generator)
      let encoded = value.encoded
      #expect(try JSONValue(parsing: encoded) == value)
      let twin = try JSONDecoder().decode(JSONValue.self, from: Data(encoded))
      #expect(normal(twin) == normal(value))
      let written = try JSONEncoder().encode(value)
      #expect(try normal(JSONValue(parsing: Array(written))) == normal(value))
      #expect(!encoded.contains(0x0A), "a value is one line")
    }
  }

  /// Whether Foundation is known to see a text otherwise.
  private func isKnownDifference(_ bytes: [UInt8]) -> Bool {
    // It guesses UTF-16 and UTF-32 from zeros and marks, and passes over a mark of UTF-8.
    if bytes.prefix(4).contains(0) || bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return true }
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) { return true }
    return false
  }

  @Test("2: mutated texts", arguments: 1...20 as ClosedRange<UInt64>)
  func mutations(seed: UInt64) {
    var generator = SeededRandom(seed: seed)
    let alphabet =
      Array("{}[]:,\"\\u0019aefl-+.EtrnsD8d \n/".utf8) + [0, 0x1F, 0x80, 0xC0, 0xED, 0xFF]
    var taken = 0
    for _ in 0..<300 {
      var bytes = Self.value(3, using: &generator).encoded
      for _ in 0..<Int.random(in: 0...3, using: &generator) {
        let i = Int.random(in: 0...bytes.count, using: &generator)
        switch Int.random(in: 0..<3, using: &generator) {
        case 0: bytes.insert(alphabet.randomElement(using: &generator)!, at: i)
        case 1 where i < bytes.count: bytes.remove(at: i)
        default:
          if i < bytes.count { bytes[i] = alphabet.randomElement(using: &generator)! }
        }
      }
      if isKnownDifference(bytes) { continue }
      let ours = (try? JSONValue(parsing: bytes)).map(normal)
      let theirs = (try? JSONDecoder().decode(JSONValue.self, from: Data(bytes))).map(normal)
      #expect(ours == theirs, "\(String(decoding: bytes, as: UTF8.self))")
      if ours != nil { taken += 1 }
    }
    #expect(taken > 60)
  }

  @Test("3: depth")
  func depth() throws {
    func nested(_ depth: Int) -> [UInt8] {
      [UInt8](repeating: 0x5B, count: depth) + [UInt8](repeating: 0x5D, count: depth)
    }
    #expect(throws: Never.self) { try JSONValue(parsing: nested(32)) }
    for depth in [33, 10_000, 1_000_000] {
      #expect(throws: JSONError(reason: .tooDeep, offset: 32)) {
        try JSONValue(parsing: nested(depth))
      }
    }
    let objects = Array(String(repeating: #"{"a":"#, count: 10_000).utf8)
    #expect(throws: JSONError(reason: .tooDeep, offset: 160)) { try JSONValue(parsing: objects) }
    #expect(throws: JSONError(reason: .endedEarly, offset: 32)) {
      try JSONValue(parsing: [UInt8](repeating: 0x5B, count: 32))
    }
  }

  private static let texts: [(String, JSONValue?)] = [
    ("9223372036854775807", .integer(.max)), ("-9223372036854775808", .integer(.min)),
    ("9223372036854775808", .number(9_223_372_036_854_775_808)), ("1e308", .number(1e308)),
    ("1e309", nil), ("-1e309", nil), ("1e-400", .number(0)), ("-0", .integer(0)), ("-", nil),
    ("+1", nil), ("1.", nil), (".5", nil), ("01", nil), ("1e", nil), ("0x10", nil), ("NaN", nil),
    ("Infinity", nil), (#""\ud83d\ude00""#, .string("😀")), (#""\ud83d""#, nil),
    (#""\ude00""#, nil), (#""\ud83d\ud83d""#, nil), (#""\u0000""#, .string("\u{0}")),
    ("\"\u{0}\"", nil), ("\"\u{1F}\"", nil), ("\"\u{7F}\"", .string("\u{7F}")),
    (#"{"a":1,"a":2}"#, .object(["a": .integer(2)])),
    (#"{"a":1,"b":2}"#, .object(["b": .integer(2), "a": .integer(1)])),
    ("", nil), (" ", nil), ("nul", nil), ("nulll", nil), ("[1,]", nil), ("{,}", nil), ("'a'", nil),
    ("// x\n1", nil), (" 1 ", .integer(1)), ("\u{FEFF}1", nil), ("\u{A0}1", nil),
  ]

  @Test("4: what is taken", arguments: texts)
  func taken(text: String, value: JSONValue?) {
    #expect((try? JSONValue(parsing: Array(text.utf8))) == value)
  }

  @Test("4: the last of members with one name")
  func duplicates() throws {
    let value = try JSONValue(parsing: Array(#"{"a":1,"a":2}"#.utf8))
    #expect(value["a"] == .integer(2))
  }
}
