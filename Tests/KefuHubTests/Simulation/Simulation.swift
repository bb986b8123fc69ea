import Foundation
import KefuDialogue
import KefuKnowledge
import KefuMatching
import KefuTestSupport
import KefuWire

@testable import KefuDesk
@testable import KefuHub
@testable import KefuStore

/// A daemon without threads, sockets and disk: the real hub, desk, dialogue and store, and customers
/// and staff around them, in a world whose clock, network and faults come from one seed.
///
/// In each step one thing happens: a line arrives, a turn is computed, a batch is written, a process
/// dies. After each the invariants are checked; the first that does not hold ends the run.
final class Simulation {
  let seed: UInt64
  let customerCount: Int
  var random: SeededRandom
  let profile: Profile
  var now = Date(timeIntervalSince1970: 1_794_974_400)
  var steps = 0

  var hub: Hub
  let store = MemoryStore()
  var oracle = Oracle()
  var counts = Counts()
  /// The first invariant that did not hold.
  var failure: String?

  // The daemon's surroundings; all but the store is lost when it dies.
  var pipe = StorePipe()
  var turns: [TurnRequest] = []
  var lookups: [(conversation: String, id: Int)] = []
  var reads: [Read] = []
  /// Events on their way to the hub, in order.
  var arrivals: [HubEvent] = []
  var isDraining = false
  var isDrained = false

  // The world outside.
  var nextConnection: UInt64 = 1
  var nextConversation = 1
  var links: [Link] = []
  var linkOfConnection: [ConnectionID: Link] = [:]
  var customers: [SimulatedCustomer] = []
  var staff: [SimulatedStaff] = []
  var adminLink: Link?
  /// Whether faults happen and customers write; else everything is to come to its end.
  var isHealing = false

  var scratch = MatchScratch()
  /// Of every action, where wanted.
  var hash: ActionHash?
  /// The last events, where wanted.
  var trace: Trace?

  /// What differs from seed to seed.
  struct Profile {
    var desk = DeskSettings()
    var hub = HubSettings()
    /// In a thousand steps.
    var faults = 0
    var crashes = 0
    var clockJumps = 0
    var slowStore = 0
    var messages = 3
    var dullAgents = false
  }

  /// - Parameter perturbs: Lays dictionaries out differently, which must not show.
  init(
    seed: UInt64, customers: Int, hashes: Bool = false, traces: Bool = false, perturbs: Bool = false
  ) {
    self.seed = seed
    customerCount = customers
    var random = SeededRandom(seed: seed)
    profile = Profile(using: &random)
    self.random = random
    hub = Simulation.makeHub(profile, perturbs: perturbs)
    if hashes { hash = ActionHash() }
    if traces { trace = Trace() }
    self.perturbs = perturbs
  }

  let perturbs: Bool

  static func makeHub(_ profile: Profile, perturbs: Bool) -> Hub {
    var hub = Hub(
      desk: Desk(settings: profile.desk), cannedReplies: SimulatedShop.cannedReplies,
      settings: profile.hub)
    if perturbs {
      hub.connections.reserveCapacity(300)
      hub.conversations.reserveCapacity(300)
      hub.staff.reserveCapacity(300)
      hub.outstanding.reserveCapacity(300)
      hub.movedPositions.reserveCapacity(300)
      hub.desk.tickets.reserveCapacity(300)
      hub.desk.queues.reserveCapacity(300)
      hub.desk.staff.reserveCapacity(300)
    }
    return hub
  }

  // MARK: Running

  /// - Returns: Nil where every invariant held.
  func run() -> String? {
    begin()
    let limit = customerCount * 1500 + 3000
    while failure == nil, !isOver, steps < limit { step() }
    if failure == nil { heal() }
    counts.steps = steps
    counts.conversations = nextConversation - 1
    return failure.map { "seed \(seed), step \(steps): \($0)" }
  }

  private func begin() {
    customers = (0..<customerCount).map {
      SimulatedCustomer(number: $0, messages: 1 + random.below(profile.messages))
    }
    staff = SimulatedStaff.everybody(profile, using: &random)
    handle(.restored([]))
  }

  /// Everybody has said what they wanted to say.
  private var isOver: Bool { customers.allSatisfy { $0.remaining == 0 } }

  func step() {
    steps += 1
    passTime()
    switch random.below(1000) {
    case 0..<110: customerActs()
    case 110..<300: deliverLine()
    case 300..<480: clientReads()
    case 480..<600: computeTurn()
    case 600..<(700 - profile.slowStore): writeBatches()
    case 700..<800: deliverAnswer()
    case 800..<840: read()
    case 840..<925: staffAct()
    case 925..<950: handle(.tick)
    case 950..<957: answerLookup()
    case 965..<985: deliverArrival()
    case 985..<986: adminActs()
    default: if !isHealing { causeTrouble() }
    }
    if steps % 64 == 0 || (pipe.isIdle && steps % 8 == 0) { checkWhole() }
  }

  private func passTime() {
    now += Double(random.below(120)) / 1000
    guard !isHealing else { return }
    let chance = random.below(4000)
    switch chance {
    case 0..<24: now += Double(1 + random.below(30))
    case 24..<(24 + profile.clockJumps):
      now += Double(60 + random.below(1800))
      counts.jumpsForward += 1
    case 60..<(60 + profile.clockJumps):
      now -= Double(1 + random.below(600))
      counts.jumpsBack += 1
    default: break
    }
  }

  /// The hub takes one event, and what it wants done is put where it will be done.
  func handle(_ event: HubEvent) {
    trace?.add(steps, event)
    let loads = staff.map { hub.desk.load(of: $0.id) }
    let failures = hub.storeFailures
    let actions = hub.handle(event, at: now)
    if hub.storeFailures != failures { pipe.heard = pipe.generation }
    hash?.add(actions)
    for action in actions { perform(action) }
    checkCapacity(before: loads, event)
  }

  private func perform(_ action: HubAction) {
    trace?.add(action)
    switch action {
    case .send(let connection, let frame): emit(frame, to: connection)
    case .close(let connection): closeByServer(connection)
    case .load(let conversation): reads.append(.init(kind: .conversation(conversation)))
    case .replay(let connection, let conversation, let after, let through):
      reads.append(
        .init(kind: .events(connection, conversation: conversation, after: after, through: through))
      )
      counts.replaysFromStore += 1
    case .turn(let request): turns.append(request)
    case .lookUp(let conversation, let request):
      lookups.append((conversation, request.id))
      counts.lookups += 1
    case .commit(let batch, let changes): pipe.add(batch, changes)
    case .command: break
    case .observed(let observation): observe(observation)
    case .drained:
      isDrained = true
      counts.drains += 1
    }
  }

  private func observe(_ observation: HubObservation) {
    switch observation {
    case .handoff: counts.handoffs += 1
    case .rolledBack: counts.rollbacks += 1
    case .refused(let code): counts.refusals[code.rawValue, default: 0] += 1
    case .turn: counts.replies += 1
    case .acknowledged: counts.acks += 1
    }
  }

  // MARK: What the daemon does beside the hub

  func computeTurn() {
    guard !turns.isEmpty else { return }
    let request = turns.remove(at: random.below(turns.count))
    var context = AnswerContext(attributes: request.attributes)
    if let channel = request.channel { context.attributes["channel"] = channel }
    let turn = SimulatedShop.dialogue.turn(
      request.state, request.input, now: request.now, context: context, scratch: &scratch)
    counts.turns += 1
    handle(
      .turned(
        TurnResult(
          conversation: request.conversation, number: request.number, turn: turn)))
  }

  func answerLookup() {
    guard !lookups.isEmpty else { return }
    let lookup = lookups.remove(at: random.below(lookups.count))
    let outcome: LookupOutcome =
      switch random.below(4) {
      case 0: .failed
      case 1: .missing
      default: .found(["status": "运输中", "place": "杭州", "time": "今天"])
      }
    if case .failed = outcome { counts.lookupsFailed += 1 }
    if hub.desk.ticket(of: lookup.conversation)?.owner.agent != nil { counts.lookupsTooLate += 1 }
    handle(.lookedUp(conversation: lookup.conversation, id: lookup.id, outcome))
    if random.below(20) == 0 {
      // Answered twice.
      handle(.lookedUp(conversation: lookup.conversation, id: lookup.id, .failed))
    }
  }

  func deliverArrival() {
    guard !arrivals.isEmpty else { return }
    let event = arrivals.removeFirst()
    if case .disconnected(let connection) = event { disconnected(connection) }
    handle(event)
  }

  func fail(_ message: @autoclosure () -> String) {
    if failure == nil { failure = message() }
  }
}

extension Simulation.Profile {
  init(using random: inout SeededRandom) {
    desk.mode = random.below(2) == 0 ? .assign : .offer
    desk.groups = SimulatedShop.groups
    desk.botSpeaksOffline = random.below(3) == 0
    desk.redLinePolicy = random.below(2) == 0 ? .withhold : .alert
    desk.promisesAfterMaxWait = random.below(3) == 0
    desk.defaultCapacity = 1 + random.below(3)
    desk.acceptTimeout = Double(3 + random.below(20))
    desk.passTime = 20
    desk.agentTimeout = Double(20 + random.below(60))
    desk.disconnectGrace = Double(5 + random.below(20))
    desk.maxWait = Double(20 + random.below(100))
    desk.callbackDelay = 300
    desk.abandonAfter = Double(20 + random.below(100))
    desk.maximumHold = 60
    desk.idleTimeout = 200
    desk.queueLimit = 2
    desk.ratingWindow = 400
    hub.backlog = 4
    hub.burst = Double(3 + random.below(8))
    hub.messagesPerSecond = [0.3, 3, 20][random.below(3)]
    hub.recentEvents = 3
    hub.staffHistory = 6
    hub.evictAfter = 10
    hub.outstandingBatches = 40
    let isFierce = random.below(4) != 0
    faults = isFierce ? random.below(1000) : 0
    crashes = isFierce && random.below(2) == 0 ? random.below(200) : 0
    clockJumps = random.below(3) == 0 ? random.below(30) : 0
    slowStore = random.below(3) == 0 ? 80 : 0
    messages = 2 + random.below(4)
    dullAgents = random.below(3) == 0
  }
}
