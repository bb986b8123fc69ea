import Kefu
import KefuEvaluation

extension AccuracyBench {
  mutating func addClinc150() throws {
    let folder = self.folder
    var first: TrainedKnowledge?
    table.note(
      "clinc150: learnt on train.tsv and oos_train.tsv, calibrated on valid.tsv and oos_valid.tsv; top-1 is of the entries, whether answered or not; in the rows \"on valid\" a message counts as out of scope where its probability of being in scope is below the cut-off that oos_valid.tsv gives"
    )
    try addBySeed(Measure.clinc150) { seed in
      let train = try folder.labelled("clinc150/train.tsv")
      let oosTrain = try folder.outOfScope("clinc150/oos_train.tsv")
      let valid = try folder.labelled("clinc150/valid.tsv")
      let oosValid = try folder.outOfScope("clinc150/oos_valid.tsv")
      let test = try folder.clinc150Test()
      let clock = ContinuousClock()
      let start = clock.now
      let trained = learn(
        train, seed: seed, outOfScope: oosTrain.messages, valid: valid,
        oosValid: oosValid.messages)
      let seconds = (clock.now - start) / .seconds(1)
      first = first ?? trained

      let outcomes = trained.outcomes(of: test)
      let metrics = Metrics(outcomes)
      let oosValidOutcomes = trained.outcomes(of: oosValid.texts)
      let points = [0.6, 0.8].flatMap { share in
        let threshold = ScopeThreshold(rejecting: share, of: oosValidOutcomes)
        return [threshold.accuracy(of: outcomes), threshold.recall(of: outcomes)]
      }
      let latency = Evaluator(trained.knowledge).latency(of: test)
      return [
        metrics.accuracy?.percent, metrics.inScope?.percent, metrics.oosRecall?.percent,
      ] + points + [metrics.auroc, seconds, latency?.p50]
    }
    try addHalves(of: "clinc150") {
      guard let first else { throw MissingInput(description: "nothing trained") }
      return (first, try folder.clinc150Test())
    }
  }
}

extension DataFolder {
  fileprivate func clinc150Test() throws -> [LabelledText] {
    try labelled("clinc150/test.tsv").texts + outOfScope("clinc150/oos_test.tsv").texts
  }
}
