import KefuText

/// What a phrasing says once the words that carry no meaning are left out.
///
/// Of 请问退货的邮费谁出: 退货, 邮费, 谁, 出; with synonyms folded 退货, 运费, 谁, 出.
package struct PhrasingWords: Sendable, Equatable {
  /// As they are matched, in order, without stop words.
  package var words: [String] = []
  /// `[word]` the first word of its set of synonyms; the word itself where it has none.
  package var folded: [String] = []
}

extension CompiledKnowledge {
  /// `[phrasing]` its words.
  package func phrasingWords() -> [PhrasingWords] {
    phrasings.map { words(of: $0) }
  }

  /// What of a text is no stop word.
  package func words(of text: String) -> PhrasingWords {
    let analyzed = analyzer.analyze(text)
    var result = PhrasingWords()
    for (token, word) in zip(analyzed.tokens, analyzed.words) {
      guard token.kind != .emoji,
        !weighted.extractor.isStopWord(analyzed.normalized.scalars[token.range])
      else { continue }
      result.words.append(word)
      result.folded.append(synonyms.set(of: word).map { synonyms.name(ofSet: $0.number) } ?? word)
    }
    return result
  }
}
