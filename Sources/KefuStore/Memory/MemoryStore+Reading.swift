public import Foundation

extension MemoryStore {
  public func conversation(_ id: String) throws(StoreError) -> StoredConversation? {
    try attempt { state in state.conversations[id]?.stored }
  }

  public func conversationsAtDesk() throws(StoreError) -> [StoredConversation] {
    try attempt { state in
      state.conversations.values.filter { $0.conversation.isAtDesk }.map(\.stored)
        .sorted { $0.id.precedesInBytes($1.id) }
    }
  }

  public func events(
    of conversation: String, after: Int, limit: Int
  ) throws(StoreError) -> [StoredEvent] {
    try attempt { state in
      guard let events = state.conversations[conversation]?.events else { return [] }
      // The event with seq n has place n - 1.
      return Array(events.dropFirst(max(0, after)).prefix(max(0, limit)))
    }
  }

  public func actions(of conversation: String, limit: Int) throws(StoreError) -> [StoredAction] {
    try attempt { state in
      (state.conversations[conversation]?.actions ?? []).suffix(max(0, limit)).map(\.action)
    }
  }

  public func conversations(
    ofCustomer customer: String, limit: Int
  ) throws(StoreError) -> [StoredConversation] {
    try attempt { state in
      state.conversations.values.filter { $0.conversation.customer == customer }
        .sorted { ($0.conversation.began, $0.number) > ($1.conversation.began, $1.number) }
        .prefix(max(0, limit)).map(\.stored)
    }
  }

  public func export(since: Date?, _ body: (_ line: [UInt8]) throws -> Void) throws {
    let from = since?.rounded ?? .distantPast
    let ids = try attempt { state in
      state.conversations.keys.sorted { $0.precedesInBytes($1) }
    }
    for id in ids {
      let lines = try attempt { state -> [[UInt8]] in
        guard let kept = state.conversations[id] else { return [] }
        return LogLine.lines(
          of: kept.events.filter { $0.at >= from },
          and: kept.actions.filter { $0.action.at >= from },
          in: id)
      }
      for line in lines { try body(line) }
    }
  }

  public func histories(
    changedFrom start: Date, begunBefore end: Date, _ body: (ConversationHistory) throws -> Void
  ) throws {
    let (start, end) = (start.rounded, end.rounded)
    let ids = try attempt { state in
      state.conversations.filter {
        $0.value.conversation.changed >= start && $0.value.conversation.began < end
      }.sorted { $0.value.number < $1.value.number }.map(\.key)
    }
    for id in ids {
      let history = try attempt { state -> ConversationHistory? in
        state.conversations[id].map {
          ConversationHistory(
            conversation: id, customer: $0.conversation.customer, channel: $0.conversation.channel,
            events: $0.events, actions: $0.actions)
        }
      }
      if let history { try body(history) }
    }
  }

  // MARK: Tokens

  public func tokens() throws(StoreError) -> [StoredToken] {
    try attempt { state in
      state.tokens.sorted {
        $0.created == $1.created ? $0.id.precedesInBytes($1.id) : $0.created < $1.created
      }
    }
  }

  public func add(_ token: StoredToken) throws(StoreError) {
    try attempt { state throws(StoreError) in
      if state.tokens.contains(where: { $0.id == token.id }) { throw .tokenExists }
      var token = token
      token.created = token.created.rounded
      token.expires = token.expires?.rounded
      token.revoked = token.revoked?.rounded
      state.tokens.append(token)
    }
  }

  public func revokeToken(id: String, at: Date) throws(StoreError) -> Bool {
    try attempt { state in
      guard let i = state.tokens.firstIndex(where: { $0.id == id && $0.revoked == nil }) else {
        return false
      }
      state.tokens[i].revoked = at.rounded
      return true
    }
  }

  /// Always the same: no other process can change it.
  public func changeCounter() throws(StoreError) -> Int { try attempt { _ in 0 } }
}
