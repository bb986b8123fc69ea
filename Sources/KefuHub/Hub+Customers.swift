import Foundation
import KefuDesk
import KefuDialogue
import KefuKnowledge
import KefuStore
import KefuWire

extension Hub {
  /// Who customers' frames are from, as requests are told apart.
  static let customerSender = "customer"

  mutating func take(
    _ frame: ClientFrame, of conversation: String, from connection: ConnectionID, at now: Date
  ) {
    guard conversations[conversation] != nil else {
      refuse(.unknownConversation, id: frame.id, to: connection)
      return
    }
    let kind: LiveConversation.Input.Kind
    switch frame {
    case .typing:
      step.outgoing.append(
        .news(
          conversation: conversation,
          .typing(.init(conversation: conversation, from: .customer)), .listeners))
      return
    case .close: kind = .close
    case .message(let message): kind = .message(Utterance(message.text, photos: message.photos))
    case .choose(let choice): kind = .option(choice.option)
    case .human(let human): kind = .human(reason: human.reason)
    case .rate(let rate): kind = .rating(rate.score, comment: rate.comment)
    case .report(let report): kind = .report(seq: report.seq, comment: report.comment)
    case .event(let event): kind = .event(.init(name: event.name, attributes: event.attributes))
    default: return
    }
    takeInput(
      kind, id: frame.id, sender: Self.customerSender, of: conversation, from: connection, at: now)
  }

  /// Puts something sent into the conversation's line, unless it came before.
  mutating func takeInput(
    _ kind: LiveConversation.Input.Kind, id: String?, sender: String, of conversation: String,
    from connection: ConnectionID, at now: Date
  ) {
    if case .event(let event) = kind, ShopEvent(rawValue: event.name) == nil {
      let known = ShopEvent.allCases.map(\.rawValue).joined(separator: ", ")
      refuse(.badFrame, "\"name\" must be one of \(known)", id: id, to: connection)
      return
    }
    let request = id.map { StoredRequest(sender: sender, id: $0) }
    if let request, let state = conversations[conversation]!.requests[request.key] {
      switch state {
      // The answer must not come before the welcome.
      case .done where conversations[conversation]!.phase == .loading: break
      case .done(let seq):
        acknowledge(request.id, seq, of: conversation, to: connection)
        if case .close = kind { sayGoodbye(to: [connection], of: conversation) }
        return
      case .underWay(let waiting, let since):
        conversations[conversation]!.requests[request.key] = .underWay(
          waiting.contains(connection) ? waiting : waiting + [connection], since: since)
        return
      }
    }
    guard !isDraining else {
      refuse(.draining, id: id, to: connection)
      return
    }
    if case .close = kind {
      // Who goes may always go.
    } else {
      guard conversations[conversation]!.allow(at: now, settings) else {
        refuse(.rateLimited, id: id, to: connection)
        return
      }
      guard conversations[conversation]!.inputs.count < settings.backlog else {
        refuse(.backlog, id: id, to: connection)
        return
      }
      guard outstanding.count < settings.outstandingBatches else {
        refuse(.storeUnavailable, id: id, to: connection)
        return
      }
    }
    if let request {
      conversations[conversation]!.requests[request.key] = .underWay([connection], since: now)
    }
    conversations[conversation]!.lastActivity = now
    conversations[conversation]!.inputs.append(
      .init(kind: kind, request: request, origin: connection, arrived: now))
    if conversations[conversation]!.needsLoading { load(conversation) }
    step.toPump.append(conversation)
  }

  /// Takes the next inputs until one has to be waited for.
  mutating func pump(_ conversation: String, at now: Date) {
    while let live = conversations[conversation], live.phase == .ready, live.turning == nil {
      // While the bot waits for a lookup, only its answer and a wish for a person are taken.
      let waits = live.lookup != nil && desk.botMaySpeak(in: conversation)
      let next = live.inputs.firstIndex { input in
        switch input.kind {
        case .lookup, .human: true
        default: !waits
        }
      }
      guard let next else { return }
      process(conversations[conversation]!.inputs.remove(at: next), of: conversation, at: now)
    }
  }

  private mutating func process(
    _ input: LiveConversation.Input, of conversation: String, at now: Date
  ) {
    if desk.ticket(of: conversation)?.owner == .resolved {
      switch input.kind {
      case .human, .option, .event:
        tell(.customerMessage(conversation: conversation, isAngry: false), at: now)
      case .message, .rating, .report, .lookup, .close: break
      }
    }
    let isBots = desk.botMaySpeak(in: conversation)
    switch input.kind {
    case .message(let utterance):
      startTurn(.message(utterance), of: input, in: conversation, at: now)
    case .option(let option):
      let state = conversations[conversation]!.dialogue
      guard isBots, state.clarification != nil || state.flow != nil else {
        drop(input, .noSuchOption, in: conversation)
        return
      }
      startTurn(.option(option), of: input, in: conversation, at: now)
    case .human:
      if isBots {
        startTurn(.human, of: input, in: conversation, at: now)
      } else {
        finish(input, in: conversation, at: now)
        if let origin = input.origin {
          send(stateFrame(of: conversation), to: origin, about: conversation)
        }
      }
    case .rating(let score, let comment):
      let rating = DeskEvent.rate(conversation: conversation, score: score, comment: comment)
      if desk.ticket(of: conversation) != nil, let effects = try? desk.handle(rating, at: now) {
        finish(input, in: conversation, at: now)
        perform(effects, at: now)
      } else if isBots, conversations[conversation]!.seq > 0 {
        startTurn(.rating(score), of: input, in: conversation, at: now)
      } else {
        drop(input, .nothingToRate, in: conversation)
      }
    case .report(let seq, let comment): report(seq, comment, by: input, in: conversation, at: now)
    case .event(let event):
      guard isBots, let known = ShopEvent(rawValue: event.name) else {
        note(
          StoredAction(at: now, kind: "event", details: ["name": event.name]), in: conversation,
          at: now)
        finish(input, in: conversation, at: now)
        return
      }
      startTurn(
        .event(known, attributes: event.attributes), of: input, in: conversation, at: now)
    case .lookup(let id, let outcome):
      guard isBots else {
        // The flow ends where a person took over in its middle.
        conversations[conversation]!.dialogue.flow = nil
        let state = conversations[conversation]!.dialogue.encoded
        change(conversation, at: now) { $0.dialogue = state }
        return
      }
      startTurn(.lookup(id: id, outcome), of: input, in: conversation, at: now)
    case .close: close(input, in: conversation, at: now)
    }
  }

  /// Notes that the customer calls a reply of the bot wrong; who has the conversation is told.
  ///
  /// Replies that have left memory are reported all the same, without the entry they came from.
  private mutating func report(
    _ seq: Int, _ comment: String?, by input: LiveConversation.Input, in conversation: String,
    at now: Date
  ) {
    let live = conversations[conversation]!
    var details = ["seq": String(seq)]
    var isReply = seq <= live.kept.seq
    if let event = live.recent.first(where: { $0.seq == seq }) {
      if case .reply(let reply) = event.content {
        details["entry"] = reply.entry
      } else {
        isReply = false
      }
    }
    guard isReply else {
      drop(input, .nothingToRate, in: conversation)
      return
    }
    note(
      StoredAction(
        at: now, by: Self.customerSender, kind: "reported", text: comment, details: details),
      in: conversation, at: now)
    finish(input, in: conversation, at: now)
    step.outgoing.append(
      .news(
        conversation: conversation,
        .note(
          .init(
            conversation: conversation, kind: .action, from: Self.customerSender,
            text: "reported \(seq)" + (details["entry"].map { " \($0)" } ?? ""),
            at: Timestamp.text(now))), .listeners))
  }

  private mutating func startTurn(
    _ dialogueInput: DialogueInput, of input: LiveConversation.Input, in conversation: String,
    at now: Date
  ) {
    let number = nextNumber
    nextNumber += 1
    conversations[conversation]!.turning = (input, number)
    let live = conversations[conversation]!
    let explain = (live.customers + live.listeners).contains { connections[$0]?.explain == true }
    step.actions.append(
      .turn(
        TurnRequest(
          conversation: conversation, number: number, state: live.dialogue, input: dialogueInput,
          now: now, channel: live.channel, attributes: live.attributes, explain: explain)))
  }

  /// Notes that an input was taken, and acknowledges it.
  ///
  /// - Parameter seq: Of the event it made, which keeps the request itself.
  mutating func finish(
    _ input: LiveConversation.Input, seq: Int? = nil, in conversation: String, at now: Date
  ) {
    guard let request = input.request else {
      if let origin = input.origin {
        step.outgoing.append(.taken(conversation: conversation, origin))
      }
      return
    }
    if seq == nil { change(conversation, at: now) { $0.requests.append(request) } }
    step.outgoing.append(.ack(conversation: conversation, request.key, seq: seq))
  }

  /// Takes nothing of an input; the same id may come again.
  private mutating func drop(
    _ input: LiveConversation.Input, _ code: ErrorCode, in conversation: String
  ) {
    var told = input.origin.map { [$0] } ?? []
    if let request = input.request {
      if case .underWay(let waiting, _)? = conversations[conversation]!.requests[request.key] {
        told = waiting
      }
      conversations[conversation]!.requests[request.key] = nil
    }
    for connection in told { refuse(code, id: input.request?.id, to: connection) }
  }

  /// The customer ends the conversation, once all that was sent before is taken.
  private mutating func close(
    _ input: LiveConversation.Input, in conversation: String, at now: Date
  ) {
    if conversations[conversation]!.isStored {
      if desk.ticket(of: conversation) != nil {
        tell(.customerClosed(conversation: conversation), at: now)
      }
      conversations[conversation]!.isClosed = true
      change(conversation, at: now) { _ in }
      finish(input, in: conversation, at: now)
    } else if let request = input.request {
      // There is nothing to keep of it, nor the request.
      conversations[conversation]!.requests[request.key] = nil
    }
    step.outgoing.append(.goodbye(conversation: conversation))
  }

  /// Sends those who have closed their conversation away.
  mutating func sayGoodbye(to leaving: [ConnectionID], of conversation: String) {
    for connection in leaving {
      // The answer to the close does not wait for a history that nobody wants any more.
      if case .holding(let frames, _)? = connections[connection]?.listening[conversation] {
        for case .ack(let ack) in frames where ack.seq == nil {
          step.actions.append(.send(connection, .ack(ack)))
        }
      }
      step.actions.append(.send(connection, .bye(reason: "closed")))
      step.actions.append(.close(connection))
    }
  }
}
