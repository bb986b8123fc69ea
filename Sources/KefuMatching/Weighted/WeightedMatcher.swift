import Foundation
import KefuKnowledge
import KefuText

/// Stage 3: which entries share telling words with the message?
///
/// An entry is scored as BM25 scores a document (Robertson & Zaragoza 2009), a phrasing counting
/// as one occurrence of its words, and divided by what the message could score at most:
///
///     explained(t, e) = n / (n + k1 · (1 − b + b · N(e) / N̄))       n: phrasings of e with t
///     weight(t)       = kind · idf(t) · telling(t)
///     score(e)        = Σ weight(t) · explained(t, e) · trainer(t, e)  ÷  Σ weight(t)
///
/// `telling(t)` is learnt from the variants: 1 where a term occurs in one entry only, less the more
/// evenly it is spread (1 − entropy ÷ ln N). The nearest phrasing, by cosine of the same weights,
/// is the second half of the score: a short variant is met by a short message.
struct WeightedMatcher: Sendable {
  struct Posting: Sendable {
    var target: Int32
    var weight: Float
  }

  let extractor: TermExtractor
  private(set) var vocabulary = HashIndex()
  /// `[term]` idf · telling.
  private var termWeights: [Float] = []
  /// `[term]` entries with what they explain of it.
  private var entries = Lists<Posting>()
  /// `[term]` phrasings with their normalised weight of it.
  private var phrasings = Lists<Posting>()
  private let entryOfPhrasing: [Int32]
  private let entryCount: Int
  /// Of a term no entry has.
  private let unknownWeight: Float

  static let k1: Float = 0.6
  static let b: Float = 0.3
  /// What the nearest phrasing counts in the score; the rest is the entry as a whole.
  static let nearestShare: Float = 0.5

  init(
    phrasings texts: [[Term]], entryOfPhrasing: [Int32], entries knowledge: [Entry],
    extractor: TermExtractor
  ) {
    self.extractor = extractor
    self.entryOfPhrasing = entryOfPhrasing
    entryCount = knowledge.count
    var vocabulary = HashIndex(minimumCapacity: 1 << 12)
    // Per phrasing: each term once, with its summed weight.
    var bags: [[(term: Int32, weight: Float)]] = []
    bags.reserveCapacity(texts.count)
    for terms in texts {
      var bag: [(term: Int32, weight: Float)] = []
      for term in terms { bag.append((vocabulary.intern(term.key), term.weight)) }
      bags.append(bag.summed())
    }
    self.vocabulary = vocabulary
    // Occurrences of terms in entries, counted in phrasings.
    var occurrences = [[(entry: Int32, count: Float)]](repeating: [], count: vocabulary.count)
    var phrasingCounts = [Float](repeating: 0, count: knowledge.count)
    for (phrasing, bag) in bags.enumerated() {
      let entry = entryOfPhrasing[phrasing]
      phrasingCounts[Int(entry)] += 1
      for (term, _) in bag {
        if occurrences[Int(term)].last?.entry == entry {
          occurrences[Int(term)][occurrences[Int(term)].count - 1].count += 1
        } else {
          occurrences[Int(term)].append((entry, 1))
        }
      }
    }
    let average = max(1, phrasingCounts.reduce(0, +) / Float(max(1, knowledge.count)))
    let overrides = knowledge.map { entry in
      Dictionary(
        entry.weights.map {
          (hash(Normalizer.shared.normalize($0.key).scalars, seed: 10), Float($0.value))
        }, uniquingKeysWith: { first, _ in first })
    }
    var overriddenTerms: [Int32: [Int32: Float]] = [:]
    for (entry, weights) in overrides.enumerated() {
      for (key, factor) in weights {
        if let term = vocabulary[key] { overriddenTerms[term, default: [:]][Int32(entry)] = factor }
      }
    }
    unknownWeight = Self.inverseDocumentFrequency(0, of: knowledge.count)
    termWeights = occurrences.map {
      Self.inverseDocumentFrequency($0.count, of: knowledge.count)
        * Self.telling($0.map(\.count), phrasingCounts: $0.map { phrasingCounts[Int($0.entry)] }, entries: knowledge.count)
    }
    entries = Lists(
      occurrences.enumerated().map { term, entries in
        entries.map { entry, count in
          let length = 1 - Self.b + Self.b * phrasingCounts[Int(entry)] / average
          let trainer = overriddenTerms[Int32(term)]?[entry] ?? 1
          return Posting(target: entry, weight: trainer * count / (count + Self.k1 * length))
        }
      })
    var byTerm = [[Posting]](repeating: [], count: vocabulary.count)
    for (phrasing, bag) in bags.enumerated() {
      let weighted = bag.map { ($0.term, $0.weight * termWeights[Int($0.term)]) }
      let norm = weighted.reduce(0) { $0 + $1.1 * $1.1 }.squareRoot()
      guard norm > 0 else { continue }
      for (term, weight) in weighted {
        byTerm[Int(term)].append(Posting(target: Int32(phrasing), weight: weight / norm))
      }
    }
    phrasings = Lists(byTerm)
  }

  /// In nats; `ln(1 + (N − n + 0.5) ÷ (n + 0.5))`, the form Lucene uses.
  static func inverseDocumentFrequency(_ n: Int, of N: Int) -> Float {
    Float(log(1 + (Double(N - n) + 0.5) / (Double(n) + 0.5)))
  }

  /// How much a term's presence tells about the entry, in `0...1`.
  static func telling(_ counts: [Float], phrasingCounts: [Float], entries: Int) -> Float {
    guard counts.count > 1, entries > 1 else { return 1 }
    let rates = zip(counts, phrasingCounts).map { Double($0 / max(1, $1)) }
    let total = rates.reduce(0, +)
    let entropy = rates.reduce(0) { $0 - $1 / total * log($1 / total) }
    return Float(max(0.05, 1 - entropy / log(Double(entries))))
  }

  /// Candidates, best first; equal scores in the order of the knowledge base. At most `limit`.
  func candidates(
    for terms: [Term], limit: Int, scratch: inout WeightedScratch
  ) -> [StageCandidate] {
    scratch.prepare(entries: entryCount, phrasings: entryOfPhrasing.count)
    var total: Float = 0
    var square: Float = 0
    for term in terms.lazy.map({ (self.vocabulary[$0.key], $0.weight) }) {
      guard let number = term.0 else {
        total += term.1 * unknownWeight
        square += term.1 * term.1 * unknownWeight * unknownWeight
        continue
      }
      scratch.addToMessage(number, term.1 * termWeights[Int(number)])
    }
    for (_, weight) in scratch.message {
      total += weight
      square += weight * weight
    }
    scratch.accumulate(entries: entries, phrasings: phrasings)
    guard total > 0 else { return [] }
    let norm = square.squareRoot()
    for phrasing in scratch.touchedPhrasings {
      scratch.nearest(
        phrasing, of: entryOfPhrasing[Int(phrasing)], cosine: scratch.phrasingScore(phrasing) / norm)
    }
    return scratch.best(limit) { entry in
      (1 - Self.nearestShare) * scratch.entryScore(entry) / total
        + Self.nearestShare * scratch.nearest(of: entry).cosine
    }.map { entry, score in
      let nearest = scratch.nearest(of: entry)
      return StageCandidate(
        entry: Int(entry), score: Score(score),
        evidence: [
          .terms(explained: scratch.entryScore(entry), of: total, []),
          .nearest(phrasing: Int(nearest.phrasing), cosine: nearest.cosine),
        ])
    }
  }

  /// The message's terms with what `entry` makes of each, heaviest first; for explanations.
  func shares(of terms: [Term], in entry: Int, text: MatchText, synonyms: SynonymTable)
    -> [TermShare]
  {
    var shares: [TermShare] = []
    for term in terms {
      let number = vocabulary[term.key]
      let weight = term.weight * (number.map { termWeights[Int($0)] } ?? unknownWeight)
      let explained = number.flatMap { number in
        entries[Int(number)].first { $0.target == Int32(entry) }.map { $0.weight * weight }
      }
      let range = Int(term.range.lowerBound)..<Int(term.range.upperBound)
      var name = text.analyzed.normalized.string(in: range)
      switch term.kind {
      case .word: break
      case .synonyms: name += "≈"
      case .characterPair: name = "[\(name)]"
      case .soundPair: name = "♪\(name)"
      case .wordPiece: name += "…"
      }
      if let known = shares.firstIndex(where: { $0.term == name }) {
        shares[known].weight += weight
        shares[known].explained += explained ?? 0
      } else {
        shares.append(TermShare(term: name, weight: weight, explained: explained ?? 0))
      }
    }
    return shares.sorted { ($1.weight, $0.term) < ($0.weight, $1.term) }
  }
}

extension [(term: Int32, weight: Float)] {
  /// Each term once, by number, with its weights added up.
  fileprivate func summed() -> Self {
    var result: Self = []
    for (term, weight) in sorted(by: { $0.term < $1.term }) {
      if result.last?.term == term {
        result[result.count - 1].weight += weight
      } else {
        result.append((term, weight))
      }
    }
    return result
  }
}

/// Working memory of stage 3.
struct WeightedScratch: Sendable {
  private(set) var message: [(term: Int32, weight: Float)] = []
  private var entryScores = SparseSums()
  private var phrasingScores = SparseSums()
  private var nearest: [(phrasing: Int32, cosine: Float)] = []

  var touchedPhrasings: ArraySlice<Int32> { phrasingScores.touched }

  mutating func prepare(entries: Int, phrasings: Int) {
    if nearest.count < entries { nearest = .init(repeating: (-1, 0), count: entries) }
    for entry in entryScores.touched { nearest[Int(entry)] = (-1, 0) }
    entryScores.reset(count: entries)
    phrasingScores.reset(count: phrasings)
    message.removeAll(keepingCapacity: true)
  }

  /// A term that stands twice in a message counts twice, but is looked up once.
  mutating func addToMessage(_ term: Int32, _ weight: Float) {
    for i in message.indices where message[i].term == term {
      message[i].weight += weight
      return
    }
    message.append((term, weight))
  }

  mutating func accumulate(
    entries: Lists<WeightedMatcher.Posting>, phrasings: Lists<WeightedMatcher.Posting>
  ) {
    entryScores.add(message, entries)
    phrasingScores.add(message, phrasings)
  }

  mutating func nearest(_ phrasing: Int32, of entry: Int32, cosine: Float) {
    let known = nearest[Int(entry)]
    if cosine > known.cosine || (cosine == known.cosine && phrasing < known.phrasing) {
      nearest[Int(entry)] = (phrasing, cosine)
    }
  }

  func phrasingScore(_ phrasing: Int32) -> Float { phrasingScores[phrasing] }
  func entryScore(_ entry: Int32) -> Float { entryScores[entry] }
  func nearest(of entry: Int32) -> (phrasing: Int32, cosine: Float) { nearest[Int(entry)] }

  /// The `limit` best of the entries touched.
  func best(_ limit: Int, _ score: (Int32) -> Float) -> [(entry: Int32, score: Float)] {
    var best: [(entry: Int32, score: Float)] = []
    for entry in entryScores.touched {
      let value = score(entry)
      func isBetter(_ other: (entry: Int32, score: Float)) -> Bool {
        value > other.score || (value == other.score && entry < other.entry)
      }
      if best.count == limit, let last = best.last, !isBetter(last) { continue }
      best.insert((entry, value), at: best.firstIndex(where: isBetter) ?? best.count)
      if best.count > limit { best.removeLast() }
    }
    return best
  }
}

/// Sums by number of which few are not 0; emptied at the cost of those.
struct SparseSums: Sendable {
  private var sums: [Float] = []
  private var numbers: [Int32] = []
  private var count = 0

  /// The numbers with a sum, in the order met.
  var touched: ArraySlice<Int32> { numbers[..<count] }

  subscript(number: Int32) -> Float { sums[Int(number)] }

  mutating func reset(count size: Int) {
    for number in touched { sums[Int(number)] = 0 }
    count = 0
    if sums.count < size {
      sums = .init(repeating: 0, count: size)
      numbers = .init(repeating: 0, count: size)
    }
  }

  /// Adds every term's postings, weighted.
  mutating func add(
    _ terms: [(term: Int32, weight: Float)], _ lists: Lists<WeightedMatcher.Posting>
  ) {
    var count = count
    sums.withUnsafeMutableBufferPointer { sums in
      numbers.withUnsafeMutableBufferPointer { numbers in
        lists.elements.withUnsafeBufferPointer { postings in
          for (term, weight) in terms {
            for i in lists.range(Int(term)) {
              let posting = postings[i]
              let number = Int(posting.target)
              if sums[number] == 0 {
                numbers[count] = posting.target
                count += 1
              }
              // Never back to 0, or the number would be met twice.
              sums[number] += max(weight * posting.weight, .leastNormalMagnitude)
            }
          }
        }
      }
    }
    self.count = count
  }
}
