import CKefuKernels
import KefuKnowledge

/// What training learnt about how far the stages can be trusted.
struct Calibration: Sendable, Equatable {
  var weights = FusionWeights.prior
  /// The least confidence of an answer; above 1 where nothing but a literal phrasing may be
  /// answered.
  var answerThreshold = 2.0
  /// The least probability, among the entries, of an option of a clarification.
  var optionThreshold = 0.05
  var certificate = Certificate()

  var numbers: [Double] {
    weights.candidate + weights.none + [answerThreshold, optionThreshold] + certificate.numbers
  }

  init() {}

  init(_ numbers: some RandomAccessCollection<Double>) throws(ModelFileError) {
    let numbers = Array(numbers)
    let (candidates, none) = (CandidateFeatures.count, MessageFeatures.count)
    guard numbers.count == candidates + none + 2 + Certificate.count,
      numbers.allSatisfy(\.isFinite)
    else { throw .damaged("its calibration cannot be read") }
    weights = FusionWeights(
      candidate: Array(numbers[..<candidates]),
      none: Array(numbers[candidates..<candidates + none]))
    answerThreshold = numbers[candidates + none]
    optionThreshold = numbers[candidates + none + 1]
    certificate = Certificate(Array(numbers[(candidates + none + 2)...]))
    // Weights this small keep every confidence a number.
    guard numbers[..<(candidates + none)].allSatisfy({ abs($0) <= 1e9 }),
      (0...2).contains(answerThreshold), (0...1).contains(optionThreshold),
      (0...1).contains(certificate.risk)
    else { throw .damaged("its calibration is out of range") }
  }
}

/// What the evidence says about the answers the bot gives by itself.
public struct Certificate: Sendable, Equatable {
  /// The share of answers that may be wrong.
  public var risk = 0.02
  /// Whether, with 95 % confidence, no more than that share is wrong. If not, only literal phrasings
  /// are answered.
  public var isCertified = false
  /// Messages of the evidence that are about an entry.
  public var inScope = 0
  /// Messages of the evidence that are about none.
  public var outOfScope = 0
  /// Of all, those answered at the threshold, and how many of these wrongly.
  public var answered = 0
  public var wrong = 0
  /// Whether the evidence is messages kept apart (tests/*.tsv) rather than variants left out in turn.
  public var isHeldOut = false

  /// The share of in-scope and other messages of the evidence that is answered, in `0...1`.
  public var coverage: Double {
    inScope + outOfScope == 0 ? 0 : Double(answered) / Double(inScope + outOfScope)
  }

  public init() {}

  static let count = 7

  var numbers: [Double] {
    [
      risk, isCertified ? 1 : 0, Double(inScope), Double(outOfScope), Double(answered),
      Double(wrong), isHeldOut ? 1 : 0,
    ]
  }

  init(_ numbers: [Double]) {
    func integer(_ i: Int) -> Int { Int(max(0, min(1e9, numbers[i]))) }
    risk = numbers[0]
    isCertified = numbers[1] == 1
    inScope = integer(2)
    outOfScope = integer(3)
    answered = integer(4)
    wrong = integer(5)
    isHeldOut = numbers[6] == 1
  }
}

/// One message of the evidence, as the stages saw it.
struct EvidenceRow: Sendable {
  var message: MessageFeatures
  var candidates: [CandidateFeatures]
  /// `[candidate]` ids, which differ less between knowledge bases than numbers.
  var entries: [String]
  /// The candidate meant; nil where none is, or where the one meant was not proposed.
  var meant: Int?
  /// Whether the message is about some entry.
  var isInScope: Bool
}

/// Two entries that the bot takes for one another.
public struct ConfusablePair: Sendable, Equatable {
  /// In alphabetical order.
  public var entries: [String]
  /// Of the evidence's messages about either, the mean confidence in the other, in `0...1`.
  public var confusion: Double
}

extension Calibration {
  /// The pairs most often taken for one another, worst first.
  func confusablePairs(_ rows: [EvidenceRow], limit: Int) -> [ConfusablePair] {
    var sums: [[String]: Double] = [:]
    var counts: [String: Int] = [:]
    for row in rows {
      guard let meant = row.meant else { continue }
      counts[row.entries[meant], default: 0] += 1
      let (confidences, _) = weights.confidences(row.candidates, row.message)
      for (i, confidence) in confidences.enumerated() where i != meant {
        sums[[row.entries[meant], row.entries[i]].sorted(), default: 0] += confidence
      }
    }
    let pairs = sums.map { pair, sum in
      ConfusablePair(
        entries: pair,
        confusion: sum / Double(max(1, pair.reduce(0) { $0 + counts[$1, default: 0] })))
    }
    return Array(
      pairs.sorted {
        ($1.confusion, $0.entries[0], $0.entries[1]) < ($0.confusion, $1.entries[0], $1.entries[1])
      }
      .prefix(limit))
  }
}

/// Fits a `Calibration` to evidence.
struct Calibrator {
  var risk: Double
  /// The probability that the options of a clarification hold the right one.
  var optionCoverage: Double
  var delta = 0.05
  /// Messages about nothing count at least as this share of those about something, or a shop that
  /// collected few of them would learn that everything is about something.
  var leastOutOfScopeShare = 0.1

  init(risk: Double, optionCoverage: Double = 0.95) {
    self.risk = risk
    self.optionCoverage = optionCoverage
  }

  init(_ settings: Settings) {
    self.init(risk: settings.risk, optionCoverage: settings.optionCoverage)
  }

  static let iterations = 30
  /// Of the Gaussian around `FusionWeights.prior`.
  static let precision = 1.0
  /// Parts of the evidence, each judged by what the others taught.
  static let parts = 5
  /// Of the evidence, from one threshold tried to the next; and in messages, at least.
  static let step = 0.02
  static let leastStep = 60

  func calibrate(_ rows: [EvidenceRow], isHeldOut: Bool) -> Calibration {
    var calibration = Calibration()
    calibration.certificate.isHeldOut = isHeldOut
    calibration.certificate.risk = risk
    guard !rows.isEmpty else { return calibration }
    calibration.weights = fit(rows)
    // Confidences for choosing thresholds come from weights fitted without the row.
    var judged: [Judgement] = []
    for part in 0..<Self.parts {
      let others = rows.enumerated().filter { $0.offset % Self.parts != part }.map(\.element)
      let weights = others.isEmpty ? calibration.weights : fit(others)
      for (i, row) in rows.enumerated() where i % Self.parts == part {
        judged.append(Judgement(row, weights))
      }
    }
    chooseAnswers(judged, &calibration)
    chooseOptions(judged, &calibration)
    return calibration
  }

  // MARK: Confidence

  /// Maximum a-posteriori weights of the conditional logit, by Newton's method.
  func fit(_ rows: [EvidenceRow]) -> FusionWeights {
    let prior = FusionWeights.prior
    let (c, m) = (CandidateFeatures.count, MessageFeatures.count)
    let size = c + m
    let center = prior.candidate + prior.none
    var weights = center
    let about = Double(rows.count { $0.isInScope })
    let other = Double(rows.count) - about
    let scale =
      other > 0 && about > 0 ? max(1, leastOutOfScopeShare * about / other) : 1
    for _ in 0..<Self.iterations {
      var gradient = zip(weights, center).map { -Self.precision * ($0 - $1) }
      var hessian = [Double](repeating: 0, count: size * size)
      for i in 0..<size { hessian[i * size + i] = Self.precision }
      var mean = [Double](repeating: 0, count: size)
      for row in rows {
        let weight = row.isInScope ? 1 : scale
        // Options as vectors: candidates, then none.
        let options =
          row.candidates.map { $0.values + [Double](repeating: 0, count: m) } + [
            [Double](repeating: 0, count: c) + row.message.values
          ]
        let scores = options.map { option in
          zip(weights, option).reduce(0) { $0 + $1.0 * $1.1 }
        }
        let most = scores.max() ?? 0
        var shares = scores.map { kefu_exp_double($0 - most) }
        let total = shares.reduce(0, +)
        for i in shares.indices { shares[i] /= total }
        for i in mean.indices { mean[i] = 0 }
        for (share, option) in zip(shares, options) {
          for i in 0..<size { mean[i] += share * option[i] }
        }
        let meant = options[row.meant ?? options.count - 1]
        for i in 0..<size { gradient[i] += weight * (meant[i] - mean[i]) }
        for (share, option) in zip(shares, options) where share > 1e-9 {
          for i in 0..<size {
            let left = weight * share * (option[i] - mean[i])
            guard left != 0 else { continue }
            for j in 0...i { hessian[i * size + j] += left * (option[j] - mean[j]) }
          }
        }
      }
      let step = Self.solve(hessian, gradient)
      let length = step.reduce(0) { max($0, abs($1)) }
      // Far steps overshoot while the sigmoids are flat.
      let damping = min(1, 2 / max(length, 1e-12))
      for i in 0..<size { weights[i] += damping * step[i] }
      if length < 1e-6 { break }
    }
    return FusionWeights(candidate: Array(weights[..<c]), none: Array(weights[c...]))
  }

  /// x of A x = b by Cholesky's decomposition; of A, symmetric and positive, the lower half counts.
  private static func solve(_ a: [Double], _ b: [Double]) -> [Double] {
    let n = b.count
    var l = a
    for i in 0..<n {
      for j in 0...i {
        var sum = l[i * n + j]
        for k in 0..<j { sum -= l[i * n + k] * l[j * n + k] }
        l[i * n + j] = i == j ? max(sum, 1e-12).squareRoot() : sum / l[j * n + j]
      }
    }
    var x = b
    for i in 0..<n {
      for k in 0..<i { x[i] -= l[i * n + k] * x[k] }
      x[i] /= l[i * n + i]
    }
    for i in (0..<n).reversed() {
      for k in i + 1..<n { x[i] -= l[k * n + i] * x[k] }
      x[i] /= l[i * n + i]
    }
    return x
  }

  /// A row's best candidate, and what its right one got.
  struct Judgement {
    var confidence: Double
    var isRight: Bool
    var isInScope: Bool
    /// The share of the one meant among the entries; 0 where it was not proposed.
    var meantShare: Double
  }

  // MARK: Thresholds

  /// The lowest threshold of which it can be said with confidence `1 − delta` that no more than
  /// `risk` of the answers above it are wrong.
  ///
  /// Thresholds are tried from high to low until one fails (fixed sequence testing, as in
  /// Angelopoulos et al. 2021, "Learn then Test"), so that trying many costs no confidence. Steps are
  /// wide and the first leaves room for two errors, or one odd message would end it.
  func chooseAnswers(_ judged: [Judgement], _ calibration: inout Calibration) {
    calibration.certificate.inScope = judged.count(where: \.isInScope)
    calibration.certificate.outOfScope = judged.count - calibration.certificate.inScope
    let sorted = judged.sorted { $0.confidence > $1.confidence }
    var wrongs = [0]
    for judgement in sorted {
      wrongs.append(wrongs[wrongs.count - 1] + (judgement.isRight ? 0 : 1))
    }
    func isCertified(_ count: Int, wrong: Int) -> Bool {
      BinomialBound.upper(errors: wrong, trials: count, delta: delta) <= risk
    }
    // So few answers could not certify the risk if all, or all but two, were right.
    guard let least = (1...sorted.count).first(where: { isCertified($0, wrong: 0) }) else { return }
    let roomy = (least...sorted.count).first { isCertified($0, wrong: 2) }
    let step = max(Self.leastStep, Int(Double(sorted.count) * Self.step))
    // Of equal confidences a threshold lets through all or none.
    func withEqual(_ count: Int) -> Int {
      var count = count
      while count < sorted.count, sorted[count].confidence == sorted[count - 1].confidence {
        count += 1
      }
      return count
    }
    var count = withEqual(max(roomy ?? least, step))
    var best = 0
    while count <= sorted.count, isCertified(count, wrong: wrongs[count]) {
      best = count
      // The last step goes to the end.
      count = count < sorted.count ? withEqual(min(count + step, sorted.count)) : .max
    }
    guard best > 0 else { return }
    calibration.answerThreshold = sorted[best - 1].confidence
    calibration.certificate.isCertified = true
    calibration.certificate.answered = best
    calibration.certificate.wrong = wrongs[best]
  }

  /// The share that all but `1 − optionCoverage` of the right entries reach (split conformal
  /// prediction, as in den Hengst et al. 2024).
  func chooseOptions(_ judged: [Judgement], _ calibration: inout Calibration) {
    let shares = judged.filter(\.isInScope).map(\.meantShare).sorted()
    guard !shares.isEmpty else { return }
    let rank = Int((Double(shares.count + 1) * (1 - optionCoverage)).rounded(.down))
    calibration.optionThreshold = rank == 0 ? 0 : min(1, shares[rank - 1])
  }
}

extension Calibrator.Judgement {
  init(_ row: EvidenceRow, _ weights: FusionWeights) {
    let (confidences, none) = weights.confidences(row.candidates, row.message)
    let best = confidences.indices.max { confidences[$0] < confidences[$1] }
    confidence = best.map { confidences[$0] } ?? 0
    isRight = best != nil && best == row.meant && row.isInScope
    isInScope = row.isInScope
    meantShare = row.meant.map { confidences[$0] / max(1 - none, 1e-12) } ?? 0
  }
}

extension FusionWeights {
  /// The softmax over candidates and "none of them"; below 1, however sure, since 1 is for literal
  /// phrasings.
  func confidences(
    _ candidates: [CandidateFeatures], _ message: MessageFeatures
  ) -> (candidates: [Double], none: Double) {
    let scores = candidates.map(score)
    let noneScore = score(message)
    let most = scores.reduce(noneScore, max)
    var shares = scores.map { kefu_exp_double($0 - most) }
    let none = kefu_exp_double(noneScore - most)
    let total = shares.reduce(none, +)
    for i in shares.indices { shares[i] = min(shares[i] / total, 1.0.nextDown) }
    return (shares, none / total)
  }
}
