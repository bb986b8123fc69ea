public import Foundation

extension Mined {
  /// The findings as JSON, the most informative cluster first; the keys are those of
  /// ``MinedCluster``.
  public func json(isMasked: Bool = true) throws -> Data {
    let clusters = clusters.map { ClusterRecord($0, isMasked: isMasked) }
    return try MinedRecord(counts: counts, clusters: clusters).readableJSON()
  }
}

private struct MinedRecord: Encodable {
  var format = 1
  var counts: Mined.Counts
  var clusters: [ClusterRecord]
}

private struct ClusterRecord: Encodable {
  struct Phrase: Encodable {
    var text: String
    var count: Int
    var lines: [Int]
  }

  var suggestion: String
  var entry: String?
  var reason: String
  var representative: String
  var examples: [Phrase]
  var phrases: [Phrase]
  var messages: Int
  var conversations: Int
  var handoffRate: Double
  var lowRatingRate: Double
  var firstSeen: String?
  var lastSeen: String?
  var nearest: MinedCluster.Nearest?
  var agentReply: String?
  var informativeness: Double
  var isProposed: Bool

  init(_ cluster: MinedCluster, isMasked: Bool) {
    func phrase(_ phrase: MinedCluster.Phrase) -> Phrase {
      Phrase(
        text: isMasked ? phrase.masked : phrase.text, count: phrase.count, lines: phrase.lines)
    }
    func rounded(_ value: Double) -> Double { (value * 10_000).rounded() / 10_000 }
    switch cluster.suggestion {
    case .variant(let id): (suggestion, entry) = ("variant", id)
    case .newEntry: suggestion = "entry"
    case .ignore: suggestion = "ignore"
    }
    reason = cluster.reason
    examples = cluster.examples.prefix(MinedCluster.mostExamples).map(phrase)
    phrases = cluster.phrases.map(phrase)
    representative = examples[0].text
    messages = cluster.messages
    conversations = cluster.conversations
    handoffRate = rounded(cluster.handoffRate)
    lowRatingRate = rounded(cluster.lowRatingRate)
    firstSeen = cluster.firstSeen?.description
    lastSeen = cluster.lastSeen?.description
    nearest = cluster.nearest.map {
      MinedCluster.Nearest(
        entry: $0.entry, question: $0.question, confidence: rounded($0.confidence),
        share: rounded($0.share))
    }
    agentReply = cluster.agentReply
    informativeness = rounded(cluster.informativeness)
    isProposed = cluster.isProposed
  }
}
