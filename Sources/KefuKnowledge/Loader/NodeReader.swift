import KefuText

/// Reads the nodes of one file, reporting whatever is not as it should be.
///
/// Every method returns what can be used and nil (or nothing) for the rest, so one slip never
/// hides another.
struct NodeReader {
  static let maximumTextScalars = 2000

  var diagnostics: Diagnostics

  mutating func report(_ problem: Problem, at location: SourceLocation) {
    diagnostics.report(problem, at: location)
  }

  // MARK: Collections

  /// The values of a mapping by key. An unknown key is reported; its value is then read as that of
  /// the key it was most likely meant to be, for what may be wrong inside.
  mutating func fields(
    of node: YAMLNode, _ subject: String, known: [String]
  ) -> [String: YAMLNode]? {
    guard let pairs = pairs(of: node, subject) else { return nil }
    var fields: [String: YAMLNode] = [:]
    for (key, value) in pairs where known.contains(key.value) { fields[key.value] = value }
    for (key, value) in pairs where !known.contains(key.value) {
      let nearest = nearestName(to: key.value, in: known)
      report(.unknownKey(key.value, nearest: nearest, known: known), at: key.location)
      if let nearest, fields[nearest] == nil { fields[nearest] = value }
    }
    return fields
  }

  mutating func pairs(
    of node: YAMLNode, _ subject: String
  ) -> [(key: Sourced<String>, value: YAMLNode)]? {
    guard case .mapping(let pairs) = node.content else {
      return mismatch(node, subject, wanted: .mapping)
    }
    return pairs
  }

  mutating func items(of node: YAMLNode, _ subject: String) -> [YAMLNode]? {
    guard case .list(let items) = node.content else {
      return mismatch(node, subject, wanted: .list)
    }
    return items
  }

  // MARK: Text

  /// Text without the blanks around it; nil where there is none.
  mutating func text(_ node: YAMLNode, _ subject: String) -> Sourced<String>? {
    // {shop.name} without quotes is a mapping with one key and no value.
    if case .mapping(let pairs) = node.content, let pair = pairs.first, pair.value.shape == nil {
      report(.bracesInPlaceOfText(of: subject, example: pair.key.value), at: node.location)
      return nil
    }
    guard case .text(let written) = node.content else {
      return mismatch(node, subject, wanted: .text)
    }
    return checked(Sourced(written, at: node.location), subject)
  }

  /// Text that matching compares: it should have letters or digits.
  mutating func matchedText(_ node: YAMLNode, _ subject: String) -> Sourced<String>? {
    guard let text = text(node, subject) else { return nil }
    if !Normalizer.shared.normalize(text.value).hasWords {
      report(.nothingToMatch(text.value), at: text.location)
    }
    return text
  }

  mutating func texts(_ node: YAMLNode?, _ subject: String, item: String) -> [Sourced<String>] {
    guard let node, let items = items(of: node, subject) else { return [] }
    return items.compactMap { text($0, item) }
  }

  mutating func matchedTexts(
    _ node: YAMLNode?, _ subject: String, item: String
  ) -> [Sourced<String>] {
    guard let node, let items = items(of: node, subject) else { return [] }
    return items.compactMap { matchedText($0, item) }
  }

  /// The text trimmed; nil, reported, where it is empty, too long or has control characters.
  mutating func checked(_ text: Sourced<String>, _ subject: String) -> Sourced<String>? {
    let trimmed = text.value.trimmed
    guard !trimmed.isEmpty else {
      report(.emptyText(of: subject), at: text.location)
      return nil
    }
    let scalars = trimmed.unicodeScalars.count
    if scalars > Self.maximumTextScalars {
      report(.longText(of: subject, scalars: scalars), at: text.location)
    }
    if let control = trimmed.unicodeScalars.first(where: \.isForbiddenInText) {
      report(.controlCharacterInText(control.value), at: text.location)
    }
    return Sourced(trimmed, at: text.location)
  }

  /// Reports the words that fold to the same as an earlier one of the list.
  mutating func reportRepeated(_ words: [Sourced<String>], in list: String) {
    var first: [String: SourceLocation] = [:]
    for word in words {
      let key = Normalizer.shared.literalKey(word.value)
      guard !key.isEmpty else { continue }
      if let location = first[key] {
        report(.repeatedWord(word.value, list: list, first: location), at: word.location)
      } else {
        first[key] = word.location
      }
    }
  }

  // MARK: Numbers

  mutating func number(
    _ node: YAMLNode, _ subject: String, in range: ClosedRange<Double>
  ) -> Double? {
    guard let text = text(node, subject) else { return nil }
    // Only plain decimals: Double would read "nan", "0x1p3" and "1e2" as well.
    let isDecimal = text.value.unicodeScalars.allSatisfy {
      "+-.0123456789".unicodeScalars.contains($0)
    }
    guard isDecimal, let value = Double(text.value), value.isFinite else {
      report(.notANumber(text.value, of: subject, range: range), at: node.location)
      return nil
    }
    guard range.contains(value) else {
      report(.numberOutOfRange(text.value, of: subject, range: range), at: node.location)
      return nil
    }
    return value
  }

  mutating func wholeNumber(
    _ node: YAMLNode, _ subject: String, in range: ClosedRange<Int>
  ) -> Int? {
    guard let text = text(node, subject) else { return nil }
    let isDigits = text.value.utf8.allSatisfy { (0x30...0x39).contains($0) }
    guard isDigits else {
      report(.notAWholeNumber(text.value, of: subject, range: range), at: node.location)
      return nil
    }
    guard let value = Int(text.value), range.contains(value) else {
      report(.wholeNumberOutOfRange(text.value, of: subject, range: range), at: node.location)
      return nil
    }
    return value
  }

  // MARK: Days

  /// `2026-11-01..2026-11-12`, both days included.
  mutating func dates(_ text: Sourced<String>) -> ClosedRange<CalendarDate>? {
    let scalars = Array(text.value.unicodeScalars)
    let dots = scalars.indices.dropLast().first { scalars[$0] == "." && scalars[$0 + 1] == "." }
    let ends =
      dots.map { dots in
        [scalars[..<dots], scalars[(dots + 2)...]].map {
          String(String.UnicodeScalarView($0)).trimmed
        }
      } ?? []
    guard ends.count == 2, !ends.contains("") else {
      report(.badDateRange(text.value), at: text.location)
      return nil
    }
    let days = ends.map { CalendarDate($0) }
    for (day, written) in zip(days, ends) where day == nil {
      report(.badDate(written), at: text.location)
    }
    guard let first = days[0], let last = days[1] else { return nil }
    guard first <= last else {
      report(.invertedDateRange(first, last), at: text.location)
      return nil
    }
    return first...last
  }

  // MARK: Words

  /// The id of a trigger, a flow or a step.
  mutating func identifier(_ node: YAMLNode?, _ subject: String) -> Sourced<String>? {
    guard let id = node.flatMap({ text($0, "id") }) else { return nil }
    if !id.value.isIdentifier {
      report(.badName(id.value, of: subject, rule: .identifierRule), at: id.location)
    }
    return id
  }

  /// One of a few words; another is reported with the nearest of them.
  mutating func word<Word: RawRepresentable & CaseIterable>(
    _ node: YAMLNode?, _ subject: String
  ) -> Word? where Word.RawValue == String {
    guard let text = node.flatMap({ text($0, subject) }) else { return nil }
    if let word = Word(rawValue: text.value) { return word }
    let known = Word.allCases.map(\.rawValue)
    let nearest = nearestName(to: text.value, in: known)
    report(.unknownWord(text.value, of: subject, nearest: nearest, known: known), at: text.location)
    return nil
  }

  /// `true` or `false`.
  mutating func flag(_ node: YAMLNode, _ subject: String) -> Bool? {
    guard let text = text(node, subject) else { return nil }
    switch text.value {
    case "true", "yes": return true
    case "false", "no": return false
    default:
      let known = ["true", "false"]
      let nearest = nearestName(to: text.value, in: known)
      report(
        .unknownWord(text.value, of: subject, nearest: nearest, known: known), at: text.location)
      return nil
    }
  }

  /// Attributes and the values each must have one of; nil where any could not be read.
  mutating func conditions(_ node: YAMLNode) -> [String: Set<String>]? {
    guard let pairs = pairs(of: node, "when") else { return nil }
    var conditions: [String: Set<String>] = [:]
    var isComplete = true
    for (attribute, value) in pairs {
      if !attribute.value.isIdentifier {
        report(
          .badName(
            attribute.value, of: "an attribute of the customer",
            rule: "letters, digits, dots, hyphens and underscores, such as channel"),
          at: attribute.location)
      }
      let accepted = acceptedValues(value, of: attribute.value)
      isComplete = isComplete && !accepted.isEmpty
      conditions[attribute.value] = Set(accepted.map(\.value))
    }
    return isComplete ? conditions : nil
  }

  /// A text, or a list of them, in `when`.
  mutating func acceptedValues(_ node: YAMLNode, of attribute: String) -> [Sourced<String>] {
    let subject = "when.\(attribute)"
    guard case .list(let items) = node.content else {
      return text(node, subject).map { [$0] } ?? []
    }
    if items.isEmpty { report(.emptyList(attribute, of: "when"), at: node.location) }
    return items.compactMap { text($0, subject) }
  }

  /// Reports that `node` has no value, or not the wanted shape.
  private mutating func mismatch<T>(
    _ node: YAMLNode, _ subject: String, wanted: Problem.Shape
  ) -> T? {
    if let found = node.shape {
      report(.wrongType(of: subject, wanted: wanted, found: found), at: node.location)
    } else {
      report(.missingValue(of: subject), at: node.location)
    }
    return nil
  }
}

extension StringProtocol {
  /// Without white space at both ends.
  package var trimmed: String {
    let scalars = unicodeScalars
    guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
      let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
    else { return "" }
    return String(self[first..<scalars.index(after: last)])
  }
}

extension Unicode.Scalar {
  /// Controls but for the tab and the line feed, and U+FEFF: written by escapes such as "\a".
  fileprivate var isForbiddenInText: Bool {
    switch value {
    case 0x09, 0x0A: false
    case 0...0x1F, 0x7F...0x9F, 0x2028, 0x2029, 0xFEFF: true
    default: false
    }
  }
}
