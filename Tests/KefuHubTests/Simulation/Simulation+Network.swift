import KefuHub
import KefuWire

/// One connection, both ends of it: lines arrive in order or, once it breaks, not at all.
final class Link {
  enum Party: Equatable {
    case customer(Int, device: Int)
    case staff(Int)
    case admin
  }

  enum Line {
    case hello(ClientFrame.Hello, Principal)
    case frame(ClientFrame)
  }

  let id: ConnectionID
  let party: Party
  /// Of a customer.
  let conversation: String?
  /// The client's end.
  var isOpen = true
  /// Nothing arrives any more in either direction, and the server does not know.
  var isHalfOpen = false
  /// The server has closed it, or has heard that it is closed.
  var isClosedByServer = false
  var toServer: [Line] = []
  /// Nil: the server's end.
  var toClient: [ServerFrame?] = []
  var splitter = LineSplitter()

  /// Ids of frames that the hub has taken and not answered.
  var awaiting: Set<String> = []
  var awaitsWelcome = false
  /// Staff: the `seq` due next, by conversation.
  var due: [String: Int] = [:]

  init(_ id: ConnectionID, _ party: Party, conversation: String?) {
    self.id = id
    self.party = party
    self.conversation = conversation
  }

  /// The server's process has died: what is on its way to the client may still arrive.
  func dropByServer() {
    isClosedByServer = true
    toServer = []
    awaiting = []
    awaitsWelcome = false
    if isHalfOpen { isOpen = false } else { toClient.append(nil) }
  }
}

extension Simulation {
  func connect(_ party: Link.Party, _ hello: ClientFrame.Hello, _ principal: Principal) -> Link {
    var conversation: String?
    if case .customer(let customer) = principal { conversation = customer.conversation }
    let link = Link(ConnectionID(nextConnection), party, conversation: conversation)
    nextConnection += 1
    link.toServer.append(.hello(hello, principal))
    links.append(link)
    linkOfConnection[link.id] = link
    counts.connections += 1
    return link
  }

  /// The client goes; what it has sent may still arrive.
  func leave(_ link: Link) {
    guard link.isOpen else { return }
    link.isOpen = false
    link.toClient = []
    if random.below(4) == 0 { link.toServer = [] }
    if link.toServer.isEmpty { noticeEnd(of: link) }
  }

  /// The server hears that a connection is no more, once it has read what came before.
  private func noticeEnd(of link: Link) {
    guard !link.isClosedByServer else { return }
    link.isClosedByServer = true
    arrivals.append(.disconnected(link.id))
  }

  func disconnected(_ connection: ConnectionID) {
    guard let link = linkOfConnection.removeValue(forKey: connection) else { return }
    link.awaiting = []
    link.awaitsWelcome = false
    forgetTold(link)
  }

  func closeByServer(_ connection: ConnectionID) {
    guard let link = linkOfConnection[connection] else { return }
    link.awaiting = []
    link.awaitsWelcome = false
    link.toServer = []
    link.toClient.append(nil)
    noticeEnd(of: link)
  }

  /// A line arrives at the server.
  func deliverLine() {
    guard let link = pick(where: { !$0.toServer.isEmpty && !$0.isHalfOpen && !$0.isClosedByServer })
    else { return }
    switch link.toServer.removeFirst() {
    case .hello(let hello, let principal):
      link.awaitsWelcome = true
      if case .customer(let customer) = principal, customer.isNew { counts.begun += 1 }
      handle(.hello(link.id, hello, principal))
    case .frame(let frame):
      var frame = frame
      if random.below(8) == 0 {
        guard let read = throughBytes(frame, link) else { return }
        frame = read
      }
      if let id = frame.id { link.awaiting.insert(id) }
      handle(.frame(link.id, frame))
    }
    if !link.isOpen, link.toServer.isEmpty { noticeEnd(of: link) }
  }

  /// The frame as it is read from bytes that arrive in two pieces.
  private func throughBytes(_ frame: ClientFrame, _ link: Link) -> ClientFrame? {
    let bytes = frame.encoded + [UInt8(ascii: "\n")]
    let cut = random.below(bytes.count)
    link.splitter.append(bytes[..<cut])
    link.splitter.append(bytes[cut...])
    guard case .frame(let line)? = link.splitter.next(), let read = try? ClientFrame(line: line),
      read == frame
    else {
      fail("\(frame) does not survive its bytes")
      return nil
    }
    counts.throughBytes += 1
    return read
  }

  /// Something arrives at a client.
  func clientReads() {
    guard let link = pick(where: { $0.isOpen && !$0.isHalfOpen && !$0.toClient.isEmpty }) else {
      return
    }
    let frame = link.toClient.removeFirst()
    switch link.party {
    case .customer(let number, let device):
      if let frame {
        customers[number].read(frame, device, link, in: self)
      } else {
        link.isOpen = false
        customers[number].lost(link)
      }
    case .staff(let number):
      if let frame {
        staff[number].read(frame, link, in: self)
      } else {
        link.isOpen = false
        staff[number].lost(link)
      }
    case .admin: if frame == nil { link.isOpen = false }
    }
  }

  private func pick(where isWanted: (Link) -> Bool) -> Link? {
    guard !links.isEmpty else { return nil }
    let start = random.below(links.count)
    for i in 0..<links.count {
      let link = links[(start + i) % links.count]
      if isWanted(link) { return link }
    }
    return nil
  }

  /// Connections that both ends have forgotten.
  func dropDeadLinks() {
    links.removeAll { !$0.isOpen && $0.isClosedByServer }
  }

  // MARK: Trouble

  func causeTrouble() {
    dropDeadLinks()
    guard random.below(1000) < profile.faults else { return }
    switch random.below(100) {
    case 0..<35:
      // A cable is pulled: both ends notice, each at its own time.
      guard let link = pick(where: { $0.isOpen && !$0.isClosedByServer }) else { return }
      counts.broken += 1
      link.isOpen = false
      link.toServer = []
      link.toClient = []
      noticeEnd(of: link)
      lose(link)
    case 35..<55:
      guard let link = pick(where: { $0.isOpen && !$0.isClosedByServer && !$0.isHalfOpen })
      else { return }
      counts.halfOpen += 1
      link.isHalfOpen = true
      // The client gives up sooner or later; the server later still.
      link.isOpen = false
      link.toServer = []
      lose(link)
    case 55..<75:
      // The server notices that a connection is dead.
      if let link = pick(where: { $0.isHalfOpen && !$0.isClosedByServer }) { noticeEnd(of: link) }
    case 75..<82: if pipe.outage == 0 { pipe.outage = 1 + random.below(6) }
    case 82..<88: if random.below(1000) < profile.crashes * 5 { crash() }
    case 88..<92: erase()
    case 92..<94:
      if random.below(4) == 0, !isDraining {
        isDraining = true
        handle(.drain)
      }
    default:
      if isDrained {
        handle(.tick)
        crash()
      }
    }
  }

  private func lose(_ link: Link) {
    switch link.party {
    case .customer(let number, _): customers[number].lost(link)
    case .staff(let number): staff[number].lost(link)
    case .admin: break
    }
  }

  /// An administrator has a customer forgotten.
  private func erase() {
    guard nextConversation > 1, random.below(6) == 0 else { return }
    let conversation = "c\(1 + random.below(nextConversation - 1))"
    guard !oracle.isErased(conversation) else { return }
    do {
      _ = try store.erase(conversations: [conversation], at: now)
    } catch {
      return fail("erasing fails: \(error)")
    }
    counts.erasures += 1
    if turns.contains(where: { $0.conversation == conversation }) { counts.erasuresInTurn += 1 }
    oracle.erase(conversation)
    arrivals.append(.erased([conversation]))
  }

  /// An event of the shop for any conversation.
  func adminActs() {
    guard nextConversation > 1 else { return }
    if adminLink.map({ !$0.isOpen || $0.isClosedByServer }) ?? true {
      adminLink = connect(
        .admin, .init(role: .admin), .administrator(role: .admin, subject: "shop"))
    }
    counts.adminEvents += 1
    adminLink?.toServer.append(
      .frame(
        .event(
          .init(
            id: "e\(random.below(40))", conversation: "c\(1 + random.below(nextConversation - 1))",
            name: random.below(3) == 0 ? "delivered" : "unpaid", attributes: ["order": "7"]))))
  }
}
