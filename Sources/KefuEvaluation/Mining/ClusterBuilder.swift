import Kefu
import KefuText

/// Makes of a group of messages what is shown of it.
struct ClusterBuilder {
  let bot: Bot
  let log: TranscriptLog
  let unknown: [Miner.Unknown]
  let vectors: [TermVectors.Vector]
  let outOfScope: NearTexts
  /// Of the knowledge base's phrasings.
  let latinWords: Set<String>

  /// A cluster with its direction, which ranking needs.
  struct Draft {
    var cluster: MinedCluster
    /// Of length 1.
    var direction: TermVectors.Vector
  }

  /// - Parameter members: Numbers of unknown messages, ascending.
  func draft(_ members: [Int], isProposed: Bool) -> Draft {
    let sum = members.reduce(TermVectors.Vector()) { $0 + vectors[$1] }
    let occurrences = members.flatMap { unknown[$0].message.occurrences }
    let messages = members.reduce(0) { $0 + unknown[$1].count }
    func share(_ isCounted: (LoggedMessage) -> Bool) -> Double {
      let count = occurrences.reduce(0) { sum, index in
        isCounted(log.messages[index]) ? sum + log.messages[index].count : sum
      }
      return Double(count) / Double(messages)
    }
    let times = occurrences.compactMap { log.messages[$0].time }
    let (handoffs, lowRatings) = (share(\.isHandedOver), share(\.isRatedLow))
    let nearest = nearest(members)
    let (suggestion, reason) = suggestion(
      members, messages: messages, nearest: nearest, handoffs: handoffs)
    let uncertainty =
      members.reduce(0.0) { sum, member in
        let message = unknown[member]
        return sum + max(Self.leastUncertainty, message.rejected, message.verdict.uncertainty)
      } / Double(members.count)
    let worth =
      Double(messages) * uncertainty * (1 + 2 * (handoffs + lowRatings))
      * (suggestion == .ignore ? 0.05 : 1)
    let cluster = MinedCluster(
      examples: examples(members, sum: sum).map(phrase),
      phrases: members.map(phrase).sorted { ($1.count, $0.text) < ($0.count, $1.text) },
      messages: messages,
      conversations: Set(occurrences.compactMap { log.messages[$0].conversation }).count,
      handoffRate: handoffs, lowRatingRate: lowRatings, firstSeen: times.min(),
      lastSeen: times.max(), nearest: nearest, suggestion: suggestion, reason: reason,
      agentReply: agentReply(occurrences), informativeness: worth, isProposed: isProposed)
    return Draft(cluster: cluster, direction: sum.scaledToOne)
  }

  private func phrase(_ member: Int) -> MinedCluster.Phrase {
    let message = unknown[member].message
    return MinedCluster.Phrase(
      text: message.text, masked: message.masked, count: unknown[member].count,
      lines: message.occurrences.map { log.messages[$0].line }.sorted())
  }

  // MARK: Examples

  /// The member nearest to all, then in turn the one least like those chosen; the commoner one of
  /// equals, then the one with the lower number.
  private func examples(_ members: [Int], sum: TermVectors.Vector) -> [Int] {
    func best(_ members: [Int], _ value: (Int) -> Float) -> Int? {
      var best: (member: Int, value: Float)?
      for member in members {
        let value = value(member)
        guard let current = best,
          (current.value, unknown[current.member].count, -current.member)
            >= (value, unknown[member].count, -member)
        else {
          best = (member, value)
          continue
        }
      }
      return best?.member
    }
    guard let center = best(members, { vectors[$0].dot(sum) }) else { return [] }
    var chosen = [center]
    var likeness: [Int: Float] = [:]
    var left = members.filter { $0 != center }
    while chosen.count < MinedCluster.mostProposed, !left.isEmpty {
      let last = vectors[chosen.last!]
      for member in left {
        likeness[member] = max(likeness[member] ?? 0, vectors[member].dot(last))
      }
      guard let next = best(left, { -likeness[$0]! }) else { break }
      chosen.append(next)
      left.removeAll { $0 == next }
    }
    return chosen
  }

  // MARK: What it may be

  private func nearest(_ members: [Int]) -> MinedCluster.Nearest? {
    var confidences: [Int: Double] = [:]
    var firsts: [Int: Int] = [:]
    for member in members {
      let guesses = unknown[member].verdict.guesses
      for guess in guesses { confidences[guess.entry, default: 0] += guess.confidence }
      if let first = guesses.first { firsts[first.entry, default: 0] += 1 }
    }
    guard
      let (entry, confidence) = confidences.max(by: { ($0.value, $1.key) < ($1.value, $0.key) })
    else { return nil }
    let count = Double(members.count)
    return MinedCluster.Nearest(
      entry: bot.knowledgeBase.entries[entry].id,
      question: bot.knowledgeBase.entries[entry].question.value,
      confidence: confidence / count, share: Double(firsts[entry] ?? 0) / count)
  }

  /// Messages that the bot is sure to be about nothing count as if they were this uncertain: it may
  /// have been taught too little to know.
  static let leastUncertainty = 0.2
  /// An entry that the bot takes most of the phrases for, with at least this mean confidence, may
  /// lack them as variants.
  static let variantConfidence = 0.4
  static let variantShare = 0.6
  /// Phrases at least so near on average to messages known to be out of scope are so too.
  static let outOfScopeCosine = 0.5
  /// Less of a text's letters in words is gibberish.
  static let gibberish = 0.1
  /// A trained bot less sure that any entry is meant takes a text for one of another trade.
  static let farInScope = 0.03
  /// Where more is handed over, people have found it worth their while.
  static let fewHandoffs = 0.2

  private func suggestion(
    _ members: [Int], messages: Int, nearest: MinedCluster.Nearest?, handoffs: Double
  ) -> (MinedCluster.Suggestion, reason: String) {
    if members.allSatisfy({ vectors[$0].count == 0 }) {
      return (.ignore, "no telling word in it")
    }
    if let known = readableShare(members), known < Self.gibberish {
      return (.ignore, "gibberish: \(percent(known)) of it can be read")
    }
    let far = members.compactMap { outOfScope.nearest(to: vectors[$0]) }
    let cosine = far.reduce(0) { $0 + $1.cosine } / Double(members.count)
    if let nearest, nearest.share >= Self.variantShare,
      nearest.confidence >= max(Self.variantConfidence, cosine >= Self.outOfScopeCosine ? 0.5 : 0)
    {
      return (
        .variant(of: nearest.entry),
        "first candidate of \(percent(nearest.share)) of the phrases, mean confidence \(decimal(nearest.confidence, places: 2))"
      )
    }
    if cosine >= Self.outOfScopeCosine {
      return (
        .ignore, "like messages known to be out of scope: mean cosine \(decimal(cosine, places: 2))"
      )
    }
    let inScope =
      members.reduce(0) { $0 + unknown[$1].verdict.inScope } / Double(members.count)
    if bot.knowledge.model != nil, inScope < Self.farInScope, handoffs <= Self.fewHandoffs {
      return (
        .ignore, "of another trade: about any entry with \(decimal(inScope, places: 3)) on average"
      )
    }
    if messages == 1 { return (.ignore, "one message only") }
    guard let nearest else { return (.newEntry, "no entry is near") }
    return (
      .newEntry,
      "the nearest entry is first candidate of \(percent(nearest.share)) of the phrases, mean confidence \(decimal(nearest.confidence, places: 2))"
    )
  }

  private static let sampled = 50

  /// The share of letters that are Chinese, pinyin or of a word that some phrasing has; nil of a
  /// knowledge base whose language is written in letters alone.
  private func readableShare(_ members: [Int]) -> Double? {
    guard bot.knowledgeBase.settings.locale.hasPrefix("zh") else { return nil }
    var (all, readable) = (0, 0)
    for member in members.prefix(Self.sampled) {
      let text = bot.knowledge.analyzer.analyze(unknown[member].message.masked)
      for token in text.tokens {
        let letters = text.normalized.scalars[token.range]
        all += letters.count
        switch token.kind {
        case .latin:
          let isWord =
            latinWords.contains(text.text(of: token)) || PinyinTable.shared.split(letters) != nil
          readable += isWord ? letters.count : 0
        default: readable += letters.count
        }
      }
    }
    return all > 0 ? Double(readable) / Double(all) : nil
  }

  private func percent(_ share: Double) -> String { "\(decimal(share * 100, places: 0)) %" }

  /// What people wrote most often; of equally common replies the longest, then the least.
  private func agentReply(_ occurrences: [Int]) -> String? {
    var counts: [String: Int] = [:]
    for index in occurrences {
      if let reply = log.messages[index].agentReply {
        counts[Masking.masked(reply), default: 0] += log.messages[index].count
      }
    }
    return counts.max {
      ($0.value, $0.key.count, $1.key) < ($1.value, $1.key.count, $0.key)
    }?.key
  }
}

extension TermVectors.Vector {
  var scaledToOne: Self {
    let length = squaredLength.squareRoot()
    guard length > 0 else { return self }
    var result = self
    for i in result.weights.indices { result.weights[i] /= length }
    return result
  }
}
