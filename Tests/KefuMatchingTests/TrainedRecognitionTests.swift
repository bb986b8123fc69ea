// Messages, with a trained model:
//  1. Stage 4 proposes entries by probability, best first, as the network says; a message it knows
//     nothing of, none.
//  2. Alone, and switched off, as the other stages.
//  3. A model of other entries proposes those it shares with the knowledge base; the others it does not
//     know.
//  4. A literal phrasing is answered with confidence 1, always.
//  5. Every confidence lies between 0 and 1, and they rank the candidates.
//  6. What was learnt well is recognised in other words too.
import KefuKnowledge
import KefuTestSupport
import Testing

@testable import KefuMatching

@Suite struct TrainedRecognitionTests {
  private static let trained = KnowledgeTrainer.quick().train(SampleShop.knowledgeBase)

  private static func messages(_ count: Int, seed: UInt64) -> [String] {
    var random = SeededRandom(seed: seed)
    return (0..<count).map { _ in
      RandomKnowledge.message(to: SampleShop.entries, using: &random)
    }
  }

  @Test("1: candidates of stage 4") func candidates() {
    let knowledge = Self.trained.knowledge
    let classifier = Self.trained.model.classifier
    var scratch = ClassifierScratch()
    for message in Self.messages(100, seed: 1) {
      let found = knowledge.recognize(message, stages: [.classifier]).stages[.classifier] ?? []
      let known = classifier.classify(matchText(message, knowledge.analyzer), scratch: &scratch)
      let probabilities = Array(scratch.probabilities.prefix(classifier.labels.count + 1))
      #expect(abs(probabilities.reduce(0, +) - 1) < 1e-4)
      let scores = found.map(\.score.value)
      #expect(scores == scores.sorted(by: >), "\(message)")
      #expect(found.count <= EntryClassifier.maximumCandidates)
      for candidate in found {
        #expect(candidate.score.value == probabilities[candidate.entry])
        #expect(candidate.evidence == [.probability(candidate.score.value)])
      }
      let likely = probabilities.dropLast().filter { $0 >= EntryClassifier.leastProbability }.count
      #expect(found.count == (known == 0 ? 0 : min(likely, EntryClassifier.maximumCandidates)))
    }
    for message in ["", "👍", "🦜", "ψ"] {
      #expect(knowledge.recognize(message).stages[.classifier] == [], "\(message)")
    }
  }

  @Test("2: alone and off") func alone() {
    let knowledge = Self.trained.knowledge
    for message in Self.messages(60, seed: 2) {
      let all = knowledge.recognize(message)
      #expect(Set(all.stages.keys) == Set(Stage.allCases))
      for stage in Stage.allCases {
        let alone = knowledge.recognize(message, stages: [stage])
        #expect(Array(alone.stages.keys) == [stage])
        #expect(alone.stages[stage] == all.stages[stage], "\(message)")
        let without = knowledge.recognize(
          message, stages: Set(Stage.allCases).subtracting([stage]))
        #expect(without.stages == all.stages.filter { $0.key != stage }, "\(message)")
      }
      // Without stage 4 its calibration, which is for four stages, does not weigh the others.
      let untrained = CompiledKnowledge(SampleShop.knowledgeBase).recognize(message)
      let off = knowledge.recognize(message, stages: [.keyword, .fuzzy, .weighted])
      #expect(off.candidates == untrained.candidates, "\(message)")
    }
  }

  @Test("2: working memory leaves nothing behind") func reuse() {
    var scratch = MatchScratch()
    for message in Self.messages(60, seed: 3) {
      #expect(
        Self.trained.knowledge.recognize(message, scratch: &scratch).conclusion
          == Self.trained.knowledge.recognize(message).conclusion)
    }
  }

  @Test("3: a model of other entries") func otherEntries() throws {
    let shared = ["size", "refund.how", "invoice"]
    let entries =
      [Entry("new", ["会员等级怎么升"])]
      + shared.compactMap { id in SampleShop.entries.first { $0.id == id } }
    let knowledge = CompiledKnowledge(KnowledgeBase(entries), model: Self.trained.model)
    var scratch = MatchScratch()
    for message in Self.messages(60, seed: 4) + ["会员等级怎么升啊", "尺码怎么挑"] {
      let recognition = knowledge.recognize(message, scratch: &scratch)
      for candidate in recognition.stages[.classifier] ?? [] {
        let id = entries[candidate.entry].id
        #expect(shared.contains(id))
        let label = try #require(Self.trained.model.entries.firstIndex(of: id))
        #expect(candidate.score.value == scratch.classifier.probabilities[label])
      }
      #expect(knowledge.classifier?.probability(of: 0, scratch.classifier) == nil)
      #expect(knowledge.classifier?.probability(of: 1, scratch.classifier) != nil)
    }
    let none = CompiledKnowledge(
      KnowledgeBase([Entry("new", ["会员等级怎么升"])]), model: Self.trained.model)
    #expect(none.recognize("怎么退款").stages[.classifier] == [])
    #expect(none.recognize("会员等级怎么升").candidates.first?.confidence == .certain)
  }

  @Test("4: literal phrasings") func literal() {
    for knowledge in [
      Self.trained.knowledge,
      CompiledKnowledge(SampleShop.knowledgeBase, model: Self.trained.model),
    ] {
      for (phrasing, entry) in zip(knowledge.phrasings, knowledge.entryOfPhrasing) {
        for message in [phrasing, phrasing + "?", " " + phrasing] {
          let recognition = knowledge.recognize(message)
          guard case .answer(let candidate) = recognition.decision else {
            Issue.record("\(message)")
            continue
          }
          #expect(candidate.entry == Int(entry) && candidate.confidence == .certain)
          #expect(recognition.inScope == .certain)
        }
      }
    }
  }

  @Test("4: however sure the stages, only those") func sure() {
    // Weights so great that nothing but rounding keeps a confidence below 1.
    let weights = FusionWeights(
      candidate: [1_000, 1_000, 1_000, 1_000, 1_000, 1_000, 1_000], none: [-1_000, 0, 0, 0, 0])
    let strong = CandidateFeatures(keyword: 1, weighted: 1)
    let (confidences, none) = weights.confidences([strong, CandidateFeatures()], MessageFeatures())
    #expect(confidences[0] < 1 && confidences[0] > 0.999_999)
    #expect(confidences[1] >= 0 && none >= 0 && none < 1e-6)
  }

  @Test("5: confidences") func confidences() {
    var seen: Set<String> = []
    for message in Self.messages(200, seed: 5) {
      let recognition = Self.trained.knowledge.recognize(message)
      let candidates = recognition.candidates
      let ranks = candidates.map { (-$0.confidence.value, $0.entry) }
      #expect(zip(ranks, ranks.dropFirst()).allSatisfy { $0 < $1 }, "\(message)")
      let open = candidates.filter { $0.confidence != .certain }.map(\.confidence.value)
      #expect(open.allSatisfy { $0 > 0 && $0 < 1 } && open.reduce(0, +) <= 1, "\(message)")
      #expect((0...1).contains(recognition.inScope.value))
      switch recognition.decision {
      case .answer(let candidate):
        seen.insert("answer")
        #expect(candidate == candidates.first)
      case .clarify(let options):
        seen.insert("clarify")
        #expect((2...4).contains(options.count))
        #expect(options == Array(candidates.prefix(options.count)))
      case .fallback: seen.insert("fallback")
      }
    }
    #expect(seen == ["answer", "clarify", "fallback"])
  }

  @Test("6: other words") func learns() {
    var trainer = KnowledgeTrainer.quick()
    trainer.recipe.hidden = 32
    trainer.recipe.leastSteps = 150
    let knowledge = trainer.train(SampleShop.knowledgeBase).knowledge
    let messages = [
      ("退款要几天才到账呀", "refund.time"), ("申请退款在哪里点", "refund.how"), ("发票抬头怎么写", "invoice"),
      ("尺码怎么挑", "size"), ("运费险怎么用", "freight.insurance"),
    ]
    let right = messages.count { message, id in
      let found = knowledge.recognize(message, stages: [.classifier]).stages[.classifier] ?? []
      return found.first.map { knowledge.id($0.entry) } == id
    }
    #expect(right >= 3)
  }
}
