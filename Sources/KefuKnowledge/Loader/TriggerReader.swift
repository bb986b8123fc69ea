import KefuText

/// triggers.yaml.
///
/// ```yaml
/// thresholds: {misses: 2, repeats: 2, lowRating: 2}
/// triggers:
///   - {id: person, reason: askedForPerson, phrases: [找真人]}
/// ```
struct TriggerReader {
  static let keys = ["thresholds", "triggers"]
  static let triggerKeys = [
    "id", "reason", "priority", "group", "phrases", "patterns", "unless", "when", "say",
  ]

  static func read(_ node: YAMLNode, with reader: inout NodeReader) -> TriggerDraft {
    var draft = TriggerDraft()
    guard let fields = reader.fields(of: node, "triggers.yaml", known: keys) else { return draft }
    draft.triggers.thresholds =
      fields["thresholds"].map { thresholds($0, &reader) } ?? HandoffThresholds()
    let items = fields["triggers"].flatMap { reader.items(of: $0, "triggers") } ?? []
    var first: [String: SourceLocation] = [:]
    for item in items {
      guard let (trigger, id, group) = trigger(item, &reader) else { continue }
      draft.triggers.all.append(trigger)
      if let group { draft.groups.append(group) }
      guard let id else { continue }
      reader.reportDuplicate(id, of: "a trigger", among: &first)
    }
    checkShared(draft.triggers.all, &reader)
    return draft
  }

  private static func thresholds(
    _ node: YAMLNode, _ reader: inout NodeReader
  ) -> HandoffThresholds {
    let known = ["misses", "repeats", "lowRating"]
    let fields = reader.fields(of: node, "thresholds", known: known) ?? [:]
    func value(_ key: String, in range: ClosedRange<Int>) -> Int {
      fields[key].flatMap { reader.wholeNumber($0, "thresholds.\(key)", in: range) } ?? 2
    }
    return HandoffThresholds(
      misses: value("misses", in: 1...20), repeats: value("repeats", in: 1...20),
      lowRating: value("lowRating", in: 1...5))
  }

  private static func trigger(
    _ node: YAMLNode, _ reader: inout NodeReader
  ) -> (Trigger, id: Sourced<String>?, group: Sourced<String>?)? {
    guard let fields = reader.fields(of: node, "a trigger", known: triggerKeys) else { return nil }
    let id = reader.identifier(fields["id"], "a trigger id")
    let name = id?.value ?? "this trigger"
    for key in ["id", "reason"] where fields[key] == nil {
      reader.report(.missingKey(key, of: name), at: node.location)
    }
    if fields["phrases"] == nil, fields["patterns"] == nil, fields["when"] == nil {
      reader.report(.missingKey("phrases", of: name), at: node.location)
    }
    let group = fields["group"].flatMap { reader.text($0, "group") }
    let reason: TriggerReason? = reader.word(fields["reason"], "reason")
    let trigger = Trigger(
      id: id?.value ?? "",
      reason: reason ?? .askedForPerson,
      priority: reader.word(fields["priority"], "priority") ?? .normal,
      group: group?.value,
      phrases: reader.matchedTexts(fields["phrases"], "phrases", item: "a phrase"),
      patterns: reader.texts(fields["patterns"], "patterns", item: "a pattern"),
      unless: reader.matchedTexts(fields["unless"], "unless", item: "a phrase"),
      conditions: fields["when"].flatMap { reader.conditions($0) } ?? [:],
      say: fields["say"].flatMap { reader.text($0, "say") },
      location: node.location)
    check(trigger, &reader)
    return (trigger, id, group)
  }

  static func check(_ trigger: Trigger, _ reader: inout NodeReader) {
    reader.reportRepeated(trigger.phrases, in: "phrases")
    reader.reportRepeated(trigger.unless, in: "unless")
    for pattern in trigger.patterns { checkPattern(pattern, &reader) }
    let key = Normalizer.shared.literalKey
    for phrase in trigger.phrases where key(phrase.value).count == 1 {
      reader.report(.shortKeyword(phrase.value), at: phrase.location)
    }
    for veto in trigger.unless {
      let vetoKey = key(veto.value)
      guard !vetoKey.isEmpty else { continue }
      let phrases = trigger.phrases.map { (word: $0, key: key($0.value)) }
      for phrase in phrases where phrase.key == vetoKey {
        reader.report(
          .vetoedKeyword(phrase.word.value, list: "unless", veto: veto), at: phrase.word.location)
      }
      for phrase in phrases where phrase.key != vetoKey && phrase.key.contains(vetoKey) {
        reader.report(
          .keywordContainsVeto(phrase.word.value, list: "unless", veto: veto),
          at: phrase.word.location)
      }
      if trigger.patterns.isEmpty, !phrases.contains(where: { canTouch($0.key, vetoKey) }) {
        reader.report(.uselessUnless(veto.value), at: veto.location)
      }
    }
  }

  /// Whether two phrases can share a character in some message.
  private static func canTouch(_ a: String, _ b: String) -> Bool {
    if a.contains(b) || b.contains(a) { return true }
    return (1..<max(2, min(a.count, b.count))).contains { length in
      a.suffix(length) == b.prefix(length) || b.suffix(length) == a.prefix(length)
    }
  }

  /// A phrase of two triggers: a message would be handed over for either reason.
  private static func checkShared(_ triggers: [Trigger], _ reader: inout NodeReader) {
    var first: [String: (index: Int, location: SourceLocation)] = [:]
    for (index, trigger) in triggers.enumerated() {
      for phrase in trigger.phrases {
        let key = Normalizer.shared.literalKey(phrase.value)
        guard !key.isEmpty else { continue }
        guard let earlier = first[key] else {
          first[key] = (index, phrase.location)
          continue
        }
        let owner = triggers[earlier.index]
        guard earlier.index != index, owner.conditions == trigger.conditions else { continue }
        if owner.reason == trigger.reason {
          reader.report(
            .repeatedWord(phrase.value, list: owner.id, first: earlier.location),
            at: phrase.location)
        } else {
          reader.report(
            .sharedPhrase(
              phrase.value, trigger: owner.id, reason: owner.reason.rawValue,
              first: earlier.location),
            at: phrase.location)
        }
      }
    }
  }

  // MARK: Patterns

  static let maximumPatternScalars = 200

  static func checkPattern(_ pattern: Sourced<String>, _ reader: inout NodeReader) {
    guard pattern.value.unicodeScalars.count <= maximumPatternScalars else {
      reader.report(.longPattern(pattern.value), at: pattern.location)
      return
    }
    do {
      let regex = try Regex(pattern.value)
      if repeatsRepetition(pattern.value) {
        reader.report(.slowPattern(pattern.value), at: pattern.location)
      } else if "".firstMatch(of: regex) != nil {
        reader.report(.patternOfNothing(pattern.value), at: pattern.location)
      }
    } catch {
      reader.report(.badPattern(pattern.value, reason: "\(error)"), at: pattern.location)
    }
  }

  /// Whether a group with an unbounded repetition is itself repeated without bound, as in `(a+)+`:
  /// the time of a search may then double with every character.
  private static func repeatsRepetition(_ pattern: String) -> Bool {
    let scalars = Array(pattern.unicodeScalars)
    /// For each open group, whether anything in it repeats.
    var groups = [false]
    var index = 0
    var isClass = false
    func isUnbounded(_ index: Int) -> Bool {
      guard index < scalars.count else { return false }
      if scalars[index] == "*" || scalars[index] == "+" { return true }
      guard scalars[index] == "{", let end = scalars[index...].firstIndex(of: "}") else {
        return false
      }
      return scalars[end - 1] == ","
    }
    while index < scalars.count {
      defer { index += 1 }
      switch scalars[index] {
      case "\\": index += 1
      case "[": isClass = true
      case "]": isClass = false
      case _ where isClass: break
      case "(": groups.append(false)
      case ")":
        let repeats = groups.count > 1 ? groups.removeLast() : false
        if isUnbounded(index + 1), repeats { return true }
        groups[groups.count - 1] = groups[groups.count - 1] || repeats
      default: if isUnbounded(index) { groups[groups.count - 1] = true }
      }
    }
    return false
  }
}

/// The triggers, and what later checks need of their places.
struct TriggerDraft {
  var triggers = Triggers()
  var groups: [Sourced<String>] = []

  var templates: [Sourced<String>] { triggers.all.compactMap(\.say) }
}
