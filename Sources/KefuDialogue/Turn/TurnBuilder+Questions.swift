import KefuKnowledge
import KefuMatching
import KefuText

/// Questions: one or several, alone or after a topic.
extension TurnBuilder {
  /// An entry that the message means.
  struct Meant {
    var entry: Int
    var confidence: Confidence
    var recognition: Recognition
    /// The part of the message.
    var text: String

    /// The whole message, where the entry is among what it may mean.
    init(_ heard: Heard, _ entry: Int) {
      let candidate = heard.recognition.candidates.first { $0.entry == entry }
      self.init(
        entry: entry, confidence: candidate?.confidence ?? Confidence(0),
        recognition: heard.recognition, text: heard.utterance.text)
    }

    init(entry: Int, confidence: Confidence, recognition: Recognition, text: String) {
      self.entry = entry
      self.confidence = confidence
      self.recognition = recognition
      self.text = text
    }
  }

  /// From this confidence on a message is read after the topic rather than alone.
  static let inheritedThreshold = 0.7
  /// The least confidence of an option read after the topic.
  private static let leastOption = 0.15

  mutating func ask(_ heard: Heard) {
    switch understand(heard) {
    case .entries(let meant): answer(meant, heard)
    case .options(let options) where options.allSatisfy(dialogue.isSmallTalk):
      // Nobody is asked whether they said thanks or goodbye.
      answer([Meant(heard, options[0])], heard)
    case .options(let entries): offer(entries, heard)
    case .nothing: miss(heard)
    }
  }

  enum Understanding {
    case entries([Meant])
    case options([Int])
    case nothing
  }

  mutating func understand(_ heard: Heard) -> Understanding {
    let splitter = QuestionSplitter(dialogue: dialogue)
    if stages.count == Stage.allCases.count,
      let questions = splitter.split(heard.utterance.text, heard.recognition, scratch: &scratch)
    {
      notes.append(.split(questions.map { dialogue.knowledge.entries[$0.entry].id }))
      return .entries(
        questions.map {
          Meant(
            entry: $0.entry, confidence: Confidence($0.confidence), recognition: $0.recognition,
            text: $0.text)
        })
    }
    return single(heard)
  }

  private mutating func single(_ heard: Heard) -> Understanding {
    let recognition = heard.recognition
    func meant(_ candidate: Candidate) -> Understanding {
      .entries([
        Meant(
          entry: candidate.entry, confidence: candidate.confidence, recognition: recognition,
          text: heard.utterance.text)
      ])
    }
    if let topic = liveTopic, recognition.candidates.first?.confidence != .certain,
      heard.text.normalized.hasWords
    {
      let reading = TopicReader(dialogue: dialogue, topic: topic)
        .read(recognition, heard.utterance.text, scratch: &scratch)
      let alone = recognition.decision.answered
      if reading.isInherited, let best = reading.candidates.first,
        best.confidence.value >= Self.inheritedThreshold
      {
        if alone?.entry != best.entry {
          let entries = dialogue.knowledge.entries
          notes.append(
            .inherited(
              entry: entries[best.entry].id, topic: entries[topic].id,
              alone: alone.map { entries[$0.entry].id }))
        }
        return meant(best)
      }
      if alone == nil, case .fallback = recognition.decision {
        let likely = reading.candidates.filter { $0.confidence.value >= Self.leastOption }
        if reading.isInherited, likely.count > 1 { return .options(likely.prefix(3).map(\.entry)) }
      }
    }
    return switch recognition.decision {
    case .answer(let candidate): meant(candidate)
    case .clarify(let candidates): .options(candidates.map(\.entry))
    case .fallback: .nothing
    }
  }

  private var liveTopic: Int? {
    guard let topic = state.topic, state.turns - topic.turn <= Dialogue.topicTurns else {
      return nil
    }
    return dialogue.entry(topic.entry)
  }

  // MARK: Answers

  /// Answers each entry once; a flow that one of them begins comes last.
  mutating func answer(_ meant: [Meant], _ heard: Heard?, startsFlows: Bool = true) {
    state.misses = 0
    state.clarification = nil
    let place = replies.count
    var begun: (flow: Flow, meant: Meant)?
    let isMixed = meant.contains { !dialogue.isSmallTalk($0.entry) } && meant.count > 1
    for one in meant {
      if startsFlows, begun == nil, let flow = dialogue.flow(startedBy: one.entry),
        state.flow?.flow != flow.id
      {
        begun = (flow, one)
        continue
      }
      say(one, isBrief: isMixed && dialogue.isSmallTalk(one.entry))
    }
    if let begun {
      if isRepeated(begun.meant.entry) {
        say(begun.meant, isBrief: false)
      } else {
        noteAnswered(begun.meant.entry)
        dropClosingQuestions(from: place)
        begin(begun.flow, meant: begun.meant, heard)
        return
      }
    }
    dropClosingQuestions(from: place, butLast: true)
  }

  /// An answer often ends with a question of its own; only the last of several is asked.
  mutating func dropClosingQuestions(from place: Int, butLast: Bool = false) {
    for i in replies.indices.dropFirst(place).dropLast(butLast ? 1 : 0)
    where replies[i].act == .answer {
      replies[i].text = replies[i].text.withoutClosingQuestion
    }
  }

  private var entries: [Entry] { dialogue.knowledge.entries }

  private mutating func say(_ meant: Meant, isBrief: Bool) {
    let entry = entries[meant.entry]
    if isRepeated(meant.entry) {
      var reply = Reply(.handoff, dialogue.wording.repeated)
      reply.take(meant.recognition, in: dialogue.knowledge)
      reply.entry = entry.id
      reply.confidence = meant.confidence
      replies.append(reply)
      let times = dialogue.knowledgeBase.triggers.thresholds.repeats
      state.answered.removeAll { $0.entry == entry.id }
      handOver(.repeated(entry: entry.id, times: times), group: entry.group)
      return
    }
    noteAnswered(meant.entry)
    var reply = Reply(answering: meant.entry, in: dialogue.knowledge, context: context)
    reply.take(meant.recognition, in: dialogue.knowledge)
    reply.confidence = meant.confidence
    if isBrief { reply.text = reply.text.firstSentence }
    if entry.handoff == .offer, !dialogue.wording.mentionsPerson(reply.text) {
      reply.text += dialogue.wording.offer
    }
    replies.append(reply)
    if entry.handoff == .always { handOver(.entry(entry.id), group: entry.group) }
    if entry.isFarewell { requestRating() }
  }

  private mutating func noteAnswered(_ entry: Int) {
    let id = entries[entry].id
    state.answered.append(ConversationState.AnsweredEntry(entry: id, turn: state.turns))
    state.answered.removeFirst(max(0, state.answered.count - ConversationState.answeredLimit))
    if !dialogue.isSmallTalk(entry) {
      state.topic = ConversationState.Topic(entry: id, turn: state.turns)
    }
  }

  /// Whether the entry has been answered so often lately that a person should look at it.
  private func isRepeated(_ entry: Int) -> Bool {
    let asked = entries[entry]
    guard !dialogue.isSmallTalk(entry) || asked.handoff != .never else { return false }
    let times = state.answered.count {
      $0.entry == asked.id && state.turns - $0.turn <= Dialogue.repeatTurns && $0.turn < state.turns
    }
    return times + 1 >= dialogue.knowledgeBase.triggers.thresholds.repeats && times > 0
  }

  // MARK: No answer

  mutating func offer(_ options: [Int], _ heard: Heard?) {
    var reply = Reply(offering: options, in: dialogue.knowledge)
    if let heard {
      reply.take(heard.recognition, in: dialogue.knowledge)
    }
    replies.append(reply)
    state.clarification = ConversationState.Clarification(
      options: options.map { entries[$0].id }, turn: state.turns)
    // What is most likely meant is what a next message leans on, unless another is chosen.
    state.topic = ConversationState.Topic(entry: entries[options[0]].id, turn: state.turns)
  }

  mutating func miss(_ heard: Heard?) {
    state.misses += 1
    effects.append(.note(.unanswered))
    state.clarification = nil
    guard state.misses < dialogue.knowledgeBase.triggers.thresholds.misses else {
      let misses = state.misses
      state.misses = 0
      handOver(.misses(misses), says: dialogue.wording.misses)
      return
    }
    var reply = Reply(.fallback, dialogue.wording.fallback(in: context))
    if let heard { reply.take(heard.recognition, in: dialogue.knowledge) }
    replies.append(reply)
  }
}

extension Decision {
  var answered: Candidate? {
    if case .answer(let candidate) = self { candidate } else { nil }
  }
}

extension Entry {
  var isFarewell: Bool { id == "chat.bye" }
}

extension String {
  /// Up to the first full stop, which stays.
  var firstSentence: String {
    guard let end = firstIndex(where: { "。！？!?".contains($0) }) else { return self }
    return String(self[...end])
  }

  /// Without a last sentence that asks; all of it where there is no other.
  var withoutClosingQuestion: String {
    guard let last, "？?".contains(last),
      let end = dropLast().lastIndex(where: { "。！？!?".contains($0) })
    else { return self }
    return String(self[...end])
  }
}
