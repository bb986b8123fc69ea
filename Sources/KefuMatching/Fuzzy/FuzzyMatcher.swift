import KefuText

/// Stage 2: which entries does the message nearly name, in form or in sound?
///
/// - A keyword with errors, or in a synonym's words, scores what stage 1 would give it times
///   `1 − cost ÷ length`.
/// - A message close to a whole phrasing scores its similarity, `1 − cost ÷ length`.
///
/// What an entry scores depends on the message and that entry alone, so adding an unrelated entry
/// changes nothing here.
struct FuzzyMatcher: Sendable {
  let rules: KeywordRules
  let keywords: FuzzyKeywords
  let phrasings: PhrasingIndex
  let entryOfPhrasing: [Int32]
  let words: WordNeighbours
  let readsPinyin: Bool

  /// Entries kept by similarity of phrasings.
  static let maximumSimilar = 4

  /// Candidates, best first; equal scores in the order of the knowledge base.
  ///
  /// - Parameter hits: Literal and synonym occurrences, as `KeywordRules.find` left them; the
  ///   misspelt ones are added.
  func candidates(
    for text: MatchText, form: FuzzyForm, hits: inout KeywordHits, scratch: inout FuzzyScratch
  ) -> [StageCandidate] {
    keywords.find(in: form, into: &hits, row: &scratch.row)
    var result: [StageCandidate] = []
    func add(_ entry: Int, _ score: Float, _ evidence: Evidence) {
      if let known = result.firstIndex(where: { $0.entry == entry }) {
        if Score(score) > result[known].score { result[known].score = Score(score) }
        result[known].evidence.append(evidence)
      } else {
        result.append(StageCandidate(entry: entry, score: Score(score), evidence: [evidence]))
      }
    }
    matchKeywords(hits, add)
    matchPhrasings(form, &scratch, add)
    return result.sorted { ($1.score, $0.entry) < ($0.score, $1.entry) }
  }

  private func matchKeywords(_ hits: KeywordHits, _ add: (Int, Float, Evidence) -> Void) {
    guard !hits.found.isEmpty else { return }
    var vetoed: Set<Int32> = []
    var proposals: [(rule: Int32, hits: [KeywordHit])] = []
    for keyword in hits.found {
      guard let hit = rules.keywordHit(keyword, in: hits) else { continue }
      for number in rules.rulesOfKeyword[Int(keyword)] {
        let rule = rules.rules[Int(number)]
        switch rule.kind {
        case .none: if hit.cost == 0 { vetoed.insert(rule.entry) }
        case .any: if hit.cost > 0 { proposals.append((number, [hit])) }
        case .all:
          // Most groups lack a word; that is seen without making anything.
          guard rule.words.first == keyword,
            rule.words.allSatisfy({ hits.hit($0) != nil })
          else { continue }
          let words = rule.words.compactMap { rules.keywordHit($0, in: hits) }
          if words.count == rule.words.count, words.contains(where: { $0.cost > 0 }) {
            proposals.append((number, words))
          }
        }
      }
    }
    for (number, words) in proposals {
      let rule = rules.rules[Int(number)]
      if vetoed.contains(rule.entry) { continue }
      let cost = words.reduce(0) { $0 + $1.cost }
      let kept = max(0, 1 - cost / Float(rule.length))
      let score =
        rule.kind == .any
        ? KeywordMatcher.phraseScore(length: rule.length)
        : KeywordMatcher.groupScore(length: rule.length)
      add(
        Int(rule.entry), score * kept,
        rule.kind == .any ? .phrase(words[0]) : .group(words))
    }
  }

  private func matchPhrasings(
    _ form: FuzzyForm, _ scratch: inout FuzzyScratch, _ add: (Int, Float, Evidence) -> Void
  ) {
    // Best similarity of each of the best entries so far, best first.
    var best: [(entry: Int32, phrasing: Int, cost: Float, length: Float, similarity: Float)] = []
    phrasings.forEachSimilar(
      to: form, scratch: &scratch,
      isInteresting: { bound in
        best.count < Self.maximumSimilar || bound > best[best.count - 1].similarity
      }
    ) { phrasing, cost, length in
      let entry = entryOfPhrasing[phrasing]
      let similarity = 1 - cost / length
      if let known = best.firstIndex(where: { $0.entry == entry }) {
        guard similarity > best[known].similarity else { return }
        best.remove(at: known)
      } else if best.count == Self.maximumSimilar {
        guard similarity > best[best.count - 1].similarity else { return }
        best.removeLast()
      }
      let place = best.firstIndex { $0.similarity < similarity } ?? best.count
      best.insert((entry, phrasing, cost, length, similarity), at: place)
    }
    for found in best {
      add(
        Int(found.entry), found.similarity,
        .similar(phrasing: found.phrasing, cost: found.cost, length: found.length))
    }
  }
}
