/// What can only be seen with all steps of a flow together: that its names exist, that every step
/// is reached and leads to an end, that what is said or compared has been asked.
struct FlowChecks {
  let steps: [StepDraft]
  /// False where a step could not be read: the ways through the flow are then not judged.
  var isComplete: Bool

  private var indexByID: [String: Int] = [:]
  /// For each step, the steps that may come next.
  private var targets: [[Int]] = []

  init(steps: [StepDraft], isComplete: Bool) {
    self.steps = steps
    self.isComplete = isComplete && steps.allSatisfy(\.isComplete)
  }

  mutating func run(into reader: inout NodeReader) -> [FlowStep] {
    var first: [String: SourceLocation] = [:]
    for (index, step) in steps.enumerated() {
      guard let id = step.id else {
        isComplete = false
        continue
      }
      if first[id.value] != nil { isComplete = false }
      reader.reportDuplicate(id, of: "a step", among: &first)
      if indexByID[id.value] == nil { indexByID[id.value] = index }
    }
    checkSlotTypes(&reader)
    targets = steps.indices.map { index in ways(from: index, &reader) }
    if isComplete, !steps.isEmpty {
      checkWays(&reader)
      checkSlots(&reader)
    }
    return steps.enumerated().map { index, step in
      FlowStep(
        id: step.id?.value ?? "", say: step.say, ask: step.ask?.request,
        lookup: step.lookup?.lookup,
        branches: step.branches.map { branch in
          FlowStep.Branch(
            conditions: Dictionary(
              branch.conditions.map { ($0.slot.value, Set($0.values.map(\.value))) }
            ) { first, _ in first },
            next: branch.next)
        },
        exit: exit(of: index), location: step.location)
    }
  }

  private func exit(of index: Int) -> FlowStep.Exit {
    let step = steps[index]
    if let next = step.next { return .step(next) }
    if let end = step.end { return .end(end) }
    if index + 1 < steps.count, let below = steps[index + 1].id { return .step(below) }
    return .end(FlowEnd(outcome: .recorded))
  }

  // MARK: Ways

  /// The steps that may follow; a name that no step has is reported.
  private mutating func ways(from index: Int, _ reader: inout NodeReader) -> [Int] {
    let step = steps[index]
    var found: [Int] = []
    for name in step.branches.map(\.next) + [step.next].compactMap(\.self) {
      if let target = indexByID[name.value] {
        found.append(target)
      } else {
        let nearest = nearestName(to: name.value, in: steps.compactMap(\.id?.value))
        reader.report(.unknownStep(name.value, nearest: nearest), at: name.location)
        isComplete = false
      }
    }
    if step.next == nil, step.end == nil {
      if index + 1 < steps.count {
        found.append(index + 1)
      } else if isComplete {
        reader.report(.missingKey("end", of: "the last step"), at: step.location)
        isComplete = false
      }
    }
    return found
  }

  private func checkWays(_ reader: inout NodeReader) {
    let reached = visited(from: [0], along: targets)
    for index in steps.indices where !reached[index] {
      reader.report(.unreachedStep(name(index)), at: place(index))
    }
    var sources = steps.map { _ in [Int]() }
    for (index, following) in targets.enumerated() {
      for target in following { sources[target].append(index) }
    }
    let ends = steps.indices.filter { steps[$0].end != nil }
    let ending = visited(from: ends, along: sources)
    var reported: Set<Int> = []
    let silent = steps.indices.map { index in
      steps[index].ask == nil ? targets[index].filter { steps[$0].ask == nil } : []
    }
    for loop in loops(silent) {
      reported.formUnion(loop)
      reader.report(.silentLoop(loop.map(name)), at: place(loop[0]))
    }
    for loop in loops(targets) where !ending[loop[0]] && reported.isDisjoint(with: loop) {
      reader.report(.endlessStep(name(loop[0])), at: place(loop[0]))
    }
  }

  private func loops(_ targets: [[Int]]) -> [[Int]] {
    stronglyConnectedComponents(targets).filter {
      $0.count > 1 || targets[$0[0]].contains($0[0])
    }
  }

  private func visited(from starts: [Int], along edges: [[Int]]) -> [Bool] {
    var isVisited = Array(repeating: false, count: edges.count)
    var waiting = starts
    for start in starts { isVisited[start] = true }
    while let index = waiting.popLast() {
      for target in edges[index] where !isVisited[target] {
        isVisited[target] = true
        waiting.append(target)
      }
    }
    return isVisited
  }

  private func name(_ index: Int) -> String { steps[index].id?.value ?? "" }

  private func place(_ index: Int) -> SourceLocation {
    steps[index].id?.location ?? steps[index].location
  }

  // MARK: Slots

  /// A slot holds one kind of thing, however many steps ask for it.
  private func checkSlotTypes(_ reader: inout NodeReader) {
    var first: [String: (type: String, location: SourceLocation)] = [:]
    let asked = steps.compactMap(\.ask).filter(\.areValuesKnown)
      .map { ($0.slot, $0.request.type.rawValue) }
    let found = steps.compactMap(\.lookup)
      .map { ($0.into, "the outcome of a lookup of \($0.lookup.kind.rawValue)") }
    for (slot, type) in asked + found {
      if let earlier = first[slot.value] {
        guard earlier.type != type else { continue }
        reader.report(
          .slotOfTwoTypes(slot.value, earlier.type, type, first: earlier.location),
          at: slot.location)
      } else {
        first[slot.value] = (type, slot.location)
      }
    }
  }

  private func checkSlots(_ reader: inout NodeReader) {
    let known = Set(steps.flatMap(\.slots)).sorted()
    let (always, sometimes) = slotsBefore()
    func check(_ slot: Sourced<String>, in asked: Set<String>, isAskedSometimes: Bool) -> Bool {
      guard !asked.contains(slot.value) else { return true }
      if known.contains(slot.value) {
        reader.report(
          .slotNotAsked(slot.value, isAskedSometimes: isAskedSometimes), at: slot.location)
      } else {
        let nearest = nearestName(to: slot.value, in: known)
        reader.report(.unknownSlot(slot.value, nearest: nearest), at: slot.location)
      }
      return false
    }
    let reached = visited(from: [0], along: targets)
    for (index, step) in steps.enumerated() where reached[index] {
      let own =
        step.ask.map { [$0.request.prompt, $0.request.invalid, $0.request.otherwise] } ?? []
      for text in ([step.say] + own).compactMap(\.self) {
        for shown in slots(in: text) {
          let (slot, field) = split(shown, known)
          let isKnown = check(
            slot, in: always[index], isAskedSometimes: sometimes[index].contains(slot.value))
          if isKnown { checkField(field, of: slot, &reader) }
        }
      }
      for slot in step.lookup?.lookup.slots ?? [] {
        _ = check(slot, in: sometimes[index], isAskedSometimes: false)
      }
      let answered = sometimes[index].union(step.slots)
      for condition in step.branches.flatMap(\.conditions) {
        guard check(condition.slot, in: answered, isAskedSometimes: false) else { continue }
        checkValues(condition, &reader)
      }
    }
  }

  /// `parcel.status` is a field of the slot `parcel`, unless a slot has just that name.
  private func split(
    _ shown: Sourced<String>, _ known: [String]
  ) -> (slot: Sourced<String>, field: String?) {
    guard !known.contains(shown.value), let dot = shown.value.lastIndex(of: "."),
      known.contains(String(shown.value[..<dot]))
    else { return (shown, nil) }
    let field = shown.value[shown.value.index(after: dot)...]
    return (Sourced(String(shown.value[..<dot]), at: shown.location), String(field))
  }

  private func checkField(
    _ field: String?, of slot: Sourced<String>, _ reader: inout NodeReader
  ) {
    let lookup = steps.compactMap(\.lookup?.lookup).first { $0.into == slot.value }
    let known = lookup?.kind.fields ?? []
    if field == nil, lookup == nil { return }
    if let field, known.contains(field) { return }
    reader.report(
      .unknownLookupField(
        field, slot: slot.value, nearest: field.flatMap { nearestName(to: $0, in: known) },
        known: known),
      at: slot.location)
  }

  private func checkValues(
    _ condition: (slot: Sourced<String>, values: [Sourced<String>]), _ reader: inout NodeReader
  ) {
    let asks = steps.compactMap(\.ask).filter { $0.slot.value == condition.slot.value }
    guard asks.allSatisfy(\.areValuesKnown) else { return }
    let isFound = steps.contains { $0.lookup?.into.value == condition.slot.value }
    var values = isFound ? Lookup.outcomes : []
    for value in asks.flatMap(\.request.values) where !values.contains(value) {
      values.append(value)
    }
    for value in condition.values where !values.contains(value.value) {
      let nearest = nearestName(to: value.value, in: values)
      reader.report(
        .unknownSlotValue(
          value.value, slot: condition.slot.value, nearest: nearest, known: values),
        at: value.location)
    }
  }

  /// The slots a text shows, each once.
  private func slots(in text: Sourced<String>) -> [Sourced<String>] {
    guard let template = try? AnswerTemplate(parsing: text.value) else { return [] }
    var seen: Set<String> = []
    return template.variables.compactMap { variable in
      guard variable.hasPrefix("slot."), seen.insert(variable).inserted else { return nil }
      return Sourced(String(variable.dropFirst(5)), at: text.location)
    }
  }

  /// For each step, the slots that every way to it has asked for, and those that any way has.
  private func slotsBefore() -> (always: [Set<String>], sometimes: [Set<String>]) {
    let all = Set(steps.flatMap(\.slots))
    var always = steps.map { _ in all }
    var sometimes = steps.map { _ in Set<String>() }
    always[0] = []
    var waiting = Array(steps.indices.reversed())
    while let index = waiting.popLast() {
      let own = Set(steps[index].slots)
      for target in targets[index] {
        let fewer = always[target].intersection(always[index].union(own))
        let more = sometimes[target].union(sometimes[index]).union(own)
        guard fewer != always[target] || more != sometimes[target] else { continue }
        always[target] = fewer
        sometimes[target] = more
        waiting.append(target)
      }
    }
    return (always, sometimes)
  }
}

extension StepDraft {
  /// The slots that are filled once the step is done.
  fileprivate var slots: [String] { [ask?.slot.value, lookup?.into.value].compactMap(\.self) }
}
