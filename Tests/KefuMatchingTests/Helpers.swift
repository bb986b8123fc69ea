import KefuKnowledge
import KefuTestSupport
import KefuText

@testable import KefuMatching

/// A text in the forms the stages compare.
func matchText(_ text: String, _ analyzer: TextAnalyzer = TextAnalyzer()) -> MatchText {
  var (result, scratch) = (MatchText(), TextScratch())
  result.prepare(text, analyzer: analyzer, scratch: &scratch)
  return result
}

func fuzzyForm(
  _ text: String, _ analyzer: TextAnalyzer = TextAnalyzer(), readsPinyin: Bool = true,
  words: WordNeighbours? = nil
) -> FuzzyForm {
  var form = FuzzyForm()
  form.derive(from: matchText(text, analyzer), readsPinyin: readsPinyin, words: words)
  return form
}

func scalars(_ text: String) -> [UInt32] { text.unicodeScalars.map(\.value) }

extension CompiledKnowledge {
  convenience init(_ entries: [Entry], synonyms: [[String]] = [], discount: Double = 0.9) {
    self.init(KnowledgeBase(entries, synonyms: synonyms, discount: discount))
  }

  func id(_ entry: Int) -> String { entries[entry].id }

  /// Candidates of one stage as lines: the entry, then its evidence.
  func described(_ stage: Stage, _ message: String) -> [String] {
    (recognize(message, stages: [stage]).stages[stage] ?? []).map { candidate in
      ([id(candidate.entry)] + candidate.evidence.map(described)).joined(separator: " | ")
    }
  }

  private func described(_ evidence: Evidence) -> String {
    func hit(_ hit: KeywordHit) -> String {
      "\(hit.keyword) \(hit.range)" + (hit.cost > 0 ? " cost \(hit.cost)" : "")
    }
    return switch evidence {
    case .literal(let phrasing): "literal \(phrasings[phrasing])"
    case .phrase(let found): "any \(hit(found))"
    case .group(let found): "all \(found.map(hit).joined(separator: ", "))"
    case .veto(let found): "veto \(hit(found))"
    case .similar(let phrasing, let cost, let length):
      "similar \(phrasings[phrasing]) \(cost) of \(length)"
    case .terms, .nearest: "weighted"
    case .probability: "learnt"
    }
  }

  /// The id of the entry answered, nil where none is.
  func answered(_ message: String) -> String? {
    guard case .answer(let candidate) = recognize(message).decision else { return nil }
    return id(candidate.entry)
  }
}

extension Recognition {
  /// All that was concluded, comparable.
  var conclusion: Conclusion {
    Conclusion(stages: stages, candidates: candidates, decision: decision)
  }

  struct Conclusion: Equatable {
    var stages: StageValues<[StageCandidate]>
    var candidates: [Candidate]
    var decision: Decision
  }
}

extension KnowledgeTrainer {
  /// Trains in a blink: enough for what does not depend on how well it learns.
  static func quick(seed: UInt64 = 1, outOfScope: [String] = []) -> KnowledgeTrainer {
    var trainer = KnowledgeTrainer(seed: seed, outOfScope: outOfScope)
    trainer.recipe.hidden = 16
    trainer.recipe.epochs = 2
    trainer.recipe.leastSteps = 40
    trainer.recipe.leastStepsPerLabel = 0
    trainer.recipe.rate = 0.01
    return trainer
  }
}

extension TrainedModel {
  var bytes: [UInt8] { Array(sections.storage.bytes) }

  init(_ bytes: [UInt8]) throws(ModelFileError) {
    try self.init(ModelBytes(count: bytes.count) { $0.copyBytes(from: bytes) })
  }
}
