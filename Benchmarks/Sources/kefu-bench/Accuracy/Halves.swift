import Kefu
import KefuEvaluation

extension AccuracyBench {
  /// How well a promised risk is kept: calibrates on a random half of the messages and counts the
  /// wrong ones among those that the bot answers by itself in the other half; again and again, with
  /// one network.
  ///
  /// The share of wrong ones is a sample too: of a risk that is kept to the hair, half of the splits
  /// lie above. A half without answers keeps every risk; where no split certifies anything, none is
  /// said to be kept.
  ///
  /// - Parameter material: The network, and messages it has not seen.
  mutating func addHalves(
    of set: String, _ material: () throws -> (TrainedKnowledge, [LabelledText])
  ) rethrows {
    let risks = Measure.risks
    let splits = self.splits
    try table.add(risks.flatMap { Measure.halves(of: set, risk: $0) }) {
      let (trained, texts) = try material()
      var halves = [HalfFigures](repeating: HalfFigures(), count: risks.count)
      var chance = SplitMix64(seed: 1)
      for split in 1...splits {
        let shuffled = texts.shuffled(using: &chance)
        let middle = shuffled.count / 2
        for (i, risk) in risks.enumerated() {
          halves[i].add(
            trained, evidence: Array(shuffled[..<middle]), judged: Array(shuffled[middle...]),
            risk: risk)
        }
        if split % 20 == 0 { printError("\(set): \(split) of \(splits) splits") }
      }
      return halves.flatMap { $0.values(splits: splits) }
    }
  }
}

/// What the splits of one risk gave.
private struct HalfFigures {
  var kept = 0
  var uncertified = 0
  /// In per cent, of splits with answers.
  var wrong: [Double] = []
  /// In per cent.
  var coverage: [Double] = []

  mutating func add(
    _ trained: TrainedKnowledge, evidence: [LabelledText], judged: [LabelledText], risk: Double
  ) {
    var settings = trained.knowledge.knowledgeBase.settings
    settings.risk = risk
    let calibrated = KnowledgeTrainer().calibrate(
      trained, heldOut: evidence.compactMap(\.heldOut),
      outOfScope: evidence.filter(\.labels.isEmpty).map(\.text), settings: settings)
    if !calibrated.model.certificate.isCertified { uncertified += 1 }

    let outcomes = calibrated.outcomes(of: judged)
    let answered = outcomes.count(where: \.isAnswered)
    let wrongs = outcomes.count(where: \.isAnsweredWrong)
    if Double(wrongs) <= risk * Double(answered) + 1e-9 { kept += 1 }
    if let share = percent(wrongs, of: answered) { wrong.append(share) }
    let inScope = outcomes.filter(\.isInScope)
    if let share = percent(inScope.count(where: \.isAnswered), of: inScope.count) {
      coverage.append(share)
    }
  }

  /// In the order of `Measure.halves`.
  func values(splits: Int) -> [[Double]] {
    let keeping = uncertified == splits ? nil : percent(kept, of: splits)
    return [keeping.map { [$0] } ?? [], [Double(uncertified)], wrong, coverage]
  }
}
