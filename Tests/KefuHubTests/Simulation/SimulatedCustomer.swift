import KefuHub
import KefuWire

/// Somebody who writes, reads, loses the connection and comes back; with one or two devices, each of
/// which must see every `seq` once and in order.
final class SimulatedCustomer {
  struct Pending {
    var frame: ClientFrame
    /// Where it was sent last; nil: it is to be sent again.
    var sentOn: ConnectionID?
  }

  struct Device {
    var link: Link?
    /// The last `seq` seen; nil before the first welcome.
    var last: Int?
    var pending: [Pending] = []
    /// Id → `seq` of what it has sent itself.
    var own: [String: Int] = [:]
  }

  let number: Int
  var remaining: Int
  var devices = [Device()]
  /// Nil until a welcome has come.
  var conversation: String?
  var nextID = 1
  var isGone = false

  init(number: Int, messages: Int) {
    self.number = number
    remaining = messages
  }

  var isDone: Bool { remaining == 0 && devices.allSatisfy { $0.pending.isEmpty } }

  func lost(_ link: Link) {
    for i in devices.indices where devices[i].link === link {
      devices[i].link = nil
      for p in devices[i].pending.indices { devices[i].pending[p].sentOn = nil }
    }
  }

  // MARK: Reading

  func read(_ frame: ServerFrame, _ device: Int, _ link: Link, in world: Simulation) {
    guard devices[device].link === link else { return }
    switch frame {
    case .welcome(let welcome):
      guard let mine = welcome.conversation else { return }
      if conversation == nil { conversation = mine }
      if devices[device].last == nil { devices[device].last = welcome.seq }
    case .ack(let ack): acknowledged(ack, device, in: world)
    case .error(let failure):
      if failure.code == .unknownConversation { return forget(in: world) }
      guard let id = failure.id,
        let place = devices[device].pending.firstIndex(where: { $0.frame.id == id })
      else { return }
      if failure.retry {
        devices[device].pending[place].sentOn = nil
      } else {
        devices[device].pending.remove(at: place)
      }
    case .bye(let reason):
      if reason == "erased" { return forget(in: world) }
      // Of a conversation in which nothing was said there is no ack.
      devices[device].pending.removeAll {
        if case .close = $0.frame { true } else { false }
      }
    default: if let seq = frame.seq { saw(seq, frame, device, in: world) }
    }
  }

  private func acknowledged(_ ack: ServerFrame.Ack, _ device: Int, in world: Simulation) {
    guard let id = ack.id else { return }
    devices[device].pending.removeAll { $0.frame.id == id }
    guard let seq = ack.seq, let last = devices[device].last else { return }
    if let before = devices[device].own[id], before != seq {
      world.fail("\(id) of customer \(number) is acknowledged as \(before) and as \(seq)")
    }
    devices[device].own[id] = seq
    if seq == last + 1 {
      devices[device].last = seq
    } else if seq > last {
      world.fail("customer \(number) has \(last), and is told of \(seq) by an ack")
    }
  }

  private func saw(_ seq: Int, _ frame: ServerFrame, _ device: Int, in world: Simulation) {
    guard let last = devices[device].last else {
      return world.fail("customer \(number) is told of \(seq) before the welcome")
    }
    if seq == last + 1 {
      devices[device].last = seq
    } else if case .message(let message) = frame, let id = message.id,
      devices[device].own[id] == seq
    {
      // Its own words, which it knows by their ack.
    } else {
      world.fail("customer \(number), device \(device), has \(last), and is told of \(seq)")
    }
  }

  /// The conversation is no more; the customer begins a new one.
  private func forget(in world: Simulation) {
    for i in devices.indices {
      if let link = devices[i].link { world.leave(link) }
      devices[i].link = nil
      devices[i].last = nil
      devices[i].pending = []
      devices[i].own = [:]
    }
    conversation = nil
  }

  // MARK: Acting

  func connect(_ device: Int, in world: Simulation) {
    let isNew = conversation == nil
    let name = conversation ?? "c\(world.nextConversation)"
    if isNew {
      world.nextConversation += 1
      forget(in: world)
    }
    if devices[device].last != nil { world.counts.returns += 1 }
    let isVIP = number % 5 == 0
    let link = world.connect(
      .customer(number, device: device),
      .init(conversation: conversation, after: devices[device].last, channel: "tmall"),
      .customer(
        .init(
          conversation: name, token: "token", isNew: isNew, customer: "k\(number)",
          attributes: isVIP ? ["vip": "true"] : [:])))
    devices[device].link = link
    resend(device, all: true)
  }

  /// Sends what is not answered: what is to be sent again, or all of it.
  func resend(_ device: Int, all: Bool) {
    guard let link = devices[device].link else { return }
    for i in devices[device].pending.indices where all || devices[device].pending[i].sentOn == nil {
      link.toServer.append(.frame(devices[device].pending[i].frame))
      devices[device].pending[i].sentOn = link.id
    }
  }

  func send(_ frame: ClientFrame, _ device: Int) {
    guard let link = devices[device].link else { return }
    link.toServer.append(.frame(frame))
    if frame.id != nil { devices[device].pending.append(Pending(frame: frame, sentOn: link.id)) }
  }

  func newFrame(in world: Simulation) -> ClientFrame {
    let id = "m\(nextID)"
    nextID += 1
    switch world.random.below(40) {
    case 0..<2: return .human(.init(id: id, reason: "x"))
    case 2: return .human(.init())
    case 12: return .report(.init(id: id, seq: 1 + world.random.below(8), comment: "x"))
    case 3..<5: return .rate(.init(id: id, score: 1 + world.random.below(5), comment: "x"))
    case 5..<7: return .choose(.init(id: id, option: 1 + world.random.below(3)))
    case 7: return .event(.init(id: id, name: "unpaid", attributes: ["order": "7"]))
    case 8: return .event(.init(id: id, name: "nonsense"))
    case 9: return .typing(conversation: nil)
    case 10: return .ping(id: nil)
    case 11: return .close(.init(id: id))
    default:
      return .message(.init(id: id, text: world.random.pick(SimulatedShop.messages)))
    }
  }
}

extension Simulation {
  func customerActs() {
    let customer = customers[random.below(customers.count)]
    if customer.isGone { return }
    if customer.conversation != nil, customer.devices.count == 1, random.below(30) == 0 {
      customer.devices.append(.init())
      counts.secondDevices += 1
    }
    let device = random.below(customer.devices.count)
    guard let link = customer.devices[device].link else {
      if !customer.isDone || isHealing || random.below(8) == 0 {
        customer.connect(device, in: self)
      }
      return
    }
    if customer.devices[device].pending.contains(where: { $0.sentOn == nil }) {
      customer.resend(device, all: false)
      return
    }
    if isHealing { return }
    switch random.below(30) {
    case 0:
      leave(link)
      customer.lost(link)
    case 1, 2:
      // Impatient: the same again.
      if !customer.devices[device].pending.isEmpty {
        counts.doubled += 1
        customer.resend(device, all: true)
      }
    default:
      guard customer.remaining > 0, link.toServer.count < 4 else { return }
      customer.remaining -= 1
      customer.send(customer.newFrame(in: self), device)
      counts.messages += 1
    }
  }
}
