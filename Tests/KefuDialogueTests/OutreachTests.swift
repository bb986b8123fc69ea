// The bot writes first:
//  1. Never at a minute that its windows shut, whatever the time; put off to the next open one.
//  2. Never more often than allowed, for an order and on a day.

import Foundation
import KefuKnowledge
import KefuMatching
import KefuTestSupport
import Testing

@testable import KefuDialogue

@Suite struct OutreachTests {
  private let dialogue = Dialogue(TalkingShop.knowledge)
  private let windows = TalkingShop.knowledgeBase.flows.first { $0.id == "flow.unpaid" }!.windows!

  @Test("1: windows", arguments: 0..<4 as Range<UInt64>)
  func keepsWindows(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    let calendar = ShopCalendar(TalkingShop.knowledgeBase.settings)
    var scratch = MatchScratch()
    func isOpen(_ moment: Date) -> Bool {
      windows.allows(
        minute: calendar.minute(of: moment), isHoliday: calendar.isHoliday(moment))
    }
    for _ in 0..<150 {
      // Any second of the year around the shop's holidays.
      let now = Date(timeIntervalSince1970: 1_785_000_000 + Double(random.below(20_000_000)))
      let turn = dialogue.turn(
        ConversationState(), .event(.unpaid, attributes: ["order": "1"]), now: now,
        scratch: &scratch)
      #expect(turn.replies.isEmpty != isOpen(now))
      if turn.replies.isEmpty {
        guard case .postpone(.unpaid, let attributes, let until) = turn.effects.first else {
          Issue.record("not put off")
          return
        }
        #expect(attributes == ["order": "1"] && until > now && isOpen(until))
        // Nothing earlier was open.
        #expect(!isOpen(until.addingTimeInterval(-60)) || until.timeIntervalSince(now) < 120)
      }
    }
  }

  @Test("2: how often") func howOften() {
    var random = SeededRandom(seed: 9)
    var scratch = MatchScratch()
    var state = ConversationState()
    var byOrder: [String: Int] = [:]
    var byDay: [CalendarDate: Int] = [:]
    let calendar = ShopCalendar(TalkingShop.knowledgeBase.settings)
    var now = noon
    for _ in 0..<120 {
      now += Double(random.below(10_000))
      let order = "\(random.below(40))"
      let turn = dialogue.turn(
        state, .event(.unpaid, attributes: ["order": order]), now: now, scratch: &scratch)
      state = turn.state
      guard !turn.replies.isEmpty else { continue }
      byOrder[order, default: 0] += 1
      byDay[calendar.day(of: now)!, default: 0] += 1
    }
    #expect(!byOrder.isEmpty)
    #expect(byOrder.values.allSatisfy { $0 <= windows.perOrder })
    #expect(byDay.values.allSatisfy { $0 <= windows.perDay })
  }
}
