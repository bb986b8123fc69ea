// Whatever a customer does, for 50 inputs in a row:
//  1. Every turn ends, says something sayable, and holds no more than it may.
//  2. No flow is without a way out: a phrase of `cancel`, a person, or declining leads to its end.
//  3. The same inputs give the same turns.
//  4. A message that asks for a person always hands over, and so does the button.

import Foundation
import KefuKnowledge
import KefuMatching
import KefuTestSupport
import Testing

@testable import KefuDialogue

@Suite struct RandomConversationTests {
  private let dialogue = Dialogue(TalkingShop.knowledge, lookups: [.logistics])

  private static let sayings =
    TalkingShop.knowledgeBase.entries.flatMap { $0.phrasings.map(\.value) } + [
      "1", "2", "第二个", "都不是", "嗯", "不是", "不想说", "2026031588120457", "13812345678", "[图片]", "那换货呢",
      "多久",
      "算了", "转人工", "生气", "", "，，，", "👍", "天王盖地虎", "可以开发票吗，另外你们几点上班", "5分", "\u{0}\u{FFFD}",
    ]

  private func input(_ state: ConversationState, _ random: inout SeededRandom) -> DialogueInput {
    switch random.below(16) {
    case 0: .option(random.below(5))
    case 1: .rating(random.below(7))
    case 2: .event(random.pick(ShopEvent.allCases), attributes: ["order": "\(random.below(3))"])
    case 3:
      .lookup(
        id: random.below(2) == 0 ? state.lookups : random.below(9),
        random.pick([
          .failed, .missing, .found([:]), .found(["status": "运输中", "place": "{杭州}"]),
        ]))
    case 4: .message(Utterance("看", photos: 1))
    case 5, 6:
      .message(Utterance(RandomKnowledge.mutated(random.pick(Self.sayings), using: &random)))
    default: .message(Utterance(random.pick(Self.sayings)))
    }
  }

  @Test("1, 3: anything goes", arguments: 0..<12 as Range<UInt64>)
  func anything(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    var scratch = MatchScratch()
    for _ in 0..<4 {
      var state = ConversationState()
      var now = noon
      for _ in 0..<50 {
        let input = input(state, &random)
        now += Double(random.below(7200))
        let turn = dialogue.turn(state, input, now: now, scratch: &scratch)
        #expect(turn == dialogue.turn(state, input, now: now, scratch: &scratch))
        for reply in turn.replies {
          #expect(!reply.text.isEmpty && !reply.text.contains("{slot"))
          #expect(reply.options.count <= 6)
        }
        #expect(turn.replies.count <= 8 && turn.entries.count <= 3)
        #expect(turn.effects.count { if case .handoff = $0 { true } else { false } } <= 1)
        #expect(turn.state.answered.count <= ConversationState.answeredLimit)
        #expect(turn.state.contacts.count <= ConversationState.contactLimit)
        if case .message(let utterance) = input, !utterance.text.isEmpty {
          #expect(!turn.replies.isEmpty, "\(input)")
        }
        state = turn.state
      }
    }
  }

  @Test("2: ways out", arguments: ["我要退货", "快递到哪了"], ["算了", "转人工", "不想说"])
  func waysOut(beginning: String, way: String) {
    var scratch = MatchScratch()
    var state = dialogue.turn(
      ConversationState(), .message(Utterance(beginning)), now: noon, scratch: &scratch
    ).state
    #expect(state.flow != nil)
    for _ in 0..<8 where state.flow != nil {
      // A flow that lists no phrase of its own is left by asking for a person.
      let cancels = dialogue.flow(state.flow!.flow)!.cancel.map(\.value).contains(way)
      let saying = way == "算了" && !cancels ? "转人工" : way
      state =
        dialogue.turn(state, .message(Utterance(saying)), now: noon, scratch: &scratch).state
    }
    #expect(state.flow == nil)
  }

  @Test("4: a person", arguments: 0..<6 as Range<UInt64>)
  func person(seed: UInt64) {
    var random = SeededRandom(seed: seed &+ 100)
    var scratch = MatchScratch()
    var state = ConversationState()
    for _ in 0..<30 {
      state = dialogue.turn(state, input(state, &random), now: noon, scratch: &scratch).state
      for asking in [DialogueInput.message(Utterance("转人工")), .human] {
        let turn = dialogue.turn(state, asking, now: noon, scratch: &scratch)
        #expect(turn.handoff != nil && !turn.replies.isEmpty && turn.state.flow == nil)
      }
    }
  }
}
