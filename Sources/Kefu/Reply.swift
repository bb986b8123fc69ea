public import KefuKnowledge
public import KefuMatching

/// What the bot says, and what it was led by.
public struct Reply: Sendable, Equatable {
  /// One of the options of a clarification.
  public struct Option: Sendable, Equatable {
    public var entry: String
    /// The entry's standard question.
    public var question: String
  }

  /// Ready to be shown.
  public var text: String
  public var decision: Decision
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
  init(_ recognition: Recognition, in knowledge: CompiledKnowledge, context: AnswerContext) {
    let wording = Wording(knowledge.knowledgeBase)
    func option(_ entry: Int) -> Option {
      Option(
        entry: knowledge.entries[entry].id, question: knowledge.entries[entry].question.value)
    }
    let best = recognition.candidates.first
    decision = recognition.decision
    confidence = best?.confidence ?? Confidence(0)
    stage = best?.stage
    runnerUp = recognition.candidates.dropFirst().first.map { knowledge.entries[$0.entry].id }
    entry = nil
    options = []
    followUps = []
    handoff = .never
    group = nil
    switch recognition.decision {
    case .answer(let candidate):
      let answered = knowledge.entries[candidate.entry]
      entry = answered.id
      handoff = answered.handoff
      group = answered.group
      followUps = answered.followUps.compactMap { followUp in
        knowledge.entries.firstIndex { $0.id == followUp.value }.map(option)
      }
      // An entry whose alternatives all have conditions may have nothing to say to this customer.
      text =
        answered.answer(in: context).map { knowledge.knowledgeBase.render($0, in: context) }
        ?? wording.fallback(in: context)
    case .clarify(let candidates):
      options = candidates.map { option($0.entry) }
      text = wording.clarification(options.map(\.question))
    case .fallback:
      text = wording.fallback(in: context)
    }
  }
}

extension Bot {
  /// What is said to a message too long to be read.
  public func refusalOfLongMessage() -> Reply {
    var reply = Reply(Recognition(), in: knowledge, context: AnswerContext())
    reply.text = Wording(knowledgeBase).tooLong
    return reply
  }
}

/// The few sentences that belong to no entry, in the knowledge base's language.
struct Wording {
  let knowledgeBase: KnowledgeBase
  private let isChinese: Bool

  init(_ knowledgeBase: KnowledgeBase) {
    self.knowledgeBase = knowledgeBase
    isChinese = knowledgeBase.settings.locale.lowercased().hasPrefix("zh")
  }

  func fallback(in context: AnswerContext) -> String {
    if let text = knowledgeBase.settings.fallback {
      let location = SourceLocation(file: "kb.yaml")
      return knowledgeBase.render(Answer(text: Sourced(text, at: location)), in: context)
    }
    return isChinese
      ? "抱歉，这个问题我还不会回答。您可以换个说法再问，或回复“转人工”找人工客服。"
      : "Sorry, I don't know that yet. Please put it another way, or reply \"agent\" for a person."
  }

  var tooLong: String {
    isChinese
      ? "这条消息太长，我没有读完。请把问题缩短到几句话再发一次。"
      : "This message is too long to read. Please put the question in a few sentences."
  }

  func clarification(_ questions: [String]) -> String {
    let list = questions.enumerated().map { "\($0 + 1). \($1)" }.joined(separator: "\n")
    return isChinese
      ? "您想问的是哪一个？\n\(list)\n都不是的话，换个说法再问我就好。"
      : "Which of these do you mean?\n\(list)\nIf none, please put it another way."
  }
}
