import Kefu
import KefuEvaluation

extension AccuracyBench {
  mutating func addCurekart() throws {
    let folder = self.folder
    let set = Measure.curekart.set
    func test() throws -> [LabelledText] {
      try folder.labelled("\(set)/test.tsv").texts
        + folder.outOfScope("\(set)/oos_test.tsv").texts
    }
    var first: TrainedKnowledge?
    table.note(
      "\(set): learnt on train.tsv alone; the cut-off on the probability of being in scope is the one that reaches the recall on oos_test.tsv itself: a point of the curve, not a choice a bot could make"
    )
    try addBySeed([.curekart] + Measure.curekartCurve.map(\.measure)) { seed in
      let texts = try test()
      let trained = try learn(folder.labelled("\(set)/train.tsv"), seed: seed)
      first = first ?? trained
      let outcomes = trained.outcomes(of: texts)
      return [Metrics(outcomes).accuracy?.percent]
        + Measure.curekartCurve.map { recall, _ in
          ScopeThreshold(rejecting: recall, of: outcomes).accuracy(of: outcomes)
        }
    }
    try addHalves(of: set) {
      guard let first else { throw MissingInput(description: "nothing trained") }
      return (first, try test())
    }
  }
}
