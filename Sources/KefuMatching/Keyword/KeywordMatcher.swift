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
    var byEntry: [Int: StageCandidate] = [:]
    func add(_ entry: Int, _ score: Float, _ evidence: Evidence) {
      if var known = byEntry[entry] {
        known.evidence.append(evidence)
        known.score = max(known.score, Score(score))
        byEntry[entry] = known
      } else {
        byEntry[entry] = StageCandidate(entry: entry, score: Score(score), evidence: [evidence])
      }
    }
    var vetoes: [Int: KeywordHit] = [:]
    for keyword in hits.found {
      guard let hit = rules.keywordHit(keyword, in: hits), hit.cost == 0 else { continue }
      for number in rules.rulesOfKeyword[Int(keyword)] {
        let rule = rules.rules[Int(number)]
        switch rule.kind {
        case .none: vetoes[Int(rule.entry)] = vetoes[Int(rule.entry)] ?? hit
        case .any:
          if let range = rangeOutsideLonger(of: keyword, hits) {
            let hit = KeywordHit(keyword: hit.keyword, range: range, cost: 0)
            add(Int(rule.entry), Self.phraseScore(length: rule.length), .phrase(hit))
          }
        case .all:
          // Seen once, from its first word.
          guard rule.words.first == keyword,
            rule.words.allSatisfy({ hits.hit($0)?.cost == 0 })
          else { continue }
          let words = rule.words.compactMap { rules.keywordHit($0, in: hits) }
          add(Int(rule.entry), Self.groupScore(length: rule.length), .group(words))
        }
      }
    }
    for (entry, hit) in vetoes where byEntry[entry] != nil {
      byEntry[entry]?.score = Score(0)
      byEntry[entry]?.evidence.append(.veto(hit))
    }
    // A literal phrasing is the trainer's own word for it: no rule outweighs it.
    for (phrasing, entry) in literals.matches(of: text) {
      add(entry, 1, .literal(phrasing: phrasing))
    }
    return byEntry.values.sorted { ($1.score, $0.entry) < ($0.score, $1.entry) }
  }

  static func phraseScore(length: Int32) -> Float { 0.5 + 0.5 * Float(length) / Float(length + 2) }
  static func groupScore(length: Int32) -> Float { 0.4 + 0.5 * Float(length) / Float(length + 2) }

  /// The first occurrence of a keyword that is not part of a longer phrase.
  private func rangeOutsideLonger(of keyword: Int32, _ hits: KeywordHits) -> Range<Int>? {
    hits.literals.first { own in
      own.keyword == keyword
        && !hits.literals.contains { other in
          // Only phrases that mean a topic by themselves hide what they contain.
          other.range.count > own.range.count && other.range.lowerBound <= own.range.lowerBound
            && other.range.upperBound >= own.range.upperBound
            && rules.rulesOfKeyword[Int(other.keyword)].contains {
              rules.rules[Int($0)].kind == .any
            }
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
