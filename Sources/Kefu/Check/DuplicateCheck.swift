import KefuKnowledge
import KefuMatching
import KefuText

/// Phrasings of two entries that say, or sound, the same once stop words, order and synonyms are left
/// aside. Where only two synonyms differ, the synonyms are to blame.
struct DuplicateCheck {
  private(set) var diagnostics: [Diagnostic] = []
  private let knowledge: CompiledKnowledge
  private let places: [CompiledKnowledge.Place]
  private let words: [PhrasingWords]

  /// Less than two characters beside stop words (好, 好吧) say too little to be the same,
  private static let fewestCharacters = 2
  /// and what sounds alike by chance has seldom more than three.
  private static let fewestSounds = 4

  /// - Parameter words: `[phrasing]`
  init(_ knowledge: CompiledKnowledge, _ words: [PhrasingWords]) {
    self.knowledge = knowledge
    self.words = words
    places = knowledge.places
    let lengths = words.map { $0.words.reduce(0) { $0 + $1.unicodeScalars.count } }
    let telling = words.indices.filter { lengths[$0] >= Self.fewestCharacters }
    var reported: Set<Int> = []
    var pairs: [SynonymPair: (first: Int, second: Int, count: Int)] = [:]
    for (first, second) in firstPairs(of: telling, by: { words[$0].folded.sorted() }) {
      reported.insert(second)
      if let pair = synonyms(words[first], words[second]) {
        pairs[pair, default: (first, second, 0)].count += 1
      } else {
        report(second, "says", first)
      }
    }
    for (pair, example) in pairs { report(pair, example) }
    guard knowledge.knowledgeBase.settings.locale.hasPrefix("zh") else { return }
    let others = telling.filter { !reported.contains($0) && lengths[$0] >= Self.fewestSounds }
    for (first, second) in firstPairs(of: others, by: { sound(of: words[$0].folded) }) {
      report(second, "sounds", first)
    }
  }

  /// Each phrasing that shares its key with an earlier one of another entry, after that one.
  private func firstPairs<Key: Hashable>(
    of phrasings: [Int], by key: (Int) -> Key
  ) -> [(first: Int, second: Int)] {
    var firsts: [Key: [Int]] = [:]
    var pairs: [(Int, Int)] = []
    for phrasing in phrasings {
      let key = key(phrasing)
      let earlier = firsts[key, default: []]
      func owner(_ phrasing: Int) -> Int32 { knowledge.entryOfPhrasing[phrasing] }
      if let first = earlier.first(where: { owner($0) != owner(phrasing) }) {
        pairs.append((first, phrasing))
      }
      if !earlier.contains(where: { owner($0) == owner(phrasing) }) {
        firsts[key, default: []].append(phrasing)
      }
    }
    return pairs
  }

  /// The commonest readings of all characters; characters without a reading as they are.
  private func sound(of words: [String]) -> [String] {
    words.joined().unicodeScalars.map { scalar in
      PinyinTable.shared.firstReading(of: scalar.value)?.description ?? String(scalar)
    }
  }

  // MARK: Synonyms

  /// Two words of a set, by their places in the knowledge base.
  private struct SynonymPair: Hashable {
    var set: Int
    var first: Int
    var second: Int
  }

  /// The first two words of one set that differ where the rest is the same; nil where none do.
  private func synonyms(_ a: PhrasingWords, _ b: PhrasingWords) -> SynonymPair? {
    let onlyA = a.words.removing(b.words)
    let onlyB = b.words.removing(a.words)
    for word in onlyA {
      for other in onlyB {
        if let pair = pair(word, other) { return pair }
      }
    }
    return nil
  }

  private func pair(_ a: String, _ b: String) -> SynonymPair? {
    for (number, set) in knowledge.knowledgeBase.synonyms.enumerated() {
      let folded = set.words.map { Normalizer.shared.normalize($0.value).string }
      if let first = folded.firstIndex(of: a), let second = folded.firstIndex(of: b) {
        return SynonymPair(set: number, first: min(first, second), second: max(first, second))
      }
    }
    return nil
  }

  // MARK: Reports

  private mutating func report(_ phrasing: Int, _ verb: String, _ earlier: Int) {
    diagnostics.append(
      Diagnostic(
        .nearDuplicate, at: places[phrasing].text.location,
        "\(places[phrasing].name) \(verb) the same as \(places[earlier].nameWithPlace)",
        help: "delete one, or word it so that it tells the two apart"))
  }

  private mutating func report(
    _ pair: SynonymPair, _ example: (first: Int, second: Int, count: Int)
  ) {
    let words = knowledge.knowledgeBase.synonyms[pair.set].words
    let others = example.count - 1
    let more = others == 0 ? "" : ", and \(others) more \(others == 1 ? "pair" : "pairs")"
    diagnostics.append(
      Diagnostic(
        .mergingSynonyms, at: words[pair.second].location,
        "with \(quoted(words[pair.first].value)) and \(quoted(words[pair.second].value)) as synonyms, \(places[example.second].nameWithPlace) says the same as \(places[example.first].nameWithPlace)\(more)",
        help: "take one of the two words out of the set: it tells entries apart"))
  }
}

extension [String] {
  /// Without as many of each element as `other` has.
  fileprivate func removing(_ other: [String]) -> [String] {
    var rest = other
    return filter { word in
      guard let index = rest.firstIndex(of: word) else { return true }
      rest.remove(at: index)
      return false
    }
  }
}
