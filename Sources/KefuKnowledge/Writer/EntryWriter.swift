/// Writes entries as a trainer would.
///
/// ```swift
/// print(EntryWriter.yaml(entry))
/// // - id: refund.time
/// //   question: 退款多久到账
/// //   variants:
/// //     - 钱几天能退回来
/// //   answers:
/// //     - text: "退款同意后 1–7 个工作日原路退回。"
/// ```
///
/// What `KnowledgeLoader` reads back is equal to what was written, but for places and for blanks
/// around texts, which the loader takes away. Keys come in one order, values that are a set are
/// sorted, and what is as it would be anyway (`handoff: never`) is left out: equal entries give
/// equal bytes.
public enum EntryWriter {
  /// One entry as an item of a list, ending in a line feed.
  public static func yaml(_ entry: Entry) -> String {
    lines(entry, indent: 0).map { $0 + "\n" }.joined()
  }

  /// A file of entries, with an empty line between them.
  public static func yaml(_ entries: [Entry]) -> String {
    entries.map { yaml($0) }.joined(separator: "\n")
  }

  /// A text as YAML, on one line.
  package static func scalar(_ text: String) -> String { YAMLText.inFlow(text) }

  /// The keys in the order they are written in.
  package static var keys: [String] { EntryReader.keys }

  /// Without line ends, behind `indent` spaces; the first begins with a dash.
  static func lines(_ entry: Entry, indent: Int) -> [String] {
    let all = keys.flatMap { field($0, of: entry) }
    let margin = String(repeating: " ", count: indent)
    return all.enumerated().map { index, line in
      line.isEmpty ? "" : margin + (index == 0 ? "- " : "  ") + line
    }
  }

  /// The lines of one key, none where it is not needed.
  ///
  /// - Parameter inline: A list of texts is written between brackets.
  static func field(_ key: String, of entry: Entry, inline: Bool = false) -> [String] {
    switch key {
    case "id": ["id: \(YAMLText.inBlock(entry.id))"]
    case "question": ["question: \(YAMLText.inBlock(entry.question.value))"]
    case "variants": texts(entry.variants, inline: inline)
    case "keywords": keywords(entry.keywords)
    case "answers": entry.answers.isEmpty ? [] : ["answers:"] + entry.answers.flatMap(answer)
    case "followUps":
      entry.followUps.isEmpty ? [] : ["followUps: \(list(entry.followUps))"]
    case "group": entry.group.map { ["group: \(YAMLText.inBlock($0))"] } ?? []
    case "handoff": entry.handoff == .never ? [] : ["handoff: \(entry.handoff.rawValue)"]
    case "weight": weights(entry.weights)
    case "tests": tests(entry.tests)
    default: preconditionFailure("an entry has no key \(key)")
    }
  }

  private static func texts(_ variants: [Sourced<String>], inline: Bool) -> [String] {
    if variants.isEmpty { return [] }
    if inline { return ["variants: \(list(variants))"] }
    return ["variants:"] + variants.map(variant)
  }

  /// A variant's line within its entry.
  static func variant(_ text: Sourced<String>) -> String { "  - \(YAMLText.inBlock(text.value))" }

  private static func keywords(_ keywords: Keywords) -> [String] {
    if keywords.isEmpty { return [] }
    var lines = ["keywords:"]
    if !keywords.any.isEmpty { lines.append("  any: \(list(keywords.any))") }
    if !keywords.all.isEmpty {
      lines.append("  all: [\(keywords.all.map(list).joined(separator: ", "))]")
    }
    if !keywords.none.isEmpty { lines.append("  none: \(list(keywords.none))") }
    return lines
  }

  private static func answer(_ answer: Answer) -> [String] {
    var lines: [String]
    if let literal = YAMLText.literalLines(answer.text.value) {
      lines = ["  - text: |-"] + literal.map { $0.isEmpty ? "" : "      \($0)" }
    } else {
      lines = ["  - text: \(YAMLText.quoted(answer.text.value))"]
    }
    if !answer.conditions.isEmpty {
      let conditions = answer.conditions.sorted { $0.key < $1.key }.map { attribute, accepted in
        let values = accepted.sorted().map(YAMLText.inFlow)
        let value = values.count == 1 ? values[0] : "[\(values.joined(separator: ", "))]"
        return "\(YAMLText.inFlow(attribute)): \(value)"
      }
      lines.append("    when: {\(conditions.joined(separator: ", "))}")
    }
    if let valid = answer.valid {
      lines.append("    valid: \(valid.lowerBound)..\(valid.upperBound)")
    }
    return lines
  }

  private static func weights(_ weights: [String: Double]) -> [String] {
    if weights.isEmpty { return [] }
    let terms = weights.sorted { $0.key < $1.key }
      .map { "\(YAMLText.inFlow($0.key)): \(plainDecimal($0.value))" }
    return ["weight: {\(terms.joined(separator: ", "))}"]
  }

  private static func tests(_ tests: InlineTests) -> [String] {
    var lines = ["tests:"]
    if !tests.reach.isEmpty { lines.append("  reach: \(list(tests.reach))") }
    if !tests.avoid.isEmpty { lines.append("  avoid: \(list(tests.avoid))") }
    return lines.count == 1 ? [] : lines
  }

  private static func list(_ texts: [Sourced<String>]) -> String {
    "[\(texts.map { YAMLText.inFlow($0.value) }.joined(separator: ", "))]"
  }
}

/// The shortest decimal without an exponent that reads back as `value`.
///
/// ```swift
/// plainDecimal(2)  // "2"
/// plainDecimal(0.00001)  // "0.00001"
/// ```
package func plainDecimal(_ value: Double) -> String {
  let text = value.description
  guard let e = text.firstIndex(of: "e"), let exponent = Int(text[text.index(after: e)...]) else {
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
  let parts = text[..<e].drop { $0 == "-" }.split(separator: ".")
  let sign = text.hasPrefix("-") ? "-" : ""
  // 1.0e-05 has one digit that counts.
  let digits = parts.count == 2 && parts[1] == "0" ? String(parts[0]) : parts.joined()
  let point = parts[0].count + exponent
  if point <= 0 { return "\(sign)0." + String(repeating: "0", count: -point) + digits }
  if point >= digits.count {
    return sign + digits + String(repeating: "0", count: point - digits.count)
  }
  return sign + String(digits.prefix(point)) + "." + String(digits.dropFirst(point))
}
