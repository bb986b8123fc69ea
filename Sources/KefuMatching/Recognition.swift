import KefuText

/// All that the stages made of one message.
public struct Recognition: Sendable {
  public internal(set) var text = MatchText()
  /// What each stage proposes alone, best first; a stage that was switched off is missing.
  public internal(set) var stages = StageValues<[StageCandidate]>()
  /// All stages together, best first.
  public internal(set) var candidates: [Candidate] = []
  /// How sure the bot is that the message is about any entry, in `0...1`.
  public internal(set) var inScope = Confidence(0)
  public internal(set) var decision: Decision = .fallback(.nothingFound)

  /// Of a message that was not looked at.
  public init() {}
}

extension CompiledKnowledge {
  /// Runs the stages on a message and decides.
  ///
  /// ```swift
  /// var scratch = MatchScratch()
  /// let recognition = compiled.recognize("退宽多久到账", scratch: &scratch)
  /// recognition.candidates.first?.confidence
  /// ```
  ///
  /// - Parameters:
  ///   - message: What the customer typed; past 2 000 characters it is not read.
  ///   - stages: The stages to use; leaving one out shows what it is worth.
  ///   - scratch: Working memory, reused from message to message.
  public func recognize(
    _ message: String, stages: Set<Stage> = Set(Stage.allCases), scratch: inout MatchScratch
  ) -> Recognition {
    let memory = stages.count == Stage.allCases.count ? scratch.memory : nil
    if let known = memory?[message] { return known }
    var recognition = Recognition()
    recognition.text.prepare(message, analyzer: analyzer, scratch: &scratch.text)
    let fused: Fusion.Fused
    (recognition.stages, fused) = propose(recognition.text, stages, &scratch)
    let (candidates, inScope) = fusion.fuse(
      fused, usesClassifier: recognition.stages[.classifier] != nil)
    recognition.candidates = candidates
    recognition.inScope = Confidence(inScope)
    recognition.decision = fusion.decide(candidates, inScope: inScope)
    memory?.remember(message, recognition)
    return recognition
  }

  /// As `recognize(_:stages:scratch:)` with a scratch of its own.
  public func recognize(_ message: String, stages: Set<Stage> = Set(Stage.allCases)) -> Recognition
  {
    var scratch = MatchScratch()
    return recognize(message, stages: stages, scratch: &scratch)
  }

  /// Runs the stages on a text; what each proposes, and all of it together, unweighed.
  func propose(
    _ text: MatchText, _ stages: Set<Stage>, _ scratch: inout MatchScratch
  ) -> (StageValues<[StageCandidate]>, Fusion.Fused) {
    // A closure that used the property would copy all of the knowledge base's references.
    let classifier = classifier
    var proposed = StageValues<[StageCandidate]>()
    if stages.contains(.keyword) || stages.contains(.fuzzy) {
      rules.find(in: text, into: &scratch.hits)
    }
    if stages.contains(.keyword) {
      proposed[.keyword] = keyword.candidates(for: text, hits: scratch.hits)
    }
    if stages.contains(.fuzzy) {
      scratch.form.derive(from: text, readsPinyin: fuzzy.readsPinyin, words: fuzzy.words)
      proposed[.fuzzy] = fuzzy.candidates(
        for: text, form: scratch.form, hits: &scratch.hits, scratch: &scratch.fuzzy)
    }
    if stages.contains(.weighted) {
      weighted.extractor.extract(text, into: &scratch.terms)
      proposed[.weighted] = weighted.candidates(
        for: scratch.terms, limit: Fusion.weightedCandidates, scratch: &scratch.weighted)
    }
    var message = MessageFeatures()
    if let classifier, stages.contains(.classifier) {
      (proposed[.classifier], message) = classifier.propose(
        for: text, scratch: &scratch.classifier)
    }
    let fused = fusion.features(proposed, message: message) { entry in
      classifier?.probability(of: entry, scratch.classifier)
    }
    return (proposed, fused)
  }

  /// The entries that may be meant, best first: with the probability `optionCoverage` of kb.yaml the
  /// right one is among them, where any is. What a clarification would offer, however many.
  ///
  /// Empty without a trained model.
  public func conformalSet(of recognition: Recognition) -> [Candidate] {
    guard let threshold = fusion.optionThreshold else { return [] }
    return Array(
      recognition.candidates.prefix {
        $0.confidence.value >= threshold * recognition.inScope.value
      })
  }

  /// A weighted candidate's terms with their shares, heaviest first; for explanations.
  public func termShares(of candidate: StageCandidate, in recognition: Recognition) -> [TermShare] {
    var terms: [Term] = []
    weighted.extractor.extract(recognition.text, into: &terms)
    return weighted.shares(
      of: terms, in: candidate.entry, text: recognition.text, synonyms: synonyms)
  }
}
