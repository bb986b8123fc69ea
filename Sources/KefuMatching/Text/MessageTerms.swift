import KefuText

extension CompiledKnowledge {
  /// A term that stage 3 would weigh in a text; the same key in every text that has it.
  package struct MessageTerm: Sendable {
    package var key: UInt64
    /// Before its rarity.
    package var weight: Float
  }

  /// What stage 3 would weigh in a text, for comparing messages with one another.
  package func terms(of text: String, scratch: inout MatchScratch) -> [MessageTerm] {
    var message = MatchText()
    message.prepare(text, analyzer: analyzer, scratch: &scratch.text)
    weighted.extractor.extract(message, into: &scratch.terms)
    return scratch.terms.map { MessageTerm(key: $0.key, weight: $0.weight) }
  }
}
