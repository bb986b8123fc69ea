import Foundation
import KefuKnowledge

/// The bot speaks first: events of the shop begin flows, within their windows.
extension TurnBuilder {
  mutating func reachOut(_ event: ShopEvent, _ attributes: [String: String]) {
    guard
      let flow = dialogue.knowledgeBase.flows.first(where: {
        $0.events.contains(event) && $0.needs.isSubset(of: dialogue.lookups)
      })
    else { return }
    let calendar = ShopCalendar(dialogue.knowledgeBase.settings)
    let order = attributes["order"]
    if let windows = flow.windows {
      let today = calendar.day(of: now)?.description ?? ""
      // Said often enough; it is dropped rather than put off.
      if let order,
        state.contacts.count(where: { $0.flow == flow.id && $0.order == order })
          >= windows.perOrder
      {
        return
      }
      let isAllowed =
        windows.allows(minute: calendar.minute(of: now), isHoliday: calendar.isHoliday(now))
        && state.contacts.count(where: { $0.day == today }) < windows.perDay
      if !isAllowed {
        postpone(event, attributes, windows, calendar, today)
        return
      }
    }
    // Nobody is interrupted in the middle of something.
    if state.flow != nil || state.clarification != nil {
      effects.append(
        .postpone(event, attributes: attributes, until: now.addingTimeInterval(Self.pause)))
      return
    }
    // A flow without windows answers a customer who is there, and counts towards no limit.
    if flow.windows != nil {
      state.contacts.append(
        ConversationState.Contact(
          flow: flow.id, order: order, day: calendar.day(of: now)?.description ?? ""))
      state.contacts.removeFirst(max(0, state.contacts.count - ConversationState.contactLimit))
    }
    if let order { state.slots[SlotType.orderNumber.rawValue] = order }
    begin(flow, meant: nil, nil)
  }

  /// Seconds until a conversation under way is looked at again.
  private static let pause = 600.0

  private mutating func postpone(
    _ event: ShopEvent, _ attributes: [String: String], _ windows: ContactWindows,
    _ calendar: ShopCalendar, _ today: String
  ) {
    var from = now
    if state.contacts.count(where: { $0.day == today }) >= windows.perDay {
      // Not before tomorrow.
      let untilMidnight = Double(1440 - calendar.minute(of: now)) * 60
      from = now.addingTimeInterval(untilMidnight)
    }
    if let next = calendar.next(windows, from: from) {
      effects.append(.postpone(event, attributes: attributes, until: next))
    }
  }
}
