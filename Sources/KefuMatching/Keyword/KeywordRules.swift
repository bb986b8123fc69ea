import KefuKnowledge
import KefuText

/// Every keyword of the knowledge base, once each, and the rules they take part in.
///
/// Stage 1 reads literal occurrences of keywords from it, stage 2 those that sound, typing or a
/// synonym bent.
struct KeywordRules: Sendable {
  enum Kind: UInt8, Sendable { case any, all, none }

  /// One phrase of `any` or `none`, or one group of `all`.
  struct Rule: Sendable {
    var entry: Int32
    /// Characters of all its words.
    var length: Int32
    var kind: Kind
  }

  /// As the trainer wrote them, first spelling seen.
  private(set) var keywords: [String] = []
  /// `[keyword]` as `MatchText.characters`.
  private(set) var characters: [[UInt32]] = []
  private(set) var rules: [Rule] = []
  /// `[rule]` keyword numbers; one but for `all`.
  private(set) var words: Lists<Int32>
  /// `[keyword]` rules it is the first word of: a group is looked at from there alone.
  private(set) var rulesBegunBy: Lists<Int32>
  /// `[keyword]` whether it is a phrase of `any`.
  private let isPhrase: [Bool]
  /// `[keyword]` whether it is a word of a rule that speaks for an entry.
  private let isProposing: [Bool]
  private let automaton: AhoCorasick
  /// `[pattern]` the keyword it stands for and what it costs: 0 for the keyword itself.
  private let patterns: [(keyword: Int32, cost: Float)]

  init(entries: [Entry], analyzer: TextAnalyzer, synonyms: SynonymTable) {
    var numbers: [[UInt32]: Int32] = [:]
    var scratch = TextScratch()
    var text = MatchText()
    var keywords: [String] = []
    var characters: [[UInt32]] = []
    var wordsOfKeyword: [[String]] = []
    func number(of keyword: String) -> Int32? {
      text.prepare(keyword, analyzer: analyzer, scratch: &scratch)
      let key = text.characters.trimmingSeparators()
      guard !key.isEmpty else { return nil }
      if let known = numbers[key] { return known }
      let new = Int32(keywords.count)
      numbers[key] = new
      keywords.append(keyword)
      characters.append(key)
      wordsOfKeyword.append(text.analyzed.words)
      return new
    }
    var rules: [Rule] = []
    var words: [[Int32]] = []
    func add(_ entry: Int, _ kind: Kind, _ spelt: [String]) {
      let numbers = spelt.compactMap(number(of:))
      // A word that folds to nothing could never be found: the rule says nothing.
      guard numbers.count == spelt.count, !numbers.isEmpty, numbers.count <= 32 else { return }
      let length = numbers.reduce(0) { $0 + characters[Int($1)].count }
      rules.append(Rule(entry: Int32(entry), length: Int32(length), kind: kind))
      words.append(numbers)
    }
    for (i, entry) in entries.enumerated() {
      for phrase in entry.keywords.any { add(i, .any, [phrase.value]) }
      for group in entry.keywords.all { add(i, .all, group.map(\.value)) }
      for phrase in entry.keywords.none { add(i, .none, [phrase.value]) }
    }
    var rulesBegunBy = [[Int32]](repeating: [], count: keywords.count)
    var isPhrase = [Bool](repeating: false, count: keywords.count)
    var isProposing = isPhrase
    for (i, rule) in rules.enumerated() {
      rulesBegunBy[Int(words[i][0])].append(Int32(i))
      for word in words[i] {
        if rule.kind == .any { isPhrase[Int(word)] = true }
        if rule.kind != .none { isProposing[Int(word)] = true }
      }
    }
    // The keywords as patterns, then what synonyms make of them.
    var patternCharacters = characters
    var patterns: [(keyword: Int32, cost: Float)] = (0..<keywords.count).map { (Int32($0), 0) }
    // A veto needs its word to the letter.
    for (number, words) in wordsOfKeyword.enumerated() where isProposing[number] {
      for (form, cost) in synonyms.forms(of: words) {
        text.prepare(form, analyzer: analyzer, scratch: &scratch)
        let key = text.characters.trimmingSeparators()
        guard !key.isEmpty, key != characters[number] else { continue }
        patternCharacters.append(key)
        patterns.append((Int32(number), cost))
      }
    }
    self.keywords = keywords
    self.characters = characters
    self.rules = rules
    self.words = Lists(words)
    self.rulesBegunBy = Lists(rulesBegunBy)
    self.isPhrase = isPhrase
    self.isProposing = isProposing
    self.patterns = patterns
    automaton = AhoCorasick(patterns: patternCharacters)
  }

  /// Whether a keyword can speak for an entry; the others only veto.
  func proposes(_ keyword: Int) -> Bool { isProposing[keyword] }

  /// Whether a keyword means a topic by itself, so that it hides what it contains.
  func isPhrase(_ keyword: Int32) -> Bool { isPhrase[Int(keyword)] }

  /// Records in `hits` the cheapest occurrence of every keyword that occurs, synonyms included.
  func find(in text: MatchText, into hits: inout KeywordHits) {
    hits.reset(keywords: keywords.count)
    automaton.forEachMatch(in: text.characters) { pattern, end in
      let (keyword, cost) = patterns[pattern]
      let start = end - Int(automaton.patternLengths[pattern])
      guard text.isWordBoundary(start), text.isWordBoundary(end) else { return }
      hits.add(
        keyword, cost: cost, from: text.characterStarts[start], to: text.characterEnds[end - 1])
    }
  }
}

extension MatchText {
  /// False between two letters or between two digits: `ai` is not in `main`, nor 7天 in 37天.
  @inline(__always)
  func isWordBoundary(_ offset: Int) -> Bool {
    guard offset > 0, offset < characters.count else { return true }
    let (a, b) = (characters[offset - 1], characters[offset])
    // Digits and Latin letters; Han and masks have no such joints.
    func kind(_ c: UInt32) -> Int {
      (0x30...0x39).contains(c) ? 1 : c >= 0x61 && c < 0x2E80 ? 2 : 0
    }
    let (left, right) = (kind(a), kind(b))
    guard left != 0, left == right else { return true }
    // The two digits of 十五 stand at the same place.
    return characterEnds[offset - 1] < characterStarts[offset]
  }
}

extension [UInt32] {
  func trimmingSeparators() -> [UInt32] {
    let isSeparator: (UInt32) -> Bool = { $0 == MatchText.separator || $0 == 0x20 }
    guard let first = firstIndex(where: { !isSeparator($0) }),
      let last = lastIndex(where: { !isSeparator($0) })
    else { return [] }
    return Array(self[first...last])
  }
}

/// The cheapest occurrence of each keyword in one message; reused from message to message.
struct KeywordHits: Sendable {
  struct Hit: Sendable {
    var cost: Float
    var start: Int32
    var end: Int32
  }

  /// Keywords that occur, in the order found.
  private(set) var found: [Int32] = []
  /// Every literal occurrence, by its end.
  private(set) var literals: [(keyword: Int32, range: Range<Int>)] = []
  private var hits: [Hit] = []

  mutating func reset(keywords: Int) {
    if hits.count < keywords {
      hits = .init(repeating: Hit(cost: .infinity, start: 0, end: 0), count: keywords)
    }
    for keyword in found { hits[Int(keyword)].cost = .infinity }
    found.removeAll(keepingCapacity: true)
    literals.removeAll(keepingCapacity: true)
  }

  mutating func add(_ keyword: Int32, cost: Float, from start: Int32, to end: Int32) {
    let known = hits[Int(keyword)].cost
    if known == .infinity { found.append(keyword) }
    if cost == 0 { literals.append((keyword, Int(start)..<Int(end))) }
    if cost < known { hits[Int(keyword)] = Hit(cost: cost, start: start, end: end) }
  }

  /// Whether the keyword occurs to the letter.
  @inline(__always)
  func isLiteral(_ keyword: Int32) -> Bool { hits[Int(keyword)].cost == 0 }

  @inline(__always)
  func occurs(_ keyword: Int32) -> Bool { hits[Int(keyword)].cost < .infinity }

  /// Nil where the keyword does not occur.
  func hit(_ keyword: Int32) -> Hit? {
    let hit = hits[Int(keyword)]
    return hit.cost == .infinity ? nil : hit
  }
}
