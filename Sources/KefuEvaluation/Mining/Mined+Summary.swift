import Kefu

extension Mined {
  /// The first clusters as lines for a terminal, messages masked unless `isMasked` is false.
  public func summary(of file: String, top: Int, isMasked: Bool = true) -> String {
    var lines = [headline(of: file)]
    for (number, cluster) in clusters.prefix(top).enumerated() {
      lines.append("")
      lines += Self.lines(of: cluster, number: number + 1, isMasked: isMasked)
    }
    let more = clusters.count - top
    if more > 0 { lines += ["", "\(more) more; --top \(clusters.count) shows them"] }
    return lines.joined(separator: "\n") + "\n"
  }

  private func headline(of file: String) -> String {
    var parts = ["\(counts.known) known"]
    for (count, name) in [
      (counts.outOfScope, "in tests/oos.tsv"), (counts.ignored, "ignored by decision"),
      (counts.decided, "decided"), (counts.rare, "in clusters too small to list"),
    ] where count > 0 { parts.append("\(count) \(name)") }
    return """
      \(file): \(counted(counts.messages, "message")), \(counts.distinct) distinct
      \(parts.joined(separator: ", ")); \(counts.listed) in \(counted(clusters.count, "cluster"))
      """
  }

  private static func lines(
    of cluster: MinedCluster, number: Int, isMasked: Bool
  ) -> [String] {
    func text(_ phrase: MinedCluster.Phrase) -> String {
      oneLine(isMasked ? phrase.masked : phrase.text, most: 72)
    }
    var lines = [
      "\(number). \(cluster.suggestion.sentence): “\(text(cluster.representative))”"
        + (cluster.isProposed ? " (in the decisions file, undecided)" : ""),
      "   \(cluster.figures)",
      "   \(cluster.reason)",
    ]
    if let nearest = cluster.nearest {
      lines.append(
        "   nearest: \(nearest.entry) “\(oneLine(nearest.question, most: 40))” \(decimal(nearest.confidence, places: 2))"
      )
    }
    lines += cluster.examples.prefix(MinedCluster.mostExamples).map { example in
      let place = "line \(example.lines[0])"
      let times = example.count > 1 ? " ×\(example.count)" : ""
      return "   \(padded(place, 12)) \(text(example))\(times)"
    }
    if let reply = cluster.agentReply {
      lines.append("   a person answered: “\(oneLine(reply, most: 160))”")
    }
    return lines
  }
}

extension MinedCluster {
  /// `214 messages, 96 phrasings, 180 conversations; handed over 31 %, rated low 12 %; …`
  var figures: String {
    var counts = [counted(messages, "message"), counted(phrases.count, "phrasing")]
    if conversations > 0 { counts.append(counted(conversations, "conversation")) }
    var parts = [counts.joined(separator: ", ")]
    parts.append(
      "handed over \(decimal(handoffRate * 100, places: 0)) %, rated low \(decimal(lowRatingRate * 100, places: 0)) %"
    )
    if let firstSeen, let lastSeen { parts.append("\(firstSeen) … \(lastSeen)") }
    return parts.joined(separator: "; ")
  }

  /// What a trainer may do with it, to be put into the decisions file.
  public func proposal(isMasked: Bool = true) -> MiningDecisions.Proposal {
    func text(_ phrase: Phrase) -> String { isMasked ? phrase.masked : phrase.text }
    return MiningDecisions.Proposal(
      messages: examples.map(text), summary: "\(suggestion.sentence): \(figures); \(reason)",
      nearest: nearest?.entry, question: text(representative), draft: agentReply)
  }
}

extension MinedCluster.Suggestion {
  /// `new variant of refund.time`, `new entry`, `ignore`
  public var sentence: String {
    switch self {
    case .variant(let entry): "new variant of \(entry)"
    case .newEntry: "new entry"
    case .ignore: "ignore"
    }
  }
}
