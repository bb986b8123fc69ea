import KefuText

/// Texts without what tells who wrote them.
///
/// ```swift
/// Masking.masked("单号SF1234567890123，打13800138000")  // "单号[number]，打[phone]"
/// ```
///
/// Order and parcel numbers, phones, e-mail addresses and links go; names and postal addresses are
/// not recognised. What is longer than is read is cut.
public enum Masking {
  public static func masked(_ text: String) -> String {
    let normalized = Normalizer.shared.normalize(text)
    var result = text
    if normalized.isTruncated {
      // Past the last scalar read nothing is looked at.
      let end = normalized.sourceRange(of: 0..<normalized.count).upperBound
      result = String(decoding: text.utf8.prefix(end), as: UTF8.self)
    }
    // Where a number goes, what stood against it may be seen to be one.
    while let masked = maskedOnce(result) { result = masked }
    return normalized.isTruncated ? result + "…" : result
  }

  /// Nil where there is nothing to mask.
  private static func maskedOnce(_ text: String) -> String? {
    let normalized = Normalizer.shared.normalize(text)
    let source = Array(text.utf8)
    var result: [UInt8] = []
    var position = 0
    for entity in EntityScanner.entities(in: normalized) {
      guard case .entity(let kind) = entity.kind, let name = name(of: kind) else { continue }
      let range = normalized.sourceRange(of: entity.range)
      result += source[position..<range.lowerBound]
      result += "[\(name)]".utf8
      position = range.upperBound
    }
    guard position > 0 else { return nil }
    result += source[position...]
    return String(decoding: result, as: UTF8.self)
  }

  /// Whether a text has places where something was taken out.
  public static func isMasked(_ text: String) -> Bool {
    EntityKind.allCases.contains { kind in
      name(of: kind).map { text.contains("[\($0)]") } ?? false
    }
  }

  private static func name(of kind: EntityKind) -> String? {
    switch kind {
    case .orderNumber: "number"
    case .phone: "phone"
    case .email: "email"
    case .url: "link"
    case .money, .date: nil
    }
  }
}

/// One line for a terminal: what would end it or steer the terminal as blanks, cut where long.
func oneLine(_ text: String, most: Int = 120) -> String {
  let scalars = text.unicodeScalars.lazy.map { scalar in
    switch scalar.properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator: " " as Unicode.Scalar
    default: scalar
    }
  }
  let line = String(String.UnicodeScalarView(scalars))
  return line.count <= most ? line : String(line.prefix(most - 1)) + "…"
}
