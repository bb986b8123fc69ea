import KefuText

/// All messages of a log that are the same to the letter, once what is private is masked.
struct DistinctMessage: Sendable, Equatable {
  /// What they are the same by.
  var key: String
  /// The commonest of them as typed.
  var text: String
  var masked: String
  /// Indices into the log's messages, in order.
  var occurrences: [Int]
  /// How often they were sent.
  var count: Int
}

extension TranscriptLog {
  /// The distinct messages by key, so that the order of lines does not matter. Messages without
  /// letter, digit or character, such as emoji alone, are the same by what they have.
  func distinctMessages() -> [DistinctMessage] {
    var forms: [String: (key: String, masked: String)] = [:]
    var groups: [String: [Int]] = [:]
    for (index, message) in messages.enumerated() {
      let form: (key: String, masked: String)
      if let known = forms[message.text] {
        form = known
      } else {
        let masked = Masking.masked(message.text)
        form = (Normalizer.shared.literalKey(masked), masked)
        forms[message.text] = form
      }
      groups[form.key, default: []].append(index)
    }
    return groups.map { key, occurrences in
      var counts: [String: Int] = [:]
      for index in occurrences { counts[messages[index].text, default: 0] += messages[index].count }
      // The least of equally common ones, whatever their order.
      let text = counts.max { ($0.value, $1.key) < ($1.value, $0.key) }!.key
      return DistinctMessage(
        key: key, text: text, masked: forms[text]!.masked, occurrences: occurrences,
        count: counts.values.reduce(0, +))
    }.sorted { $0.key < $1.key }
  }
}
