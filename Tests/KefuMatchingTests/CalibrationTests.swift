// From evidence to weights and thresholds:
//  1. The weights are where the posterior is greatest: no slope is left, no neighbour is better (slow
//     twin: SlowLogit). The fewer the rows, the nearer to the prior.
//  2. None, one, nothing but messages about nothing, or perfectly separable rows give finite weights.
//  3. Above the threshold chosen, more than `risk` of answers are wrong in at most one of twenty
//     samples, whatever the errors depend on; where it can be had, a threshold is found.
//  4. Of equal confidences all are counted.
//  5. Where nothing can be certified, only literal phrasings are answered.
//  6. The options hold the right entry as often as promised.
//  7. Confusable pairs: by name and mean confidence, worst first.
//  8. Calibrations survive being written as numbers.
import Foundation
import KefuKnowledge
import KefuTestSupport
import Testing

@testable import KefuMatching

@Suite struct CalibrationTests {
  private func unit(_ random: inout SeededRandom) -> Double {
    Double(random.next() >> 11) * 0x1p-53
  }

  /// Rows whose features tell, though not for certain, which candidate is meant.
  private func rows(_ count: Int, seed: UInt64, outOfScopeShare: Double = 0.2) -> [EvidenceRow] {
    var random = SeededRandom(seed: seed)
    return (0..<count).map { _ in
      let isInScope = unit(&random) >= outOfScopeShare
      let number = random.below(4)
      let meant = isInScope && number > 0 && random.below(10) > 0 ? random.below(number) : nil
      let candidates = (0..<number).map { place in
        let help = place == meant ? 0.4 : 0
        var features = CandidateFeatures()
        features.logProbability = -6 * unit(&random) + 5 * help
        features.keyword = random.below(3) == 0 ? 1 : 0
        features.fuzzy = unit(&random) * 0.6 + help
        features.near = random.below(4) == 0 ? 0.2 : 0
        features.weighted = unit(&random) * 0.6 + help
        features.lead = unit(&random) - 0.5
        features.nearest = unit(&random) * 0.6 + help
        return features
      }
      let message = MessageFeatures(
        logNone: -5 * unit(&random), entropy: 2 * unit(&random), unknown: unit(&random) / 2,
        distance: unit(&random))
      return EvidenceRow(
        message: message, candidates: candidates, entries: (0..<number).map { "e\($0)" },
        meant: meant, isInScope: isInScope)
    }
  }

  private func twin(_ rows: [EvidenceRow], _ calibrator: Calibrator) -> SlowLogit {
    let about = Double(rows.count { $0.isInScope })
    let other = Double(rows.count) - about
    let scale =
      about > 0 && other > 0 ? max(1, calibrator.leastOutOfScopeShare * about / other) : 1
    let (c, m) = (CandidateFeatures.count, MessageFeatures.count)
    return SlowLogit(
      choices: rows.map { row in
        SlowLogit.Choice(
          options: row.candidates.map { $0.values + Array(repeating: 0, count: m) }
            + [Array(repeating: 0, count: c) + row.message.values],
          chosen: row.meant ?? row.candidates.count, weight: row.isInScope ? 1 : scale)
      },
      prior: FusionWeights.prior.candidate + FusionWeights.prior.none,
      precision: Calibrator.precision)
  }

  // MARK: Weights

  @Test("1: the top of the posterior", arguments: [(40, 0.2), (40, 0.02), (120, 0.5), (3, 0)])
  func top(count: Int, outOfScopeShare: Double) {
    let calibrator = Calibrator(risk: 0.02)
    let rows = rows(count, seed: UInt64(count), outOfScopeShare: outOfScopeShare)
    let fitted = calibrator.fit(rows)
    let weights = fitted.candidate + fitted.none
    let twin = twin(rows, calibrator)
    #expect(twin.slope(weights).allSatisfy { abs($0) < 1e-3 })
    let best = twin.posterior(weights)
    #expect(best >= twin.posterior(twin.prior))
    var random = SeededRandom(seed: 1)
    for turn in 0..<200 {
      let size = turn % 2 == 0 ? 0.01 : 0.5
      let neighbour = weights.map { $0 + (unit(&random) - 0.5) * size }
      #expect(twin.posterior(neighbour) <= best + 1e-9)
    }
  }

  @Test("2: little evidence") func little() {
    let calibrator = Calibrator(risk: 0.02)
    #expect(calibrator.fit([]) == .prior)
    #expect(calibrator.calibrate([], isHeldOut: false).weights == .prior)
    let one = rows(1, seed: 9)
    let near = calibrator.fit(one)
    for (a, b) in zip(
      near.candidate + near.none, FusionWeights.prior.candidate + FusionWeights.prior.none)
    {
      #expect(abs(a - b) < 6)
    }
    for rows in [one, rows(2, seed: 3), rows(30, seed: 4, outOfScopeShare: 1)] {
      let calibration = calibrator.calibrate(rows, isHeldOut: true)
      #expect(calibration.numbers.allSatisfy { $0.isFinite })
      #expect(!calibration.certificate.isCertified && calibration.answerThreshold == 2)
      #expect(calibration.certificate.isHeldOut)
      #expect(
        calibration.certificate.inScope + calibration.certificate.outOfScope == rows.count)
    }
    let empty = EvidenceRow(
      message: MessageFeatures(), candidates: [], entries: [], meant: nil, isInScope: true)
    let nothingFound = calibrator.calibrate(
      Array(repeating: empty, count: 400), isHeldOut: false)
    #expect(!nothingFound.certificate.isCertified)
    #expect(nothingFound.certificate.inScope == 400)
  }

  /// The first candidate is meant and has everything, or nothing is meant and there is nothing.
  private func separable(_ count: Int) -> [EvidenceRow] {
    (0..<count).map { number in
      let isInScope = number % 4 > 0
      let strong = CandidateFeatures(
        logProbability: 0, keyword: 1, fuzzy: 1, near: 0.25, weighted: 1, lead: 0.8, nearest: 1)
      let weak = CandidateFeatures(logProbability: -9, lead: -0.8)
      return EvidenceRow(
        message: isInScope
          ? MessageFeatures(logNone: -9)
          : MessageFeatures(logNone: 0, entropy: 3, unknown: 1, distance: 1),
        candidates: isInScope ? [strong, weak] : [weak], entries: isInScope ? ["a", "b"] : ["a"],
        meant: isInScope ? 0 : nil, isInScope: isInScope)
    }
  }

  @Test("2: nothing is doubtful") func separableRows() {
    let calibration = Calibrator(risk: 0.02).calibrate(separable(480), isHeldOut: true)
    let weights = calibration.weights.candidate + calibration.weights.none
    #expect(weights.allSatisfy { $0.isFinite && abs($0) < 100 })
    let certificate = calibration.certificate
    #expect(certificate.isCertified && certificate.wrong == 0)
    #expect(certificate.answered >= 360 && certificate.risk == 0.02)
    #expect((certificate.inScope, certificate.outOfScope) == (360, 120))
    #expect((0..<1).contains(calibration.answerThreshold))
    #expect(certificate.coverage == Double(certificate.answered) / 480)
  }

  // MARK: Thresholds

  private struct Errors: Sendable, CustomTestStringConvertible {
    var name: String
    /// The probability of an error at a confidence, risk given.
    var rate: @Sendable (Double, Double) -> Double
    /// Confidences come in steps of this; 0 for any.
    var grain = 0.0
    var testDescription: String { name }
  }

  private static let errors = [
    Errors(name: "fewer with confidence") { confidence, _ in 0.001 + 0.1 * pow(1 - confidence, 2) },
    Errors(
      name: "with equal confidences", rate: { c, _ in 0.001 + 0.1 * pow(1 - c, 2) }, grain: 0.1),
    Errors(name: "a hair above the risk everywhere") { _, risk in risk * 1.001 },
    Errors(name: "just above the risk, in steps", rate: { _, risk in risk * 1.001 }, grain: 0.25),
    Errors(name: "all at the top") { confidence, _ in confidence > 0.97 ? 0.3 : 0 },
    Errors(name: "a cliff") { confidence, _ in confidence > 0.6 ? 0 : 0.4 },
  ]

  private func sample(
    _ errors: Errors, risk: Double, _ count: Int, _ random: inout SeededRandom
  ) -> [Calibrator.Judgement] {
    (0..<count).map { _ in
      var confidence = unit(&random)
      if errors.grain > 0 { confidence = (confidence / errors.grain).rounded() * errors.grain }
      return Calibrator.Judgement(
        confidence: confidence, isRight: unit(&random) >= errors.rate(confidence, risk),
        isInScope: true, meantShare: 1)
    }
  }

  @Test("3: the risk is kept", arguments: errors, [0.02, 0.05])
  private func risk(errors: Errors, risk: Double) {
    var random = SeededRandom(seed: 11)
    let world = sample(errors, risk: risk, 4_000, &random)
    let calibrator = Calibrator(risk: risk)
    var (exceeded, certified) = (0, 0)
    for _ in 0..<200 {
      var calibration = Calibration()
      let seen = sample(errors, risk: risk, 800, &random)
      calibrator.chooseAnswers(seen, &calibration)
      guard calibration.certificate.isCertified else { continue }
      certified += 1
      let answered = world.filter { $0.confidence >= calibration.answerThreshold }
      let expected = answered.reduce(0) { $0 + errors.rate($1.confidence, risk) }
      if expected > risk * Double(answered.count) { exceeded += 1 }
      let there = seen.filter { $0.confidence >= calibration.answerThreshold }
      #expect(calibration.certificate.answered == there.count)
      #expect(calibration.certificate.wrong == there.count { !$0.isRight })
    }
    // 5 % of 200 and three standard deviations.
    #expect(exceeded <= 19, "\(exceeded) of \(certified)")
    if errors.name == "fewer with confidence" || errors.name == "a cliff" {
      #expect(certified >= 100, "\(certified)")
    }
  }

  @Test("4: equal confidences") func ties() {
    func judgements(right: Int, wrong: Int) -> [Calibrator.Judgement] {
      (0..<right + wrong).map {
        Calibrator.Judgement(confidence: 0.9, isRight: $0 < right, isInScope: true, meantShare: 1)
      }
    }
    var calibration = Calibration()
    Calibrator(risk: 0.02).chooseAnswers(judgements(right: 400, wrong: 100), &calibration)
    #expect(!calibration.certificate.isCertified && calibration.answerThreshold == 2)
    Calibrator(risk: 0.02).chooseAnswers(judgements(right: 500, wrong: 1), &calibration)
    #expect(calibration.certificate.isCertified && calibration.answerThreshold == 0.9)
    #expect(calibration.certificate.answered == 501 && calibration.certificate.wrong == 1)
  }

  @Test("5: nothing certified") func uncertified() {
    let model = model(Calibration())
    let knowledge = CompiledKnowledge(SampleShop.knowledgeBase, model: model)
    #expect(knowledge.limits.answer == 2)
    for phrasing in knowledge.phrasings {
      guard case .answer(let candidate) = knowledge.recognize(phrasing).decision else {
        Issue.record("\(phrasing) is not answered")
        continue
      }
      #expect(candidate.confidence == .certain)
    }
    var random = SeededRandom(seed: 2)
    var others = 0
    for _ in 0..<100 {
      let recognition = knowledge.recognize(
        RandomKnowledge.message(to: SampleShop.entries, using: &random))
      guard recognition.candidates.first?.confidence != .certain else { continue }
      others += 1
      if case .answer = recognition.decision { Issue.record("answered") }
    }
    #expect(others > 50)
  }

  /// A model of the sample shop with a calibration of one's own.
  private func model(_ calibration: Calibration) -> TrainedModel {
    KnowledgeTrainer.quick().train(SampleShop.knowledgeBase).model.with(calibration)
  }

  @Test("5: pinned cut-offs go before those of training") func pinned() {
    var calibration = Calibration()
    calibration.answerThreshold = 0.97
    let model = model(calibration)
    func limits(_ thresholds: Thresholds) -> (answer: Double, clarify: Double, margin: Double) {
      CompiledKnowledge(KnowledgeBase(SampleShop.entries, thresholds: thresholds), model: model)
        .limits
    }
    #expect(limits(Thresholds()) == (0.97, 0, 0))
    #expect(limits(Thresholds(answer: 0.6)) == (0.6, 0, 0))
    #expect(limits(Thresholds(clarify: 0.3, margin: 0.2)) == (0.97, 0.3, 0.2))
    let asking = CompiledKnowledge(
      KnowledgeBase(SampleShop.entries, thresholds: Thresholds(answer: 1)), model: model)
    var random = SeededRandom(seed: 6)
    for _ in 0..<50 {
      let recognition = asking.recognize(
        RandomKnowledge.message(to: SampleShop.entries, using: &random))
      if case .answer(let candidate) = recognition.decision {
        #expect(candidate.confidence == .certain)
      }
    }
  }

  // MARK: Options

  @Test("6: the right one is among the options", arguments: [0.95, 0.8])
  func options(coverage: Double) {
    var random = SeededRandom(seed: 12)
    var calibrator = Calibrator(risk: 0.02)
    calibrator.optionCoverage = coverage
    var held = 0.0
    for _ in 0..<200 {
      let judged = (0..<300).map { _ in
        Calibrator.Judgement(
          confidence: 0.5, isRight: true, isInScope: true, meantShare: pow(unit(&random), 3))
      }
      let aboutNothing = Calibrator.Judgement(
        confidence: 0.5, isRight: false, isInScope: false, meantShare: 0)
      var calibration = Calibration()
      calibrator.chooseOptions(judged + Array(repeating: aboutNothing, count: 100), &calibration)
      // P(share ≥ t) for a share that is the cube of an even one.
      held += 1 - cbrt(calibration.optionThreshold)
    }
    #expect(held / 200 >= coverage - 0.004)
    #expect(held / 200 <= coverage + 0.02, "no wider than it must be")
  }

  @Test("6: too few to say") func fewOptions() {
    var calibration = Calibration()
    Calibrator(risk: 0.02).chooseOptions([], &calibration)
    #expect(calibration.optionThreshold == Calibration().optionThreshold)
    let one = Calibrator.Judgement(
      confidence: 1, isRight: true, isInScope: true, meantShare: 1.000_000_1)
    Calibrator(risk: 0.02).chooseOptions([one], &calibration)
    #expect(calibration.optionThreshold == 0, "anything may be meant")
    Calibrator(risk: 0.02).chooseOptions(Array(repeating: one, count: 100), &calibration)
    #expect(calibration.optionThreshold == 1)
  }

  @Test(
    "6: calibrated options",
    arguments: [
      ([0.5, 0.3, 0.1, 0.05], 0.95, "0 1 2"), ([0.5, 0.3, 0.12, 0.11], 0.95, "0 1 2 3"),
      ([0.5, 0.02], 0.6, "0 1"), ([0.2, 0.19, 0.18, 0.17, 0.16], 0.95, "none"),
      ([0.3, 0.15], 0.49, "none"), ([0.3, 0.15], 0.5, "0 1"), ([0.5], 0.9, "none"),
    ])
  func calibratedOptions(confidences: [Double], inScope: Double, expected: String) {
    var calibration = Calibration()
    calibration.optionThreshold = 0.1
    let fusion = Fusion(thresholds: Thresholds(), calibration: calibration)
    let candidates = confidences.enumerated().map {
      Candidate(entry: $0, confidence: Confidence($1), stage: .weighted, scores: [:])
    }
    let decision =
      switch fusion.decide(candidates, inScope: inScope) {
      case .clarify(let options): options.map { "\($0.entry)" }.joined(separator: " ")
      case .fallback(.unsure): "none"
      default: "\(fusion.decide(candidates, inScope: inScope))"
      }
    #expect(decision == expected)
  }

  // MARK: The rest

  @Test("7: confusable pairs") func pairs() {
    func row(_ entries: [String], _ weighted: [Double], meant: Int?) -> EvidenceRow {
      EvidenceRow(
        message: MessageFeatures(logNone: -9),
        candidates: weighted.map { CandidateFeatures(weighted: $0) }, entries: entries,
        meant: meant, isInScope: meant != nil)
    }
    let rows = [
      row(["b", "a"], [1, 1], meant: 0), row(["a", "b"], [1, 1], meant: 0),
      row(["a", "c"], [1, 0.2], meant: 0), row(["a", "b"], [1, 1], meant: nil),
    ]
    let pairs = Calibration().confusablePairs(rows, limit: 10)
    #expect(pairs.map(\.entries) == [["a", "b"], ["a", "c"]])
    #expect(pairs[0].confusion > pairs[1].confusion)
    let weights = FusionWeights.prior
    let other = rows[..<2].map { weights.confidences($0.candidates, $0.message).candidates[1] }
    #expect(abs(pairs[0].confusion - other.reduce(0, +) / 3) < 1e-12)
    #expect(Calibration().confusablePairs(rows, limit: 1).count == 1)
    #expect(Calibration().confusablePairs([], limit: 10).isEmpty)
  }

  @Test("8: as numbers") func numbers() throws {
    var calibration = Calibrator(risk: 0.05).calibrate(separable(400), isHeldOut: true)
    #expect(try Calibration(calibration.numbers) == calibration)
    calibration = Calibration()
    #expect(try Calibration(calibration.numbers) == calibration)
    #expect(throws: ModelFileError.self) { try Calibration(calibration.numbers.dropLast()) }
    #expect(throws: ModelFileError.self) { try Calibration([Double]()) }
  }

  @Test("8: coverage of nothing") func coverage() {
    #expect(Certificate().coverage == 0)
  }
}
