/// One line of the accuracy table: what is measured, and what it is held against.
struct Measure: Sendable {
  var set: String
  var name: String
  var unit = Unit.percent
  var published: [Published] = []
  var target: Target?

  enum Unit: String, Sendable, Encodable {
    case percent, share, options, splits, seconds, microseconds

    var places: Int {
      switch self {
      case .percent, .options: 2
      case .share: 4
      case .splits: 0
      case .seconds, .microseconds: 1
      }
    }
  }
}

/// What somebody else reached, in the measure's unit.
struct Published: Sendable, Encodable {
  var by: String
  var figure: Double
  var source: Source
}

/// Where a figure was read.
enum Source: String, Sendable, Encodable, CaseIterable {
  case casanueva2020 =
    "Casanueva et al. 2020, Efficient Intent Detection with Dual Sentence Encoders, table 3"
  case fewShot = "jianguoz/Few-Shot-Intent-Detection, README: 10-shot table"
  case denHengst2024 =
    "den Hengst et al. 2024, Conformal Intent Classification and Clarification for Fast and Accurate Intent Recognition"
  case larson2019 =
    "Larson et al. 2019, An Evaluation Dataset for Intent Classification and Out-of-Scope Prediction, table 2 (full, oos-train)"
  case arora2020 =
    "Arora et al. 2020, HINT3: results/*_curekart.csv of hellohaptik/HINT3, v1, full training set"
  case unionpayCNN =
    "qiu997018209/TensorFlow, module2's record: the best of each limit"
  case prototype = "a linear SVM on TF-IDF, measured on the same files; not published"
}

/// What a mean must keep to.
enum Target: Sendable {
  case atLeast(Double)
  case atMost(Double)
  case above(Double)

  func isMet(by value: Double) -> Bool {
    switch self {
    case .atLeast(let bound): value >= bound
    case .atMost(let bound): value <= bound
    case .above(let bound): value > bound
    }
  }

  var sign: String {
    switch self {
    case .atLeast: "≥"
    case .atMost: "≤"
    case .above: ">"
    }
  }

  var bound: Double {
    switch self {
    case .atLeast(let bound), .atMost(let bound), .above(let bound): bound
    }
  }
}

// MARK: - The measures

extension Measure {
  // banking77

  static let banking77 = Measure(
    set: "banking77", name: "top-1",
    published: [Published(by: "BERT", figure: 93.66, source: .casanueva2020)],
    target: .atLeast(93.7))
  static let banking77TenShot = Measure(
    set: "banking77", name: "10-shot top-1",
    published: [
      Published(by: "SVM", figure: 73.4, source: .prototype),
      Published(by: "RoBERTa", figure: 84.27, source: .fewShot),
    ],
    target: .atLeast(78))

  /// One option, options of the others, coverage reached; by the coverage asked for.
  static let banking77Options: [(coverage: Double, measures: [Measure])] = [
    (0.97, options(percent: 97, oneOption: 86.7, others: 4.0, target: 88)),
    (0.95, options(percent: 95, oneOption: 92.6, others: 2.7, target: 93)),
  ]

  private static func options(
    percent: Int, oneOption: Double, others: Double, target: Double
  ) -> [Measure] {
    [
      Measure(
        set: "banking77", name: "options at \(percent) %: messages with one",
        published: [Published(by: "BERT", figure: oneOption, source: .denHengst2024)],
        target: .atLeast(target)),
      Measure(
        set: "banking77", name: "options at \(percent) %: mean of the others", unit: .options,
        published: [Published(by: "BERT", figure: others, source: .denHengst2024)],
        target: .atMost(4)),
      Measure(set: "banking77", name: "options at \(percent) %: with the right one"),
    ]
  }

  // clinc150

  static let clinc150 = [
    Measure(
      set: "clinc150", name: "in-scope top-1",
      published: [
        Published(by: "MLP on USE", figure: 93.5, source: .larson2019),
        Published(by: "BERT", figure: 96.9, source: .larson2019),
      ],
      target: .atLeast(94)),
    Measure(set: "clinc150", name: "bot at risk .05: in scope answered right"),
    Measure(set: "clinc150", name: "bot at risk .05: oos recall"),
    Measure(
      set: "clinc150", name: "oos recall ≥ 60 on valid: in-scope accuracy",
      published: [
        Published(by: "MLP on USE", figure: 93.5, source: .larson2019),
        Published(by: "BERT", figure: 96.9, source: .larson2019),
      ],
      target: .atLeast(93)),
    Measure(
      set: "clinc150", name: "oos recall ≥ 60 on valid: oos recall",
      published: [
        Published(by: "MLP on USE", figure: 47.4, source: .larson2019),
        Published(by: "BERT", figure: 40.3, source: .larson2019),
      ],
      target: .atLeast(60)),
    Measure(
      set: "clinc150", name: "oos recall ≥ 80 on valid: in-scope accuracy",
      target: .atLeast(91.5)),
    Measure(
      set: "clinc150", name: "oos recall ≥ 80 on valid: oos recall", target: .atLeast(80)),
    Measure(set: "clinc150", name: "AUROC", unit: .share, target: .atLeast(0.97)),
    Measure(set: "clinc150", name: "training", unit: .seconds, target: .atMost(20)),
    Measure(
      set: "clinc150", name: "median of a message", unit: .microseconds, target: .atMost(80)),
  ]

  // unionpay_faq

  static let unionpay = Measure(
    set: "unionpay_faq", name: "top-1",
    published: [Published(by: "SVM", figure: 72.8, source: .prototype)], target: .atLeast(78))
  static let unionpayTypo = Measure(
    set: "unionpay_faq", name: "top-1, one homophone a message",
    published: [Published(by: "SVM", figure: 68.8, source: .prototype)], target: .atLeast(76.5))
  static let unionpayProtocol: [(limit: Int, measure: Measure)] = [
    (3, unionpayProtocol(limit: 3, published: 61.3, target: 72)),
    (4, unionpayProtocol(limit: 4, published: 70.4, target: 74)),
    (5, unionpayProtocol(limit: 5, published: 74.6, target: 78)),
  ]

  private static func unionpayProtocol(
    limit: Int, published: Double, target: Double
  ) -> Measure {
    Measure(
      set: "unionpay_faq", name: "top-1, limit \(limit), over its files",
      published: [Published(by: "CNN", figure: published, source: .unionpayCNN)],
      target: .atLeast(target))
  }

  // hint3_v1_curekart

  static let curekart = Measure(set: "hint3_v1_curekart", name: "top-1")
  static let curekartCurve: [(oosRecall: Double, measure: Measure)] = [
    (0.551, curekart(oosRecall: ".551", by: "Dialogflow", published: 75.0)),
    (0.523, curekart(oosRecall: ".523", by: "BERT", published: 80.3)),
  ]

  private static func curekart(oosRecall: String, by: String, published: Double) -> Measure {
    Measure(
      set: "hint3_v1_curekart", name: "in-scope accuracy at oos recall \(oosRecall)",
      published: [Published(by: by, figure: published, source: .arora2020)],
      target: .above(published))
  }

  // A shop's own knowledge base

  static let shop = [
    Measure(set: "ecommerce-zh", name: "top-1", target: .atLeast(90)),
    Measure(set: "ecommerce-zh", name: "resolved", target: .atLeast(92)),
    Measure(set: "ecommerce-zh", name: "coverage", target: .atLeast(75)),
    Measure(set: "ecommerce-zh", name: "wrong rate", target: .atMost(2)),
  ]

  // Any set

  static let risks = [0.02, 0.05]

  /// What random halves say of a risk: splits that keep it, splits without certificate, wrong
  /// answers, coverage.
  static func halves(of set: String, risk: Double) -> [Measure] {
    let percent = Int((risk * 100).rounded())
    return [
      Measure(
        set: set, name: "risk \(percent) %: splits that keep it", target: .atLeast(95)),
      Measure(set: set, name: "risk \(percent) %: splits without certificate", unit: .splits),
      Measure(set: set, name: "risk \(percent) %: wrong of answered"),
      Measure(set: set, name: "risk \(percent) %: coverage"),
    ]
  }
}
