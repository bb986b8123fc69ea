// From stages to a decision:
//  1. Candidates are ordered by confidence, equal ones as in the knowledge base; literal ones are 1,
//     all others together with "none of them" make 1.
//  2. More of a stage's score never means less confidence.
//  3. The cut-offs decide, as pinned in kb.yaml, else Kefu's own: answer, clarify, fall back.
//  4. A clarification offers two or three entries, best first.
//  5. A fallback says whether nothing was found or the best was not good enough.
import KefuKnowledge
import KefuTestSupport
import Testing

@testable import KefuMatching

@Suite struct DecisionTests {
  private let pinned = Fusion(thresholds: Thresholds(answer: 0.6, clarify: 0.3, margin: 0.2))

  private func candidates(_ confidences: [Double]) -> [Candidate] {
    confidences.enumerated().map { number, confidence in
      Candidate(
        entry: number, confidence: confidence == 1 ? .certain : Confidence(confidence),
        stage: .weighted, scores: [:])
    }
  }

  @Test(
    "3, 4, 5: pinned cut-offs",
    arguments: [
      ([], "nothing found"), ([0.7], "answer 0"), ([0.6], "answer 0"), ([0.59], "unsure 0"),
      ([0.3], "unsure 0"), ([0.29, 0.28], "unsure 0"), ([0.7, 0.4], "answer 0"),
      ([0.65, 0.46], "clarify 0 1"), ([0.59, 0.1], "clarify 0 1"), ([0.59, 0.001], "clarify 0 1"),
      ([0.4, 0.2, 0.1], "clarify 0 1 2"), ([0.4, 0.2, 0.1, 0.09], "clarify 0 1 2"),
      ([0.4, 0.2, 0.01], "clarify 0 1"), ([1, 0.9], "answer 0"), ([1, 1], "answer 0"),
    ] as [([Double], String)])
  func decide(confidences: [Double], expected: String) {
    let decision =
      switch pinned.decide(candidates(confidences), inScope: 1) {
      case .answer(let candidate): "answer \(candidate.entry)"
      case .clarify(let options): "clarify " + options.map { "\($0.entry)" }.joined(separator: " ")
      case .fallback(.nothingFound): "nothing found"
      case .fallback(.unsure(let best)): "unsure \(best?.entry ?? -1)"
      }
    #expect(decision == expected)
  }

  private static let entries = [
    Entry("a", ["退货运费谁出", "退货邮费"]), Entry("b", ["换货运费谁出", "换货邮费"]), Entry("c", ["怎么开发票"]),
  ]

  private func decision(_ message: String, _ thresholds: Thresholds) -> Decision {
    CompiledKnowledge(KnowledgeBase(Self.entries, thresholds: thresholds)).recognize(message)
      .decision
  }

  @Test("3: kb.yaml's cut-offs are used") func thresholds() throws {
    let message = "运费谁出呢"
    let strict = Thresholds(answer: 1, clarify: 1, margin: 1)
    guard case .fallback(.unsure(let best?)) = decision(message, strict) else {
      Issue.record("not strict")
      return
    }
    #expect(best.confidence.value < 1)
    guard case .answer = decision("退货运费谁出", strict) else {
      Issue.record("a literal phrasing is answered in any case")
      return
    }
    let loose = Thresholds(answer: 0, clarify: 0, margin: 0)
    guard case .answer = decision(message, loose) else {
      Issue.record("not loose")
      return
    }
    guard
      case .clarify(let options) = decision(message, Thresholds(answer: 0, clarify: 0, margin: 1))
    else {
      Issue.record("not clarified")
      return
    }
    #expect(options.count >= 2)
    guard case .fallback(.nothingFound) = decision("鹦鹉", loose) else {
      Issue.record("something was found")
      return
    }
    let compiled = CompiledKnowledge(KnowledgeBase([], thresholds: Thresholds(clarify: 0.25)))
    #expect(compiled.limits.clarify == 0.25)
    #expect((0...1).contains(compiled.limits.answer) && (0...1).contains(compiled.limits.margin))
    #expect(compiled.limits.clarify <= compiled.limits.answer)
  }

  @Test("1, 4, 5: any knowledge base") func anyKnowledgeBase() {
    var random = SeededRandom(seed: 1)
    var seen: Set<String> = []
    for _ in 0..<40 {
      let entries = RandomKnowledge.entries(1 + random.below(8), using: &random)
      let compiled = CompiledKnowledge(entries)
      for _ in 0..<15 {
        let message = RandomKnowledge.message(to: entries, using: &random)
        let recognition = compiled.recognize(message)
        let candidates = recognition.candidates
        let ranks = candidates.map { (-$0.confidence.value, $0.entry) }
        #expect(zip(ranks, ranks.dropFirst()).allSatisfy { $0 < $1 }, "\(message)")
        #expect(Set(candidates.map(\.entry)).count == candidates.count, "\(message)")
        let open = candidates.filter { $0.confidence != .certain }.map(\.confidence.value)
        #expect(open.allSatisfy { $0 > 0 && $0 < 1 } && open.reduce(0, +) < 1, "\(message)")
        for candidate in candidates {
          #expect(
            !candidate.scores.isEmpty && candidate.scores[candidate.stage] != nil, "\(message)")
          #expect(candidate.scores.values.allSatisfy { (0...1).contains($0.value) }, "\(message)")
        }
        switch recognition.decision {
        case .answer(let candidate):
          seen.insert("answer")
          #expect(candidate == candidates.first)
          #expect(candidate.confidence.value >= compiled.limits.answer)
        case .clarify(let options):
          seen.insert("clarify")
          #expect((2...3).contains(options.count))
          #expect(options == Array(candidates.prefix(options.count)))
          #expect(options[0].confidence.value >= compiled.limits.clarify)
        case .fallback(.nothingFound):
          seen.insert("nothing")
          #expect(candidates.isEmpty)
        case .fallback(.unsure(let best)):
          seen.insert("unsure")
          #expect(best != nil && best == candidates.first)
        }
      }
    }
    #expect(seen.isSuperset(of: ["answer", "clarify", "unsure"]))
  }

  private func fuse(_ fusion: Fusion, _ stages: StageValues<[StageCandidate]>) -> [Candidate] {
    let proposed = stages[.classifier] ?? []
    let features = fusion.features(stages, message: MessageFeatures()) { entry in
      proposed.first { $0.entry == entry }?.score.value
    }
    return fusion.fuse(features, usesClassifier: stages[.classifier] != nil).candidates
  }

  @Test("1, 2: fusing", arguments: Stage.allCases)
  func fuse(stage: Stage) {
    let fusion = Fusion(thresholds: Thresholds())
    func confidences(_ first: Float, _ second: Float) -> [Int: Double] {
      let proposed = [first, second].enumerated().map {
        StageCandidate(entry: $0, score: Score($1), evidence: [])
      }.sorted { $0.score > $1.score }
      return Dictionary(
        uniqueKeysWithValues: fuse(fusion, [stage: proposed]).map {
          ($0.entry, $0.confidence.value)
        }
      )
    }
    var last = 0.0
    for score in stride(from: Float(0), through: 1, by: 0.05) {
      let found = confidences(score, 0.5)
      #expect(found[0]! > last)
      #expect((found[0]! > found[1]!) == (score > 0.5) || score == 0.5)
      last = found[0]!
    }
    #expect(fuse(fusion, [:]).isEmpty)
    #expect(fuse(fusion, [stage: []]).isEmpty)
  }
}
