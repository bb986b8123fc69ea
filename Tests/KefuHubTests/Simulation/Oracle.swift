import Foundation
import KefuWire

@testable import KefuDesk
@testable import KefuHub
@testable import KefuStore

/// What is durable and what was told, kept beside the hub and the store, in the plainest way.
struct Oracle {
  struct Conversation {
    /// As clients must be sent them; `seq` n is at n - 1.
    var events: [ServerFrame] = []
    /// Sender and id → the `seq` to be acknowledged.
    var requests: [String: Int?] = [:]
    /// By the last change of state in the history.
    var owner = OwnerState.bot
  }

  private(set) var conversations: [String: Conversation] = [:]
  private var erased: Set<String> = []
  /// Conversation → connections, with their agent, that were told it is theirs, and not that it is
  /// gone.
  var told: [String: [ConnectionID: String]] = [:]
  /// Conversation → staff who were told anything of it at the desk.
  var shown: [String: Set<String>] = [:]

  func isErased(_ conversation: String) -> Bool { erased.contains(conversation) }

  mutating func erase(_ conversation: String) {
    erased.insert(conversation)
    conversations[conversation] = nil
  }

  mutating func forgetTold() {
    told = [:]
    shown = [:]
  }

  /// A batch has become durable.
  mutating func apply(_ changes: [ConversationChange], in world: Simulation) {
    for change in changes {
      let name = change.conversation
      var conversation = conversations[name] ?? Conversation()
      func take(_ sender: String, _ id: String, _ seq: Int?) {
        let key = "\(sender) \(id)"
        if conversation.requests.updateValue(seq, forKey: key) != nil {
          world.fail("\(key) has a second effect in \(name)")
        }
      }
      for event in change.events {
        if event.seq != conversation.events.count + 1 {
          world.fail("\(name) has \(conversation.events.count) events, and is given \(event.seq)")
        }
        if let sender = event.sender, let id = event.request { take(sender, id, event.seq) }
        switch event.content {
        case .state(let state): conversation.owner = state.state
        case .reply:
          if !world.botMaySpeak(conversation.owner) {
            world.fail("the bot says \(event.seq) in \(name), which is \(conversation.owner)")
          }
        case .message: break
        }
        conversation.events.append(event.frame(in: name))
      }
      for request in change.requests { take(request.sender, request.id, nil) }
      conversations[name] = conversation
    }
  }
}

extension Simulation {
  /// The bot's stretch of a history: from a change of state to `bot` (or the beginning) to the next
  /// change; with `botSpeaksOffline`, from `offline` too.
  func botMaySpeak(_ owner: OwnerState) -> Bool {
    owner == .bot || owner == .offline && profile.desk.botSpeaksOffline
  }

  // MARK: What is sent

  /// The hub sends a frame; it must be true at this moment, and meant for whom it goes to.
  func emit(_ frame: ServerFrame, to connection: ConnectionID) {
    guard let link = linkOfConnection[connection] else { return }
    checkIsDurable(frame, link)
    switch link.party {
    case .customer: checkIsOwn(frame, link)
    case .staff(let number): checkIsForStaff(frame, staff[number], link)
    case .admin: break
    }
    switch frame {
    case .welcome: link.awaitsWelcome = false
    case .ack(let ack): if let id = ack.id { link.awaiting.remove(id) }
    case .error(let failure): if let id = failure.id { link.awaiting.remove(id) }
    case .pong(let id): if let id { link.awaiting.remove(id) }
    default: break
    }
    if link.isOpen, !link.isClosedByServer { link.toClient.append(frame) }
  }

  private func checkIsDurable(_ frame: ServerFrame, _ link: Link) {
    guard let name = frame.conversation, !oracle.isErased(name) else { return }
    if let seq = frame.seq {
      let events = oracle.conversations[name]?.events ?? []
      if seq > events.count {
        fail("\(link.id) is told of \(seq) of \(name), of which \(events.count) are durable")
      } else if events[seq - 1] != frame {
        fail("\(link.id) is told of \(seq) of \(name) otherwise than it is kept")
      }
    } else if case .ack(let ack) = frame, let id = ack.id {
      let key = "\(sender(link)) \(id)"
      guard let kept = oracle.conversations[name]?.requests[key] else {
        return fail("\(key) of \(name) is acknowledged and not durable")
      }
      if kept != ack.seq {
        fail("\(key) of \(name) is acknowledged as \(ack.seq ?? 0), kept as \(kept ?? 0)")
      }
    }
  }

  private func sender(_ link: Link) -> String {
    switch link.party {
    case .customer: "customer"
    case .staff(let number): staff[number].id
    case .admin: "shop"
    }
  }

  private func checkIsOwn(_ frame: ServerFrame, _ link: Link) {
    if let name = frame.conversation, name != link.conversation {
      fail("\(link.id) of \(link.conversation ?? "") is told of \(name)")
    }
    switch frame {
    case .suggestion, .handoff, .note, .alert: fail("a customer is sent \(frame.type)")
    default: break
    }
  }

  private func checkIsForStaff(_ frame: ServerFrame, _ member: SimulatedStaff, _ link: Link) {
    guard let name = frame.conversation, !oracle.isErased(name) else { return }
    if case .ack = frame { return }
    // Of one's own doing, of which the news may have been lost.
    if case .alert(let alert) = frame, alert.agent == member.id { return }
    if case .handoff(let handoff) = frame { tell(handoff, member, link) }
    let isGone = if case .handoff(let handoff) = frame { handoff.stage == .gone } else { false }
    let groups = [hub.conversations[name]?.kept.ticket, hub.desk.ticket(of: name)].compactMap(
      \.?.group)
    // What it may never have been told of, as a batch was lost, may be gone.
    let sees = isGone && groups.allSatisfy { member.groups?.contains($0) ?? true }
    if !member.isSupervisor, !sees, !oracle.shown[name, default: []].contains(member.id) {
      fail("\(member.id) is sent \(frame.type) of \(name), which is none of theirs")
    }
    guard let seq = frame.seq else { return }
    if !member.isSupervisor, oracle.told[name]?[link.id] == nil {
      fail("\(member.id) is told of \(seq) of \(name), which they do not have")
    }
    if let due = link.due[name], seq != due, !member.isSupervisor || seq > due {
      fail("\(member.id) is told of \(seq) of \(name), and due is \(due)")
    }
    link.due[name] = seq + 1
  }

  private func tell(
    _ handoff: ServerFrame.Handoff, _ member: SimulatedStaff, _ link: Link
  ) {
    let name = handoff.conversation
    link.due[name] = nil
    if handoff.stage == .gone {
      oracle.told[name]?[link.id] = nil
      return
    }
    let sees = member.groups.map { handoff.group.map($0.contains) ?? true } ?? true
    if !sees { fail("\(member.id) is shown \(name) of \(handoff.group ?? "")") }
    oracle.shown[name, default: []].insert(member.id)
    guard handoff.stage == .assigned else { return }
    counts.assigned += 1
    if let other = oracle.told[name]?.values.first(where: { $0 != member.id }) {
      fail("\(name) is told to be \(member.id)'s while \(other) has it")
    }
    oracle.told[name, default: [:]][link.id] = member.id
  }

  /// Who has no connection left is told anew when coming back.
  func forgetTold(_ link: Link) {
    for name in oracle.told.keys { oracle.told[name]?[link.id] = nil }
    guard case .staff = link.party,
      !linkOfConnection.values.contains(where: { $0.party == link.party })
    else { return }
    let id = sender(link)
    for name in oracle.shown.keys { oracle.shown[name]?.remove(id) }
  }

  // MARK: Capacity

  /// Nobody is given more than they can have, but by their own taking over.
  func checkCapacity(before: [Int], _ event: HubEvent) {
    switch event {
    // What is restored was given before.
    case .restored, .loaded, .commitFailed: return
    case .frame(let connection, .takeover):
      counts.takeovers += 1
      check(except: linkOfConnection[connection].map(sender))
    default: check(except: nil)
    }
    func check(except taker: String?) {
      for member in staff where member.id != taker {
        guard let known = hub.desk.staff[member.id] else { continue }
        if known.load > known.capacity, known.load > before[member.number] {
          fail("\(member.id) has \(known.load) of \(known.capacity) after \(Trace.text(event))")
        }
      }
    }
  }
}

extension ServerFrame {
  /// The conversation it is about.
  var conversation: String? {
    switch self {
    case .welcome(let frame): frame.conversation
    case .ack(let frame): frame.conversation
    case .reply(let frame): frame.conversation
    case .state(let frame): frame.conversation
    case .message(let frame): frame.conversation
    case .typing(let frame): frame.conversation
    case .suggestion(let frame): frame.conversation
    case .handoff(let frame): frame.conversation
    case .note(let frame): frame.conversation
    case .alert(let frame): frame.conversation
    case .rate(let frame): frame.conversation
    case .stats, .pong, .error, .bye: nil
    }
  }
}
