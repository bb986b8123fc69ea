public import Foundation
public import KefuKnowledge
public import KefuMatching
import KefuText

/// Holds conversations: each turn takes a state and an input to the next state, replies and effects.
///
/// ```swift
/// let dialogue = Dialogue(knowledge)
/// var scratch = MatchScratch()
/// let turn = dialogue.turn(
///   ConversationState(), .message(Utterance("退货运费谁出")), now: now, scratch: &scratch)
/// turn.text     // 退货的运费 …
/// turn.effects  // [] unless something is to be done
/// ```
///
/// Pure: no clock, no I/O, nothing remembered outside the state. The same state, input and time give
/// the same turn. A reference to what never changes, shared by any number of tasks.
public final class Dialogue: Sendable {
  public let knowledge: CompiledKnowledge
  /// What the shop's systems can look up; flows that need anything else are not begun.
  public let lookups: Set<LookupKind>

  /// Turns that a topic is remembered for.
  public static let topicTurns = 5
  /// Turns in which a question asked again counts as the same one.
  public static let repeatTurns = 10

  let triggers: TriggerIndex
  let wording: Wording
  private let flowIndex: [String: Int]
  /// `[entry]` flow.
  private let flowOfEntry: [Int?]
  /// Flow → the words that leave it, folded.
  let cancelPhrases: [String: [String]]
  // Of each entry, so that no turn copies entries to ask.
  /// `return` of `return.freight`, numbered.
  let families: [Int]
  let questions: [String]
  let followUps: [Set<Int>]
  private let smallTalk: [Bool]

  public init(_ knowledge: CompiledKnowledge, lookups: Set<LookupKind> = []) {
    self.knowledge = knowledge
    self.lookups = lookups
    let base = knowledge.knowledgeBase
    triggers = TriggerIndex(base.triggers)
    wording = Wording(base)
    flowIndex = Dictionary(
      base.flows.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
    var starts: [String: Int] = [:]
    for (number, flow) in base.flows.enumerated() where flow.needs.isSubset(of: lookups) {
      for entry in flow.entries { starts[entry.value] = number }
    }
    flowOfEntry = base.entries.map { starts[$0.id] }
    cancelPhrases = Dictionary(
      base.flows.map { ($0.id, $0.cancel.map { Normalizer.shared.literalKey($0.value) }) },
      uniquingKeysWith: { first, _ in first })
    var numbers: [Substring: Int] = [:]
    families = base.entries.map { entry in
      let family = entry.id.prefix { $0 != "." }
      let number = numbers[family] ?? numbers.count
      numbers[family] = number
      return number
    }
    questions = base.entries.map(\.question.value)
    followUps = base.entries.map { entry in
      Set(entry.followUps.compactMap { knowledge.numberOfEntry[$0.value] })
    }
    smallTalk = base.entries.map { $0.isSmallTalk || $0.id.prefix { $0 != "." } == "chat" }
  }

  var knowledgeBase: KnowledgeBase { knowledge.knowledgeBase }

  func entry(_ id: String) -> Int? { knowledge.numberOfEntry[id] }
  func flow(_ id: String) -> Flow? { flowIndex[id].map { knowledgeBase.flows[$0] } }
  /// The flow that an entry's messages begin.
  func flow(startedBy entry: Int) -> Flow? {
    flowOfEntry[entry].map { knowledgeBase.flows[$0] }
  }
  /// Of smalltalk.yaml, or of the family `chat`.
  func isSmallTalk(_ entry: Int) -> Bool { smallTalk[entry] }

  /// One turn of a conversation.
  ///
  /// - Parameters:
  ///   - now: Decides which answers are valid, and whether the bot may write first.
  ///   - context: What is known about the customer. Its `today` is taken from `now` where nil.
  ///   - stages: The stages of matching to use.
  ///   - scratch: Working memory, reused from turn to turn.
  public func turn(
    _ state: ConversationState, _ input: DialogueInput, now: Date,
    context: AnswerContext = AnswerContext(), stages: Set<Stage> = Set(Stage.allCases),
    scratch: inout MatchScratch
  ) -> Turn {
    var context = context
    if context.today == nil { context.today = ShopCalendar(knowledgeBase.settings).day(of: now) }
    var builder = TurnBuilder(
      dialogue: self, state: state, now: now, context: context, stages: stages)
    // Lent, not shared: a shared one would be copied as soon as it is written to.
    swap(&builder.scratch, &scratch)
    builder.run(input)
    swap(&builder.scratch, &scratch)
    return Turn(
      state: builder.state, replies: builder.replies, effects: builder.effects,
      notes: builder.notes)
  }
}

extension Flow {
  /// What it looks up on its way.
  var needs: Set<LookupKind> { Set(steps.compactMap(\.lookup?.kind)) }
}
