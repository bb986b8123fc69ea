import Kefu
import KefuEvaluation

/// Fills an `AccuracyTable`, set by set; each set is a file beside this one.
struct AccuracyBench {
  let folder: DataFolder
  let seeds: [UInt64]
  let splits: Int
  var table = AccuracyTable()

  /// Adds rows with one value a seed.
  ///
  /// - Parameter values: `[measure]` of a seed; nil where there was nothing to divide by.
  mutating func addBySeed(_ measures: [Measure], _ values: (UInt64) throws -> [Double?]) rethrows {
    let seeds = self.seeds
    try table.add(measures) {
      let bySeed = try seeds.map(values)
      return measures.indices.map { measure in bySeed.compactMap { $0[measure] } }
    }
  }
}

/// Trains on the lines of a file: each label an entry, each line a variant.
///
/// - Parameters:
///   - outOfScope: Messages about nothing, to learn from.
///   - valid: What confidences and thresholds are fitted on, with `oosValid`; without it, variants
///     left out of training in turn.
func learn(
  _ train: LabelledTexts, seed: UInt64, outOfScope: [String] = [], valid: LabelledTexts? = nil,
  oosValid: [String] = []
) -> TrainedKnowledge {
  var knowledgeBase = KnowledgeBase(train, locale: train.locale)
  knowledgeBase.settings.risk = 0.05
  knowledgeBase.heldOut = valid?.heldOut ?? []
  knowledgeBase.outOfScope = oosValid.map { Sourced($0, at: SourceLocation(file: "valid")) }
  return KnowledgeTrainer(seed: seed, outOfScope: outOfScope).train(knowledgeBase)
}

extension TrainedKnowledge {
  func outcomes(of texts: [LabelledText]) -> [Outcome] {
    Evaluator(knowledge).outcomes(of: texts)
  }

  func metrics(of texts: [LabelledText]) -> Metrics { Metrics(outcomes(of: texts)) }
}

extension Double {
  /// Of a share in `0...1`.
  var percent: Double { self * 100 }
}

/// In per cent; nil of nothing.
func percent(_ part: Int, of whole: Int) -> Double? {
  whole == 0 ? nil : Double(part) / Double(whole) * 100
}
