import KefuKnowledge
import KefuMatching

/// Bringing in a person, and ratings.
extension TurnBuilder {
  /// A trigger was hit: what can be answered is answered, and a person comes.
  mutating func pull(_ trigger: Trigger, _ heard: Heard) {
    notes.append(.trigger(id: trigger.id, trigger.reason))
    let flow = state.flow
    if case .entries(let meant) = understand(heard) {
      // Small talk has nothing to add to what the trigger says.
      let matters = meant.filter { !dialogue.isSmallTalk($0.entry) }
      if !matters.isEmpty { answer(matters, heard, startsFlows: false) }
    }
    // What an entry hands over for is not handed over twice.
    effects.removeAll { if case .handoff = $0 { true } else { false } }
    if replies.isEmpty {
      say(.handoff, trigger.say.map { render($0) } ?? dialogue.wording.handoff)
    } else if !replies.contains(where: { dialogue.wording.announcesPerson($0.text) }) {
      say(.handoff, dialogue.wording.handoffAfterAnswer)
    }
    handOver(
      .trigger(id: trigger.id, trigger.reason), group: trigger.group ?? topicGroup,
      priority: trigger.priority, flow: flow)
    leaveFlow()
  }

  /// The group of what was spoken of last.
  private var topicGroup: String? {
    state.topic.flatMap { dialogue.entry($0.entry) }.flatMap {
      dialogue.knowledge.entries[$0].group
    }
  }

  mutating func handOver(
    _ reason: HandoffReason, group: String? = nil, priority: HandoffPriority = .normal,
    says text: String? = nil, flow: ConversationState.FlowProgress? = nil
  ) {
    if let text { say(.handoff, text) }
    let flow = flow ?? state.flow
    var slots = state.slots
    for (name, value) in flow?.slots ?? [:] { slots[name] = value.text }
    hand(
      Handoff(
        reason: reason, group: group ?? topicGroup, priority: priority,
        tried: state.answered.map(\.entry), slots: slots, flow: flow?.flow,
        lastConfidence: state.lastConfidence))
    state.misses = 0
    state.clarification = nil
  }

  /// A conversation is handed over once a turn: for the more urgent reason, else the first.
  private mutating func hand(_ handoff: Handoff) {
    for (place, effect) in effects.enumerated() {
      guard case .handoff(let earlier) = effect else { continue }
      if earlier.priority < handoff.priority { effects[place] = .handoff(handoff) }
      return
    }
    effects.append(.handoff(handoff))
  }

  // MARK: Ratings

  mutating func rate(_ stars: Int) {
    guard (1...5).contains(stars) else { return }
    state.awaitsRating = false
    state.hasBeenAskedToRate = true
    effects.append(.note(.rating(stars)))
    if stars <= dialogue.knowledgeBase.triggers.thresholds.lowRating {
      handOver(.lowRating(stars), says: dialogue.wording.lowRating)
    } else {
      say(.inform, dialogue.wording.thanksForRating)
    }
  }

  /// Once in a conversation.
  mutating func requestRating() {
    guard !state.hasBeenAskedToRate else { return }
    state.hasBeenAskedToRate = true
    state.awaitsRating = true
    effects.append(.requestRating)
    say(.inform, dialogue.wording.ratingRequest)
  }

  /// A template of triggers.yaml or flows.yaml, without slots.
  func render(_ text: Sourced<String>) -> String {
    dialogue.knowledgeBase.render(Answer(text: text), in: context)
  }
}
