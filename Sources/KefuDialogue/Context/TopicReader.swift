import Foundation
import KefuKnowledge
import KefuMatching
import KefuText

/// Reads a message after a topic: 那换货呢 after 退货运费谁承担 asks about the freight of an exchange.
///
/// Every entry that the message could mean alone, after the topic's question, or in place of a word
/// of it, competes in a conditional logit, "none of them" among them:
///
///     s(e) = w · (ln p(e | message), ln p(e | question + message), e follows the topic,
///                 e is of the topic's family, e is the topic, ln p(e | question with a word replaced))
///
/// The weights were fitted to 200 follow-ups, 300 new questions and 300 messages about nothing, none
/// of them phrasings: the follow-ups of `Tests/KefuDialogueTests/Data`, the others drawn from the
/// shipped shop's tests/*.tsv.
struct TopicReader {
  let dialogue: Dialogue
  /// Index of the entry spoken of.
  let topic: Int

  struct Reading {
    /// Best first; without "none of them".
    var candidates: [Candidate]
    /// The topic has part in the first of them.
    var isInherited: Bool
  }

  private struct Weights {
    var alone = 0.894
    var after = 0.369
    var follows = 2.025
    var family = 0.497
    var same = 0.439
    var replaced = 0.496
    var none = -2.505
    var outOfScope = 0.728
  }

  private static let weights = Weights()
  private static let least = 1e-3
  private static let looked = 12

  func read(
    _ alone: Recognition, _ message: String, scratch: inout MatchScratch
  ) -> Reading {
    let knowledge = dialogue.knowledge
    let question = dialogue.questions[topic]
    let after = knowledge.recognize(question + "，" + message, scratch: &scratch)
    let replaced = replacements(in: question, alone.text.analyzed, scratch: &scratch)
    let follows = dialogue.followUps[topic]
    let byAlone = Self.confidences(alone)
    let byAfter = Self.confidences(after)
    let byReplaced = replaced.filter { $0.key != topic && $0.value > 0.05 }
    let weights = Self.weights
    let places = Set(byAlone.keys).union(byAfter.keys).union(follows).union(byReplaced.keys)
      .sorted()
    let least = Self.least
    func score(_ entry: Int) -> Double {
      var score = weights.alone * log((byAlone[entry] ?? 0) + least)
      score += weights.after * log((byAfter[entry] ?? 0) + least)
      if follows.contains(entry) { score += weights.follows }
      if isFamily(entry) { score += weights.family }
      if entry == topic { score += weights.same }
      if !byReplaced.isEmpty {
        score += weights.replaced * (log((byReplaced[entry] ?? 0) + least) - log(least))
      }
      return score
    }
    let scores = places.map(score)
    let inScope = alone.inScope.value
    let none =
      weights.none + weights.outOfScope * log((1 - inScope + least) / (inScope + least))
    let highest = max(scores.max() ?? none, none)
    let total = exp(none - highest) + scores.reduce(0) { $0 + exp($1 - highest) }
    let known = Dictionary(uniqueKeysWithValues: alone.candidates.map { ($0.entry, $0) })
    let candidates = zip(places, scores).map { entry, score in
      Candidate(
        entry: entry, confidence: Confidence(exp(score - highest) / total),
        stage: known[entry]?.stage ?? .weighted, scores: known[entry]?.scores ?? StageValues())
    }.sorted { ($1.confidence, $0.entry) < ($0.confidence, $1.entry) }
    let best = candidates.first?.entry
    let isSupported = best.map { entry in
      follows.contains(entry) || isFamily(entry) || (byReplaced[entry] ?? 0) > 0.5
        || (byAfter[entry] ?? 0) > 0.2
    }
    return Reading(
      candidates: Array(candidates.prefix(Self.looked)), isInherited: isSupported ?? false)
  }

  private func isFamily(_ entry: Int) -> Bool {
    dialogue.families[entry] == dialogue.families[topic]
  }

  private static func confidences(_ recognition: Recognition) -> [Int: Double] {
    Dictionary(
      uniqueKeysWithValues: recognition.candidates.prefix(looked).map {
        ($0.entry, $0.confidence.value)
      })
  }

  // MARK: In place of a word

  private static let openings = ["那么", "那"]
  private static let closings = ["呢", "吗", "呀"]
  private static let longestWord = 4

  /// For 那换货呢: what the topic's question means with each of its words replaced by 换货.
  private func replacements(
    in question: String, _ message: AnalyzedText, scratch: inout MatchScratch
  ) -> [Int: Double] {
    guard let word = Self.replacement(in: message.normalized) else { return [:] }
    let knowledge = dialogue.knowledge
    let asked = knowledge.analyzer.analyze(question)
    var best: [Int: Double] = [:]
    for token in asked.tokens where token.range.count >= 2 || asked.tokens.count < 3 {
      let text = asked.normalized
      let changed =
        text.string(in: 0..<token.range.lowerBound) + word
        + text.string(in: token.range.upperBound..<text.count)
      for candidate in knowledge.recognize(changed, scratch: &scratch).candidates.prefix(3) {
        best[candidate.entry] = max(best[candidate.entry] ?? 0, candidate.confidence.value)
      }
    }
    return best
  }

  /// The word of 那换货呢; nil for a message of another shape.
  private static func replacement(in message: NormalizedText) -> String? {
    let clauses = Clauses.split(message)
    guard let first = clauses.first, clauses.count <= 2 else { return nil }
    var word = message.string(in: first).filter { $0.isLetter || $0.isNumber }[...]
    var isMarked = false
    if let opening = openings.first(where: word.hasPrefix) {
      word = word.dropFirst(opening.count)
      isMarked = true
    }
    if let closing = closings.first(where: word.hasSuffix) {
      word = word.dropLast(closing.count)
      isMarked = isMarked || closing == closings[0]
    }
    return isMarked && (1...longestWord).contains(word.count) ? String(word) : nil
  }
}
