import KefuKnowledge
import KefuMatching
import KefuText

/// Conversations in steps. A flow waits at a step's question, or for a lookup; nothing else keeps it.
extension TurnBuilder {
  /// No flow has so many steps between two questions.
  private static let stepLimit = 100

  // MARK: Begin

  mutating func begin(_ flow: Flow, meant: Meant?, _ heard: Heard?) {
    if state.flow != nil { leaveFlow() }
    notes.append(.flowStarted(flow.id))
    var progress = ConversationState.FlowProgress(flow: flow.id, step: flow.steps[0].id)
    if let heard { progress.slots = given(in: heard, for: flow) }
    state.flow = progress
    let place = replies.count
    enter(flow.steps[0], of: flow)
    guard let meant, replies.indices.contains(place) else { return }
    replies[place].take(meant.recognition, in: dialogue.knowledge)
    replies[place].entry = dialogue.knowledge.entries[meant.entry].id
    replies[place].confidence = meant.confidence
  }

  /// What the message that begins the flow says already: options by their words, a picture, and
  /// where the flow begins by listening, the story.
  private func given(in heard: Heard, for flow: Flow) -> [String: SlotValue] {
    var slots: [String: SlotValue] = [:]
    let reader = SlotReader(
      heard.text, original: heard.utterance.text, photos: heard.utterance.photos)
    for request in flow.steps.compactMap(\.ask) {
      switch request.type {
      case .choice:
        guard let option = SlotReader.namedOption(in: heard.text.normalized, of: request) else {
          continue
        }
        slots[request.slot] = SlotValue(value: option.value, text: option.label)
      case .photo where heard.utterance.photos > 0: slots[request.slot] = reader.given(request)
      case .text where request == flow.steps[0].ask && heard.reply.letters >= Self.story:
        slots[request.slot] = reader.given(request)
      default: break
      }
    }
    return slots
  }

  /// A message of so many letters tells something rather than naming it.
  private static let story = 20

  /// What the conversation already holds for a question.
  private func known(_ request: SlotRequest) -> SlotValue? {
    if let value = state.flow?.slots[request.slot] { return value }
    guard request.type == .orderNumber || request.type == .phone,
      let text = state.slots[request.type.rawValue]
    else { return nil }
    return SlotValue(value: "given", text: text)
  }

  // MARK: Steps

  /// Goes on from `first` to the next question, lookup or end.
  private mutating func enter(_ first: FlowStep, of flow: Flow) {
    var step = first
    var said: [String] = []
    for _ in 0..<Self.stepLimit {
      state.flow?.step = step.id
      state.flow?.retries = 0
      state.flow?.idleTurns = 0
      if let text = step.say { said.append(render(text, in: flow)) }
      // What has been looked up is known until a slot it was asked by is filled anew.
      if let lookup = step.lookup, state.flow?.slots[lookup.into] == nil {
        if !said.isEmpty { say(.inform, said.joined(separator: "\n")) }
        request(lookup)
        return
      }
      if let request = step.ask {
        if let value = known(request) {
          state.flow?.slots[request.slot] = value
        } else {
          said.append(prompt(request, in: flow))
          var reply = Reply(.ask, said.joined(separator: "\n"))
          reply.options = request.options.map { Reply.Option(entry: nil, question: $0.label) }
          replies.append(reply)
          return
        }
      }
      guard let next = follow(step, of: flow) else {
        finish(step, of: flow, said)
        return
      }
      step = next
    }
    // It went round without a question left to ask.
    let progress = state.flow
    leaveFlow()
    handOver(
      .flow(flow.id, note: nil), group: flow.group, says: dialogue.wording.handoff, flow: progress)
  }

  /// The step after this one; nil where it ends.
  private func follow(_ step: FlowStep, of flow: Flow) -> FlowStep? {
    let slots = state.flow?.slots ?? [:]
    let branch = step.branches.first { branch in
      branch.conditions.allSatisfy { slot, values in
        slots[slot].map { values.contains($0.value) } ?? false
      }
    }
    if let branch { return flow.step(branch.next.value) }
    if case .step(let next) = step.exit { return flow.step(next.value) }
    return nil
  }

  private mutating func finish(_ step: FlowStep, of flow: Flow, _ said: [String]) {
    let end: FlowEnd =
      if case .end(let end) = step.exit { end } else { FlowEnd(outcome: .recorded) }
    notes.append(.flowEnded(flow.id, end.outcome))
    if !said.isEmpty {
      say(end.outcome == .handoff ? .handoff : .inform, said.joined(separator: "\n"))
    }
    let progress = state.flow
    for (name, value) in progress?.slots ?? [:] where value.value == "given" {
      state.slots[name] = value.text
    }
    state.flow = nil
    effects.append(
      .note(
        .flowEnded(
          flow: flow.id, end.outcome, reason: end.reason,
          slots: (progress?.slots ?? [:]).compactMapValues(\.text))))
    if end.outcome == .handoff {
      handOver(.flow(flow.id, note: end.reason), group: end.group ?? flow.group, flow: progress)
    }
  }

  mutating func leaveFlow() {
    guard let progress = state.flow else { return }
    notes.append(.flowLeft(progress.flow))
    effects.append(.note(.flowLeft(flow: progress.flow, step: progress.step)))
    state.flow = nil
  }

  // MARK: The customer's answer

  /// Whether the message has been dealt with in the flow under way.
  mutating func continuesFlow(_ heard: Heard) -> Bool {
    guard let progress = state.flow else { return false }
    guard let flow = dialogue.flow(progress.flow), let step = flow.step(progress.step) else {
      // It has gone with a reload.
      state.flow = nil
      return false
    }
    if cancels(heard, flow) {
      leaveFlow()
      say(
        .inform, flow.entries.isEmpty ? dialogue.wording.outreachLeft : dialogue.wording.flowLeft)
      return true
    }
    guard let request = step.ask, progress.lookup == nil else { return false }
    let reader = SlotReader(
      heard.text, original: heard.utterance.text, photos: heard.utterance.photos)
    let reading = reader.read(request)
    if reading == .other, takesOthers(heard, flow, request) {
      resume(request, flow, after: dialogue.wording.received)
      return true
    }
    if isQuestion(heard), reading != .declined, !isPlainAnswer(heard, request) {
      return interrupts(heard, flow, step, request)
    }
    switch reading {
    case .filled(let value):
      notes.append(.filled(slot: request.slot))
      state.flow?.slots[request.slot] = value
      for lookup in flow.steps.compactMap(\.lookup)
      where lookup.slots.contains(where: { $0.value == request.slot }) {
        state.flow?.slots[lookup.into] = nil
      }
      goOn(from: step, of: flow)
    case .declined:
      notes.append(.declined(slot: request.slot))
      leaveEmpty(request, step, flow)
    case .other: return interrupts(heard, flow, step, request)
    }
    return true
  }

  /// Answers to questions yet to come: the reason in place of the order number, a picture.
  private mutating func takesOthers(
    _ heard: Heard, _ flow: Flow, _ request: SlotRequest
  ) -> Bool {
    guard !QuestionSplitter.asksPlainly(heard.utterance.text) else { return false }
    let others = given(in: heard, for: flow).filter {
      $0.key != request.slot && state.flow?.slots[$0.key] == nil
    }
    for (slot, value) in others.sorted(by: { $0.key < $1.key }) {
      notes.append(.filled(slot: slot))
      state.flow?.slots[slot] = value
    }
    if !others.isEmpty { state.flow?.idleTurns = 0 }
    return !others.isEmpty
  }

  private mutating func goOn(from step: FlowStep, of flow: Flow) {
    if let next = follow(step, of: flow) {
      enter(next, of: flow)
    } else {
      finish(step, of: flow, [])
    }
  }

  private mutating func leaveEmpty(_ request: SlotRequest, _ step: FlowStep, _ flow: Flow) {
    guard request.isOptional else {
      let progress = state.flow
      state.flow = nil
      handOver(
        .flow(flow.id, note: nil), group: flow.group, says: dialogue.wording.handoff,
        flow: progress)
      return
    }
    state.flow?.slots[request.slot] = .declined
    goOn(from: step, of: flow)
  }

  /// A message the bot would answer, and that asks.
  private func isQuestion(_ heard: Heard) -> Bool {
    guard heard.recognition.decision.answered != nil else { return false }
    return QuestionSplitter.asksPlainly(heard.utterance.text)
  }

  /// A number, an order number or the like is an answer whatever else the message says.
  private func isPlainAnswer(_ heard: Heard, _ request: SlotRequest) -> Bool {
    switch request.type {
    case .orderNumber: OrderNumber.last(in: heard.text) != nil
    case .choice: OptionReader.read(heard.reply, count: request.options.count) != .other
    case .photo: heard.utterance.photos > 0
    default: false
    }
  }

  /// A question in the middle is answered, then the flow goes on; a message that is neither an answer
  /// nor a question is asked back.
  private mutating func interrupts(
    _ heard: Heard, _ flow: Flow, _ step: FlowStep, _ request: SlotRequest
  ) -> Bool {
    state.flow?.idleTurns += 1
    if let idle = state.flow?.idleTurns, idle >= flow.expiresAfterTurns {
      notes.append(.flowExpired(flow.id))
      leaveFlow()
      return false
    }
    var saysItAgain = false
    switch understand(heard) {
    case .entries(let meant):
      let isSameFlow = meant.contains { dialogue.flow(startedBy: $0.entry)?.id == flow.id }
      saysItAgain = isSameFlow
      if isSameFlow, meant.count == 1, flow.needs.isEmpty,
        QuestionSplitter.asksPlainly(heard.utterance.text)
      {
        // How it is done without the bot is what the entry says.
        var reply = Reply(answering: meant[0].entry, in: dialogue.knowledge, context: context)
        reply.take(heard.recognition, in: dialogue.knowledge)
        replies.append(reply)
        if let waiting = state.flow { resume(waiting) }
        return true
      }
      if meant.count > 1 || !isSameFlow {
        let small = meant.allSatisfy { dialogue.isSmallTalk($0.entry) }
        answer(meant, heard)
        // Another flow took over, or a person.
        guard state.flow?.flow == flow.id else { return true }
        if small, let last = replies.indices.last {
          replies[last].text = replies[last].text.firstSentence
        }
        if flow.entries.isEmpty, !small {
          // The bot spoke first; what the customer wants to know goes before what it asked.
          leaveFlow()
        } else {
          notes.append(.interrupted(flow: flow.id, step: step.id))
          if !flow.entries.isEmpty {
            dropClosingQuestions(from: 0)
            resume(request, flow, after: dialogue.wording.resume)
          }
        }
        return true
      }
    case .options(let options) where QuestionSplitter.asksPlainly(heard.utterance.text):
      // The flow waits until the customer has chosen.
      offer(options, heard)
      if flow.entries.isEmpty { leaveFlow() }
      return true
    case .nothing where QuestionSplitter.asksPlainly(heard.utterance.text):
      // Nothing the bot knows, and no answer to the flow's question either.
      var reply = Reply(.fallback, dialogue.wording.fallback(in: context))
      reply.take(heard.recognition, in: dialogue.knowledge)
      replies.append(reply)
      effects.append(.note(.unanswered))
      if let waiting = state.flow { resume(waiting) }
      return true
    default: break
    }
    notes.append(.notUnderstood(slot: request.slot))
    state.flow?.retries += 1
    if let retries = state.flow?.retries, retries > request.retries {
      leaveEmpty(request, step, flow)
    } else {
      // 我要退货, said again, is no order number that could not be read.
      let invalid = saysItAgain ? nil : request.invalid
      var text = invalid.map { render($0, in: flow) } ?? prompt(request, in: flow)
      if invalid != nil, !request.options.isEmpty { text += "\n" + list(request) }
      var reply = Reply(.ask, text)
      reply.options = request.options.map { Reply.Option(entry: nil, question: $0.label) }
      replies.append(reply)
    }
    return true
  }

  /// Goes on with the flow that waited while something else was answered.
  mutating func resume(_ waiting: ConversationState.FlowProgress) {
    guard state.flow == waiting, let flow = dialogue.flow(waiting.flow),
      let request = flow.step(waiting.step)?.ask
    else { return }
    notes.append(.interrupted(flow: flow.id, step: waiting.step))
    dropClosingQuestions(from: 0)
    resume(request, flow, after: dialogue.wording.resume)
  }

  private mutating func resume(
    _ request: SlotRequest, _ flow: Flow, after opening: String
  ) {
    var reply = Reply(.ask, opening + prompt(request, in: flow))
    reply.options = request.options.map { Reply.Option(entry: nil, question: $0.label) }
    replies.append(reply)
  }

  private static let slack = 3

  /// A clause that is little more than a phrase of `cancel`.
  private func cancels(_ heard: Heard, _ flow: Flow) -> Bool {
    let phrases = dialogue.cancelPhrases[flow.id] ?? []
    return heard.reply.clauses.contains { clause in
      !clause.isQuestion
        && phrases.contains {
          clause.text.holds($0) && clause.text.count <= $0.count + Self.slack
        }
    }
  }

  // MARK: Lookups

  private mutating func request(_ lookup: Lookup) {
    state.lookups += 1
    state.flow?.lookup = state.lookups
    let slots = state.flow?.slots ?? [:]
    var given: [String: String] = [:]
    for name in lookup.slots { given[name.value] = slots[name.value]?.text }
    effects.append(
      .lookup(LookupRequest(id: state.lookups, kind: lookup.kind, slots: given)))
  }

  /// An outcome nobody waits for any more is passed over.
  mutating func takeLookup(_ id: Int, _ outcome: LookupOutcome) {
    guard let progress = state.flow, progress.lookup == id,
      let flow = dialogue.flow(progress.flow), let step = flow.step(progress.step),
      let lookup = step.lookup
    else { return }
    state.flow?.lookup = nil
    state.flow?.slots[lookup.into] =
      switch outcome {
      case .found(let fields) where flow.fields(of: lookup.into).isSubset(of: fields.keys):
        SlotValue(value: "found", text: nil, fields: fields)
      case .missing: SlotValue(value: "missing", text: nil)
      case .found, .failed: SlotValue(value: "failed", text: nil)
      }
    if outcome == .missing {
      // A number that the shop does not know is asked for again rather than taken for known.
      let unknown = lookup.slots.compactMap { progress.slots[$0.value]?.text }
      state.slots = state.slots.filter { !unknown.contains($0.value) }
    }
    goOn(from: step, of: flow)
  }

  // MARK: Texts

  private func prompt(_ request: SlotRequest, in flow: Flow) -> String {
    let text = render(request.prompt, in: flow)
    return request.options.isEmpty ? text : text + "\n" + list(request)
  }

  private func list(_ request: SlotRequest) -> String {
    request.options.enumerated().map { "\($0 + 1). \($1.label)" }.joined(separator: "\n")
  }

  /// A template of the flow, with its slots.
  private func render(_ text: Sourced<String>, in flow: Flow) -> String {
    var context = context
    for step in flow.steps {
      guard let request = step.ask else { continue }
      let value = state.flow?.slots[request.slot]?.text
      if value != nil || context.variables["slot.\(request.slot)"] == nil {
        context.variables["slot.\(request.slot)"] =
          value ?? request.otherwise.map { self.render($0) } ?? ""
      }
    }
    for (name, value) in state.flow?.slots ?? [:] {
      for (field, text) in value.fields { context.variables["slot.\(name).\(field)"] = text }
    }
    return dialogue.knowledgeBase.render(Answer(text: text), in: context)
  }
}

extension Flow {
  /// The fields of a lookup that its texts show.
  func fields(of slot: String) -> Set<String> {
    let texts = steps.flatMap { step in
      [step.say, step.ask?.prompt, step.ask?.invalid, step.ask?.otherwise].compactMap(\.self)
    }
    let variables = texts.flatMap { (try? AnswerTemplate(parsing: $0.value))?.variables ?? [] }
    let prefix = "slot.\(slot)."
    return Set(variables.filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) })
  }
}
