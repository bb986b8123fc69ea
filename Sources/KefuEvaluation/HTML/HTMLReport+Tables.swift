import Kefu

extension HTMLReport {
  var headlineTable: Markup {
    table(
      ["figure", "value", "95 % interval", "what it says"],
      report.headlines.map { row in
        [
          row.name, decimal(row.value, places: 4),
          row.interval.map { "\(decimal($0.low, places: 4))–\(decimal($0.high, places: 4))" } ?? "",
          row.meaning,
        ]
      }, words: [0, 3], isSorted: false)
  }

  var stageTable: Markup {
    section(
      "Stages", "Which stage spoke most for the first candidate of messages in scope.",
      table(
        ["stage", "decided", "of those right", "right alone"],
        Stage.allCases.compactMap { stage in
          report.metrics.perStage[stage.rawValue].map {
            [stage.rawValue, "\($0.count)", "\($0.right)", number($0.alone)]
          }
        }, words: [0], isSorted: false))
  }

  var entryTable: Markup {
    let rows = report.metrics.perIntent.sorted {
      ($0.value.f1 ?? 0, $1.value.count, $0.key) < ($1.value.f1 ?? 0, $0.value.count, $1.key)
    }
    return section(
      "Entries", "Least F1 first.",
      table(
        ["entry", "messages", "precision", "recall", "F1", "answered", "rightly", "clarified"],
        rows.map { id, figures in
          [
            id, "\(figures.count)", number(figures.precision), number(figures.recall),
            number(figures.f1), "\(figures.answered)", "\(figures.answeredRight)",
            "\(figures.clarified)",
          ]
        }, words: [0]))
  }

  var confusionTable: [Markup] {
    let confusions = report.metrics.confusions
    guard !confusions.isEmpty else { return [] }
    let shown = confusions.prefix(100).map { confusion -> [Markup] in
      let cells = [
        "\(confusion.count)", confusion.expected, confusion.predicted ?? "(none)",
      ].map { Markup.text($0) }
      return cells + [Markup("ul", ["class": "messages"], examples(of: confusion))]
    }
    return [
      section(
        "Confusions",
        "What messages about one entry had as their first candidate; at most a hundred pairs.",
        table(
          ["messages", "expected", "first candidate", "where"], Array(shown), words: [1, 2, 3]))
    ]
  }

  /// At most five messages: where they are, and on request what they say and what matched.
  private func examples(of confusion: Confusion) -> [Markup] {
    messages.filter {
      $0.outcome.isInScope && !$0.outcome.isRight && $0.outcome.countsFor == confusion.expected
        && $0.outcome.candidates.first?.entry == confusion.predicted
    }.prefix(5).map { judged in
      guard showsMessages else { return Markup("li", judged.place) }
      let terms =
        judged.matchedTerms.isEmpty
        ? "" : " matched: " + judged.matchedTerms.joined(separator: ", ")
      return Markup(
        "li", [:],
        [
          .text(judged.place + " "), Markup("q", judged.message.text),
          Markup("small", terms),
        ])
    }
  }

  var outOfScopeTable: [Markup] {
    let outside = messages.filter { !$0.outcome.isInScope }
    guard !outside.isEmpty else { return [] }
    let answered = outside.filter(\.outcome.isAnswered)
    let clarified = outside.count { if case .clarify = $0.outcome.action { true } else { false } }
    let counts =
      "Of \(outside.count) messages \(answered.count) are answered, \(clarified) asked back on and \(outside.count - answered.count - clarified) not answered."
    guard !answered.isEmpty else { return [section("Out of scope", counts, nil)] }
    var columns = ["where", "answered with", "confidence"]
    if showsMessages { columns.append("message") }
    return [
      section(
        "Out of scope", counts + " Those answered, surest first, at most a hundred:",
        table(
          columns,
          answered.sorted { $0.outcome.confidence > $1.outcome.confidence }.prefix(100).map {
            judged in
            var entry = ""
            if case .answer(let id) = judged.outcome.action { entry = id }
            return [judged.place, entry, decimal(judged.outcome.confidence, places: 4)]
              + (showsMessages ? [judged.message.text] : [])
          }, words: [0, 1, 3]))
    ]
  }

  var timeTable: [Markup] {
    let times = messages.compactMap { judged in
      judged.time.map { (judged, micros: $0 / .microseconds(1)) }
    }.sorted { $0.micros > $1.micros }
    guard let slowest = times.first else { return [] }
    let percentiles = [50, 90, 95, 99].map { percent in
      let rank = (times.count * percent + 99) / 100
      return ["\(percent) %", decimal(times[times.count - rank].micros, places: 1)]
    }
    return [
      section(
        "Time", "From text to decision, by message, the median of its passes.",
        table(
          ["of messages within", "µs"],
          percentiles + [["100 %", decimal(slowest.micros, places: 1)]], words: [0],
          isSorted: false)),
      section(
        "Slowest messages", "",
        table(
          ["where", "µs", "characters"],
          times.prefix(10).map {
            [$0.0.place, decimal($0.micros, places: 1), "\($0.0.message.text.count)"]
          }, words: [0])),
    ]
  }

  // MARK: - Pieces

  private func section(_ heading: String, _ note: String, _ content: Markup?) -> Markup {
    Markup(
      "section", [:],
      [Markup("h2", heading)] + (note.isEmpty ? [] : [Markup("p", ["class": "note"], note)])
        + [content].compactMap { $0 })
  }

  private func table(
    _ columns: [String], _ rows: [[String]], words: Set<Int>, isSorted: Bool = true
  ) -> Markup {
    table(columns, rows.map { $0.map(Markup.text) }, words: words, isSorted: isSorted)
  }

  /// - Parameter words: Columns that stand left; numbers stand right.
  private func table(
    _ columns: [String], _ rows: [[Markup]], words: Set<Int>, isSorted: Bool = true
  ) -> Markup {
    func place(_ column: Int) -> String { words.contains(column) ? "word" : "number" }
    let head = columns.enumerated().map { Markup("th", ["class": place($0)], $1) }
    let body = rows.map { row in
      Markup("tr", [:], row.enumerated().map { Markup("td", ["class": place($0)], [$1]) })
    }
    return Markup(
      "div", ["class": "wide"],
      [
        Markup(
          "table", ["class": isSorted ? "sortable" : "fixed"],
          [Markup("thead", [:], [Markup("tr", [:], head)]), Markup("tbody", [:], body)])
      ])
  }

  private func number(_ value: Double?) -> String { value.map { decimal($0, places: 3) } ?? "–" }
}
