import Kefu

extension Evaluator {
  /// Runs the messages of files, each with its place.
  ///
  /// ```swift
  /// let judged = Evaluator(compiled).judge([test, outOfScope])
  /// print(judged.first!.place, judged.first!.outcome.isRight)  // test.tsv:1 true
  /// ```
  ///
  /// - Parameters:
  ///   - findsTerms: Whether to look up what speaks for first candidates that are not right.
  ///   - progress: Called after each message with how many are done.
  public func judge(
    _ files: [LabelledTexts], findsTerms: Bool = false, progress: (Int) -> Void = { _ in }
  ) -> [JudgedMessage] {
    var done = 0
    return files.flatMap { file in
      zip(file.texts, outcomes(of: file.texts) { progress(done + $0) }).map { text, outcome in
        done += 1
        return JudgedMessage(
          text, in: file.file, outcome,
          matchedTerms: findsTerms && !outcome.isRight ? matchedTerms(in: text.text) : [])
      }
    }
  }

  /// Times the messages, each getting the median of its passes; nil of no messages.
  public func measure(_ judged: inout [JudgedMessage]) -> Latency? {
    let times = times(of: judged.map(\.message))
    for (index, passes) in times.enumerated() {
      judged[index].time = passes.sorted()[passes.count / 2]
    }
    return Latency(times.flatMap { $0 })
  }

  /// What speaks for the first candidate: keywords and terms as the trainer wrote them, each once,
  /// in the order of stages; at most eight.
  func matchedTerms(in text: String) -> [String] {
    let recognition = knowledge.recognize(text, stages: stages)
    guard let first = recognition.candidates.first else { return [] }
    var terms: [String] = []
    for stage in Stage.allCases {
      let candidate = recognition.stages[stage]?.first { $0.entry == first.entry }
      for evidence in candidate?.evidence ?? [] {
        switch evidence {
        case .phrase(let hit): terms.append(hit.keyword)
        case .group(let hits): terms += hits.map(\.keyword)
        case .terms(_, _, let shares):
          let shares =
            shares.isEmpty ? knowledge.termShares(of: candidate!, in: recognition) : shares
          terms += shares.filter { $0.explained > 0 }.map(\.term)
        case .literal(let phrasing), .similar(let phrasing, _, _):
          terms.append("“\(knowledge.phrasings[phrasing])”")
        case .veto, .nearest, .probability: break
        }
      }
    }
    var seen: Set<String> = []
    return Array(terms.filter { seen.insert($0).inserted }.prefix(8))
  }
}
