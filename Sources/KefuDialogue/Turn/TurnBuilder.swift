import Foundation
import KefuKnowledge
import KefuMatching
import KefuText

/// A turn in the making. What it does with a message, in this order: a rating that was asked for; a
/// trigger; a choice among options; the question of a flow; a question.
struct TurnBuilder {
  let dialogue: Dialogue
  var state: ConversationState
  let now: Date
  let context: AnswerContext
  let stages: Set<Stage>
  var scratch = MatchScratch()
  var replies: [Reply] = []
  var effects: [Effect] = []
  var notes: [TurnNote] = []

  init(
    dialogue: Dialogue, state: ConversationState, now: Date, context: AnswerContext,
    stages: Set<Stage>
  ) {
    self.dialogue = dialogue
    self.state = state
    self.now = now
    self.context = context
    self.stages = stages
  }

  /// A message with what the matching makes of it alone.
  struct Heard {
    var utterance: Utterance
    var recognition: Recognition

    var text: AnalyzedText { recognition.text.analyzed }
    var reply: ReplyClauses { ReplyClauses(text.normalized) }
  }

  mutating func run(_ input: DialogueInput) {
    switch input {
    case .message(let utterance): hear(utterance)
    case .option(let number): choose(number)
    case .human:
      leaveFlow()
      handOver(.requested, says: dialogue.wording.handoff)
    case .rating(let stars): rate(stars)
    case .event(let event, let attributes): reachOut(event, attributes)
    case .lookup(let id, let outcome): takeLookup(id, outcome)
    }
  }

  private mutating func hear(_ utterance: Utterance) {
    state.turns += 1
    let recognition = dialogue.knowledge.recognize(
      utterance.text, stages: stages, scratch: &scratch)
    let heard = Heard(utterance: utterance, recognition: recognition)
    state.lastConfidence = recognition.candidates.first?.confidence.value
    remember(heard)
    let awaitedRating = state.awaitsRating
    state.awaitsRating = false
    if awaitedRating, let stars = Rating.stars(in: heard.reply) {
      rate(stars)
      return
    }
    let trigger = dialogue.triggers.first(
      in: heard.text.normalized, attributes: context.attributes)
    if let trigger {
      pull(trigger, heard)
    } else if !chooses(heard), !continuesFlow(heard) {
      ask(heard)
    }
  }

  /// Keeps what the customer gives unasked.
  private mutating func remember(_ heard: Heard) {
    if let order = OrderNumber.last(in: heard.text) {
      state.slots[SlotType.orderNumber.rawValue] = order
    }
    if let phone = heard.text.tokens.last(where: { $0.kind == .entity(.phone) }) {
      state.slots[SlotType.phone.rawValue] = String(
        heard.utterance.text[utf8Range: heard.text.sourceRange(of: phone)])
    }
  }

  mutating func say(_ act: Reply.Act, _ text: String) {
    replies.append(Reply(act, text))
  }
}

/// A rating given in words: 5, 5分, 五星.
enum Rating {
  static func stars(in reply: ReplyClauses) -> Int? {
    guard let clause = reply.clauses.first, reply.clauses.count == 1, let first = clause.text.first,
      let stars = numerals[first], units.contains(String(clause.text.dropFirst()))
    else { return nil }
    return stars
  }

  private static let numerals: [Character: Int] = [
    "1": 1, "一": 1, "2": 2, "二": 2, "两": 2, "3": 3, "三": 3, "4": 4, "四": 4, "5": 5, "五": 5,
  ]
  private static let units: Set<String> = [
    "", "分", "星", "颗星", "个星", "stars", "star", "分吧", "星吧", "星好评",
  ]
}
