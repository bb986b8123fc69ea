public import Kefu
import KefuText

/// Finds in a log what the bot cannot deal with yet, grouped and put in order of worth.
///
/// ```swift
/// let log = try TranscriptLog(contentsOf: "yesterday.jsonl")
/// let mined = Miner(bot).mine(log)
/// for cluster in mined.clusters.prefix(10) { print(cluster.messages, cluster.suggestion) }
/// ```
///
/// The same lines in another order give the same clusters, and each phrase is recognised once.
public struct Miner: Sendable {
  public struct Options: Sendable, Equatable {
    /// Ask the bot what it makes of the messages now, rather than trust the decisions of the log.
    public var isRerun = true
    /// An answer with less confidence counts as none.
    public var lowConfidence = 0.5
    /// Clusters of fewer messages are counted only.
    public var minimumCount = 3

    public init() {}
  }

  public let bot: Bot
  public var options: Options

  public init(_ bot: Bot, options: Options = Options()) {
    self.bot = bot
    self.options = options
  }

  /// What the miner is at.
  public enum Step: String, Sendable {
    case recognizing, comparing, grouping
  }

  /// - Parameters:
  ///   - decisions: What was decided before; see ``MiningDecisions``.
  ///   - progress: Told the step and the share of it that is done.
  public func mine(
    _ log: TranscriptLog, decisions: [MiningDecision] = [],
    progress: (Step, Double) -> Void = { _, _ in }
  ) -> Mined {
    let distinct = log.distinctMessages()
    var counts = Mined.Counts()
    counts.messages = log.messageCount
    counts.distinct = distinct.count
    let unknown = unknownMessages(log, distinct, &counts, progress)
    progress(.comparing, 0)
    let space = vectorSpace(distinct, unknown)
    let vectors = unknown.map { space.vector(of: $0.message.masked) }
    progress(.grouping, 0)
    let groups = Clustering.groups(vectors, termCount: space.vectors.termCount) {
      progress(.grouping, $0)
    }
    let decided = DecidedMessages(decisions, space: space)
    let outOfScope = NearTexts(bot.knowledgeBase.outOfScope.map(\.value), space: space)
    let builder = ClusterBuilder(
      bot: bot, log: log, unknown: unknown, vectors: vectors, outOfScope: outOfScope,
      latinWords: latinWords)
    var drafts: [ClusterBuilder.Draft] = []
    for group in groups {
      let members = group.map { (key: unknown[$0].message.key, vector: vectors[$0]) }
      func count(_ group: [Int]) -> Int { group.reduce(0) { $0 + unknown[$1].count } }
      let sorted = decided.sort(members)
      counts.ignored += count(sorted.ignored.map { group[$0] })
      counts.decided += count(sorted.decided.map { group[$0] })
      let rest = sorted.rest.map { group[$0] }
      guard count(rest) >= options.minimumCount else {
        counts.rare += count(rest)
        continue
      }
      counts.listed += count(rest)
      drafts.append(builder.draft(rest, isProposed: sorted.isProposed))
    }
    progress(.grouping, 1)
    return Mined(counts: counts, clusters: Ranking.ordered(drafts).map(\.cluster))
  }

  // MARK: What is unknown

  /// A distinct message with those of its occurrences that the bot could not deal with.
  struct Unknown: Sendable {
    var message: DistinctMessage
    var verdict: Verdict
    /// Of the occurrences.
    var count: Int
    /// The share of the occurrences at which the customer said that the reply was no good.
    var rejected: Double
  }

  private func unknownMessages(
    _ log: TranscriptLog, _ distinct: [DistinctMessage], _ counts: inout Mined.Counts,
    _ progress: (Step, Double) -> Void
  ) -> [Unknown] {
    let phrasings = Set(bot.knowledge.phrasings.map { Normalizer.shared.literalKey($0) })
    let outOfScope = Set(
      bot.knowledgeBase.outOfScope.map { Normalizer.shared.literalKey($0.value) })
    let entries = bot.knowledgeBase.entries.map(\.id)
    let ids = Set(entries)
    var unknown: [Unknown] = []
    for (number, message) in distinct.enumerated() {
      if number % 512 == 0 {
        progress(.recognizing, Double(number) / Double(distinct.count))
      }
      guard !phrasings.contains(message.key) else {
        counts.known += message.count
        continue
      }
      guard !outOfScope.contains(message.key) else {
        counts.outOfScope += message.count
        continue
      }
      let verdict = Verdict(bot.recognize(message.text))
      var left = message
      var count = 0
      var rejected = 0
      left.occurrences = message.occurrences.filter { index in
        let logged = log.messages[index]
        guard isUnknown(logged, verdict, entries: entries, ids: ids) else { return false }
        count += logged.count
        if logged.isRejected { rejected += logged.count }
        return true
      }
      counts.known += message.count - count
      guard count > 0 else { continue }
      unknown.append(
        Unknown(
          message: left, verdict: verdict, count: count,
          rejected: Double(rejected) / Double(count)))
    }
    return unknown
  }

  private func isUnknown(
    _ logged: LoggedMessage, _ verdict: Verdict, entries: [String], ids: Set<String>
  ) -> Bool {
    if verdict.isLiteral { return false }
    let wasSure = (logged.confidence ?? 1) >= options.lowConfidence
    if !options.isRerun, let decision = logged.decision {
      switch decision {
      case .answer: return logged.isRejected || !wasSure
      case .clarify, .fallback: return true
      case .handoff: return logged.handoffReason != "askedForPerson"
      }
    }
    if verdict.isAnswered, verdict.confidence >= options.lowConfidence {
      // Rejected, and the bot would say the same again.
      let entry = entries[verdict.guesses[0].entry]
      return logged.isRejected && (logged.entries.isEmpty || logged.entries.contains(entry))
    }
    // What is clear from the conversation alone need not be clear by itself.
    let wasAnswered =
      logged.decision == .answer && wasSure && !logged.isRejected && !logged.entries.isEmpty
      && logged.entries.allSatisfy(ids.contains)
    return !wasAnswered
  }

  private var latinWords: Set<String> {
    var words: Set<String> = []
    for phrasing in bot.knowledge.phrasings {
      let text = bot.knowledge.analyzer.analyze(phrasing)
      for token in text.tokens where token.kind == .latin { words.insert(text.text(of: token)) }
    }
    return words
  }

  // MARK: How near texts are

  private func vectorSpace(_ distinct: [DistinctMessage], _ unknown: [Unknown]) -> TextSpace {
    var scratch = MatchScratch()
    let phrasings = bot.knowledge.phrasings.map { TextSpace.terms(of: $0, in: bot, &scratch) }
    let messages = distinct.map { TextSpace.terms(of: $0.masked, in: bot, &scratch) }
    return TextSpace(bot, phrasings: phrasings, messages: messages)
  }
}

/// Texts as vectors, terms counted in a log and a knowledge base.
struct TextSpace: Sendable {
  let bot: Bot
  let vectors: TermVectors

  init(_ bot: Bot, phrasings: [TermVectors.Terms], messages: [TermVectors.Terms]) {
    self.bot = bot
    vectors = TermVectors(countedIn: phrasings + messages)
  }

  static func terms(of text: String, in bot: Bot, _ scratch: inout MatchScratch)
    -> TermVectors.Terms
  {
    bot.knowledge.terms(of: text, scratch: &scratch).map { ($0.key, $0.weight) }
  }

  func terms(of text: String) -> TermVectors.Terms {
    var scratch = MatchScratch()
    return Self.terms(of: text, in: bot, &scratch)
  }

  func vector(of text: String) -> TermVectors.Vector { vectors.vector(of: terms(of: text)) }
}

/// Texts to be near to.
struct NearTexts: Sendable {
  let texts: [String]
  private let index: VectorIndex

  init(_ texts: [String], space: TextSpace) {
    self.texts = texts
    index = VectorIndex(
      texts.map { space.vector(of: Masking.masked($0)) }, termCount: space.vectors.termCount)
  }

  /// The nearest text with its cosine; nil where none has a term in common.
  func nearest(to vector: TermVectors.Vector) -> (number: Int, cosine: Double)? {
    var products = VectorIndex.Products(count: index.count)
    return index.nearest(to: vector, products: &products).map {
      ($0.number, Double($0.product))
    }
  }
}
