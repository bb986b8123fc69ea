public import Foundation
public import KefuDialogue
public import KefuKnowledge
public import KefuMatching

/// One customer's conversation with a bot.
///
/// ```swift
/// var conversation = Conversation(with: bot)
/// conversation.send("退货运费谁出", now: Date()).text
/// conversation.send("那换货呢", now: Date()).text  // about the freight of an exchange
/// ```
///
/// A value: `state` is all of it, and can be stored and taken up again. The time comes from outside.
public struct Conversation: Sendable {
  public let dialogue: Dialogue
  public var state: ConversationState
  /// What is known about the customer.
  public var context: AnswerContext
  private var scratch = MatchScratch()

  /// - Parameters:
  ///   - state: Where it stood, for one taken up again.
  ///   - lookups: What the shop's systems can look up; see `LookupService`.
  public init(
    with bot: Bot, state: ConversationState = ConversationState(),
    context: AnswerContext = AnswerContext(), lookups: Set<LookupKind> = []
  ) {
    self.init(
      Dialogue(bot.knowledge, lookups: lookups), state: state, context: context)
  }

  /// A conversation in a dialogue shared by many.
  public init(
    _ dialogue: Dialogue, state: ConversationState = ConversationState(),
    context: AnswerContext = AnswerContext()
  ) {
    self.dialogue = dialogue
    self.state = state
    self.context = context
  }

  /// What the bot says to a message.
  public mutating func send(
    _ message: String, now: Date, stages: Set<Stage> = Set(Stage.allCases)
  ) -> Turn {
    send(.message(Utterance(message)), now: now, stages: stages)
  }

  /// What the bot makes of anything else: a button, a rating, an event of the shop.
  public mutating func send(
    _ input: DialogueInput, now: Date, stages: Set<Stage> = Set(Stage.allCases)
  ) -> Turn {
    let turn = dialogue.turn(
      state, input, now: now, context: context, stages: stages, scratch: &scratch)
    state = turn.state
    return turn
  }

  /// As `send(_:now:)`; what the bot wants looked up is asked of `service`, and what it says then is
  /// part of the turn.
  ///
  /// - Parameter timeout: Past it a lookup has failed, and the flow goes on without.
  public mutating func send(
    _ input: DialogueInput, now: Date, asking service: some LookupService,
    timeout: Duration = .seconds(3), clock: some Clock<Duration>
  ) async -> Turn {
    var turn = send(input, now: now)
    while let request = turn.takeLookup() {
      let outcome = await service.outcome(of: request, timeout: timeout, clock: clock)
      turn.append(send(.lookup(id: request.id, outcome), now: now))
    }
    return turn
  }
}
