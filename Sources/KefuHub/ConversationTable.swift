/// The conversations in memory, by id.
///
/// ```swift
/// table["c1"] = LiveConversation(phase: .ready, now: now, allowance: 20)
/// table["c1"]!.seq += 1
/// table["c1"]?.seq  // 1; copies that number alone
/// table["c1"] = nil
/// ```
///
/// As a dictionary, but that a part of a conversation is read in its place: a dictionary's own
/// subscript copies the whole of it each time.
struct ConversationTable: Sendable, Sequence {
  private var places: [String: Int] = [:]
  private var rows: [LiveConversation?] = []
  /// Places that are empty.
  private var free: [Int] = []

  subscript(id: String) -> LiveConversation? {
    _read {
      if let place = places[id] {
        yield rows[place]
      } else {
        yield nil
      }
    }
    _modify {
      if let place = places[id] {
        yield &rows[place]
        if rows[place] == nil { vacate(place, of: id) }
      } else {
        var new: LiveConversation?
        yield &new
        if let new { insert(new, as: id) }
      }
    }
  }

  private mutating func insert(_ conversation: LiveConversation, as id: String) {
    if let place = free.popLast() {
      rows[place] = conversation
      places[id] = place
    } else {
      places[id] = rows.count
      rows.append(conversation)
    }
  }

  private mutating func vacate(_ place: Int, of id: String) {
    places[id] = nil
    free.append(place)
  }

  @discardableResult
  mutating func removeValue(forKey id: String) -> LiveConversation? {
    let removed = self[id]
    self[id] = nil
    return removed
  }

  mutating func reserveCapacity(_ count: Int) {
    places.reserveCapacity(count)
    rows.reserveCapacity(count)
  }

  var count: Int { places.count }
  var keys: some Collection<String> { places.keys }
  var values: some Sequence<LiveConversation> { rows.lazy.compactMap(\.self) }

  /// In no particular order.
  func makeIterator() -> some IteratorProtocol<(key: String, value: LiveConversation)> {
    places.lazy.map { (key: $0.key, value: rows[$0.value]!) }.makeIterator()
  }
}
