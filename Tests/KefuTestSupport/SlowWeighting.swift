import Foundation

/// Stage 3's formula computed term by term from the phrasings. The slow twin of `WeightedMatcher`.
package struct SlowWeighting {
  /// A term with what its kind weighs.
  package typealias Term = (key: UInt64, kind: Float)

  /// `[entry][phrasing]` terms.
  package var entries: [[[Term]]]
  /// `[entry]` the trainer's factors by term.
  package var trainer: [[UInt64: Float]]
  package var smoothing: Float
  package var rarityExponent: Double
  package var nearestShare: Float

  package init(
    entries: [[[Term]]], trainer: [[UInt64: Float]], smoothing: Float, rarityExponent: Double,
    nearestShare: Float
  ) {
    self.entries = entries
    self.trainer = trainer
    self.smoothing = smoothing
    self.rarityExponent = rarityExponent
    self.nearestShare = nearestShare
  }

  /// `rate(t, e) = n ÷ (N(e) + 1)`
  package func rate(_ term: UInt64, _ entry: Int) -> Double {
    let having = entries[entry].filter { $0.contains { $0.key == term } }
    return Double(having.count) / Double(entries[entry].count + 1)
  }

  /// `background(t) = (Σ rate(t, ·) + s ÷ N̄) ÷ E`
  package func background(_ term: UInt64) -> Double {
    let phrasings = entries.reduce(0) { $0 + $1.count }
    let average = max(1, Double(phrasings) / Double(entries.count))
    let rates = entries.indices.reduce(0) { $0 + rate(term, $1) }
    return (rates + Double(smoothing) / average) / Double(entries.count)
  }

  /// `weight(t) = ln(1 + 1 ÷ background)^p`, without its kind
  package func weight(_ term: UInt64) -> Double {
    pow(log(1 + 1 / background(term)), rarityExponent)
  }

  /// `gain(t, e) = ln(1 + rate ÷ background) ÷ ln(1 + 1 ÷ background)`
  package func gain(_ term: UInt64, _ entry: Int) -> Double {
    log(1 + rate(term, entry) / background(term)) / log(1 + 1 / background(term))
  }

  /// The score of an entry; nil where it shares no term with the message.
  package func score(_ message: [Term], _ entry: Int) -> Double? {
    let terms = Set(entries[entry].joined().map(\.key))
    guard message.contains(where: { terms.contains($0.key) }) else { return nil }
    var (explained, total) = (0.0, 0.0)
    for term in message {
      let weight = Double(term.kind) * weight(term.key)
      total += weight
      explained += weight * gain(term.key, entry) * Double(trainer[entry][term.key] ?? 1)
    }
    let nearest = entries[entry].map { cosine(message, $0) }.max() ?? 0
    return Double(1 - nearestShare) * explained / total + Double(nearestShare) * nearest
  }

  private func cosine(_ a: [Term], _ b: [Term]) -> Double {
    let (a, b) = (vector(a), vector(b))
    let product = a.reduce(0) { $0 + $1.value * (b[$1.key] ?? 0) }
    func norm(_ vector: [UInt64: Double]) -> Double {
      vector.values.reduce(0) { $0 + $1 * $1 }.squareRoot()
    }
    return product == 0 ? 0 : product / (norm(a) * norm(b))
  }

  private func vector(_ terms: [Term]) -> [UInt64: Double] {
    terms.reduce(into: [:]) { $0[$1.key, default: 0] += Double($1.kind) * weight($1.key) }
  }
}
