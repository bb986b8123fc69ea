package import KefuKnowledge
import KefuText

/// What a hit is, as slowly and plainly as it can be said.
package enum SlowTriggers {
  /// The most urgent trigger that a message hits; of equally urgent ones the first.
  package static func first(in message: String, of triggers: Triggers) -> Trigger? {
    var best: Trigger?
    for trigger in triggers.all where isHit(trigger, message) {
      if best.map({ $0.priority < trigger.priority }) ?? true { best = trigger }
    }
    return best
  }

  private static func isHit(_ trigger: Trigger, _ message: String) -> Bool {
    let folded = Normalizer.shared.normalize(message).string
    let vetoes = trigger.unless.flatMap { ranges(of: $0.value, in: folded) }
    let hits =
      trigger.phrases.flatMap { ranges(of: $0.value, in: folded) }
      + trigger.patterns.flatMap { pattern in
        folded.ranges(of: try! Regex(pattern.value))
      }
    return hits.contains { hit in !vetoes.contains { $0.overlaps(hit) } }
  }

  /// Where a phrase occurs, whatever blanks and punctuation are in between.
  private static func ranges(of phrase: String, in folded: String) -> [Range<String.Index>] {
    let wanted = Array(Normalizer.shared.literalKey(phrase))
    let kept = folded.indices.filter { folded[$0].isLetter || folded[$0].isNumber }
    guard !wanted.isEmpty, kept.count >= wanted.count else { return [] }
    let isLatin = wanted.allSatisfy(\.isASCII)
    return (0...(kept.count - wanted.count)).compactMap { start in
      guard zip(kept[start...], wanted).allSatisfy({ folded[$0] == $1 }) else { return nil }
      let first = kept[start]
      let end = folded.index(after: kept[start + wanted.count - 1])
      if isLatin {
        func isWord(_ character: Character) -> Bool {
          character.isASCII && (character.isLetter || character.isNumber)
        }
        if first > folded.startIndex, isWord(folded[folded.index(before: first)]) { return nil }
        if end < folded.endIndex, isWord(folded[end]) { return nil }
      }
      return first..<end
    }
  }
}
