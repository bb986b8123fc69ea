import KefuText

/// What can only be seen with all files together: names that must exist, and phrasings that
/// must be one entry's own.
struct KnowledgeChecks {
  let entries: [EntryDraft]
  /// Nil where kb.yaml could not be read: names it would define are then not checked.
  let settings: SettingsDraft?
  /// False where a file of entries could not be read: ids may then exist all the same.
  let hasAllEntries: Bool
  /// Ids that test tables name.
  let expectedEntries: [Sourced<String>]
  var triggers = TriggerDraft()
  var flows: [FlowDraft] = []

  func run(into diagnostics: inout Diagnostics) {
    if entries.isEmpty, hasAllEntries {
      diagnostics.report(.noEntries, at: SourceLocation(file: "entries"))
    }
    checkIDs(&diagnostics)
    checkPhrasings(&diagnostics)
    KeywordCollisions(entries: entries).report(into: &diagnostics)
    if let settings {
      checkGroups(settings.settings, &diagnostics)
      checkVariables(settings, &diagnostics)
    } else {
      checkTemplates(&diagnostics)
    }
    checkFollowUps(&diagnostics)
    checkRedLines(&diagnostics)
  }

  /// Every text that is said but for the fallback.
  private var templates: [Sourced<String>] {
    entries.flatMap { $0.entry.answers.map(\.text) } + triggers.templates
      + flows.flatMap(\.templates)
  }

  private func checkRedLines(_ diagnostics: inout Diagnostics) {
    for text in templates + [settings?.fallback].compactMap(\.self) {
      guard let secret = RedLine.secret(askedForIn: text.value) else { continue }
      diagnostics.report(.asksForSecret(secret), at: text.location)
    }
  }

  // MARK: Names

  private func checkIDs(_ diagnostics: inout Diagnostics) {
    var first: [String: SourceLocation] = [:]
    for draft in entries {
      guard let id = draft.id else { continue }
      if let location = first[id.value] {
        diagnostics.report(.duplicateEntry(id.value, first: location), at: id.location)
      } else {
        first[id.value] = id.location
      }
    }
    guard hasAllEntries else { return }
    let known = entries.compactMap(\.id?.value)
    for id in expectedEntries where first[id.value] == nil {
      let nearest = nearestName(to: id.value, in: known)
      diagnostics.report(.unknownTestEntry(id.value, nearest: nearest), at: id.location)
    }
    for id in entries.flatMap(\.entry.followUps) where first[id.value] == nil {
      let nearest = nearestName(to: id.value, in: known)
      diagnostics.report(.unknownFollowUp(id.value, nearest: nearest), at: id.location)
    }
    for id in flows.flatMap(\.flow.entries) where first[id.value] == nil {
      let nearest = nearestName(to: id.value, in: known)
      diagnostics.report(.unknownStart(id.value, nearest: nearest), at: id.location)
    }
    for id in settings?.allowedEntries ?? [] where first[id.value] == nil {
      let nearest = nearestName(to: id.value, in: known)
      diagnostics.report(.unknownAllowedEntry(id.value, nearest: nearest), at: id.location)
    }
  }

  private func checkGroups(_ settings: Settings, _ diagnostics: inout Diagnostics) {
    let known = settings.skillGroups.map(\.id)
    let named = entries.compactMap(\.group) + triggers.groups + flows.flatMap(\.groups)
    for group in named where !known.contains(group.value) {
      let nearest = nearestName(to: group.value, in: known)
      diagnostics.report(
        .unknownGroup(group.value, nearest: nearest, anyDefined: !known.isEmpty),
        at: group.location)
    }
  }

  private func checkVariables(_ settings: SettingsDraft, _ diagnostics: inout Diagnostics) {
    let variables = settings.settings.variables
    let known = variables.keys.sorted()
    let slotted = Set(flows.flatMap(\.templates).map(\.location))
    for text in templates + [settings.fallback].compactMap(\.self) {
      guard let template = template(text, &diagnostics) else { continue }
      for (index, name) in template.variables.enumerated() where variables[name] == nil {
        guard !template.variables[..<index].contains(name) else { continue }
        // Slots of flows are checked with the steps that ask for them.
        if name.hasPrefix("slot."), slotted.contains(text.location) { continue }
        let nearest = nearestName(to: name, in: known)
        diagnostics.report(.unknownVariable(name, nearest: nearest), at: text.location)
      }
    }
  }

  private func checkTemplates(_ diagnostics: inout Diagnostics) {
    for text in templates { _ = template(text, &diagnostics) }
  }

  private func template(
    _ text: Sourced<String>, _ diagnostics: inout Diagnostics
  ) -> AnswerTemplate? {
    do {
      return try AnswerTemplate(parsing: text.value)
    } catch {
      diagnostics.report(.malformedTemplate(error), at: text.location)
      return nil
    }
  }

  // MARK: Phrasings and keywords

  private func checkPhrasings(_ diagnostics: inout Diagnostics) {
    var first: [String: (entry: Int, phrasing: Int, text: Sourced<String>)] = [:]
    for (entryIndex, draft) in entries.enumerated() {
      for (phrasingIndex, text) in draft.entry.phrasings.enumerated() {
        let key = Normalizer.shared.literalKey(text.value)
        guard !key.isEmpty else { continue }
        guard let earlier = first[key] else {
          first[key] = (entryIndex, phrasingIndex, text)
          continue
        }
        if earlier.entry == entryIndex {
          diagnostics.report(
            .repeatedPhrasing(text.value, first: earlier.text), at: text.location)
        } else {
          let role = earlier.phrasing == 0 ? "the question" : "a variant"
          let owner = entries[earlier.entry].id?.value ?? "another entry"
          diagnostics.report(
            .sharedPhrasing(text.value, role: role, entry: owner, first: earlier.text),
            at: text.location)
        }
      }
    }
  }

  // MARK: Follow-ups

  private func checkFollowUps(_ diagnostics: inout Diagnostics) {
    var indexByID: [String: Int] = [:]
    for (index, draft) in entries.enumerated() {
      if let id = draft.id?.value, indexByID[id] == nil { indexByID[id] = index }
    }
    var edges = entries.map { _ in [(target: Int, location: SourceLocation)]() }
    for (index, draft) in entries.enumerated() {
      for followUp in draft.entry.followUps {
        guard let target = indexByID[followUp.value] else { continue }
        if target == index {
          diagnostics.report(.followUpToItself(followUp.value), at: followUp.location)
        } else {
          edges[index].append((target, followUp.location))
        }
      }
    }
    let graph = edges.map { $0.map(\.target) }
    for component in stronglyConnectedComponents(graph) where component.count > 1 {
      let path = shortestCycle(from: component[0], graph)
      let steps = zip(path, path.dropFirst()).map { from, to in
        let edge = edges[from].first { $0.target == to }!
        return Sourced(entries[to].entry.id, at: edge.location)
      }
      let start = Sourced(entries[path[0]].entry.id, at: entries[path[0]].entry.location)
      diagnostics.report(.followUpCycle([start] + steps), at: steps[0].location)
    }
  }
}

// MARK: - Graphs

/// The components of a graph given as the targets of each node (Tarjan 1972, without recursion);
/// each sorted, in the order of their first nodes.
func stronglyConnectedComponents(_ targets: [[Int]]) -> [[Int]] {
  var order = Array(repeating: -1, count: targets.count)
  var low = order
  var isOnStack = Array(repeating: false, count: targets.count)
  var stack: [Int] = []
  var next = 0
  var components: [[Int]] = []
  for root in targets.indices where order[root] < 0 {
    var path: [(node: Int, edge: Int)] = []
    func enter(_ node: Int) {
      order[node] = next
      low[node] = next
      next += 1
      stack.append(node)
      isOnStack[node] = true
      path.append((node, 0))
    }
    enter(root)
    while let (node, edge) = path.last {
      if edge < targets[node].count {
        path[path.count - 1].edge += 1
        let target = targets[node][edge]
        if order[target] < 0 {
          enter(target)
        } else if isOnStack[target] {
          low[node] = min(low[node], order[target])
        }
        continue
      }
      path.removeLast()
      if let parent = path.last?.node { low[parent] = min(low[parent], low[node]) }
      if low[node] == order[node] {
        let start = stack.lastIndex(of: node)!
        for member in stack[start...] { isOnStack[member] = false }
        components.append(stack[start...].sorted())
        stack.removeSubrange(start...)
      }
    }
  }
  return components.sorted { $0[0] < $1[0] }
}

/// The nodes of the shortest way from `start` back to it, `start` at both ends.
///
/// - Precondition: `start` lies on a cycle.
private func shortestCycle(from start: Int, _ targets: [[Int]]) -> [Int] {
  var previous: [Int: Int] = [:]
  var queue = [start]
  var head = 0
  while head < queue.count {
    let node = queue[head]
    head += 1
    for target in targets[node] where previous[target] == nil {
      previous[target] = node
      guard target != start else {
        var path = [start]
        while let step = previous[path[path.count - 1]] {
          path.append(step)
          if step == start { break }
        }
        return path.reversed()
      }
      queue.append(target)
    }
  }
  preconditionFailure("entry \(start) is on no cycle")
}
