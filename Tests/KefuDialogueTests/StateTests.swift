// What a conversation remembers:
//  1. It survives being encoded, in the middle of anything, and the next turn is the same.
//  2. A state of a newer version is refused in words; missing keys read as in a new conversation.
//  3. It holds no text of the customer but what was given for slots.
//  4. Names that the knowledge base has no more are passed over.

import Foundation
import KefuKnowledge
import KefuMatching
import KefuTestSupport
import Testing

@testable import KefuDialogue

@Suite struct StateTests {
  private let dialogue = Dialogue(TalkingShop.knowledge, lookups: [.logistics])

  private func state(after messages: [String]) -> ConversationState {
    var scratch = MatchScratch()
    return messages.reduce(ConversationState()) { state, message in
      dialogue.turn(
        state, .message(Utterance(message)), now: noon, scratch: &scratch
      ).state
    }
  }

  private static let beginnings = [
    [], ["退款多久到账"], ["运费谁承担"], ["我要退货", "2026031588120457"], ["快递到哪了", "2026031588120457"],
    ["再见"], ["天王盖地虎"],
  ]

  @Test("1: restart", arguments: beginnings)
  func restart(messages: [String]) throws {
    let before = state(after: messages)
    let after = try JSONDecoder().decode(
      ConversationState.self, from: JSONEncoder().encode(before))
    #expect(after == before)
    var scratch = MatchScratch()
    for reply in ["2", "不想说", "那换货呢", "转人工"] {
      let input = DialogueInput.message(Utterance(reply))
      #expect(
        dialogue.turn(before, input, now: noon, scratch: &scratch)
          == dialogue.turn(after, input, now: noon, scratch: &scratch))
    }
  }

  @Test("2: versions") func versions() throws {
    let newer = Data(#"{"version": 99}"#.utf8)
    let error = #expect(throws: ConversationStateError.self) {
      try JSONDecoder().decode(ConversationState.self, from: newer)
    }
    #expect(
      error?.description
        == "the conversation was saved by a newer Kefu (state version 99, this one reads up to 1); update Kefu, or begin the conversation anew"
    )
    let bare = try JSONDecoder().decode(
      ConversationState.self, from: Data(#"{"version": 1}"#.utf8))
    #expect(bare == ConversationState())
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(ConversationState.self, from: Data("{}".utf8))
    }
  }

  @Test("3: what is kept") func kept() throws {
    let state = state(after: ["我住在杭州西湖边，退款多久到账", "天王盖地虎", "可以开发票吗，急用"])
    let written = String(decoding: try JSONEncoder().encode(state), as: UTF8.self)
    for text in ["西湖", "天王", "急用"] { #expect(!written.contains(text)) }
  }

  @Test("4: a changed knowledge base") func changed() {
    let small = Dialogue(CompiledKnowledge(KnowledgeBase([Entry("refund.time", ["退款多久到账"])])))
    var scratch = MatchScratch()
    for messages in Self.beginnings {
      let turn = small.turn(
        state(after: messages), .message(Utterance("退款多久到账")), now: noon, scratch: &scratch)
      #expect(turn.entries == ["refund.time"])
    }
    let offered = state(after: ["运费谁承担"])
    let chosen = small.turn(offered, .option(1), now: noon, scratch: &scratch)
    #expect(chosen.replies.map(\.act) == [.fallback])
  }
}
