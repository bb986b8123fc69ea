import Foundation
import KefuKnowledge
import KefuText

extension WeightedMatcher {
  /// - Parameter entryOfPhrasing: Ascending.
  init(
    phrasings: [[Term]], entryOfPhrasing: [Int32], entries: [Entry], extractor: TermExtractor
  ) {
    var builder = Builder()
    for (terms, entry) in zip(phrasings, entryOfPhrasing) { builder.add(terms, entry: entry) }
    self = builder.finish(entries: entries, extractor: extractor)
  }

  /// Takes phrasings in, one after another.
  struct Builder {
    private var vocabulary = HashIndex(minimumCapacity: 1 << 12)
    /// `[phrasing]` each of its terms once, by number, and the weights of those.
    private var bags = Lists<Int32>()
    private var bagWeights: [Float] = []
    private var owners: [Int32] = []
    private var bag: [(term: Int32, place: Int32)] = []
    private var numbers: [Int32] = []

    /// - Parameter entry: Not below that of the phrasing before.
    mutating func add(_ terms: [Term], entry: Int32) {
      bag.removeAll(keepingCapacity: true)
      for (place, term) in terms.enumerated() {
        bag.append((vocabulary.intern(term.key), Int32(place)))
      }
      // Weights are added up in the order of the text.
      bag.sortInPlace { UInt64($0.term) << 32 | UInt64($0.place) }
      numbers.removeAll(keepingCapacity: true)
      for (term, place) in bag {
        let weight = terms[Int(place)].weight
        if numbers.last == term {
          bagWeights[bagWeights.count - 1] += weight
        } else {
          numbers.append(term)
          bagWeights.append(weight)
        }
      }
      bags.append(numbers)
      owners.append(entry)
    }

    func finish(entries knowledge: [Entry], extractor: TermExtractor) -> WeightedMatcher {
      let termCount = vocabulary.count
      var phrasingCounts = [Float](repeating: 0, count: knowledge.count)
      for owner in owners { phrasingCounts[Int(owner)] += 1 }
      var entryCounts = [Int32](repeating: 0, count: termCount)
      var frequencies = entryCounts
      var lastEntry = [Int32](repeating: -1, count: termCount)
      forEachTerm { term, _, _, entry in
        frequencies[term] += 1
        if lastEntry[term] != entry { entryCounts[term] += 1 }
        lastEntry[term] = entry
      }
      // At first the gain of each is how many of the entry's phrasings have the term.
      var entries = ListFiller<WeightedIndex.EntryPosting>(
        counts: entryCounts, repeating: .init(entry: -1, gain: 0, nearest: 0, phrasings: 0))
      lastEntry = .init(repeating: -1, count: termCount)
      forEachTerm { term, _, _, entry in
        if lastEntry[term] != entry {
          entries.add(.init(entry: entry, gain: 0, nearest: 0, phrasings: 0), to: Int32(term))
        }
        lastEntry[term] = entry
        entries.update(entries.last(of: Int32(term))) { $0.gain += 1 }
      }
      let average = max(1, phrasingCounts.reduce(0, +) / Float(max(1, knowledge.count)))
      let smoothed = WeightedMatcher.smoothing / average
      let overriddenTerms = overriddenTerms(knowledge)
      func rarity(_ background: Double) -> Double { log(1 + 1 / background) }
      func weight(_ background: Double) -> Float {
        Float(pow(rarity(background), WeightedMatcher.rarityExponent))
      }
      func rate(_ posting: WeightedIndex.EntryPosting) -> Float {
        posting.gain / (phrasingCounts[Int(posting.entry)] + 1)
      }
      var terms: [WeightedIndex.Term] = []
      terms.reserveCapacity(termCount)
      var start = 0
      for term in 0..<termCount {
        let end = start + Int(entryCounts[term])
        var sum = smoothed
        for place in start..<end { sum += rate(entries.elements[place]) }
        let background = Double(sum / Float(knowledge.count))
        let overrides = overriddenTerms[Int32(term)]
        for place in start..<end {
          entries.update(place) { posting in
            let gain = log(1 + Double(rate(posting)) / background) / rarity(background)
            posting.gain = (overrides?[posting.entry] ?? 1) * Float(gain)
          }
        }
        let isCommon = frequencies[term] > max(64, bags.count / WeightedMatcher.commonFraction)
        terms.append(.init(weight: weight(background), isCommon: isCommon ? 1 : 0))
        start = end
      }
      let phrasings = phrasingPostings(terms, frequencies, &entries)
      return WeightedMatcher(
        extractor: extractor, vocabulary: FrozenIndex(vocabulary),
        index: WeightedIndex(
          terms: ModelArray(terms), entries: entries.finish(), phrasings: phrasings),
        firstPhrasings: ModelArray(
          (0...knowledge.count).map { Int32(owners.firstIndex(notBelow: Int32($0))) }),
        unknownWeight: weight(Double(smoothed) / Double(max(1, knowledge.count))))
    }

    /// What each phrasing has of each term that is not common, and of each entry the most.
    private func phrasingPostings(
      _ terms: [WeightedIndex.Term], _ frequencies: [Int32],
      _ entries: inout ListFiller<WeightedIndex.EntryPosting>
    ) -> FrozenLists<WeightedIndex.PhrasingPosting> {
      var norms: [Float] = []
      norms.reserveCapacity(bags.count)
      for phrasing in 0..<bags.count {
        var square: Float = 0
        for place in bags.range(phrasing) {
          let term = terms[Int(bags.elements[place])]
          guard term.isCommon == 0 else { continue }
          let weight = bagWeights[place] * term.weight
          square += weight * weight
        }
        norms.append(square.squareRoot())
      }
      var filler = ListFiller<WeightedIndex.PhrasingPosting>(
        counts: zip(frequencies, terms).map { $1.isCommon == 0 ? $0 : 0 },
        repeating: .init(phrasing: .max, weight: 0))
      entries.rewind()
      var lastEntry = [Int32](repeating: -1, count: terms.count)
      forEachTerm { term, phrasing, place, entry in
        let isFirst = lastEntry[term] != entry
        lastEntry[term] = entry
        if isFirst { entries.skip(Int32(term)) }
        guard terms[term].isCommon == 0 else { return }
        let norm = norms[phrasing]
        let weight = norm > 0 ? bagWeights[place] * terms[term].weight / norm : 0
        let place = filler.add(.init(phrasing: Int32(phrasing), weight: weight), to: Int32(term))
        entries.update(entries.last(of: Int32(term))) { posting in
          if isFirst { posting.phrasings = Int32(place) }
          posting.nearest = max(posting.nearest, weight)
        }
      }
      return filler.finish()
    }

    /// Calls `body` with every term of every phrasing: its number, the phrasing, where its weight
    /// stands, and the entry.
    @inline(__always)
    private func forEachTerm(_ body: (Int, Int, Int, Int32) -> Void) {
      for phrasing in 0..<bags.count {
        for place in bags.range(phrasing) {
          body(Int(bags.elements[place]), phrasing, place, owners[phrasing])
        }
      }
    }

    /// By term and entry the trainer's factor.
    private func overriddenTerms(_ knowledge: [Entry]) -> [Int32: [Int32: Float]] {
      var overridden: [Int32: [Int32: Float]] = [:]
      for (number, entry) in knowledge.enumerated() {
        // Sorted, so that of two spellings of one word the same counts every time.
        for (word, factor) in entry.weights.sorted(by: { $0.key < $1.key }) {
          let key = hash(Normalizer.shared.normalize(word).scalars, seed: 10)
          guard let term = vocabulary[key],
            overridden[term]?[Int32(number)] == nil
          else { continue }
          overridden[term, default: [:]][Int32(number)] = Float(factor)
        }
      }
      return overridden
    }
  }
}
