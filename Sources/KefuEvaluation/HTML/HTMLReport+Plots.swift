extension HTMLReport {
  var plots: [Markup] {
    [riskCoveragePlot, reliabilityPlot, histogram].map(\.markup)
  }

  private var outcomes: [Outcome] { messages.map(\.outcome) }

  private var riskCoveragePlot: Plot {
    let points = riskCoverage(of: outcomes)
    let highest = points.map(\.risk).max() ?? 0
    var plot = Plot(
      "Risk and coverage: if only the surest are answered",
      x: .init(label: "messages answered", maximum: 1),
      y: .init(
        label: "answers that are wrong",
        maximum: [0.05, 0.1, 0.2, 0.4].first { $0 >= highest } ?? 1
      ))
    plot.addLine(points.map { ($0.coverage, $0.risk) }, mark: "one")
    plot.legend = [("one", "by falling confidence")]
    let counts = report.metrics.messages
    if let risk = report.metrics.risk,
      let answered = share(counts.answered, of: counts.inScope + counts.outOfScope)
    {
      plot.addDot(
        (answered, risk), mark: "two",
        note:
          "\(decimal(100 * answered, places: 1)) % answered, \(decimal(100 * risk, places: 1)) % of them wrong"
      )
      plot.legend.append(("two", "what the bot does"))
    }
    return plot
  }

  private var reliabilityPlot: Plot {
    var plot = Plot(
      "Reliability: is what it is sure of right as often as it says?",
      x: .init(label: "mean confidence", maximum: 1), y: .init(label: "share right", maximum: 1))
    plot.addLine([(0, 0), (1, 1)], mark: "ideal")
    for bin in ConfidenceBin.bins(of: outcomes, count: 15) {
      guard let mean = bin.meanConfidence, let right = bin.shareRight,
        let interval = ConfidenceInterval(bin.right, of: bin.count)
      else { continue }
      plot.addLine([(mean, interval.low), (mean, interval.high)], mark: "reach")
      plot.addDot(
        (mean, right), mark: "one",
        note:
          "\(bin.count) messages: confidence \(decimal(mean, places: 3)), right \(decimal(right, places: 3))"
      )
    }
    plot.legend = [
      ("one", "messages of like confidence, with 95 % interval"), ("ideal", "as often as it says"),
    ]
    return plot
  }

  private var histogram: Plot {
    let bins = ConfidenceBin.bins(of: outcomes, count: 20)
    let most = bins.map(\.count).max() ?? 0
    var plot = Plot(
      "Confidences of right and wrong first candidates",
      x: .init(label: "confidence", maximum: 1),
      y: .init(
        label: "messages", maximum: Double(4 * Self.tickDistance(reaching: most)), isPercent: false)
    )
    for (number, bin) in bins.enumerated() {
      let (from, to) = (Double(number) / 20, Double(number + 1) / 20)
      let note =
        "\(decimal(from, places: 2)) to \(decimal(to, places: 2)): \(bin.right) right, \(bin.wrong) wrong"
      let (wrong, right) = (Double(bin.wrong), Double(bin.right))
      plot.addBar(from: (from, 0), to: (to, wrong), mark: "two", note: note)
      plot.addBar(from: (from, wrong), to: (to, wrong + right), mark: "one", note: note)
    }
    plot.legend = [("one", "right"), ("two", "wrong, or out of scope")]
    return plot
  }

  /// The least of 1, 2, 3, 5, 10, 20, … four of which reach a count, so that ticks are round.
  static func tickDistance(reaching count: Int) -> Int {
    var unit = 1
    while true {
      for factor in [1, 2, 3, 5] where 4 * factor * unit >= count { return factor * unit }
      unit *= 10
    }
  }
}
