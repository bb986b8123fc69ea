/// flows.yaml: a list of flows.
///
/// ```yaml
/// - id: flow.return
///   title: 退货
///   startedBy: {entries: [return.how]}
///   steps:
///     - {id: number, ask: {slot: order, type: orderNumber, prompt: 请发一下订单号}}
///     - {id: done, say: 已登记。, end: {outcome: recorded}}
/// ```
struct FlowReader {
  static let keys = [
    "id", "title", "startedBy", "expiresAfterTurns", "cancel", "group", "windows", "steps",
  ]
  static let stepKeys = ["id", "say", "ask", "lookup", "branch", "next", "end"]
  static let askKeys = [
    "slot", "type", "prompt", "invalid", "retries", "optional", "otherwise", "options",
  ]

  static func read(_ node: YAMLNode, with reader: inout NodeReader) -> [FlowDraft] {
    if case .mapping = node.content {
      reader.report(.bareFlow, at: node.location)
      return []
    }
    var flows: [FlowDraft] = []
    var first: [String: SourceLocation] = [:]
    var starts: [String: (flow: String, location: SourceLocation)] = [:]
    for item in reader.items(of: node, "flows.yaml") ?? [] {
      guard let draft = flow(item, &reader) else { continue }
      flows.append(draft)
      if let id = draft.id {
        reader.reportDuplicate(id, of: "a flow", among: &first)
      }
      for entry in draft.flow.entries {
        if let earlier = starts[entry.value] {
          reader.report(
            .sharedStart(entry.value, flow: earlier.flow, first: earlier.location),
            at: entry.location)
        } else {
          starts[entry.value] = (draft.flow.id, entry.location)
        }
      }
    }
    return flows
  }

  private static func flow(_ node: YAMLNode, _ reader: inout NodeReader) -> FlowDraft? {
    guard let fields = reader.fields(of: node, "a flow", known: keys) else { return nil }
    let id = reader.identifier(fields["id"], "a flow id")
    let name = id?.value ?? "this flow"
    for key in ["id", "title", "startedBy", "steps"] where fields[key] == nil {
      reader.report(.missingKey(key, of: name), at: node.location)
    }
    var draft = FlowDraft(
      flow: Flow(
        id: id?.value ?? "",
        title: fields["title"].flatMap { reader.text($0, "title") }?.value ?? "",
        expiresAfterTurns: fields["expiresAfterTurns"]
          .flatMap { reader.wholeNumber($0, "expiresAfterTurns", in: 1...50) } ?? 10,
        cancel: reader.matchedTexts(fields["cancel"], "cancel", item: "a phrase"),
        steps: [], location: node.location),
      id: id)
    reader.reportRepeated(draft.flow.cancel, in: "cancel")
    if let group = fields["group"].flatMap({ reader.text($0, "group") }) {
      draft.flow.group = group.value
      draft.groups.append(group)
    }
    if let start = fields["startedBy"] { readStart(start, of: name, &draft, &reader) }
    draft.flow.windows = fields["windows"].flatMap { windows($0, &reader) }
    checkWindows(draft.flow, fields["windows"], &reader)
    if let steps = fields["steps"].flatMap({ reader.items(of: $0, "steps") }) {
      if steps.isEmpty {
        reader.report(.emptyList("steps", of: name), at: fields["steps"]!.location)
      }
      let drafts = steps.compactMap { step($0, &reader) }
      draft.groups += drafts.compactMap(\.group)
      var checks = FlowChecks(steps: drafts, isComplete: drafts.count == steps.count)
      draft.flow.steps = checks.run(into: &reader)
    }
    return draft
  }

  private static func readStart(
    _ node: YAMLNode, of name: String, _ draft: inout FlowDraft, _ reader: inout NodeReader
  ) {
    let known = ["entries", "events"]
    guard let fields = reader.fields(of: node, "startedBy", known: known) else { return }
    draft.flow.entries = reader.texts(fields["entries"], "entries", item: "an entry")
    reader.reportRepeated(draft.flow.entries, in: "entries")
    let events = fields["events"].flatMap { reader.items(of: $0, "events") } ?? []
    draft.flow.events = events.compactMap { reader.word($0, "event") }
    if draft.flow.entries.isEmpty, events.isEmpty {
      reader.report(.emptyList("startedBy", of: name), at: node.location)
    }
  }

  // MARK: Windows

  private static func windows(
    _ node: YAMLNode, _ reader: inout NodeReader
  ) -> ContactWindows? {
    let known = ["notBefore", "afternoonFrom", "holidaysFrom", "quiet", "perOrder", "perDay"]
    guard let fields = reader.fields(of: node, "windows", known: known) else { return nil }
    var windows = ContactWindows()
    func time(_ key: String, _ path: WritableKeyPath<ContactWindows, Int>) {
      guard let text = fields[key].flatMap({ reader.text($0, key) }) else { return }
      if let minutes = minutesOfDay(text.value[...]), minutes < 1440 {
        windows[keyPath: path] = minutes
      } else {
        reader.report(.badTime(text.value), at: text.location)
      }
    }
    time("notBefore", \.notBefore)
    time("afternoonFrom", \.afternoonFrom)
    time("holidaysFrom", \.holidaysFrom)
    for text in reader.texts(fields["quiet"], "quiet", item: "a quiet time") {
      let ends = text.value.split(separator: "-", omittingEmptySubsequences: false)
      guard ends.count == 2, let start = minutesOfDay(ends[0]), let end = minutesOfDay(ends[1]),
        start != end
      else {
        reader.report(.badQuietTime(text.value), at: text.location)
        continue
      }
      windows.quiet += start < end ? [start..<end] : [start..<1440, 0..<end]
    }
    func count(_ key: String, _ path: WritableKeyPath<ContactWindows, Int>) {
      guard let node = fields[key] else { return }
      if let count = reader.wholeNumber(node, key, in: 1...10) { windows[keyPath: path] = count }
    }
    count("perOrder", \.perOrder)
    count("perDay", \.perDay)
    return windows
  }

  private static func checkWindows(
    _ flow: Flow, _ node: YAMLNode?, _ reader: inout NodeReader
  ) {
    if let windows = flow.windows, let node {
      if flow.events.isEmpty, !flow.entries.isEmpty {
        reader.report(.windowsWithoutEvent, at: node.location)
      }
      if !(0..<1440).contains(where: { windows.allows(minute: $0, isHoliday: true) }) {
        reader.report(.closedWindows, at: node.location)
      }
    } else if node == nil, let event = flow.events.first(where: { $0 != .visit }) {
      // A visitor is there to read; anyone else may be asleep.
      reader.report(.eventWithoutWindows(event.rawValue), at: flow.location)
    }
  }

  // MARK: Steps

  private static func step(_ node: YAMLNode, _ reader: inout NodeReader) -> StepDraft? {
    guard let fields = reader.fields(of: node, "a step", known: stepKeys) else { return nil }
    let id = reader.identifier(fields["id"], "a step id")
    let name = id.map { "step \($0.value)" } ?? "this step"
    if id == nil, fields["id"] == nil {
      reader.report(.missingKey("id", of: name), at: node.location)
    }
    if ["say", "ask", "lookup", "branch", "end"].allSatisfy({ fields[$0] == nil }) {
      reader.report(.missingKey("say", of: name), at: node.location)
    }
    if let end = fields["end"], fields["next"] != nil {
      reader.report(.twoWaysOn(name), at: end.location)
    }
    var draft = StepDraft(id: id, location: node.location)
    draft.say = fields["say"].flatMap { reader.text($0, "say") }
    if let ask = fields["ask"] {
      draft.ask = self.ask(ask, &reader)
      draft.isComplete = draft.ask != nil
    }
    if let lookup = fields["lookup"] {
      draft.lookup = self.lookup(lookup, &reader)
      draft.isComplete = draft.isComplete && draft.lookup != nil
    }
    for item in fields["branch"].flatMap({ reader.items(of: $0, "branch") }) ?? [] {
      if let branch = branch(item, &reader) {
        draft.branches.append(branch)
      } else {
        draft.isComplete = false
      }
    }
    if let next = fields["next"] {
      draft.next = reader.text(next, "next")
      draft.isComplete = draft.isComplete && draft.next != nil
    }
    if let end = fields["end"] {
      draft.group = readEnd(end, into: &draft.end, &reader)
    }
    return draft
  }

  private static func lookup(
    _ node: YAMLNode, _ reader: inout NodeReader
  ) -> StepDraft.Search? {
    let known = ["kind", "by", "into"]
    guard let fields = reader.fields(of: node, "lookup", known: known) else { return nil }
    for key in ["kind", "into"] where fields[key] == nil {
      reader.report(.missingKey(key, of: "lookup"), at: node.location)
    }
    let kind: LookupKind? = reader.word(fields["kind"], "lookup")
    let into = fields["into"].flatMap { reader.slotName($0, "into") }
    let slots = reader.texts(fields["by"], "by", item: "a slot")
    guard let kind, let into else { return nil }
    return StepDraft.Search(
      lookup: Lookup(kind: kind, slots: slots, into: into.value), into: into)
  }

  private static func branch(
    _ node: YAMLNode, _ reader: inout NodeReader
  ) -> StepDraft.Branch? {
    guard let fields = reader.fields(of: node, "a branch", known: ["when", "next"]) else {
      return nil
    }
    for key in ["when", "next"] where fields[key] == nil {
      reader.report(.missingKey(key, of: "a branch"), at: node.location)
    }
    let next = fields["next"].flatMap { reader.text($0, "next") }
    guard let when = fields["when"], let pairs = reader.pairs(of: when, "when") else { return nil }
    let conditions = pairs.map { slot, value in
      (slot: slot, values: reader.acceptedValues(value, of: slot.value))
    }
    if conditions.isEmpty { reader.report(.emptyList("when", of: "a branch"), at: when.location) }
    guard let next, !conditions.contains(where: \.values.isEmpty) else { return nil }
    return StepDraft.Branch(conditions: conditions, next: next)
  }

  /// The group the end names.
  private static func readEnd(
    _ node: YAMLNode, into end: inout FlowEnd?, _ reader: inout NodeReader
  ) -> Sourced<String>? {
    end = FlowEnd(outcome: .recorded)
    let known = ["outcome", "reason", "group"]
    guard let fields = reader.fields(of: node, "end", known: known) else { return nil }
    if fields["outcome"] == nil {
      reader.report(.missingKey("outcome", of: "end"), at: node.location)
    }
    let group = fields["group"].flatMap { reader.text($0, "group") }
    end = FlowEnd(
      outcome: reader.word(fields["outcome"], "outcome") ?? .recorded,
      reason: fields["reason"].flatMap { reader.text($0, "reason") }?.value,
      group: group?.value)
    return group
  }

  // MARK: Questions

  private static func ask(_ node: YAMLNode, _ reader: inout NodeReader) -> StepDraft.Ask? {
    guard let fields = reader.fields(of: node, "ask", known: askKeys) else { return nil }
    for key in ["slot", "type", "prompt"] where fields[key] == nil {
      reader.report(.missingKey(key, of: "ask"), at: node.location)
    }
    let slot = fields["slot"].flatMap { reader.slotName($0, "slot") }
    let type: SlotType? = reader.word(fields["type"], "type")
    let options = fields["options"].map { self.options($0, &reader) } ?? []
    if type == .choice, fields["options"] == nil {
      reader.report(.missingKey("options", of: "ask"), at: node.location)
    } else if let type, type != .choice, let node = fields["options"] {
      reader.report(.optionsOfNoChoice(type.rawValue), at: node.location)
    }
    let prompt = fields["prompt"].flatMap { reader.text($0, "prompt") }
    let invalid = fields["invalid"].flatMap { reader.text($0, "invalid") }
    let retries = fields["retries"].flatMap { reader.wholeNumber($0, "retries", in: 0...3) }
    let optional = fields["optional"].map { reader.flag($0, "optional") } ?? false
    let isOptional = optional ?? true
    let otherwise = fields["otherwise"].flatMap { reader.text($0, "otherwise") }
    if let otherwise, !isOptional {
      reader.report(.otherwiseOfRequired, at: otherwise.location)
    }
    guard let slot else { return nil }
    return StepDraft.Ask(
      request: SlotRequest(
        slot: slot.value, type: type ?? .text, prompt: prompt ?? Sourced("", at: node.location),
        invalid: invalid, retries: retries ?? 2, isOptional: isOptional, otherwise: otherwise,
        options: options),
      slot: slot,
      // What was not understood is not used to find fault with branches.
      areValuesKnown: type != nil && (type != .choice || options.count > 1))
  }

  private static func options(
    _ node: YAMLNode, _ reader: inout NodeReader
  ) -> [SlotRequest.Option] {
    guard let items = reader.items(of: node, "options") else { return [] }
    if items.count < 2 { reader.report(.tooFewOptions(items.count), at: node.location) }
    var values: [String: SourceLocation] = [:]
    var labels: [String: SourceLocation] = [:]
    return items.compactMap { item in
      let known = ["label", "value", "words"]
      guard let fields = reader.fields(of: item, "an option", known: known) else { return nil }
      for key in ["label", "value"] where fields[key] == nil {
        reader.report(.missingKey(key, of: "an option"), at: item.location)
      }
      let label = fields["label"].flatMap { reader.matchedText($0, "label") }
      let value = fields["value"].flatMap { reader.text($0, "value") }
      let words = reader.matchedTexts(fields["words"], "words", item: "a word")
      if let value { reader.reportDuplicate(value, of: "an option", among: &values) }
      for word in (label.map { [$0] } ?? []) + words {
        reader.reportDuplicate(word, of: "an option", among: &labels)
      }
      guard let label, let value else { return nil }
      return SlotRequest.Option(label: label.value, value: value.value, words: words)
    }
  }
}

/// A flow as far as it could be read, and the places that later checks need.
struct FlowDraft {
  var flow: Flow
  /// Nil where it is missing.
  var id: Sourced<String>?
  var groups: [Sourced<String>] = []

  var templates: [Sourced<String>] { flow.steps.flatMap(\.templates) }
}

/// A step before its ways on are known to exist.
struct StepDraft {
  struct Ask {
    var request: SlotRequest
    var slot: Sourced<String>
    var areValuesKnown: Bool
  }

  struct Search {
    var lookup: Lookup
    var into: Sourced<String>
  }

  struct Branch {
    var conditions: [(slot: Sourced<String>, values: [Sourced<String>])]
    var next: Sourced<String>
  }

  var id: Sourced<String>?
  var say: Sourced<String>?
  var ask: Ask?
  var lookup: Search?
  var branches: [Branch] = []
  var next: Sourced<String>?
  var end: FlowEnd?
  var group: Sourced<String>?
  /// False where a part that matters to the ways on could not be read.
  var isComplete = true
  var location: SourceLocation

  init(id: Sourced<String>?, location: SourceLocation) {
    self.id = id
    self.location = location
  }
}

extension FlowStep {
  /// Every text of it that the customer reads.
  var templates: [Sourced<String>] {
    let asked = ask.map { [$0.prompt, $0.invalid, $0.otherwise] } ?? []
    return ([say] + asked).compactMap(\.self)
  }
}

extension NodeReader {
  fileprivate mutating func slotName(_ node: YAMLNode, _ subject: String) -> Sourced<String>? {
    let slot = text(node, subject)
    if let slot, !slot.value.isIdentifier {
      report(
        .badName(
          slot.value, of: "a slot",
          rule: "letters, digits, dots, hyphens and underscores, such as order"),
        at: slot.location)
    }
    return slot
  }

  /// Reports a name that is already among those seen; adds it otherwise.
  mutating func reportDuplicate(
    _ name: Sourced<String>, of kind: String, among seen: inout [String: SourceLocation]
  ) {
    if let first = seen[name.value] {
      report(.duplicateName(name.value, of: kind, first: first), at: name.location)
    } else {
      seen[name.value] = name.location
    }
  }
}
