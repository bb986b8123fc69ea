/// What a stage proposes, gathered entry by entry.
struct CandidateList {
  private var candidates: [StageCandidate] = []

  /// The best of an entry's scores counts; all its evidence is kept.
  mutating func add(_ entry: Int, _ score: Float, _ evidence: Evidence) {
    if let known = place(of: entry) {
      candidates[known].score = max(candidates[known].score, Score(score))
      candidates[known].evidence.append(evidence)
    } else {
      candidates.append(StageCandidate(entry: entry, score: Score(score), evidence: [evidence]))
    }
  }

  /// Takes its score from an entry that has been added; the first veto is the evidence.
  mutating func veto(_ entry: Int, _ hit: KeywordHit) {
    guard let known = place(of: entry) else { return }
    if case .veto = candidates[known].evidence.last { return }
    candidates[known].score = Score(0)
    candidates[known].evidence.append(.veto(hit))
  }

  /// Best first; equal scores in the order of the knowledge base.
  func sorted() -> [StageCandidate] {
    candidates.sorted { ($1.score, $0.entry) < ($0.score, $1.entry) }
  }

  /// Rules come entry by entry, so that the entry last added is the likeliest.
  private func place(of entry: Int) -> Int? { candidates.lastIndex { $0.entry == entry } }
}
