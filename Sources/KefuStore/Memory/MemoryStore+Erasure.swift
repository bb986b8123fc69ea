public import Foundation

extension MemoryStore {
  public func erase(conversations: [String], at: Date) throws(StoreError) -> Int {
    try attempt { state in
      var count = 0
      for id in conversations {
        if state.conversations.removeValue(forKey: id) != nil { count += 1 }
        state.erased.insert(id)
      }
      return count
    }
  }

  public func purge(before: Date) throws(StoreError) -> Int {
    try attempt { state in
      let before = before.rounded
      let count = state.conversations.count
      state.conversations = state.conversations.filter {
        $0.value.conversation.changed >= before || $0.value.conversation.isAtDesk
      }
      return count - state.conversations.count
    }
  }

  public func redact(before: Date) throws(StoreError) -> Int {
    try attempt { state in
      let before = before.rounded
      var count = 0
      for id in Array(state.conversations.keys) {
        count += state.conversations[id]!.redact(before: before)
      }
      return count
    }
  }
}

extension MemoryStore.Kept {
  fileprivate mutating func redact(before: Date) -> Int {
    var count = 0
    for i in events.indices where events[i].at < before && events[i].content.text != nil {
      guard redacted.insert(i).inserted else { continue }
      events[i].content = events[i].content.redacted
      count += 1
    }
    for i in actions.indices where actions[i].action.at < before {
      guard actions[i].action.text != nil else { continue }
      actions[i].action.text = nil
      count += 1
    }
    if conversation.changed < before, !conversation.isAtDesk { conversation.dialogue = nil }
    return count
  }
}
