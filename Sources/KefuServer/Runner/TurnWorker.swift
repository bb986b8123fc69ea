import Foundation
import Kefu
import KefuDialogue
import KefuHub
import KefuKnowledge
import KefuMatching
import KefuWire
import Synchronization

/// Computes turns with the knowledge of the moment.
final class TurnWorker: Sendable {
  /// What turns are computed with; replaced as a whole on a reload.
  struct Knowledge: Sendable {
    var bot: Bot
    var dialogue: Dialogue
    var memory: RecognitionMemory?
  }

  private let knowledge: Mutex<Knowledge>

  init(_ knowledge: Knowledge) { self.knowledge = Mutex(knowledge) }

  var current: Knowledge { knowledge.withLock { $0 } }

  /// Turns under way end with what they began with.
  func replace(_ new: Knowledge) { knowledge.withLock { $0 = new } }

  func turn(_ request: TurnRequest, scratch: inout MatchScratch) -> TurnResult {
    let knowledge = current
    scratch.memory = knowledge.memory
    let start = ContinuousClock.now
    var context = AnswerContext(attributes: request.attributes)
    if let channel = request.channel { context.attributes["channel"] = channel }
    let turn = knowledge.dialogue.turn(
      request.state, request.input, now: request.now, context: context, scratch: &scratch)
    let took = ContinuousClock.now - start
    return TurnResult(
      conversation: request.conversation, number: request.number, turn: turn,
      spoken: spoken(request, knowledge.dialogue), explanation: explanation(request, knowledge.bot),
      micros: Int(took / .microseconds(1)))
  }

  /// A choice among options, in the words of the option.
  private func spoken(_ request: TurnRequest, _ dialogue: Dialogue) -> String? {
    guard case .option(let number) = request.input,
      let options = request.state.clarification?.options, options.indices.contains(number - 1)
    else { return nil }
    let id = options[number - 1]
    return dialogue.knowledge.entries.first { $0.id == id }?.question.value
  }

  private func explanation(_ request: TurnRequest, _ bot: Bot) -> JSONValue? {
    guard request.explain, case .message(let utterance) = request.input else { return nil }
    return JSONValue(bot.explain(utterance.text))
  }
}

extension JSONValue {
  /// The tree of an explanation: `{"label": …, "children": […]}`.
  init(_ explanation: Explanation) {
    var object = JSONObject()
    object.append("label", .string(explanation.label))
    if !explanation.children.isEmpty {
      object.append("children", .array(explanation.children.map(JSONValue.init)))
    }
    self = .object(object)
  }
}
