// Stage 3:
//  1. Scores are what the documented formula says (slow twin: SlowWeighting), in 0...1; the best come
//     first, equal ones in the order of the knowledge base.
//  2. The trainer's weights move an entry's score the way they say, and no other entry's.
//  3. Synonyms make entries found; a word no entry has lowers the score; stop words hardly count.
//  4. A text's terms: words, sets of synonyms, pairs of characters and of sounds, pieces of Latin
//     words; the shares shown add up to the score's two sums.
//  5. Memory reused gives what fresh memory gives.
import KefuKnowledge
import KefuTestSupport
import KefuText
import Testing

@testable import KefuMatching

@Suite struct WeightedTests {
  private func terms(_ text: String, _ compiled: CompiledKnowledge) -> [SlowWeighting.Term] {
    var terms: [Term] = []
    compiled.weighted.extractor.extract(matchText(text, compiled.analyzer), into: &terms)
    return terms.map { ($0.key, $0.weight) }
  }

  private func twin(_ compiled: CompiledKnowledge) -> SlowWeighting {
    SlowWeighting(
      entries: compiled.entries.map { entry in
        entry.phrasings.map { terms($0.value, compiled) }
      },
      trainer: compiled.entries.map { entry in
        entry.weights.reduce(into: [:]) { factors, weight in
          let word = Normalizer.shared.normalize(weight.key).scalars
          factors[hash(word, seed: 10)] = Float(weight.value)
        }
      },
      smoothing: WeightedMatcher.smoothing, rarityExponent: WeightedMatcher.rarityExponent,
      nearestShare: WeightedMatcher.nearestShare)
  }

  @Test("1, 5: as the formula") func agreesWithFormula() {
    var random = SeededRandom(seed: 1)
    var scratch = WeightedScratch()
    for _ in 0..<40 {
      let entries = RandomKnowledge.entries(1 + random.below(7), using: &random)
      let compiled = CompiledKnowledge(
        KnowledgeBase(
          entries, synonyms: [["退款", "退宽"], ["运费", "运费险"]], stopWords: ["怎么", "的"]))
      let twin = twin(compiled)
      for _ in 0..<6 {
        let message = RandomKnowledge.message(to: entries, using: &random) + "龘龘"
        var terms: [Term] = []
        compiled.weighted.extractor.extract(matchText(message, compiled.analyzer), into: &terms)
        let found = compiled.weighted.candidates(for: terms, limit: 100, scratch: &scratch)
        let bag = terms.map { ($0.key, $0.weight) }
        for entry in entries.indices {
          let score = found.first { $0.entry == entry }.map { Double($0.score.value) }
          let expected = twin.score(bag, entry).map { min(1, $0) }
          #expect((score == nil) == (expected == nil), "\(message) \(entry)")
          #expect(abs((score ?? 0) - (expected ?? 0)) < 1e-4, "\(message) \(entry)")
          #expect((0...1).contains(score ?? 0), "\(message)")
        }
        let ranks = found.map { (-$0.score.value, $0.entry) }
        #expect(zip(ranks, ranks.dropFirst()).allSatisfy { $0 < $1 }, "\(message)")
        let best = compiled.weighted.candidates(for: terms, limit: 2, scratch: &scratch)
        #expect(best == Array(found.prefix(2)), "\(message)")
      }
    }
  }

  private static let entries = [
    Entry("a", ["退货运费谁出", "退货运费多少", "退货要钱吗"]), Entry("b", ["换货运费谁出", "换货运费多少", "换货要钱吗"]),
    Entry("c", ["怎么开发票", "发票抬头错了", "电子发票"]),
  ]

  private func score(_ compiled: CompiledKnowledge, _ message: String, _ entry: String) -> Float {
    let found = compiled.recognize(message, stages: [.weighted]).stages[.weighted] ?? []
    return found.first { compiled.id($0.entry) == entry }?.score.value ?? 0
  }

  @Test("2: trainer weights") func trainerWeights() {
    func compiled(_ weights: [String: Double]) -> CompiledKnowledge {
      var entries = Self.entries
      entries[0].weights = weights
      return CompiledKnowledge(KnowledgeBase(entries, lexicon: ["运费"]))
    }
    let message = "运费怎么算"
    let plain = compiled([:])
    for (weights, isMore) in [
      (["运费": 2.0], true), (["运費": 3], true), (["运费": 0], false), (["运费": 0.5], false),
    ] {
      let changed = compiled(weights)
      let difference = score(changed, message, "a") - score(plain, message, "a")
      #expect(isMore ? difference > 0.01 : difference < -0.01, "\(weights)")
      #expect(score(changed, message, "b") == score(plain, message, "b"))
    }
    #expect(score(compiled(["没有这个词": 9]), message, "a") == score(plain, message, "a"))
    #expect(score(compiled(["运费": 10]), "运费", "a") == 1)
    // A weighed word is cut whole, which 退货运费 alone does not bring about.
    var entries = Self.entries
    entries[0].weights = ["运费": 1]
    #expect(score(CompiledKnowledge(entries), message, "a") == score(plain, message, "a"))
  }

  @Test("2: of two spellings of one word the first counts, every time") func trainerSpellings() {
    func compiled(_ weights: [String: Double]) -> CompiledKnowledge {
      CompiledKnowledge([Entry("a", ["选XL码", "XL偏大吗"], weights: weights), Self.entries[1]])
    }
    let expected = score(compiled(["XL": 0]), "XL多大", "a")
    for other in ["xl", "ＸＬ", "Xl", "xL"] {
      #expect(score(compiled(["XL": 0, other: 3, "ｘｌ": 2]), "XL多大", "a") == expected)
    }
  }

  @Test("3: synonyms") func synonyms() {
    let without = CompiledKnowledge([Entry("a", ["运费"]), Self.entries[2]])
    let with = CompiledKnowledge([Entry("a", ["运费"]), Self.entries[2]], synonyms: [["运费", "邮资"]])
    let discounted = CompiledKnowledge(
      [Entry("a", ["运费"]), Self.entries[2]], synonyms: [["运费", "邮资"]], discount: 0.4)
    #expect(score(without, "邮资", "a") == 0)
    #expect(score(with, "邮资", "a") > score(discounted, "邮资", "a"))
    #expect(score(discounted, "邮资", "a") > 0)
    #expect(score(with, "邮资", "a") < score(with, "运费", "a"))
  }

  @Test("3: unknown words, stop words") func otherWords() {
    let plain = CompiledKnowledge(Self.entries)
    #expect(score(plain, "发票 鹦鹉", "c") < score(plain, "发票", "c"))
    #expect(score(plain, "发票 鹦鹉 天文台", "c") < score(plain, "发票 鹦鹉", "c"))
    let stopped = CompiledKnowledge(KnowledgeBase(Self.entries, stopWords: ["鹦鹉", "！", ""]))
    #expect(score(stopped, "发票 鹦鹉", "c") > score(plain, "发票 鹦鹉", "c"))
    #expect(score(plain, "鹦鹉", "c") == 0)
  }

  @Test(
    "4: terms",
    arguments: [
      ("退款", ["退款", "[退款]", "♪退款"]), ("邮费", ["邮费≈", "邮费", "[邮费]", "♪邮费"]), ("37", ["37"]),
      ("退 7", ["退", "7", "[退 7]"]), ("abcd", ["abcd…", "abcd"]), ("xl", ["xl"]),
      ("打30元", ["打", "30元", "[打30元]"]),
      ("退,款", ["退", "款"]), ("👍", []), ("", []),
    ])
  func terms(text: String, expected: [String]) {
    let compiled = CompiledKnowledge([Entry("a", ["退款", "运费"])], synonyms: [["运费", "邮费"]])
    let recognition = compiled.recognize(text, stages: [.weighted])
    let candidate = StageCandidate(entry: 0, score: Score(0), evidence: [])
    let shares = compiled.termShares(of: candidate, in: recognition)
    #expect(Set(shares.map(\.term)) == Set(expected))
    #expect(shares.map(\.weight) == shares.map(\.weight).sorted(by: >))
    #expect(shares.allSatisfy { $0.explained >= 0 && $0.explained <= $0.weight * 1.0001 })
  }

  @Test("4: shares add up") func shares() {
    let compiled = CompiledKnowledge(SampleShop.knowledgeBase)
    for phrasing in compiled.phrasings {
      let recognition = compiled.recognize(phrasing + "鹦鹉鹦鹉", stages: [.weighted])
      for candidate in recognition.stages[.weighted] ?? [] {
        guard case .terms(let explained, let total, _) = candidate.evidence[0] else { continue }
        let shares = compiled.termShares(of: candidate, in: recognition)
        #expect(abs(shares.reduce(0) { $0 + $1.weight } - total) < 1e-3 * total, "\(phrasing)")
        #expect(abs(shares.reduce(0) { $0 + $1.explained } - explained) < 1e-3 * total)
      }
    }
  }
}
