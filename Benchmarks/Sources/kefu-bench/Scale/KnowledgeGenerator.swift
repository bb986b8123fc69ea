import Kefu
import KefuText

/// Makes a knowledge base of any size that reads, in its statistics, like the one it is made from.
///
/// ```swift
/// var generator = KnowledgeGenerator(source, seed: 1)
/// let rows = generator.rows(1_000_000)
/// ```
///
/// The source's own entries come first, whole, as far as they fit. Each further entry
/// 1. takes one of the source's entries as its template, and the number of variants of another;
/// 2. exchanges seven in ten of the template's telling words (those in at most one entry of twenty),
///    each for one word all through the entry: for a word drawn by how often it was used so far, or
///    for a new one, by a Pitman–Yor process whose discount is the source's share of words that stand
///    in one entry only. So words keep their power law, and new ones go on appearing, ever more
///    slowly. A new word is the beginning of one telling word and the end of another;
/// 3. writes variants by walking through the template's: after a word it may go on, at three places
///    in ten, behind the same word in another of them; one in four gets the first word of any text
///    of the source before it, one in four the last word of one behind it.
/// No text is used twice. The same source and seed give the same rows on every machine.
struct KnowledgeGenerator {
  struct Row: Equatable {
    var text: String
    var label: String
  }

  private let source: [SourceEntry]
  /// Telling words as often as they have been used.
  private var used: [Int32] = []
  private var words: Words
  private var random: SplitMix64
  private var seen: Set<String> = []
  private let openings: [Int32]
  private let closings: [Int32]
  /// Those walked so far, for `message()`.
  private var templates: [Template] = []

  /// An entry in more than this share of which a word stands is told nothing by it.
  private static let common = 0.05
  private static let exchanged = 0.7
  private static let crossing = 0.3
  private static let decorated = 0.25

  /// - Parameter analyzer: Cuts the source's texts into words.
  init(_ source: [SourceEntry], analyzer: TextAnalyzer, seed: UInt64) {
    precondition(!source.isEmpty, "nothing to generate from")
    self.source = source
    random = SplitMix64(seed: seed)
    var words = Words()
    var entries: [[[Int32]]] = []
    for entry in source {
      entries.append(entry.texts.map { words.cut($0, by: analyzer) }.filter { !$0.isEmpty })
    }
    var entriesWith = [Int](repeating: 0, count: words.count)
    for entry in entries {
      for word in Set(entry.joined()) { entriesWith[Int(word)] += 1 }
    }
    let limit = max(1, Int(Double(entries.count) * Self.common))
    words.settle { word in entriesWith[word] <= limit }
    for entry in entries { used += Set(entry.joined()).filter(words.isTelling).sorted() }
    let once = entriesWith.indices.count { entriesWith[$0] == 1 && words.isTelling(Int32($0)) }
    let telling = entriesWith.indices.count { words.isTelling(Int32($0)) }
    words.discount = min(0.9, max(0.1, Double(once) / Double(max(1, telling))))
    words.note(used)
    openings = entries.joined().compactMap(\.first)
    closings = entries.joined().compactMap(\.last)
    templates = zip(source, entries).filter { !$1.isEmpty }.map {
      Template(label: $0.label, texts: $1)
    }
    self.words = words
    sources = templates.count
  }

  /// Of `templates`, those of the source itself.
  private let sources: Int

  /// `count` variants, entry by entry; a last entry may be cut short.
  mutating func rows(_ count: Int) -> [Row] {
    var rows: [Row] = []
    rows.reserveCapacity(count)
    for entry in source {
      for text in entry.texts where rows.count < count && seen.insert(text).inserted {
        rows.append(Row(text: text, label: entry.label))
      }
    }
    // Entries that did not fit are not asked about either.
    let labels = Set(rows.map(\.label))
    var known = templates.filter { labels.contains($0.label) }
    var number = 0
    while rows.count < count {
      number += 1
      let label = "generated.\(number)"
      let template = exchangeWords(of: templates[random.below(sources)], label: label)
      let size = min(source[random.below(source.count)].texts.count, count - rows.count)
      var written = 0
      for _ in 0..<size * 3 where written < size {
        let text = walk(through: template)
        guard seen.insert(text).inserted else { continue }
        rows.append(Row(text: text, label: label))
        written += 1
      }
      if written > 0 { known.append(template) }
    }
    asked = known
    return rows
  }

  private var asked: [Template] = []

  /// What a customer may write about one of the entries: a variant that is none of theirs, in one
  /// message of four with a character lost, doubled or swapped with the next. After `rows(_:)`.
  mutating func message() -> Row {
    let template = asked[random.below(asked.count)]
    var text = walk(through: template)
    for _ in 0..<8 where seen.contains(text) { text = walk(through: template) }
    if random.below(4) == 0 { text = bent(text) }
    return Row(text: text, label: template.label)
  }

  private mutating func exchangeWords(of template: Template, label: String) -> Template {
    var exchange: [Int32: Int32] = [:]
    for word in Set(template.texts.joined()).sorted() where words.isTelling(word) {
      guard random.unit() < Self.exchanged else { continue }
      exchange[word] = words.draw(from: &used, &random)
    }
    return Template(
      label: label, texts: template.texts.map { text in text.map { exchange[$0] ?? $0 } })
  }

  private mutating func walk(through template: Template) -> String {
    var (text, place) = (random.below(template.texts.count), 0)
    var walked: [Int32] = []
    if random.unit() < Self.decorated { walked.append(openings[random.below(openings.count)]) }
    while place < template.texts[text].count, walked.count < 60 {
      let word = template.texts[text][place]
      walked.append(word)
      place += 1
      if random.unit() < Self.crossing, let others = template.places[word] {
        (text, place) = others[random.below(others.count)]
        place += 1
      }
    }
    if random.unit() < Self.decorated { walked.append(closings[random.below(closings.count)]) }
    return words.text(of: walked)
  }

  private mutating func bent(_ text: String) -> String {
    var characters = Array(text)
    guard characters.count > 3 else { return text }
    let i = random.below(characters.count - 1)
    switch random.below(3) {
    case 0: characters.remove(at: i)
    case 1: characters.insert(characters[i], at: i)
    default: characters.swapAt(i, i + 1)
    }
    return String(characters)
  }

  /// An entry's texts in words.
  private struct Template {
    var label: String
    var texts: [[Int32]]
    /// Where each word stands.
    var places: [Int32: [(text: Int, place: Int)]] = [:]

    init(label: String, texts: [[Int32]]) {
      self.label = label
      self.texts = texts
      for (number, text) in texts.enumerated() {
        for (place, word) in text.enumerated() { places[word, default: []].append((number, place)) }
      }
    }
  }
}

/// An entry to generate from.
struct SourceEntry {
  var label: String
  var texts: [String]

  /// Rows of text and label, by label in the order of their first.
  static func entries(of rows: [[String]]) -> [SourceEntry] {
    var places: [String: Int] = [:]
    var entries: [SourceEntry] = []
    for row in rows where row.count > 1 {
      if let place = places[row[1]] {
        entries[place].texts.append(row[0])
      } else {
        places[row[1]] = entries.count
        entries.append(SourceEntry(label: row[1], texts: [row[0]]))
      }
    }
    return entries
  }
}
