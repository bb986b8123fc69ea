// The shipped shop, before it is trained, on messages that none of its writers saw (Data/):
//  1. A message of several clauses with one question is hardly ever taken for several.
//  2. Of messages with several questions most are answered with just these.
//  3. A second message that leans on the first is read after it, more often than alone.
// The bounds leave room for edits of the knowledge base; a fault in the reading breaks them.

import Foundation
import KefuKnowledge
import KefuMatching
import KefuTestSupport
import Testing

@testable import KefuDialogue

@Suite struct ShippedShopTests {
  private static let dialogue: Dialogue = {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "KnowledgeBase/ecommerce-zh")
    return Dialogue(CompiledKnowledge(try! KnowledgeBase(contentsOf: folder)))
  }()

  private func turns(_ messages: [String]) -> [Turn] {
    var scratch = MatchScratch()
    var state = ConversationState()
    return messages.map { message in
      let turn = Self.dialogue.turn(
        state, .message(Utterance(message)), now: noon, scratch: &scratch)
      state = turn.state
      return turn
    }
  }

  private func isSplit(_ turn: Turn) -> Bool {
    turn.notes.contains { if case .split = $0 { true } else { false } }
  }

  @Test("1: one question") func single() throws {
    let split = try rows(of: "single.tsv").filter { isSplit(turns([$0[0]])[0]) }
    #expect(split.count <= 8, "\(split)")
  }

  @Test("2: several questions") func several() throws {
    let rows = try rows(of: "multi.tsv")
    let right = rows.count { row in
      Set(turns([row[0]])[0].entries) == Set(row[1].split(separator: ",").map(String.init))
    }
    #expect(right * 100 >= rows.count * 48, "\(right) of \(rows.count)")
  }

  @Test("3: follow-ups") func followUps() throws {
    let rows = try rows(of: "followups.tsv").prefix(170)
    let after = rows.count { turns([$0[0], $0[2]])[1].entries.contains($0[3]) }
    let alone = rows.count { turns([$0[2]])[0].entries.contains($0[3]) }
    #expect(after >= alone + 5, "\(after) after, \(alone) alone")
    #expect(after * 100 >= rows.count * 55, "\(after) of \(rows.count)")
  }
}
