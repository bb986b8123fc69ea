import Foundation
import KefuDesk
import KefuDialogue
import KefuKnowledge

/// A Wednesday in Shanghai, 2026-11-18 12:00.
let noon = Date(timeIntervalSince1970: 1_794_974_400)

func settings(
  _ mode: DeskSettings.Mode = .assign, _ change: (inout DeskSettings) -> Void = { _ in }
) -> DeskSettings {
  var settings = DeskSettings()
  settings.mode = mode
  settings.groups = ["presale", "aftersale", "complaint"]
  change(&settings)
  return settings
}

/// Every day from 9 to 22 o'clock in Shanghai.
let daily = ServiceHours(
  BusinessHours(
    timeZone: "Asia/Shanghai", shifts: Array(repeating: [540..<1320], count: 7)))

/// A desk with a clock that is set by hand.
struct Room {
  var desk: Desk
  var now = noon
  var effects: [DeskEffect] = []

  init(_ settings: DeskSettings) { desk = Desk(settings: settings) }

  @discardableResult
  mutating func send(_ event: DeskEvent) throws -> [DeskEffect] {
    effects = try desk.handle(event, at: now)
    return effects
  }

  /// Lets time pass, ticking at every deadline on the way.
  @discardableResult
  mutating func wait(_ seconds: Double) throws -> [DeskEffect] {
    let end = now + seconds
    var all: [DeskEffect] = []
    while let next = desk.nextDeadline, next <= end {
      now = max(now, next)
      all += try desk.handle(.tick, at: now)
    }
    now = end
    effects = all
    return all
  }

  mutating func ask(
    _ id: String, _ group: String? = nil, priority: HandoffPriority = .normal, vip: Bool = false,
    preferred: String? = nil
  ) throws {
    try send(
      .handoff(
        conversation: id, Handoff(reason: .requested, group: group, priority: priority),
        DeskCustomer(id: "customer of \(id)", isVIP: vip, preferredAgent: preferred)))
  }

  mutating func join(
    _ agent: String, _ groups: Set<String>? = nil, capacity: Int = 2,
    _ presence: Presence = .available, isSupervisor: Bool = false
  ) throws {
    try send(.agentConnected(agent: agent, groups: groups, isSupervisor: isSupervisor))
    try send(.presence(agent: agent, presence, capacity: capacity))
  }

  func owner(_ id: String) -> Owner { desk.ticket(of: id)?.owner ?? .bot }

  var alerts: [DeskAlert.Kind] {
    effects.compactMap { if case .alert(let alert) = $0 { alert.kind } else { nil } }
  }
}
