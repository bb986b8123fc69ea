import KefuText

/// What tells a message of one evaluation from the others, and finds it again in a later one,
/// without saying its text: 64 bits as sixteen hexadecimal digits.
///
/// ```swift
/// MessageKey("退款多久到账", ["refund.time"]).description  // "e2675a51e97fe103"
/// ```
///
/// Hashed from the normalised text and the expected ids in order, so that width, case, traditional
/// characters and the ids' order do not matter; a message whose expected ids change is another
/// message. The hash is FNV-1a (Fowler, Noll and Vo), its bits mixed. It keeps nobody from trying
/// texts of which he guesses one.
///
/// - Complexity: O(n) in the text's length; past 2 000 characters it is not read.
public struct MessageKey: Sendable, Hashable, Codable, CustomStringConvertible {
  public var bits: UInt64

  public init(bits: UInt64) { self.bits = bits }

  public init(_ text: String, _ expected: [String]) {
    var sum: UInt64 = 0xCBF2_9CE4_8422_2325
    func add(_ part: String) {
      for byte in part.utf8 { sum = (sum ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
      // 0xFF is in no UTF-8, so no other parts make the same bytes.
      sum = (sum ^ 0xFF) &* 0x0000_0100_0000_01B3
    }
    add(Normalizer.shared.normalize(text).string)
    for id in expected.sorted() { add(id) }
    sum = (sum ^ (sum >> 30)) &* 0xBF58_476D_1CE4_E5B9
    sum = (sum ^ (sum >> 27)) &* 0x94D0_49BB_1331_11EB
    bits = sum ^ (sum >> 31)
  }

  /// Of sixteen hexadecimal digits; nil of anything else.
  public init?(_ digits: String) {
    let isHex = digits.utf8.allSatisfy {
      (0x30...0x39).contains($0) || (0x61...0x66).contains($0)
    }
    guard digits.utf8.count == 16, isHex, let bits = UInt64(digits, radix: 16) else { return nil }
    self.bits = bits
  }

  public var description: String {
    let digits = String(bits, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let digits = try container.decode(String.self)
    guard let key = MessageKey(digits) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "a key is sixteen hexadecimal digits")
    }
    self = key
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
