public import KefuMatching
import KefuText

/// A decision as a tree of statements, each with the numbers it rests on.
///
/// ```swift
/// print(bot.explain("退宽多久到账"))
/// ```
///
/// It quotes the message, so it is as private as the message itself.
public struct Explanation: Sendable, Equatable, Codable, CustomStringConvertible {
  public var label: String
  public var children: [Explanation]

  public init(_ label: String, _ children: [Explanation] = []) {
    self.label = label
    self.children = children
  }

  /// The tree drawn with lines, one statement a line.
  public var description: String {
    var lines = [label]
    appendChildren(indent: "", to: &lines)
    return lines.joined(separator: "\n")
  }

  private func appendChildren(indent: String, to lines: inout [String]) {
    for (i, child) in children.enumerated() {
      let isLast = i == children.count - 1
      lines.append(indent + (isLast ? "└─ " : "├─ ") + child.label)
      child.appendChildren(indent: indent + (isLast ? "   " : "│  "), to: &lines)
    }
  }
}

extension Explanation {
  /// Builds the tree of a recognition.
  public init(_ recognition: Recognition, in knowledge: CompiledKnowledge) {
    let builder = ExplanationBuilder(recognition: recognition, knowledge: knowledge)
    self = builder.tree
  }
}

private struct ExplanationBuilder {
  let recognition: Recognition
  let knowledge: CompiledKnowledge

  var tree: Explanation {
    Explanation(
      verdict,
      [text] + Stage.allCases.map(stage)
        + [
          Explanation(
            knowledge.model == nil
              ? "together" : "together: about any entry with \(number(recognition.inScope.value))",
            recognition.candidates.prefix(4).enumerated().map(candidate)),
          thresholds,
        ])
  }

  private var verdict: String {
    switch recognition.decision {
    case .answer(let candidate):
      "answer \(id(candidate.entry)) with confidence \(number(candidate.confidence.value))"
    case .clarify(let candidates):
      "clarify between \(candidates.map { id($0.entry) }.joined(separator: ", "))"
    case .fallback(.nothingFound): "fallback: no stage found an entry"
    case .fallback(.unsure(let best?)):
      "fallback: the best entry, \(id(best.entry)), has confidence \(number(best.confidence.value))"
    case .fallback(.unsure(nil)): "fallback: no entry is likely"
    }
  }

  private var text: Explanation {
    let analyzed = recognition.text.analyzed
    var label = "text: \(analyzed.normalized.string)"
    if analyzed.normalized.isTruncated {
      label += " (cut at \(Normalizer.maximumScalars) characters)"
    }
    return Explanation(label, [Explanation("words: \(analyzed.words.joined(separator: " / "))")])
  }

  private func stage(_ stage: Stage) -> Explanation {
    guard let candidates = recognition.stages[stage] else {
      return Explanation(
        stage == .classifier && knowledge.model == nil
          ? "\(stage.rawValue): not trained" : "\(stage.rawValue): switched off")
    }
    if candidates.isEmpty { return Explanation("\(stage.rawValue): nothing") }
    return Explanation(
      "\(stage.rawValue):",
      candidates.prefix(3).map { candidate in
        Explanation(
          "\(id(candidate.entry)) \(number(candidate.score.value))",
          candidate.evidence.map { evidence($0, candidate) })
      })
  }

  private func evidence(_ evidence: Evidence, _ candidate: StageCandidate) -> Explanation {
    switch evidence {
    case .literal(let phrasing):
      return Explanation("is, to the letter, “\(knowledge.phrasings[phrasing])”")
    case .phrase(let hit): return Explanation("contains \(quoted(hit))")
    case .group(let hits):
      return Explanation("contains all of \(hits.map(quoted).joined(separator: " and "))")
    case .veto(let hit): return Explanation("vetoed: contains \(quoted(hit))")
    case .similar(let phrasing, let cost, let length):
      return Explanation(
        "similar to “\(knowledge.phrasings[phrasing])”: 1 − \(number(cost)) ÷ \(number(length))")
    case .terms(let explained, let total, let shares):
      let shown =
        shares.isEmpty ? knowledge.termShares(of: candidate, in: recognition) : shares
      return Explanation(
        "explains \(number(explained)) of \(number(total)) by weight",
        shown.prefix(8).map {
          Explanation("\($0.term): \(number($0.explained)) of \(number($0.weight))")
        })
    case .nearest(let phrasing, let cosine):
      guard phrasing >= 0 else { return Explanation("no phrasing is near") }
      return Explanation(
        "nearest “\(knowledge.phrasings[phrasing])”: cosine \(number(cosine))")
    case .probability(let probability):
      return Explanation("has learnt to tell it: probability \(number(probability))")
    }
  }

  /// The keyword, and where it is bent, what stands in the message and what that costs.
  private func quoted(_ hit: KeywordHit) -> String {
    guard hit.cost > 0 else { return "“\(hit.keyword)”" }
    let found = recognition.text.analyzed.normalized.string(in: hit.range)
    return "“\(hit.keyword)” as “\(found)” (cost \(number(hit.cost)))"
  }

  private func candidate(_ rank: Int, _ candidate: Candidate) -> Explanation {
    let scores = Stage.allCases.compactMap { stage in
      candidate.scores[stage].map { "\(stage.rawValue) \(number($0.value))" }
    }
    return Explanation(
      "\(rank + 1). \(id(candidate.entry)) confidence \(number(candidate.confidence.value)) = fused(\(scores.joined(separator: ", ")))"
    )
  }

  private var thresholds: Explanation {
    let limits = knowledge.limits
    let first = recognition.candidates.first?.confidence.value ?? 0
    let second = recognition.candidates.dropFirst().first?.confidence.value ?? 0
    let reached = first == 1 || first >= limits.answer
    var children = [
      Explanation(
        limits.answer > 1
          ? "answer literal phrasings only, as nothing more is certified: this is \(reached ? "one" : "none")"
          : "answer from \(number(limits.answer)): \(number(first)) is \(reached ? "enough" : "too little")"
      )
    ]
    // A model's confidences have the competition in them.
    if recognition.candidates.count > 1, knowledge.model == nil || limits.margin > 0 {
      let lead = first - second
      let certain = first == 1
      children.append(
        Explanation(
          certain
            ? "a literal phrasing needs no lead"
            : "lead of \(number(limits.margin)) over the runner-up: \(number(lead)) is \(lead >= limits.margin ? "enough" : "too little")"
        ))
    }
    if let model = knowledge.model {
      if !reached { children += clarification }
      children.append(certificate(model.certificate))
    } else if !reached {
      children.append(
        Explanation(
          "clarify from \(number(limits.clarify)): \(number(first)) is \(first >= limits.clarify ? "enough" : "too little")"
        ))
    }
    return Explanation("thresholds", children)
  }

  /// Why a trained bot asks back, or does not.
  private var clarification: [Explanation] {
    let limits = knowledge.limits
    let first = recognition.candidates.first?.confidence.value ?? 0
    let inScope = recognition.inScope.value
    let likely = knowledge.conformalSet(of: recognition).count
    var children = [
      Explanation(
        "ask back where it is about any entry with \(number(CompiledKnowledge.leastInScope)): \(number(inScope)) is \(inScope >= CompiledKnowledge.leastInScope ? "enough" : "too little")"
      ),
      Explanation(
        "and where at most \(CompiledKnowledge.maximumOptions) entries are likely: \(likely) are"),
    ]
    if limits.clarify > 0 {
      children.append(
        Explanation(
          "clarify from \(number(limits.clarify)): \(number(first)) is \(first >= limits.clarify ? "enough" : "too little")"
        ))
    }
    return children
  }

  private func certificate(_ certificate: Certificate) -> Explanation {
    let evidence =
      "\(certificate.wrong) of \(certificate.answered) answers of the evidence wrong"
    return Explanation(
      certificate.isCertified
        ? "certified for risk \(number(certificate.risk)): \(evidence)"
        : "not certified for risk \(number(certificate.risk))")
  }

  private func id(_ entry: Int) -> String { knowledge.entries[entry].id }

  private func number(_ value: some BinaryFloatingPoint) -> String {
    let scaled = (Double(value) * 1000).rounded()
    guard scaled.isFinite else { return "–" }
    let thousandths = Int(scaled)
    let fraction = String(abs(thousandths) % 1000)
    let padded = String(repeating: "0", count: 3 - fraction.count) + fraction
    return "\(thousandths < 0 ? "−" : "")\(abs(thousandths) / 1000).\(padded)"
  }
}
