public import KefuWire

extension StoredEvent {
  /// What clients are sent of it.
  public func frame(in conversation: String) -> ServerFrame {
    switch content {
    case .message(let text, _):
      .message(
        .init(
          conversation: conversation, seq: seq, from: from, text: text, name: name, id: request,
          at: Timestamp.text(at)))
    case .reply(let reply):
      .reply(
        .init(
          conversation: conversation, seq: seq, text: reply.text, decision: reply.decision,
          entry: reply.entry, confidence: reply.confidence, stage: reply.stage,
          options: reply.options, followUps: reply.followUps))
    case .state(let change):
      .state(
        .init(
          conversation: conversation, seq: seq, state: change.state, position: change.position,
          eta: change.eta, promised: change.promised, agent: change.agent, group: change.group))
    }
  }
}
