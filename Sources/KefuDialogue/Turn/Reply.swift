public import KefuKnowledge
public import KefuMatching

/// What the bot says, and what it was led by.
public struct Reply: Sendable, Equatable {
  /// One of the options of a clarification.
  public struct Option: Sendable, Equatable {
    /// Nil for an answer to a flow's question.
    public var entry: String?
    /// The entry's standard question, or the answer's label.
    public var question: String
  }

  /// What the bot does by saying it.
  public enum Act: String, Sendable, Equatable, Codable {
    /// Answers a question with an entry.
    case answer
    /// Asks which of several entries is meant.
    case clarify
    /// Does not know.
    case fallback
    /// Says that a person comes.
    case handoff
    /// Asks for a slot.
    case ask
    /// Says a step of a flow, or something else that belongs to no entry.
    case inform
  }

  /// Ready to be shown.
  public var text: String
  public var act: Act
  /// What the matching made of the message; nil where the reply does not rest on it.
  public var decision: Decision?
  /// Id of the entry answered; nil where none is.
  public var entry: String?
  /// Of the best candidate; 0 where there is none.
  public var confidence: Confidence
  /// The stage that spoke most for the best candidate.
  public var stage: Stage?
  /// Id of the second candidate.
  public var runnerUp: String?
  /// Of a clarification, in order; else empty.
  public var options: [Option]
  /// Questions the customer may ask next, from the entry's follow-ups.
  public var followUps: [Option]
  /// What the entry says about bringing in a person; `never` where nothing is answered.
  public var handoff: HandoffPolicy
  /// The skill group for a handoff.
  public var group: String?
}

extension Reply {
  /// What belongs to no entry.
  package init(_ act: Act, _ text: String) {
    self.text = text
    self.act = act
    confidence = Confidence(0)
    options = []
    followUps = []
    handoff = .never
  }

  /// The answer of a single message, without a conversation.
  package init(
    _ recognition: Recognition, in knowledge: CompiledKnowledge, context: AnswerContext
  ) {
    let wording = Wording(knowledge.knowledgeBase)
    switch recognition.decision {
    case .answer(let candidate):
      self.init(answering: candidate.entry, in: knowledge, context: context)
    case .clarify(let candidates):
      self.init(offering: candidates.map(\.entry), in: knowledge)
    case .fallback:
      self.init(.fallback, wording.fallback(in: context))
    }
    take(recognition, in: knowledge)
  }

  /// An entry's answer.
  init(answering entry: Int, in knowledge: CompiledKnowledge, context: AnswerContext) {
    let answered = knowledge.entries[entry]
    // An entry whose alternatives all have conditions may have nothing to say to this customer.
    let text =
      answered.answer(in: context).map { knowledge.knowledgeBase.render($0, in: context) }
      ?? Wording(knowledge.knowledgeBase).fallback(in: context)
    self.init(.answer, text)
    self.entry = answered.id
    handoff = answered.handoff
    group = answered.group
    followUps = answered.followUps.compactMap { followUp in
      knowledge.numberOfEntry[followUp.value].map { Option($0, in: knowledge) }
    }
  }

  /// The question which of several entries is meant.
  init(offering entries: [Int], in knowledge: CompiledKnowledge) {
    let options = entries.map { Option($0, in: knowledge) }
    self.init(
      .clarify, Wording(knowledge.knowledgeBase).clarification(options.map(\.question)))
    self.options = options
  }

  /// Takes over what the matching says of the message.
  mutating func take(_ recognition: Recognition, in knowledge: CompiledKnowledge) {
    let best = recognition.candidates.first
    decision = recognition.decision
    confidence = best?.confidence ?? Confidence(0)
    stage = best?.stage
    runnerUp = recognition.candidates.dropFirst().first.map { knowledge.entries[$0.entry].id }
  }
}

extension Reply.Option {
  init(_ entry: Int, in knowledge: CompiledKnowledge) {
    self.init(
      entry: knowledge.entries[entry].id, question: knowledge.entries[entry].question.value)
  }
}
