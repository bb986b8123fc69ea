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
    var found = CandidateList()
    matchKeywords(hits, &found)
    matchPhrasings(form, &scratch, &found)
    return found.sorted()
  }

  private func matchKeywords(_ hits: KeywordHits, _ found: inout CandidateList) {
    guard !hits.found.isEmpty else { return }
    // By number: what a veto stops is not worth making.
    var vetoed: [Int32] = []
    var proposals: [Int32] = []
    for keyword in hits.found {
      for number in rules.rulesBegunBy[Int(keyword)] {
        let rule = rules.rules[Int(number)]
        if rule.kind == .none {
          if hits.isLiteral(keyword) { vetoed.append(rule.entry) }
          continue
        }
        // Most groups lack a word; where all are literal it is stage 1's.
        let words = rules.words[Int(number)]
        if words.allSatisfy(hits.occurs), !words.allSatisfy(hits.isLiteral) {
          proposals.append(number)
        }
      }
    }
    for number in proposals {
      let rule = rules.rules[Int(number)]
      if vetoed.contains(rule.entry) { continue }
      let words = rules.keywordHits(ofRule: Int(number), in: hits)
      let cost = words.reduce(0) { $0 + $1.cost }
      let kept = max(0, 1 - cost / Float(rule.length))
      let score =
        rule.kind == .any
        ? KeywordMatcher.phraseScore(length: rule.length)
        : KeywordMatcher.groupScore(length: rule.length)
      found.add(
        Int(rule.entry), score * kept, rule.kind == .any ? .phrase(words[0]) : .group(words))
    }
  }

  private func matchPhrasings(
    _ form: FuzzyForm, _ scratch: inout FuzzyScratch, _ candidates: inout CandidateList
  ) {
    // Best similarity of each of the best entries so far, best first.
    var best: [(entry: Int32, phrasing: Int, cost: Float, length: Float, similarity: Float)] = []
    phrasings.forEachSimilar(
      to: form, scratch: &scratch,
      least: { best.count < Self.maximumSimilar ? 0 : best[best.count - 1].similarity }
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
      candidates.add(
        Int(found.entry), found.similarity,
        .similar(phrasing: found.phrasing, cost: found.cost, length: found.length))
    }
  }
}
