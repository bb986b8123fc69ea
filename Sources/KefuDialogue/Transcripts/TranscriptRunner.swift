import Foundation
public import KefuKnowledge
public import KefuMatching

extension Transcript {
  /// Where a conversation went another way.
  public struct Failure: Sendable, Equatable {
    /// Of the line that does not hold.
    public var location: SourceLocation
    public var message: String
  }

  /// Plays the customer's lines; every line of the bot that does not hold.
  public func failures(in knowledge: CompiledKnowledge) -> [Failure] {
    var shop: [LookupKind: [String: [String: String]]] = [:]
    var context = AnswerContext()
    let calendar = ShopCalendar(knowledge.knowledgeBase.settings)
    var now = calendar.moment(Self.usualTime) ?? Date(timeIntervalSince1970: 0)
    for step in steps {
      if case .lookup(let kind, let key, let fields) = step.value {
        shop[kind, default: [:]][key] = fields
      }
    }
    let dialogue = Dialogue(knowledge, lookups: Set(shop.keys))
    var scratch = MatchScratch()
    var state = ConversationState()
    var turn: Turn?
    var failures: [Failure] = []
    for step in steps {
      switch step.value {
      case .now(let time): now = calendar.moment(time) ?? now
      case .attribute(let name, let value): context.attributes[name] = value
      case .lookup: break
      case .customer(let input):
        var next = dialogue.turn(
          state, input, now: now, context: context, scratch: &scratch)
        while let request = next.takeLookup() {
          next.append(
            dialogue.turn(
              next.state, .lookup(id: request.id, Self.outcome(of: request, shop)), now: now,
              context: context, scratch: &scratch))
        }
        state = next.state
        turn = next
      default:
        if let turn, let message = complaint(step.value, turn) {
          failures.append(Failure(location: step.location, message: message))
        }
      }
    }
    return failures
  }

  /// A Monday that is no holiday.
  private static let usualTime = "2026-11-02 10:00"

  private static func outcome(
    of request: LookupRequest, _ shop: [LookupKind: [String: [String: String]]]
  ) -> LookupOutcome {
    for slot in request.slots.keys.sorted() {
      if let key = request.slots[slot], let fields = shop[request.kind]?[key] {
        return .found(fields)
      }
    }
    return .missing
  }

  private func complaint(_ step: Step, _ turn: Turn) -> String? {
    switch step {
    case .says(let text):
      turn.text.contains(text) ? nil : "the bot does not say \"\(text)\" but \"\(turn.text)\""
    case .answers(let entries):
      turn.entries == entries
        ? nil
        : "the bot answers \(Self.list(turn.entries)), not \(Self.list(entries)): \"\(turn.text)\""
    case .saysNothing: turn.replies.isEmpty ? nil : "the bot says \"\(turn.text)\""
    case .handsOver(let reason):
      turn.handoff?.reason.name == reason
        ? nil
        : "the bot hands over for \(turn.handoff?.reason.name ?? "no reason"), not \(reason ?? "at all"): \"\(turn.text)\""
    default: nil
    }
  }

  private static func list(_ entries: [String]) -> String {
    entries.isEmpty ? "no entry" : entries.joined(separator: ", ")
  }
}

extension Turn {
  /// Takes out the first lookup wanted.
  public mutating func takeLookup() -> LookupRequest? {
    for (place, effect) in effects.enumerated() {
      if case .lookup(let request) = effect {
        effects.remove(at: place)
        return request
      }
    }
    return nil
  }

  /// Goes on with a turn that followed from this one.
  public mutating func append(_ next: Turn) {
    state = next.state
    replies += next.replies
    effects += next.effects
    notes += next.notes
  }
}
