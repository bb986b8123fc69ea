import KefuHub
import KefuTestSupport
import KefuWire

/// An agent or a supervisor: takes conversations, talks, passes them on, forgets about them, goes.
final class SimulatedStaff {
  let id: String
  let number: Int
  let groups: Set<String>?
  let isSupervisor: Bool
  var capacity: Int
  /// In a hundred chances to act, how many are taken.
  var zeal: Int
  var link: Link?
  // What it believes to have, in the order it heard of it.
  var assigned: [String] = []
  var offered: [String] = []
  var waiting: [String] = []
  var pending: [(frame: ClientFrame, link: ConnectionID)] = []
  var nextID = 1

  init(
    _ id: String, number: Int, groups: Set<String>?, isSupervisor: Bool = false, capacity: Int,
    zeal: Int
  ) {
    self.id = id
    self.number = number
    self.groups = groups
    self.isSupervisor = isSupervisor
    self.capacity = capacity
    self.zeal = zeal
  }

  static func everybody(
    _ profile: Simulation.Profile, using random: inout SeededRandom
  ) -> [SimulatedStaff] {
    func zeal() -> Int { profile.dullAgents ? random.below(30) : 20 + random.below(80) }
    return [
      SimulatedStaff(
        "wang", number: 0, groups: ["aftersale"], capacity: 1 + random.below(3), zeal: zeal()),
      SimulatedStaff(
        "li", number: 1, groups: ["aftersale", "presale"], capacity: 1 + random.below(3),
        zeal: zeal()),
      SimulatedStaff("zhao", number: 2, groups: ["complaint"], capacity: 1, zeal: zeal()),
      SimulatedStaff(
        "boss", number: 3, groups: nil, isSupervisor: true, capacity: 2, zeal: zeal()),
    ]
  }

  func lost(_ link: Link) {
    guard self.link === link else { return }
    self.link = nil
    assigned = []
    offered = []
    waiting = []
  }

  func read(_ frame: ServerFrame, _ link: Link, in world: Simulation) {
    guard self.link === link else { return }
    switch frame {
    case .handoff(let handoff):
      for list in [\SimulatedStaff.assigned, \.offered, \.waiting] {
        self[keyPath: list].removeAll { $0 == handoff.conversation }
      }
      switch handoff.stage {
      case .assigned: assigned.append(handoff.conversation)
      case .offered: offered.append(handoff.conversation)
      case .waiting: waiting.append(handoff.conversation)
      case .gone: break
      }
    case .ack(let ack): pending.removeAll { $0.frame.id == ack.id }
    case .error(let failure):
      pending.removeAll { $0.frame.id == failure.id }
    case .alert(let alert) where alert.kind == "presence" && world.isHealing:
      send(.presence(.init(id: newID(), state: .available, capacity: 500)))
    default: break
    }
  }

  func send(_ frame: ClientFrame) {
    guard let link else { return }
    link.toServer.append(.frame(frame))
    if frame.id != nil { pending.append((frame, link.id)) }
  }

  func newID() -> String {
    nextID += 1
    return "\(id)-\(nextID)"
  }
}

extension Simulation {
  func staffAct() {
    let member = staff[random.below(staff.count)]
    guard member.link != nil else {
      guard isHealing || random.below(4) == 0 else { return }
      return join(member)
    }
    if isHealing { return workOff(member) }
    guard random.below(100) < member.zeal else { return }
    if !member.pending.isEmpty, random.below(12) == 0 {
      counts.doubled += 1
      member.link?.toServer.append(.frame(random.pick(member.pending).frame))
      return
    }
    switch random.below(40) {
    case 0:
      guard let link = member.link else { return }
      leave(link)
      member.lost(link)
    case 1, 2:
      member.capacity = 1 + random.below(3)
      member.send(
        .presence(
          .init(
            id: member.newID(), state: random.pick([.available, .available, .busy, .away]),
            capacity: member.capacity)))
    case 3 where member.isSupervisor, 4 where member.isSupervisor, 5 where member.isSupervisor,
      6 where member.isSupervisor:
      supervise(member)
    default: work(member)
    }
  }

  private func join(_ member: SimulatedStaff) {
    member.link = connect(
      .staff(member.number), .init(role: member.isSupervisor ? .supervisor : .agent),
      .staff(
        .init(
          id: member.id, name: member.id.uppercased(), groups: member.groups,
          isSupervisor: member.isSupervisor)))
    // What was not answered is said again.
    for (frame, _) in member.pending { member.link?.toServer.append(.frame(frame)) }
    member.send(
      .presence(
        .init(id: member.newID(), state: .available, capacity: isHealing ? 500 : member.capacity)))
  }

  private func work(_ member: SimulatedStaff) {
    if !member.offered.isEmpty, random.below(2) == 0 {
      let conversation = random.pick(member.offered)
      let reference = ClientFrame.Reference(id: member.newID(), conversation: conversation)
      member.send(random.below(4) == 0 ? .decline(reference) : .accept(reference))
    } else if !member.assigned.isEmpty {
      talk(member, random.pick(member.assigned))
    } else if !member.waiting.isEmpty, random.below(2) == 0 {
      let named = random.below(3) != 0
      member.send(
        .accept(
          .init(id: member.newID(), conversation: named ? random.pick(member.waiting) : nil)))
    }
  }

  private func talk(_ member: SimulatedStaff, _ conversation: String) {
    let id = member.newID()
    switch random.below(24) {
    case 0..<4: member.send(.resolve(.init(id: id, conversation: conversation, text: "x")))
    case 4, 5:
      member.send(.hold(.init(id: id, conversation: conversation, off: random.below(2) == 0)))
    case 6:
      member.send(
        .transfer(
          .init(id: id, conversation: conversation, to: .group(random.pick(SimulatedShop.groups)))))
    case 7:
      member.send(
        .transfer(
          .init(
            id: id, conversation: conversation,
            to: .agent(random.pick(["wang", "li", "zhao", "chen"])))))
    case 8:
      member.send(
        .canned(.init(id: id, conversation: conversation, code: random.pick(["hello", "address"]))))
    case 9: member.send(.note(.init(id: id, conversation: conversation, text: "x")))
    case 10: member.send(.typing(conversation: conversation))
    case 11: member.send(.message(.init(id: id, conversation: conversation, text: "加我微信")))
    default: member.send(.message(.init(id: id, conversation: conversation, text: "您好")))
    }
  }

  private func supervise(_ member: SimulatedStaff) {
    guard nextConversation > 1 else { return }
    let conversation = "c\(1 + random.below(nextConversation - 1))"
    let id = member.newID()
    switch random.below(6) {
    case 0, 1:
      member.send(.watch(.init(id: id, conversation: conversation, off: random.below(3) == 0)))
    case 2: member.send(.whisper(.init(id: id, conversation: conversation, text: "x")))
    case 3, 4: member.send(.takeover(.init(id: id, conversation: conversation)))
    default:
      let own = member.assigned.isEmpty ? conversation : random.pick(member.assigned)
      member.send(.release(.init(id: id, conversation: own)))
    }
  }

  /// Takes what waits and brings what it has to an end.
  private func workOff(_ member: SimulatedStaff) {
    guard member.pending.isEmpty else { return }
    if let conversation = member.offered.first {
      member.send(.accept(.init(id: member.newID(), conversation: conversation)))
    } else if let conversation = member.assigned.first {
      member.send(
        random.below(2) == 0
          ? .message(.init(id: member.newID(), conversation: conversation, text: "您好"))
          : .resolve(.init(id: member.newID(), conversation: conversation)))
    }
  }
}
