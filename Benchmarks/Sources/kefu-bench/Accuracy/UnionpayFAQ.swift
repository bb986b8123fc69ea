import Kefu
import KefuEvaluation

extension AccuracyBench {
  mutating func addUnionpayFAQ() throws {
    let folder = self.folder
    var bySeed: [UInt64: TrainedKnowledge] = [:]
    let tests: [(Measure, String)] = [(.unionpay, "test"), (.unionpayTypo, "test_typo")]
    for (measure, file) in tests {
      try addBySeed([measure]) { seed in
        let test = try folder.labelled("unionpay_faq/\(file).tsv")
        let train = try folder.labelled("unionpay_faq/train.tsv")
        let trained = bySeed[seed] ?? learn(train, seed: seed)
        bySeed[seed] = trained
        return [trained.metrics(of: test.texts).accuracy?.percent]
      }
    }
    bySeed = [:]
    table.note("unionpay_faq, limit 3 to 5: one training a file, seeds 1 to 3")
    for (limit, measure) in Measure.unionpayProtocol {
      try table.add([measure]) {
        [
          try (0...2).compactMap { file in
            let name = "unionpay_faq/protocol/limit\(limit)_seed\(file)"
            let test = try folder.labelled("\(name)_test.tsv")
            let trained = try learn(
              folder.labelled("\(name)_train.tsv"), seed: UInt64(file) + 1)
            return trained.metrics(of: test.texts).accuracy?.percent
          }
        ]
      }
    }
  }
}
