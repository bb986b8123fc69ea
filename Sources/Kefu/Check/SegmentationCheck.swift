import KefuKnowledge
import KefuMatching
import KefuText

/// Words of the lexicon and of synonyms that stand in phrasings but that the segmenter never cuts
/// whole, so that they count for nothing there.
///
/// A word inside a longer one is no such case (运费 in 运费险), nor one that only chance puts together
/// from the middle of two others (播主 in 直播/主播).
struct SegmentationCheck {
  private(set) var diagnostics: [Diagnostic] = []

  /// Once may be chance, where one end of the word is no end of a token.
  private static let fewestAcross = 3

  private struct Use {
    var whole = 0
    var pieces = 0
    var across = 0
    /// The first that is not whole; in pieces rather than across.
    var example: (place: CompiledKnowledge.Place, cut: WordCut)?

    mutating func add(_ cut: WordCut, at place: CompiledKnowledge.Place) {
      switch cut.kind {
      case .whole: whole += 1
      case .inside: break
      case .pieces:
        if pieces == 0 { example = (place, cut) }
        pieces += 1
      case .across:
        guard !cut.beginsInside || !cut.endsInside else { return }
        if example == nil { example = (place, cut) }
        across += 1
      }
    }
  }

  init(_ knowledge: CompiledKnowledge) {
    let knowledgeBase = knowledge.knowledgeBase
    let listed = knowledgeBase.lexicon.map(\.word) + knowledgeBase.synonyms.flatMap(\.words)
    var words: [[UInt32]: Sourced<String>] = [:]
    for word in listed {
      let text = Normalizer.shared.normalize(word.value)
      // The segmenter cuts nothing else.
      guard text.count > 1, text.classes.allSatisfy({ $0 == .han }) else { continue }
      if words[text.scalars] == nil { words[text.scalars] = word }
    }
    let lengths = Dictionary(grouping: words.keys, by: { $0[0] })
      .mapValues { Set($0.map(\.count)).sorted() }
    var uses: [[UInt32]: Use] = [:]
    for place in knowledge.places {
      let text = knowledge.analyzer.analyze(place.text.value)
      let scalars = text.normalized.scalars
      for start in scalars.indices {
        for length in lengths[scalars[start]] ?? [] where start + length <= scalars.count {
          let word = Array(scalars[start..<start + length])
          guard words[word] != nil else { continue }
          uses[word, default: Use()].add(text.cut(of: start..<start + length), at: place)
        }
      }
    }
    for (word, use) in uses where use.whole == 0 {
      guard let (place, cut) = use.example, let written = words[word],
        use.pieces > 0 || use.across >= Self.fewestAcross
      else { continue }
      report(written, place, cut)
    }
  }

  private mutating func report(
    _ word: Sourced<String>, _ place: CompiledKnowledge.Place, _ cut: WordCut
  ) {
    diagnostics.append(
      Diagnostic(
        .badlyCutWord, at: word.location,
        "\(quoted(word.value)) is never cut whole: \(place.nameWithPlace) is cut \(cut.tokens.joined(separator: "/")) there",
        help: cut.kind == .pieces
          ? "give it a frequency in lexicon.txt, such as: \(word.value) 100000"
          : "add \(cut.tokens.joined()) beside it, or delete it"
      ))
  }
}
