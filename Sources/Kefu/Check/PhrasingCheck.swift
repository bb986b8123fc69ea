import KefuKnowledge
import KefuMatching
import KefuText

/// What keyword rules make of the phrasings: which are pulled to another entry, and which keywords
/// are found where nobody wrote them.
struct PhrasingCheck {
  private(set) var diagnostics: [Diagnostic] = []
  /// `[entry]` whether a keyword rule of its own finds any of its phrasings.
  private(set) var namedByKeyword: [Bool]

  /// A keyword of `any`, and how it occurs in the phrasings.
  private struct Use {
    var proper = 0
    /// Where it begins in the middle of a word and ends in that of another, in other entries.
    var across: [(place: CompiledKnowledge.Place, cut: [String])] = []
  }

  init(_ bot: Bot, progress: (Double) -> Void = { _ in }) {
    let places = bot.knowledge.places
    namedByKeyword = bot.knowledgeBase.entries.map { _ in false }
    var uses: [Int: [String: Use]] = [:]
    for (phrasing, place) in places.enumerated() {
      if phrasing % 256 == 0 { progress(Double(phrasing) / Double(places.count)) }
      let number = Int(bot.knowledge.entryOfPhrasing[phrasing])
      let recognition = bot.recognize(place.text.value, stages: [.keyword])
      let candidates = recognition.stages[.keyword] ?? []
      let own = candidates.first { $0.entry == number }?.keywordScore ?? 0
      if own > 0 { namedByKeyword[number] = true }
      if let other = candidates.first(where: { $0.entry != number && $0.keywordScore > own }) {
        reportShadow(over: place, by: other, of: bot.knowledgeBase.entries[other.entry])
      }
      for candidate in candidates where candidate.keywordScore > 0 {
        for case .phrase(let hit) in candidate.evidence {
          let cut = recognition.text.analyzed.cut(of: hit.range)
          if !cut.beginsInside || !cut.endsInside || cut.kind != .across {
            uses[candidate.entry, default: [:]][hit.keyword, default: Use()].proper += 1
          } else if candidate.entry != number {
            uses[candidate.entry, default: [:]][hit.keyword, default: Use()].across
              .append((place, cut.tokens))
          }
        }
      }
    }
    for (entry, keywords) in uses.sorted(by: { $0.key < $1.key }) {
      for (keyword, use) in keywords.sorted(by: { $0.key < $1.key })
      where use.across.count > use.proper {
        reportStraddling(keyword, of: bot.knowledgeBase.entries[entry], use)
      }
    }
  }

  private mutating func reportShadow(
    over place: CompiledKnowledge.Place, by other: StageCandidate, of entry: Entry
  ) {
    let keywords = other.keywordHits.map(\.keyword).joined(separator: ", ")
    diagnostics.append(
      Diagnostic(
        .shadowedPhrasing, at: place.text.location,
        "\(place.name) contains a keyword of \(entry.id): \(keywords)",
        help: "make that keyword longer, or veto it there with `none`"))
  }

  private mutating func reportStraddling(_ keyword: String, of entry: Entry, _ use: Use) {
    let (place, cut) = use.across[0]
    let key = Normalizer.shared.literalKey(keyword)
    let written = entry.keywords.any.first { Normalizer.shared.literalKey($0.value) == key }
    diagnostics.append(
      Diagnostic(
        .straddlingKeyword, at: written?.location ?? entry.location,
        "the keyword \(quoted(keyword)) is found across words, in \(cut.joined(separator: "/")) of \(place.nameWithPlace)",
        help: "make it longer, or veto that place with `none`"))
  }
}

extension StageCandidate {
  /// What the keyword rules alone make of it, the literal phrasing left aside: the length of the
  /// longest hit.
  fileprivate var keywordScore: Float {
    if evidence.contains(where: { if case .veto = $0 { true } else { false } }) { return 0 }
    return evidence.compactMap(\.keywordLength).max() ?? 0
  }

  fileprivate var keywordHits: [KeywordHit] {
    evidence.flatMap { evidence in
      switch evidence {
      case .phrase(let hit): [hit]
      case .group(let hits): hits
      default: [KeywordHit]()
      }
    }
  }
}

extension Evidence {
  fileprivate var keywordLength: Float? {
    switch self {
    case .phrase(let hit): Float(hit.range.count)
    case .group(let hits): Float(hits.reduce(0) { $0 + $1.range.count })
    default: nil
    }
  }
}
