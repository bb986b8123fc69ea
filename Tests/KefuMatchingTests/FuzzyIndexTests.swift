// The indexes of stage 2 lose nothing:
//  1. WordNeighbours finds the first two known words one error away, as trying all of them does
//     (slow twin: SlowWordDistance); words under four letters are not known.
//  2. FuzzyKeywords finds every keyword that occurs with confused sounds anywhere or, from four units
//     on, with one unit wrong, missing or extra, within its share of the length; never at less than
//     its cost (slow twin: SlowFuzzyDistance at every place). Words that only veto are left out.
//  3. PhrasingIndex finds every phrasing near enough, with its cost (slow twin: SlowFuzzyDistance
//     against all phrasings), and with it the matcher the best entries.
import KefuKnowledge
import KefuTestSupport
import KefuText
import Testing

@testable import KefuMatching

@Suite struct FuzzyIndexTests {
  @Test("1: words one error away") func wordNeighbours() {
    var random = SeededRandom(seed: 1)
    func word() -> [UInt32] {
      (0..<(1 + random.below(7))).map { _ in UInt32(0x61 + random.below(3)) }
    }
    for _ in 0..<100 {
      var known: [[UInt32]] = []
      var neighbours = WordNeighbours()
      for _ in 0..<12 {
        let word = word()
        neighbours.add(word)
        if word.count >= 4, !known.contains(word) { known.append(word) }
      }
      for _ in 0..<20 {
        let word = word()
        let near = known.filter { SlowWordDistance.distance($0, word) == 1 }
        let expected = known.contains(word) ? [] : near.prefix(2)
        let found = neighbours.neighbours(of: word[...])
        let symbols = [found[0], found[1]].filter { $0 != 0 }
        #expect(symbols == expected.map { WordNeighbours.symbol(of: $0[...]) })
      }
    }
  }

  @Test("1: one error")
  func oneError() {
    var random = SeededRandom(seed: 11)
    for _ in 0..<5_000 {
      let words = (0..<2).map { _ in
        (0..<random.below(6)).map { _ in UInt32(0x61 + random.below(2)) }
      }
      let distance = SlowWordDistance.distance(words[0], words[1])
      #expect(isWithinOneError(words[0], words[1]) == (distance <= 1), "\(words)")
    }
  }

  @Test("1: no words, long words") func noWords() {
    #expect(WordNeighbours().neighbours(of: scalars("shipping")[...]) == .zero)
    var words = WordNeighbours()
    let long = [UInt32](repeating: 0x61, count: 40)
    words.add(long)
    #expect(words.neighbours(of: long.dropLast()) == .zero)
  }

  @Test("2: bent keywords") func fuzzyKeywords() {
    var random = SeededRandom(seed: 2)
    for _ in 0..<60 {
      let knowledge = KnowledgeBase(RandomKnowledge.entries(6, using: &random))
      let compiled = CompiledKnowledge(knowledge)
      let forms = compiled.rules.keywords.map { fuzzyForm($0, compiled.analyzer) }
      for _ in 0..<12 {
        let keyword = compiled.rules.keywords.isEmpty ? "退款" : random.pick(compiled.rules.keywords)
        let message =
          RandomKnowledge.text(2, using: &random)
          + RandomKnowledge.mutated(keyword, using: &random)
          + RandomKnowledge.text(1, using: &random)
        let form = fuzzyForm(message, compiled.analyzer, words: compiled.fuzzy.words)
        var (hits, row) = (KeywordHits(), [Float]())
        hits.reset(keywords: forms.count)
        compiled.fuzzy.keywords.find(in: form, into: &hits, row: &row)
        // What only vetoes must occur to the letter.
        for (number, keyword) in forms.enumerated() where compiled.rules.proposes(number) {
          let twin = SlowOccurrence(of: keyword, in: form)
          let label = "\(compiled.rules.keywords[number]) in \(message)"
          if let hit = hits.hit(Int32(number)) {
            #expect(hit.cost > 0 && hit.cost <= keyword.length * 0.3 + 1e-4, "\(label)")
            #expect(hit.cost >= twin.leastBent - 1e-4, "\(label)")
            #expect(hit.cost <= twin.mustFind + 1e-4, "\(label)")
          } else {
            #expect(twin.mustFind > keyword.length * 0.3 - 1e-4 || twin.isThere, "\(label)")
          }
        }
      }
    }
  }

  /// A keyword laid on every part of a message.
  private struct SlowOccurrence {
    /// Some part is the keyword unbent.
    var isThere = false
    /// The least cost above 0 of any part.
    var leastBent = Float.infinity
    /// The least cost of the parts that must be found.
    var mustFind = Float.infinity

    init(of keyword: FuzzyForm, in message: FuzzyForm) {
      guard keyword.count >= 2 else { return }
      let (units, text) = (keyword.slowUnits, message.slowUnits)
      for count in max(1, units.count - 1)...units.count + 1 {
        for start in 0..<max(0, text.count - count + 1) {
          let part = Array(text[start..<start + count])
          let cost = SlowFuzzyDistance.distance(part, units)
          guard cost > 0 else {
            isThere = true
            continue
          }
          leastBent = min(leastBent, cost)
          if Self.mustFind(part, units) { mustFind = min(mustFind, cost) }
        }
      }
    }

    private static func mustFind(
      _ part: [SlowFuzzyDistance.Unit], _ keyword: [SlowFuzzyDistance.Unit]
    ) -> Bool {
      typealias Unit = SlowFuzzyDistance.Unit
      func isSimilar(_ a: Unit, _ b: Unit) -> Bool {
        a.symbol == b.symbol || a.neighbours.contains(b.symbol)
          || a.sounds.contains { a in
            b.sounds.contains { SlowFuzzyDistance.heard(a) == SlowFuzzyDistance.heard($0) }
          }
      }
      let same = part.prefix(keyword.count).enumerated().prefix { isSimilar($1, keyword[$0]) }.count
      let sameAtEnd = zip(part.reversed(), keyword.reversed()).prefix { isSimilar($0, $1) }.count
      if part.count == keyword.count, same == part.count { return true }
      // One error: what is alike before it and after it make up the whole.
      return keyword.count >= 4 && same + sameAtEnd >= max(part.count, keyword.count) - 1
    }
  }

  @Test("3: near phrasings", arguments: [true, false])
  func phrasingIndex(readsPinyin: Bool) {
    var random = SeededRandom(seed: readsPinyin ? 3 : 4)
    for round in 0..<60 {
      let entries = (0..<12).map { number in
        Entry("e\(number)", (0..<3).map { _ in RandomKnowledge.text(4, using: &random) })
      }
      let compiled = CompiledKnowledge(
        KnowledgeBase(entries, locale: readsPinyin ? "zh-Hans" : "en"))
      let forms = compiled.phrasings.map {
        fuzzyForm($0, compiled.analyzer, readsPinyin: readsPinyin)
      }
      var scratch = FuzzyScratch()
      for _ in 0..<15 {
        let message = RandomKnowledge.message(to: entries, using: &random)
        let form = fuzzyForm(
          message, compiled.analyzer, readsPinyin: readsPinyin, words: compiled.fuzzy.words)
        var found: [Int: Float] = [:]
        compiled.fuzzy.phrasings.forEachSimilar(
          to: form, scratch: &scratch, least: { 0 }
        ) { phrasing, cost, length in
          found[phrasing] = 1 - cost / length
        }
        var best: [Int: Float] = [:]
        for (phrasing, other) in forms.enumerated() {
          let length = max(form.length, other.length)
          let similarity = 1 - SlowFuzzyDistance.distance(form.slowUnits, other.slowUnits) / length
          let label = "\(round): \(message) ~ \(compiled.phrasings[phrasing])"
          if similarity >= PhrasingIndex.minimumSimilarity + 1e-4 {
            #expect(abs((found[phrasing] ?? 0) - similarity) < 1e-4, "\(label)")
            let entry = Int(compiled.entryOfPhrasing[phrasing])
            best[entry] = max(best[entry] ?? 0, similarity)
          } else if similarity < PhrasingIndex.minimumSimilarity - 1e-4 {
            #expect(found[phrasing] == nil, "\(label)")
          }
        }
        checkBest(compiled, message, best)
      }
    }
  }

  /// The matcher's entries are the best ones, each with its similarity.
  private func checkBest(
    _ compiled: CompiledKnowledge, _ message: String, _ best: [Int: Float]
  ) {
    let candidates = compiled.recognize(message, stages: [.fuzzy]).stages[.fuzzy] ?? []
    #expect(candidates.count <= FuzzyMatcher.maximumSimilar)
    for candidate in candidates {
      guard let expected = best[candidate.entry] else { continue }
      #expect(abs(candidate.score.value - expected) < 1e-4, "\(message)")
    }
    let expected = best.values.sorted(by: >).prefix(FuzzyMatcher.maximumSimilar)
    let scores = candidates.map(\.score.value)
    #expect(scores.count >= expected.count, "\(message)")
    for (a, b) in zip(scores, expected) { #expect(abs(a - b) < 1e-3, "\(message)") }
    #expect(scores == scores.sorted(by: >))
  }
}
