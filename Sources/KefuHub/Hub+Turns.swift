import Foundation
import KefuDesk
import KefuDialogue
import KefuKnowledge
import KefuStore
import KefuWire

extension Hub {
  /// A turn has been computed: its message is kept, and its replies, if the bot still may speak.
  mutating func turned(_ result: TurnResult, at now: Date) {
    let conversation = result.conversation
    guard let turning = conversations[conversation]?.turning, turning.number == result.number
    else { return }
    conversations[conversation]!.turning = nil
    conversations[conversation]!.isClosed = false
    step.toPump.append(conversation)
    let input = turning.input
    let turn = result.turn
    takeSpoken(input, result, in: conversation, at: now)
    if desk.ticket(of: conversation) != nil, case .message = input.kind {
      tell(.customerMessage(conversation: conversation, isAngry: turn.isAngry), at: now)
      tellIfCustomerIsGone(conversation, at: now)
    }
    guard desk.botMaySpeak(in: conversation) else {
      suggest(turn, in: conversation)
      return
    }
    conversations[conversation]!.dialogue = turn.state
    change(conversation, at: now) { $0.dialogue = result.encodedState }
    for (number, reply) in turn.replies.enumerated() {
      append(
        .reply(.init(reply, notes: number == 0 ? turn.notes : [], micros: result.micros)),
        from: .bot, to: conversation, explanation: number == 0 ? result.explanation : nil, at: now)
      step.actions.append(
        .observed(
          .turn(
            decision: reply.act.rawValue, stage: reply.stage?.rawValue ?? "dialogue",
            micros: result.micros)))
    }
    for effect in turn.effects { perform(effect, input, in: conversation, at: now) }
  }

  /// The customer's words become part of the history, and are acknowledged.
  private mutating func takeSpoken(
    _ input: LiveConversation.Input, _ result: TurnResult, in conversation: String, at now: Date
  ) {
    let spoken: StoredEvent.Content
    switch input.kind {
    case .message(let utterance):
      spoken = .message(text: utterance.text, photos: utterance.photos)
    case .option(let option):
      spoken = .message(text: result.spoken ?? String(option), photos: 0)
    case .human(let reason):
      if let reason {
        note(
          StoredAction(at: now, by: Self.customerSender, kind: "askedForPerson", text: reason),
          in: conversation, at: now)
      }
      finish(input, in: conversation, at: now)
      return
    case .rating(let score, let comment):
      note(
        StoredAction(
          at: now, by: Self.customerSender, kind: "rated", text: comment,
          details: ["score": String(score)]), in: conversation, at: now)
      finish(input, in: conversation, at: now)
      return
    case .event(let event):
      note(
        StoredAction(at: now, kind: "event", details: ["name": event.name]), in: conversation,
        at: now)
      finish(input, in: conversation, at: now)
      return
    case .report, .lookup, .close: return
    }
    finish(input, seq: conversations[conversation]!.seq + 1, in: conversation, at: now)
    append(
      spoken, from: .customer, to: conversation, sender: Self.customerSender,
      request: input.request?.id, except: input.origin, at: now)
  }

  private mutating func perform(
    _ effect: Effect, _ input: LiveConversation.Input, in conversation: String, at now: Date
  ) {
    switch effect {
    case .handoff(let handoff):
      let live = conversations[conversation]!
      step.actions.append(.observed(.handoff(reason: handoff.reason.name)))
      tell(
        .handoff(
          conversation: conversation, handoff,
          DeskCustomer(
            id: live.customer ?? conversation, isVIP: live.attributes["vip"] == "true",
            tags: [])), at: now)
      tellIfCustomerIsGone(conversation, at: now)
    case .lookup(var request):
      conversations[conversation]!.lookup = (request.id, nextNumber)
      request.id = nextNumber
      nextNumber += 1
      step.actions.append(.lookUp(conversation: conversation, request))
    case .note(let kept):
      // A rating is noted with its comment where it comes in.
      if case .rating = kept { return }
      note(StoredAction(kept, at: now), in: conversation, at: now)
    case .requestRating:
      step.outgoing.append(
        .news(
          conversation: conversation, .rate(.init(conversation: conversation)), .customers))
    case .postpone(let event, let attributes, let until):
      conversations[conversation]!.postponed.append(
        .init(
          batch: nextBatch, until: until, event: .init(name: event.rawValue, attributes: attributes)
        ))
    }
  }

  /// A message may be taken long after its sender has gone, and would count as a return.
  private mutating func tellIfCustomerIsGone(_ conversation: String, at now: Date) {
    guard conversations[conversation]!.customers.isEmpty else { return }
    tell(.customerLeft(conversation: conversation), at: now)
  }

  /// What the bot would say, to whoever speaks with the customer.
  private mutating func suggest(_ turn: Turn, in conversation: String) {
    guard
      let reply = turn.replies.first(where: {
        $0.entry != nil && $0.confidence.value >= settings.suggestionConfidence
      }), let entry = reply.entry
    else { return }
    step.outgoing.append(
      .news(
        conversation: conversation,
        .suggestion(
          .init(
            conversation: conversation, entry: entry, text: reply.text,
            confidence: reply.confidence.value)), .listeners))
  }

  mutating func lookedUp(
    _ conversation: String, _ number: Int, _ outcome: LookupOutcome, at now: Date
  ) {
    guard let lookup = conversations[conversation]?.lookup, lookup.number == number else { return }
    conversations[conversation]!.lookup = nil
    conversations[conversation]!.inputs.insert(
      .init(kind: .lookup(id: lookup.id, outcome), arrived: now), at: 0)
    step.toPump.append(conversation)
  }
}

extension Turn {
  /// Whether the message hits a trigger of angry words.
  fileprivate var isAngry: Bool {
    notes.contains {
      if case .trigger(_, .anger) = $0 { true } else { false }
    }
  }
}

extension StoredEvent.BotReply {
  init(_ reply: Reply, notes: [TurnNote], micros: Int) {
    self.init(
      text: reply.text, decision: reply.act.rawValue, entry: reply.entry,
      confidence: (reply.confidence.value * 10_000).rounded() / 10_000,
      stage: reply.stage?.rawValue ?? "dialogue", runnerUp: reply.runnerUp,
      options: reply.options.map { .init(text: $0.question, entry: $0.entry) },
      followUps: reply.followUps.map { .init(text: $0.question, entry: $0.entry) },
      notes: notes.map(\.description), micros: micros)
  }
}

extension StoredAction {
  /// What the dialogue wants kept.
  init(_ note: DialogueNote, at now: Date) {
    switch note {
    case .unanswered: self.init(at: now, kind: "unanswered")
    case .noneOfTheAbove(let options):
      self.init(
        at: now, kind: "noneOfTheAbove", details: ["options": options.joined(separator: ",")])
    case .flowEnded(let flow, let outcome, let reason, let slots):
      var details = slots.reduce(into: [:]) { $0["slot." + $1.key] = $1.value }
      details["flow"] = flow
      details["outcome"] = outcome.rawValue
      details["reason"] = reason
      self.init(at: now, kind: "flowEnded", details: details)
    case .flowLeft(let flow, let step):
      self.init(at: now, kind: "flowLeft", details: ["flow": flow, "step": step])
    case .rating(let score):
      self.init(at: now, kind: "rated", details: ["score": String(score)])
    }
  }
}
