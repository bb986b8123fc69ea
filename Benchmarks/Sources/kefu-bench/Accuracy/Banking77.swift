import Kefu
import KefuEvaluation

extension AccuracyBench {
  mutating func addBanking77() throws {
    let folder = self.folder
    var first: TrainedKnowledge?
    try addBySeed([.banking77]) { seed in
      let test = try folder.labelled("banking77/test.tsv")
      let trained = try learn(folder.labelled("banking77/train.tsv"), seed: seed)
      first = first ?? trained
      return [trained.metrics(of: test.texts).accuracy?.percent]
    }
    try addBanking77Options()
    try addBySeed([.banking77TenShot]) { seed in
      let test = try folder.labelled("banking77/test.tsv")
      let trained = try learn(folder.labelled("banking77/train_10shot.tsv"), seed: seed)
      return [trained.metrics(of: test.texts).accuracy?.percent]
    }
    try addHalves(of: "banking77") {
      guard let first else { throw MissingInput(description: "nothing trained") }
      return (first, try folder.labelled("banking77/test.tsv").texts)
    }
  }

  private mutating func addBanking77Options() throws {
    let folder = self.folder
    table.note(
      "banking77 options: learnt on train_less_valid.tsv only, calibrated on valid.tsv; an empty set of options counts as one, the first candidate"
    )
    try addBySeed(Measure.banking77Options.flatMap(\.measures)) { seed in
      let valid = try folder.labelled("banking77/valid.tsv")
      let test = try folder.labelled("banking77/test.tsv")
      let trained = try learn(
        folder.labelled("banking77/train_less_valid.tsv"), seed: seed, valid: valid)
      return Measure.banking77Options.flatMap { coverage, _ in
        var settings = trained.knowledge.knowledgeBase.settings
        settings.optionCoverage = coverage
        let calibrated = KnowledgeTrainer(seed: seed).calibrate(
          trained, heldOut: valid.heldOut, outOfScope: [], settings: settings)
        let figures = OptionFigures(calibrated.knowledge, test.texts)
        return [figures.oneOption, figures.meanOfOthers, figures.coverage]
      }
    }
  }
}

/// How many options a customer would be offered.
private struct OptionFigures {
  /// In per cent.
  var oneOption: Double?
  var meanOfOthers: Double?
  /// Messages with a right entry among their options, in per cent.
  var coverage: Double?

  init(_ knowledge: CompiledKnowledge, _ texts: [LabelledText]) {
    var scratch = MatchScratch()
    var (ones, options, covered) = (0, 0, 0)
    for text in texts {
      let recognition = knowledge.recognize(text.text, scratch: &scratch)
      var set = knowledge.conformalSet(of: recognition)
      if set.isEmpty { set = Array(recognition.candidates.prefix(1)) }
      if set.count > 1 { options += set.count } else { ones += 1 }
      if set.contains(where: { text.labels.contains(knowledge.entries[$0.entry].id) }) {
        covered += 1
      }
    }
    oneOption = percent(ones, of: texts.count)
    meanOfOthers = ones == texts.count ? nil : Double(options) / Double(texts.count - ones)
    coverage = percent(covered, of: texts.count)
  }
}
