// What a conversation's state in the store promises:
//  1. Whatever was written reads as the same state, texts with quotes, line ends and NULs too.
//  2. The same state is written as the same bytes.

import Foundation
import KefuTestSupport
import Testing

@testable import KefuDialogue
@testable import KefuHub

@Suite struct StateEncodingTests {
  @Test("1, 2: random states") func readsBack() throws {
    var random = SeededRandom(seed: 1)
    for _ in 0..<500 {
      let state = Self.state(&random)
      let read = try JSONDecoder().decode(ConversationState.self, from: state.encoded)
      #expect(read == state)
      #expect(read.encoded == state.encoded)
    }
  }

  @Test("1: a new conversation's") func new() throws {
    let state = ConversationState()
    #expect(String(decoding: state.encoded, as: UTF8.self) == #"{"version":1}"#)
    #expect(try JSONDecoder().decode(ConversationState.self, from: state.encoded) == state)
  }

  @Test("1: what the standard encoder writes reads as the same") func isCompatible() throws {
    var random = SeededRandom(seed: 2)
    for _ in 0..<100 {
      let state = Self.state(&random)
      let decoder = JSONDecoder()
      let standard = try decoder.decode(
        ConversationState.self, from: JSONEncoder().encode(state))
      #expect(try decoder.decode(ConversationState.self, from: state.encoded) == standard)
    }
  }

  private static func state(_ random: inout SeededRandom) -> ConversationState {
    func text() -> String {
      RandomText.pieces(3, using: &random) + (random.below(4) == 0 ? "\"\\\n" : "")
    }
    func flip() -> Bool { random.below(2) == 0 }
    func number() -> Int { random.below(50) }
    func texts() -> [String: String] {
      Dictionary((0..<random.below(4)).map { _ in (text(), text()) }) { $1 }
    }
    var state = ConversationState()
    state.turns = number()
    if flip() { state.topic = .init(entry: text(), turn: number()) }
    if flip() {
      state.clarification = .init(
        options: (0..<random.below(4)).map { _ in text() }, turn: number())
    }
    if flip() {
      var flow = ConversationState.FlowProgress(flow: text(), step: text())
      for _ in 0..<random.below(3) {
        flow.slots[text()] = SlotValue(value: text(), text: flip() ? text() : nil, fields: texts())
      }
      flow.retries = number()
      flow.idleTurns = number()
      flow.lookup = flip() ? number() : nil
      state.flow = flow
    }
    state.slots = texts()
    state.misses = number()
    state.answered = (0..<random.below(4)).map { _ in .init(entry: text(), turn: number()) }
    state.lastConfidence = flip() ? Double(random.next() >> 11) / 0x1p53 : nil
    state.contacts = (0..<random.below(3)).map { _ in
      .init(flow: text(), order: flip() ? text() : nil, day: "2026-11-11")
    }
    state.lookups = number()
    state.awaitsRating = flip()
    state.hasBeenAskedToRate = flip()
    return state
  }
}
