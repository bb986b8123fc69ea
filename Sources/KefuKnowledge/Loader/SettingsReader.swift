import Foundation

/// kb.yaml.
///
/// ```yaml
/// name: 小店客服
/// risk: 0.02
/// variables: {shop.name: 小店}
/// skillGroups: {aftersale: 售后}
/// ```
struct SettingsReader {
  static let keys = [
    "name", "locale", "risk", "variables", "businessHours", "skillGroups", "fallback", "thresholds",
    "optionCoverage", "holidays", "check",
  ]

  static func read(_ node: YAMLNode, with reader: inout NodeReader) -> SettingsDraft? {
    guard let fields = reader.fields(of: node, "kb.yaml", known: keys) else { return nil }
    var settings = Settings()
    if let name = fields["name"].flatMap({ reader.text($0, "name") }) { settings.name = name.value }
    if let locale = fields["locale"].flatMap({ reader.text($0, "locale") }) {
      if isLanguageTag(locale.value) {
        settings.locale = locale.value
      } else {
        reader.report(
          .badName(locale.value, of: "a locale", rule: "a language tag such as zh-Hans or en"),
          at: locale.location)
      }
    }
    if let risk = fields["risk"].flatMap({ reader.number($0, "risk", in: 0.001...0.5) }) {
      settings.risk = risk
    }
    if let coverage = fields["optionCoverage"].flatMap({
      reader.number($0, "optionCoverage", in: 0.5...0.999)
    }) {
      settings.optionCoverage = coverage
    }
    settings.variables = fields["variables"].map { variables($0, &reader) } ?? [:]
    settings.businessHours = fields["businessHours"].flatMap { businessHours($0, &reader) }
    settings.holidays = holidays(fields["holidays"], &reader)
    settings.skillGroups = fields["skillGroups"].map { skillGroups($0, &reader) } ?? []
    let fallback = fields["fallback"].flatMap { reader.text($0, "fallback") }
    settings.fallback = fallback?.value
    settings.thresholds = fields["thresholds"].map { thresholds($0, &reader) } ?? Thresholds()
    let allowedEntries = fields["check"].map { check($0, &settings, &reader) } ?? []
    return SettingsDraft(settings: settings, fallback: fallback, allowedEntries: allowedEntries)
  }

  private static func variables(
    _ node: YAMLNode, _ reader: inout NodeReader
  ) -> [String: String] {
    var variables: [String: String] = [:]
    for (name, value) in reader.pairs(of: node, "variables") ?? [] {
      if !isVariableName(name.value) {
        reader.report(
          .badName(
            name.value, of: "a variable name",
            rule: "lower-case letters and digits, joined by dots and hyphens, such as shop.name"),
          at: name.location)
      }
      // A variable without a usable value is still defined: answers may name it.
      variables[name.value] = reader.text(value, "variable \(name.value)")?.value ?? ""
    }
    return variables
  }

  /// `2026-10-01..2026-10-07`, or one day.
  private static func holidays(
    _ node: YAMLNode?, _ reader: inout NodeReader
  ) -> [ClosedRange<CalendarDate>] {
    reader.texts(node, "holidays", item: "a holiday").compactMap { text in
      if let day = CalendarDate(text.value) { return day...day }
      guard text.value.contains("..") else {
        reader.report(.badDate(text.value), at: text.location)
        return nil
      }
      return reader.dates(text)
    }
  }

  private static func skillGroups(
    _ node: YAMLNode, _ reader: inout NodeReader
  ) -> [SkillGroup] {
    (reader.pairs(of: node, "skillGroups") ?? []).map { id, value in
      if !id.value.isIdentifier {
        reader.report(.badName(id.value, of: "a group id", rule: .identifierRule), at: id.location)
      }
      let name = reader.text(value, "skill group \(id.value)")
      return SkillGroup(id: id.value, name: name?.value ?? "")
    }
  }

  private static func thresholds(_ node: YAMLNode, _ reader: inout NodeReader) -> Thresholds {
    let known = ["answer", "clarify", "margin"]
    let fields = reader.fields(of: node, "thresholds", known: known) ?? [:]
    func value(_ key: String) -> Double? {
      fields[key].flatMap { reader.number($0, "thresholds.\(key)", in: 0...1) }
    }
    return Thresholds(
      answer: value("answer"), clarify: value("clarify"), margin: value("margin"))
  }
}

/// The settings, and what later checks need to know of their places.
struct SettingsDraft {
  var settings: Settings
  var fallback: Sourced<String>?
  /// Ids that `check.allow` names.
  var allowedEntries: [Sourced<String>] = []
}

// MARK: - Checks

extension SettingsReader {
  /// `{allow: [KB063, KB092 refund.how]}`
  ///
  /// - Returns: The ids of entries named.
  private static func check(
    _ node: YAMLNode, _ settings: inout Settings, _ reader: inout NodeReader
  ) -> [Sourced<String>] {
    let fields = reader.fields(of: node, "check", known: ["allow"]) ?? [:]
    var entries: [Sourced<String>] = []
    for item in reader.texts(fields["allow"], "allow", item: "a code") {
      let words = item.value.split(whereSeparator: \.isWhitespace).map(String.init)
      guard let code = DiagnosticCode(rawValue: words[0].uppercased()), words.count <= 2 else {
        reader.report(.unknownAllowance(item.value), at: item.location)
        continue
      }
      guard code.severity == .warning else {
        reader.report(.allowedError(code.rawValue), at: item.location)
        continue
      }
      settings.allowed.append(AllowedWarning(code, entry: words.dropFirst().first))
      if words.count == 2 { entries.append(Sourced(words[1], at: item.location)) }
    }
    return entries
  }
}

// MARK: - Names

private func isVariableName(_ text: String) -> Bool {
  let words = text.unicodeScalars.split(omittingEmptySubsequences: false) { $0 == "." || $0 == "-" }
  return words.allSatisfy { word in
    !word.isEmpty && word.allSatisfy { ("a"..."z").contains($0) || ("0"..."9").contains($0) }
  }
}

/// Two or three letters, then subtags of up to eight letters or digits.
package func isLanguageTag(_ text: String) -> Bool {
  let subtags = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
  return (2...3).contains(subtags[0].count)
    && subtags.allSatisfy { subtag in
      (1...8).contains(subtag.count)
        && subtag.allSatisfy { ($0 | 0x20) >= 0x61 && ($0 | 0x20) <= 0x7A || isDigit($0) }
    }
}

private func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

extension String {
  package static let identifierRule =
    "letters, digits, dots, hyphens and underscores, such as return.freight"

  /// Whether it can be an entry's or a group's id.
  package var isIdentifier: Bool {
    !isEmpty
      && unicodeScalars.allSatisfy {
        $0 == "." || $0 == "-" || $0 == "_" || $0.properties.isAlphabetic
          || $0.properties.numericType != nil
      }
  }
}

// MARK: - Business hours

extension SettingsReader {
  private static let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

  private static func businessHours(
    _ node: YAMLNode, _ reader: inout NodeReader
  ) -> BusinessHours? {
    guard let pairs = reader.pairs(of: node, "businessHours") else { return nil }
    var timeZone: Sourced<String>?
    var hasTimeZone = false
    var shifts = Array(repeating: [Range<Int>](), count: 7)
    var given: [Int: SourceLocation] = [:]
    for (key, value) in pairs {
      let isMisspelt =
        dayRange(key.value) == nil && nearestName(to: key.value, in: ["timeZone"]) != nil
      if key.value != "timeZone", isMisspelt {
        reader.report(.unknownKey(key.value, nearest: "timeZone", known: []), at: key.location)
      }
      if key.value == "timeZone" || isMisspelt {
        hasTimeZone = true
        timeZone = reader.text(value, "timeZone")
        if let timeZone { checkTimeZone(timeZone, &reader) }
        continue
      }
      let dayShifts = self.shifts(value, key.value, &reader)
      guard let range = dayRange(key.value) else {
        reader.report(.badWeekday(key.value), at: key.location)
        continue
      }
      for day in range {
        if let first = given[day] {
          reader.report(.repeatedWeekday(days[day], first: first), at: key.location)
        } else {
          given[day] = key.location
          shifts[day] = dayShifts
        }
      }
    }
    if !hasTimeZone {
      reader.report(.missingKey("timeZone", of: "businessHours"), at: node.location)
    }
    return timeZone.map { BusinessHours(timeZone: $0.value, shifts: shifts) }
  }

  /// `mon`, or `mon-fri`.
  private static func dayRange(_ text: String) -> ClosedRange<Int>? {
    let ends = text.lowercased().split(separator: "-", omittingEmptySubsequences: false)
      .map { days.firstIndex(of: String($0)) }
    switch ends.count {
    case 1:
      if let day = ends[0] { return day...day }
    case 2:
      if let first = ends[0], let last = ends[1], first <= last { return first...last }
    default: break
    }
    return nil
  }

  private static func shifts(
    _ node: YAMLNode, _ day: String, _ reader: inout NodeReader
  ) -> [Range<Int>] {
    guard node.shape != nil else {
      reader.report(.missingShifts(day: day), at: node.location)
      return []
    }
    let written: [Sourced<String>] =
      if case .text = node.content {
        reader.text(node, day).map { [$0] } ?? []
      } else {
        reader.texts(node, day, item: "a shift")
      }
    var shifts: [(range: Range<Int>, text: String)] = []
    for text in written {
      let ends = text.value.split(separator: "-", omittingEmptySubsequences: false)
      guard ends.count == 2, let start = minutesOfDay(ends[0]), let end = minutesOfDay(ends[1])
      else {
        reader.report(.badShift(text.value), at: text.location)
        continue
      }
      guard start < end else {
        reader.report(.invertedShift(text.value), at: text.location)
        continue
      }
      if let other = shifts.first(where: { $0.range.overlaps(start..<end) }) {
        reader.report(.overlappingShifts(other.text, text.value), at: text.location)
      }
      shifts.append((start..<end, text.value))
    }
    return shifts.map(\.range).sorted { $0.lowerBound < $1.lowerBound }
  }

  private static let knownTimeZones = TimeZone.knownTimeZoneIdentifiers

  private static func checkTimeZone(_ name: Sourced<String>, _ reader: inout NodeReader) {
    let known = knownTimeZones
    // A machine without time zone data knows none; the name is then checked where it is used.
    guard !known.isEmpty, name.value != "UTC", !known.contains(name.value) else { return }
    reader.report(
      .unknownTimeZone(name.value, nearest: nearestName(to: name.value, in: known)),
      at: name.location)
  }
}

/// Minutes since midnight of `HH:MM`, up to 24:00.
func minutesOfDay(_ text: Substring) -> Int? {
  let parts = Array(text.trimmed.utf8)
  guard parts.count == 5, parts[2] == UInt8(ascii: ":"),
    [parts[0], parts[1], parts[3], parts[4]].allSatisfy(isDigit)
  else { return nil }
  let digits = parts.map { Int($0) - 0x30 }
  let (hours, minutes) = (digits[0] * 10 + digits[1], digits[3] * 10 + digits[4])
  guard minutes < 60, hours < 24 || (hours == 24 && minutes == 0) else { return nil }
  return hours * 60 + minutes
}
