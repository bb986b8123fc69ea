import Foundation
import KefuWire

@testable import KefuDesk
@testable import KefuHub
@testable import KefuStore

extension Simulation {
  // MARK: At any moment

  /// What must hold between any two events, looked at from time to time.
  func checkWhole() {
    guard failure == nil else { return }
    for id in hub.desk.tickets.keys where hub.conversations[id]?.phase != .ready {
      fail("the desk has \(id), which the hub has not")
    }
    for number in hub.outstanding.keys
    where !pipe.waiting.contains(where: { $0.number == number })
      && !pipe.answers.contains(where: { $0.batch == number })
    {
      fail("batch \(number) is waited for, and nobody has it")
    }
    for (id, live) in hub.conversations { check(id, live) }
    for (connection, known) in hub.connections {
      for (id, listening) in known.listening {
        guard case .holding = listening else { continue }
        let isRead = reads.contains {
          if case .events(connection, id, _, _) = $0.kind { true } else { false }
        }
        if !isRead, linkOfConnection[connection]?.isClosedByServer == false {
          fail("\(connection) waits for what was before in \(id), and nobody reads it")
        }
      }
    }
  }

  private func check(_ id: String, _ live: LiveConversation) {
    if let batch = live.lastBatch, hub.outstanding[batch] == nil {
      fail("\(id) waits for batch \(batch), which is none")
    }
    if let turning = live.turning, !turns.contains(where: { $0.number == turning.number }) {
      fail("\(id) waits for turn \(turning.number), which is none")
    }
    if let lookup = live.lookup, !lookups.contains(where: { $0.id == lookup.number }) {
      fail("\(id) waits for a lookup that is none")
    }
    let isRead = reads.contains {
      if case .conversation(id) = $0.kind { true } else { false }
    }
    if live.phase == .loading, !isRead, !live.needsLoading, hub.reloads[id] == nil {
      fail("\(id) waits to be loaded, and nobody reads it")
    }
    for (key, state) in live.requests {
      guard case .underWay = state else { continue }
      let isInLine =
        live.inputs.contains { $0.request?.key == key } || live.turning?.input.request?.key == key
      let isOnItsWay = hub.outstanding.values.contains { batch in
        batch.outgoing.contains {
          if case .ack(id, key, _) = $0 { true } else { false }
        }
      }
      if !isInLine, !isOnItsWay { fail("\(key.id) of \(id) is waited for, and nobody has it") }
    }
    guard live.lastBatch == nil, live.phase == .ready, !oracle.isErased(id) else { return }
    var kept = live.kept.ticket
    let ticket = hub.desk.ticket(of: id)
    // An offer to somebody who is not there any more is void after a restart.
    if ticket?.offer == nil { kept?.offer = nil }
    if kept != ticket {
      fail("\(id) is kept as \(owner(kept)), and is \(owner(ticket)) at the desk")
    }
    let durable = oracle.conversations[id]?.events.count ?? 0
    if live.seq != live.kept.seq || live.seq != durable {
      fail("\(id) is at \(live.seq), kept \(live.kept.seq), durable \(durable)")
    }
    let listeners = Set(
      (hub.desk.watchers(of: id) + [ticket?.owner.agent].compactMap(\.self)).flatMap {
        hub.staff[$0]?.connections ?? []
      })
    let changes = hub.outstanding.values.contains { batch in
      batch.outgoing.contains {
        if case .listeners(id) = $0 { true } else { false }
      }
    }
    if Set(live.listeners) != listeners, !changes {
      fail("\(live.listeners) listen to \(id), and \(listeners.sorted()) should")
    }
  }

  private func owner(_ ticket: Ticket?) -> String { ticket.map { "\($0.owner)" } ?? "nobody's" }

  // MARK: At the end

  /// All faults end, staff take everything, and whoever was not answered asks again.
  func heal() {
    isHealing = true
    trace?.add("all faults end")
    for link in links where link.isHalfOpen && !link.isClosedByServer {
      link.isClosedByServer = true
      arrivals.append(.disconnected(link.id))
    }
    pipe.outage = 0
    if isDraining {
      settle(2000) { self.isDrained }
      if !isDrained { return fail("it never says that it is drained") }
      restart()
    }
    for member in staff { if let link = member.link { drop(link, member) } }
    settle(8000) { self.isCalm }
    guard failure == nil else { return }
    checkWhole()
    checkNobodyWaits()
    checkStore()
    guard failure == nil else { return }
    everybodyLeaves()
  }

  private func drop(_ link: Link, _ member: SimulatedStaff) {
    leave(link)
    member.lost(link)
  }

  /// Lets everything happen in turns until something is reached; time passes where nothing is under
  /// way.
  private func settle(_ rounds: Int, until isReached: () -> Bool) {
    for round in 0..<rounds where failure == nil {
      steps += 1
      now += 0.005
      for _ in 0..<4 {
        customerActs()
        deliverLine()
        clientReads()
        clientReads()
        computeTurn()
        deliverArrival()
      }
      writeBatches()
      deliverAnswer()
      deliverAnswer()
      read()
      answerLookup()
      staffAct()
      if round % 8 == 0 {
        handle(.tick)
        dropDeadLinks()
        checkWhole()
        if isReached() { return }
        // The clock may have been put back by hours.
        if isQuiet { now += round < 2000 ? 2 : 60 }
      }
    }
  }

  /// Nothing is under way and nobody waits for anything.
  private var isCalm: Bool {
    isQuiet
      && customers.allSatisfy {
        $0.isDone && $0.devices.allSatisfy { $0.link != nil || $0.last == nil }
      }
      && staff.allSatisfy {
        $0.link != nil && $0.pending.isEmpty && $0.assigned.isEmpty && $0.offered.isEmpty
      }
      && hub.desk.tickets.values.allSatisfy { $0.owner == .bot || $0.owner == .resolved }
  }

  private var isQuiet: Bool {
    pipe.isIdle && turns.isEmpty && reads.isEmpty && arrivals.isEmpty && lookups.isEmpty
      && hub.reloads.isEmpty
      && links.allSatisfy {
        ($0.toServer.isEmpty || $0.isClosedByServer) && (!$0.isOpen || $0.toClient.isEmpty)
      }
  }

  private func checkNobodyWaits() {
    if !isCalm {
      let waiting = hub.desk.tickets.values.filter { $0.owner != .bot && $0.owner != .resolved }
        .map { "\($0.conversation) \($0.owner)" }.sorted()
      let customers = customers.filter { !$0.isDone }.map { customer in
        "\(customer.number) (\(customer.conversation ?? "")): "
          + customer.devices.flatMap(\.pending).map { $0.frame.id ?? "" }.joined(separator: " ")
      }
      let staff = staff.filter { !$0.pending.isEmpty || !$0.assigned.isEmpty || $0.link == nil }.map
      {
        "\($0.id): \($0.pending.map { $0.frame.id ?? "" }) \($0.assigned)"
      }
      fail(
        "it does not come to rest: quiet \(isQuiet), desk \(waiting), customers \(customers), staff \(staff)"
      )
    }
    for link in links where link.isOpen && !link.isClosedByServer {
      if let id = link.awaiting.sorted().first { fail("\(link.id) is never answered \(id)") }
      if link.awaitsWelcome { fail("\(link.id) is never welcomed") }
    }
    for customer in customers {
      for device in customer.devices {
        guard device.link != nil, let conversation = customer.conversation else { continue }
        let count = oracle.conversations[conversation]?.events.count ?? 0
        if let last = device.last, last != count, !oracle.isErased(conversation) {
          fail("customer \(customer.number) has \(last) of \(count)")
        }
      }
    }
  }

  /// What the desk has and what the store has are the same.
  private func checkStore() {
    do {
      for stored in try store.conversationsAtDesk() {
        let ticket = try stored.ticket.map { try JSONDecoder().decode(Ticket.self, from: $0) }
        if stored.owner != OwnerState(ticket?.owner ?? .bot) {
          fail("\(stored.id) is stored as \(stored.owner), its ticket as \(owner(ticket))")
        }
        let mine = hub.desk.ticket(of: stored.id)
        let isAside = ticket?.owner == .bot || ticket?.owner == .resolved
        if mine != ticket, mine != nil || !isAside {
          fail("\(stored.id) is stored as \(owner(ticket)), and is \(owner(mine)) at the desk")
        }
      }
      for (id, kept) in oracle.conversations {
        let stored = try store.events(of: id, after: 0, limit: .max)
        if stored.map({ $0.frame(in: id) }) != kept.events { fail("\(id) is stored otherwise") }
      }
    } catch {
      fail("the store cannot be read: \(error)")
    }
  }

  /// Nothing is kept in memory of those who are gone.
  private func everybodyLeaves() {
    for customer in customers {
      customer.isGone = true
      for device in customer.devices.indices {
        if let link = customer.devices[device].link {
          leave(link)
          customer.lost(link)
        }
      }
    }
    settle(3000) { self.isQuiet && self.hub.outstanding.isEmpty }
    for _ in 0..<20 {
      now += profile.hub.evictAfter
      handle(.tick)
      settle(100) { self.isQuiet }
    }
    for member in staff {
      if let link = member.link { drop(link, member) }
    }
    if let adminLink { leave(adminLink) }
    for i in 0..<4000 where failure == nil && (i < 400 || !isQuiet) {
      if i % 40 == 39 {
        now += profile.hub.evictAfter
        handle(.tick)
      }
      deliverLine()
      deliverArrival()
      writeBatches()
      deliverAnswer()
      computeTurn()
      read()
    }
    guard failure == nil else { return }
    if !hub.connections.isEmpty { fail("\(hub.connections.keys.sorted()) are kept") }
    if !hub.outstanding.isEmpty { fail("\(hub.outstanding.count) batches are kept") }
    if !hub.staff.isEmpty { fail("\(hub.staff.keys.sorted()) are kept") }
    for id in hub.conversations.keys.sorted() where !hub.isWanted(id) {
      let live = hub.conversations[id]!
      // An event may wait for the morning.
      if live.postponed.isEmpty {
        fail(
          "\(id) is kept in memory, idle \(live.isIdle), \(live.inputs.count) inputs, batch \(live.lastBatch ?? 0), \(live.customers) \(live.listeners)"
        )
      }
    }
  }
}
