import KefuKnowledge
import KefuMatching
import KefuText

/// What becomes of options that were offered.
extension TurnBuilder {
  /// A button was pressed.
  mutating func choose(_ number: Int) {
    guard let options = state.clarification?.options, (1...max(1, options.count)).contains(number),
      number <= options.count
    else { return }
    state.turns += 1
    take(number, of: options, heard: nil)
  }

  /// Whether the message chooses among the options, or refuses them all.
  mutating func chooses(_ heard: Heard) -> Bool {
    guard let pending = state.clarification else { return false }
    // Options are for the next message.
    guard pending.turn == state.turns - 1 else {
      state.clarification = nil
      return false
    }
    switch OptionReader.read(heard.reply, count: pending.options.count) {
    case .option(let number):
      take(number, of: pending.options, heard: heard)
      return true
    case .none:
      notes.append(.choseNone)
      effects.append(.note(.noneOfTheAbove(pending.options)))
      state.clarification = nil
      refuse()
      return true
    case .other:
      guard let number = named(pending.options, heard) else {
        state.clarification = nil
        return false
      }
      take(number, of: pending.options, heard: heard)
      return true
    }
  }

  private mutating func refuse() {
    state.misses += 1
    if state.misses >= dialogue.knowledgeBase.triggers.thresholds.misses {
      handOver(.misses(state.misses), says: dialogue.wording.misses)
    } else {
      say(.fallback, dialogue.wording.rephrase)
    }
  }

  private mutating func take(_ number: Int, of options: [String], heard: Heard?) {
    guard let entry = dialogue.entry(options[number - 1]) else {
      // The entry has gone with a reload.
      state.clarification = nil
      say(.fallback, dialogue.wording.rephrase)
      return
    }
    notes.append(.chose(option: number, entry: options[number - 1]))
    let waiting = state.flow
    answer(
      [
        Meant(
          entry: entry, confidence: .certain, recognition: heard?.recognition ?? Recognition(),
          text: heard?.utterance.text ?? "")
      ], heard)
    if let waiting { resume(waiting) }
  }

  /// The one option that the message names by its words.
  private func named(_ options: [String], _ heard: Heard) -> Int? {
    let entries = options.map(dialogue.entry)
    if let answered = heard.recognition.decision.answered,
      let place = entries.firstIndex(of: answered.entry)
    {
      return place + 1
    }
    let words = heard.text.normalized.literalKey
    guard words.count <= Self.longestName else { return nil }
    let containing = entries.indices.filter { place in
      guard let entry = entries[place] else { return false }
      let question = Normalizer.shared.literalKey(dialogue.knowledge.entries[entry].question.value)
      return words.count >= 2 && question.holds(Self.core(of: words))
    }
    if containing.count == 1 { return containing[0] + 1 }
    // Among the options alone, one that is much likelier than the others.
    let confidences = entries.map { entry in
      heard.recognition.candidates.first { $0.entry == entry }?.confidence.value ?? 0
    }
    let ranked = confidences.indices.sorted { confidences[$0] > confidences[$1] }
    guard ranked.count > 1, confidences[ranked[0]] >= Self.leastNamed,
      confidences[ranked[0]] >= 3 * confidences[ranked[1]]
    else { return nil }
    return ranked[0] + 1
  }

  private static let longestName = 10
  private static let leastNamed = 0.2

  /// 换货的那个 → 换货
  private static func core(of words: String) -> String {
    var core = words[...]
    for ending in ["那个", "这个", "的", "吧", "呢"]
    where core.hasSuffix(ending) && core.count > ending.count + 1 {
      core = core.dropLast(ending.count)
    }
    return core.hasSuffix("的") ? String(core.dropLast()) : String(core)
  }
}
