/// Stage 1: which entries does the message name, to the letter?
///
/// A message that is a question or variant of an entry scores 1. A phrase of `any` scores by its
/// length, every word of a group of `all` by their lengths together; a word of `none` vetoes both.
/// A phrase inside a longer one that also occurs does not count: 运费 in 运费险.
struct KeywordMatcher: Sendable {
  let rules: KeywordRules
  let literals: LiteralIndex

  /// Candidates, best first; equal scores in the order of the knowledge base.
  func candidates(for text: MatchText, hits: KeywordHits) -> [StageCandidate] {
    var found = CandidateList()
    var vetoes: [(entry: Int, keyword: Int32)] = []
    for keyword in hits.found where hits.isLiteral(keyword) {
      for number in rules.rulesBegunBy[Int(keyword)] {
        let rule = rules.rules[Int(number)]
        let entry = Int(rule.entry)
        switch rule.kind {
        case .none: vetoes.append((entry, keyword))
        case .any:
          if let range = rangeOutsideLonger(of: keyword, hits) {
            let hit = KeywordHit(keyword: rules.keywords[Int(keyword)], range: range, cost: 0)
            found.add(entry, Self.phraseScore(length: rule.length), .phrase(hit))
          }
        case .all:
          guard rules.words[Int(number)].allSatisfy(hits.isLiteral) else { continue }
          found.add(
            entry, Self.groupScore(length: rule.length),
            .group(rules.keywordHits(ofRule: Int(number), in: hits)))
        }
      }
    }
    for (entry, keyword) in vetoes {
      guard let hit = rules.keywordHit(keyword, in: hits) else { continue }
      found.veto(entry, hit)
    }
    // A literal phrasing is the trainer's own word for it: no rule outweighs it.
    for (phrasing, entry) in literals.matches(of: text) {
      found.add(entry, 1, .literal(phrasing: phrasing))
    }
    return found.sorted()
  }

  static func phraseScore(length: Int32) -> Float { 0.5 + 0.5 * Float(length) / Float(length + 2) }
  static func groupScore(length: Int32) -> Float { 0.4 + 0.5 * Float(length) / Float(length + 2) }

  /// The first occurrence of a keyword that is not part of a longer phrase.
  private func rangeOutsideLonger(of keyword: Int32, _ hits: KeywordHits) -> Range<Int>? {
    hits.literals.first { own in
      own.keyword == keyword
        && !hits.literals.contains { other in
          other.range.count > own.range.count && other.range.lowerBound <= own.range.lowerBound
            && other.range.upperBound >= own.range.upperBound
            && rules.isPhrase(other.keyword)
        }
    }?.range
  }
}

extension KeywordRules {
  /// The cheapest occurrence of a keyword as evidence.
  func keywordHit(_ keyword: Int32, in hits: KeywordHits) -> KeywordHit? {
    hits.hit(keyword).map {
      KeywordHit(
        keyword: keywords[Int(keyword)], range: Int($0.start)..<Int($0.end), cost: $0.cost)
    }
  }
}

extension KeywordRules {
  /// The cheapest occurrences of a rule's words, all of which occur.
  func keywordHits(ofRule rule: Int, in hits: KeywordHits) -> [KeywordHit] {
    words[rule].compactMap { keywordHit($0, in: hits) }
  }
}

/// Questions and variants by their literal form.
struct LiteralIndex: Sendable {
  private var index = HashIndex()
  private var phrasings: [[Int32]] = []
  private let literals: Lists<UInt32>
  private let entryOfPhrasing: [Int32]

  init(literals: [[UInt32]], entryOfPhrasing: [Int32]) {
    self.literals = Lists(literals)
    self.entryOfPhrasing = entryOfPhrasing
    for (number, literal) in literals.enumerated() where !literal.isEmpty {
      let slot = Int(index.intern(hash(literal[...])))
      if slot == phrasings.count { phrasings.append([]) }
      phrasings[slot].append(Int32(number))
    }
  }

  /// Phrasings equal to the message, each with its entry.
  func matches(of text: MatchText) -> [(phrasing: Int, entry: Int)] {
    guard !text.literal.isEmpty, let slot = index[text.literalHash] else { return [] }
    return phrasings[Int(slot)].compactMap { phrasing in
      literals[Int(phrasing)].elementsEqual(text.literal)
        ? (Int(phrasing), Int(entryOfPhrasing[Int(phrasing)])) : nil
    }
  }
}
