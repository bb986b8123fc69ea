/// Stage 1: which entries does the message name, to the letter?
///
/// A message that is a question or variant of an entry scores 1. A phrase of `any` scores by its
/// length, every word of a group of `all` by their lengths together; a word of `none` vetoes both.
/// A phrase inside a longer one that also occurs does not count: 运费 in 运费险.
struct KeywordMatcher: Sendable {
  let rules: KeywordRules
  let literals: LiteralIndex
  let entryOfPhrasing: [Int32]

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
    literals.forEachMatch(of: text) { phrasing in
      found.add(Int(entryOfPhrasing[phrasing]), 1, .literal(phrasing: phrasing))
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
///
/// A table of buckets, about one phrasing each, with the 64-bit hash of each literal: that two which
/// differ have one is as likely as 2⁻⁶⁴, and costs no more than a wrong answer.
struct LiteralIndex: Sendable {
  struct Literal: Sendable {
    var hash: UInt64
    var phrasing: Int32
    /// So that every byte of a file is said.
    private var unused: Int32 = 0

    init(hash: UInt64, phrasing: Int32) {
      self.hash = hash
      self.phrasing = phrasing
    }
  }

  /// `[bucket]` by phrasing.
  let buckets: FrozenLists<Literal>

  /// - Parameter hashes: `[phrasing]`; 0 for one without literal.
  init(hashes: [UInt64]) {
    var size = 16
    while size < hashes.count { size *= 2 }
    let mask = size - 1
    var counts = [Int32](repeating: 0, count: size)
    for hash in hashes where hash != 0 { counts[Int(truncatingIfNeeded: hash) & mask] += 1 }
    var filler = ListFiller(counts: counts, repeating: Literal(hash: 0, phrasing: -1))
    for (number, hash) in hashes.enumerated() where hash != 0 {
      filler.add(
        Literal(hash: hash, phrasing: Int32(number)),
        to: Int32(Int(truncatingIfNeeded: hash) & mask))
    }
    buckets = filler.finish()
  }

  init(buckets: FrozenLists<Literal>) { self.buckets = buckets }

  /// Calls `body` with the phrasings equal to the message.
  @inline(__always)
  func forEachMatch(of text: MatchText, _ body: (_ phrasing: Int) -> Void) {
    guard !text.literal.isEmpty else { return }
    let hash = text.literalHash
    for literal in buckets[Int(truncatingIfNeeded: hash) & (buckets.count - 1)]
    where literal.hash == hash {
      body(Int(literal.phrasing))
    }
  }
}
