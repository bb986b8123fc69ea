import Hummingbird
import Kefu
import KefuKnowledge
import KefuText
import KefuWire

/// A search among the entries of a knowledge base: by id, topic and text.
struct EntrySearch: Sendable {
  /// Every word of it must be found somewhere in an entry; empty: all entries.
  var query: String
  var offset = 0
  var limit = 50

  static let maximumLimit = 200

  init(query: String, offset: Int = 0, limit: Int = 50) {
    self.query = query
    self.offset = offset
    self.limit = limit
  }

  init(_ parameters: Parameters) throws(FrameError) {
    query = String(parameters.get("query")?.prefix(200) ?? "")
    offset = try parameters.number("offset", in: 0...1_000_000) ?? 0
    limit = try parameters.number("limit", in: 1...Self.maximumLimit) ?? 50
  }

  /// The entries found, in the order of worth: the id itself, its topic, the standard question, variants,
  /// keywords, answers; of equals, in the order of their files.
  ///
  /// - Complexity: O(n), of n characters of the knowledge base.
  func entries(in entries: [Entry]) -> [Entry] {
    let words = query.split(whereSeparator: \.isWhitespace).map(String.init)
    guard !words.isEmpty else { return entries }
    let keys = words.map { (id: $0.lowercased(), text: Normalizer.shared.literalKey($0)) }
    return entries.enumerated().compactMap { number, entry -> (rank: Int, number: Int)? in
      let fields = Fields(entry)
      var rank = 0
      for key in keys {
        guard let worst = fields.rank(of: key.id, key.text) else { return nil }
        rank = max(rank, worst)
      }
      return (rank, number)
    }.sorted { $0 < $1 }.map { entries[$0.number] }
  }

  /// What of an entry is looked at, folded as messages are.
  private struct Fields {
    let id: String
    let question: String
    let variants: [String]
    let keywords: [String]
    let answers: [String]

    init(_ entry: Entry) {
      func fold(_ text: String) -> String { Normalizer.shared.literalKey(text) }
      id = entry.id.lowercased()
      question = fold(entry.question.value)
      variants = entry.variants.map { fold($0.value) }
      keywords = (entry.keywords.any + entry.keywords.all.joined()).map { fold($0.value) }
      answers = entry.answers.map { fold($0.text.value) }
    }

    /// Nil where it is not found.
    func rank(of id: String, _ text: String) -> Int? {
      if self.id == id { return 0 }
      if self.id.hasPrefix(id) { return 1 }
      if self.id.contains(id) { return 2 }
      guard !text.isEmpty else { return nil }
      if question.contains(text) { return 3 }
      for (rank, texts) in [(4, variants), (5, keywords), (6, answers)]
      where texts.contains(where: { $0.contains(text) }) {
        return rank
      }
      return nil
    }
  }

  func json(in bot: Bot) -> [UInt8] {
    let found = entries(in: bot.knowledgeBase.entries)
    let settings = bot.knowledgeBase.settings
    var writer = JSONWriter()
    writer.object { writer in
      writer.field("total", found.count)
      writer.field("offset", offset)
      writer.field("groups", settings.skillGroups) { group, writer in
        writer.field("id", group.id)
        writer.field("name", group.name)
      }
      writer.field("model", "\(bot.modelStatus)")
      writer.field("entries", Array(found.dropFirst(offset).prefix(limit))) { entry, writer in
        entry.write(to: &writer)
      }
    }
    return writer.bytes
  }
}

extension Entry {
  fileprivate func write(to writer: inout JSONWriter) {
    writer.field("id", id)
    writer.field("question", question.value)
    writer.field("variants", variants.map(\.value))
    writer.field(
      "keywords",
      object: { writer in
        writer.field("any", keywords.any.map(\.value))
        writer.field("all", keywords.all.map { $0.map(\.value).joined(separator: " + ") })
        writer.field("none", keywords.none.map(\.value))
      })
    writer.field("answers", answers) { answer, writer in
      writer.field("text", answer.text.value)
      let conditions = answer.conditions.sorted { $0.key < $1.key }
      writer.field(
        "when", conditions.map { "\($0.key) = \($0.value.sorted().joined(separator: " / "))" })
      if let valid = answer.valid {
        writer.field("valid", "\(valid.lowerBound)..\(valid.upperBound)")
      }
    }
    writer.field("followUps", followUps.map(\.value))
    if let group { writer.field("group", group) }
    writer.field("handoff", handoff.rawValue)
    writer.field("isSmallTalk", isSmallTalk)
    writer.field("file", location.file)
    writer.field("line", location.line)
  }
}

extension Parameters {
  /// A whole number of a query; nil where there is none.
  func number(_ name: String, in range: ClosedRange<Int>) throws(FrameError) -> Int? {
    guard let text = get(name) else { return nil }
    guard let value = Int(text), range.contains(value) else {
      throw FrameError(
        .badFrame,
        "\"\(name)\" must be a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return value
  }
}
