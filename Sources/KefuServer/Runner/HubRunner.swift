import Foundation
import Kefu
import KefuDialogue
public import KefuHub
import KefuMatching
import KefuStore
import KefuWire
import Logging
import NIOCore
import Synchronization

/// Runs a hub: one thread takes events in the order they come, others compute turns, write and
/// read.
///
/// Whatever the hub sends goes out once for each round of events, so that a busy daemon writes in
/// larger pieces.
public final class HubRunner: @unchecked Sendable {
  // `condition` guards `inbox`, `ports` and `isStopping`; `hub` belongs to the thread alone.
  private let condition = NSCondition()
  private var inbox: [Mail] = []
  private var isStopping = false
  private var hub: Hub
  private var ports: [ConnectionID: Port] = [:]
  private let nextConnection = Atomic<UInt64>(1)

  private let store: any ConversationStore
  private let commits: CommitQueue
  /// Of `commits`, as the hub's thread knows it.
  private var generation = 0
  private let turns: WorkQueue<TurnRequest>
  private let reads: WorkQueue<Read>
  let worker: TurnWorker
  private let lookups: any LookupService
  private let lookupTimeout: Duration
  private let metrics: ServerMetrics
  private let logger: Logger
  private let now: @Sendable () -> Date
  private let mailbox: Mailbox
  private let finished = DispatchGroup()
  /// Called on the hub's thread for frames that are the daemon's own.
  let onCommand = Hook<(ConnectionID, ClientFrame)>()
  private let onDrained = Hook<Void>()

  /// Something for the hub's thread.
  enum Mail: Sendable {
    case event(HubEvent)
    case port(ConnectionID, Port)
    case portGone(ConnectionID)
    /// Straight to a connection, in order with what the hub sends.
    case send(ConnectionID, [PortItem])
    case inspect(@Sendable (inout Hub) -> Void)
    case closeIfAnswered(ConnectionID)
    /// Asks for all connections, those that have not said hello too.
    case listConnections(@Sendable ([ConnectionID]) -> Void)
  }

  private enum Read: Sendable {
    case conversation(String)
    case events(ConnectionID, conversation: String, after: Int, through: Int)
  }

  /// Where the other threads leave what they have done.
  private final class Mailbox: Sendable {
    let post = Hook<Mail>()

    func callAsFunction(_ event: HubEvent) { post(.event(event)) }
  }

  init(
    hub: Hub, store: any ConversationStore, knowledge: TurnWorker.Knowledge,
    lookups: any LookupService, lookupTimeout: Duration, turnThreads: Int,
    metrics: ServerMetrics, logger: Logger, now: @escaping @Sendable () -> Date = { Date() }
  ) {
    self.hub = hub
    self.store = store
    self.lookups = lookups
    self.lookupTimeout = lookupTimeout
    self.metrics = metrics
    self.logger = logger
    self.now = now
    let worker = TurnWorker(knowledge)
    self.worker = worker
    let mailbox = Mailbox()
    self.mailbox = mailbox
    commits = CommitQueue(store: store)
    turns = WorkQueue(name: "kefu-turn", threads: turnThreads) {
      // Boxed: the closure's own variables, one for each thread.
      let scratch = ScratchBox()
      return { request in
        mailbox(.turned(worker.turn(request, scratch: &scratch.value)))
      }
    }
    reads = WorkQueue(name: "kefu-read", threads: 2) {
      { mailbox(Self.answer($0, from: store)) }
    }
    mailbox.post.set { [weak self] in self?.post($0) }
  }

  private final class ScratchBox {
    var value = MatchScratch()
  }

  /// Reads what was at the desk and begins.
  ///
  /// - Throws: `StoreError` where the store cannot be read.
  public func start() throws {
    let atDesk = try store.conversationsAtDesk()
    post(.event(.restored(atDesk)))
    finished.enter()
    let thread = Thread { [self] in
      run()
      finished.leave()
    }
    thread.name = "kefu-hub"
    thread.stackSize = 4 << 20
    thread.start()
  }

  // MARK: Connections

  /// A connection that has just come; its frames go to `port`.
  public func connect(_ port: Port) -> ConnectionID {
    let id = ConnectionID(nextConnection.wrappingAdd(1, ordering: .relaxed).oldValue)
    post(.port(id, port))
    return id
  }

  public func post(_ event: HubEvent) { post(.event(event)) }

  public func disconnect(_ connection: ConnectionID) {
    post(.event(.disconnected(connection)))
    post(.portGone(connection))
  }

  /// Sends something that is not the hub's.
  public func send(_ items: [PortItem], to connection: ConnectionID) {
    post(.send(connection, items))
  }

  /// Closes a connection behind all that is sent to it, unless its conversation is still being
  /// answered.
  func closeIfAnswered(_ connection: ConnectionID) { post(.closeIfAnswered(connection)) }

  /// Asks something of the hub on its thread.
  func inspect<Value: Sendable>(
    _ body: @escaping @Sendable (inout Hub) -> Value
  ) async -> Value {
    await withCheckedContinuation { continuation in
      post(.inspect { continuation.resume(returning: body(&$0)) })
    }
  }

  fileprivate func post(_ mail: Mail) {
    condition.lock()
    inbox.append(mail)
    if inbox.count == 1 { condition.signal() }
    condition.unlock()
  }

  // MARK: The thread

  private func run() {
    var mail: [Mail] = []
    var sends = Sends()
    while true {
      condition.lock()
      if inbox.isEmpty, !isStopping {
        _ = condition.wait(until: Date(timeIntervalSinceNow: 0.1))
      }
      swap(&mail, &inbox)
      let isLast = isStopping && mail.isEmpty
      condition.unlock()
      if isLast { return }
      for item in mail { take(item, &sends) }
      mail.removeAll(keepingCapacity: true)
      perform(hub.handle(.tick, at: now()), &sends)
      sends.flush(ports)
    }
  }

  private func take(_ mail: Mail, _ sends: inout Sends) {
    switch mail {
    case .event(let event):
      switch event {
      case .frame(let connection, _): sends.taken[connection, default: 0] += 1
      default: break
      }
      let failures = hub.storeFailures
      let actions = hub.handle(event, at: now())
      // Only now does nothing that the hub does rest on what was not kept. At a failure it knew of
      // before, it may: the store can have failed again since.
      if hub.storeFailures != failures { generation = commits.generation }
      perform(actions, &sends)
    case .port(let connection, let port): ports[connection] = port
    case .portGone(let connection): ports[connection] = nil
    case .send(let connection, let items): sends.append(items, to: connection)
    case .inspect(let body): body(&hub)
    case .closeIfAnswered(let connection):
      if !hub.isAnswering(connection) { sends.append([.close], to: connection) }
    case .listConnections(let body): body(ports.keys.sorted())
    }
  }

  private func perform(_ actions: [HubAction], _ sends: inout Sends) {
    var requests: [TurnRequest] = []
    for action in actions {
      switch action {
      case .send(let connection, let frame): sends.append([.frame(frame)], to: connection)
      case .close(let connection): sends.append([.close], to: connection)
      case .turn(let request): requests.append(request)
      case .commit(let batch, let changes): commit(batch, changes)
      case .load(let conversation): reads.submit([.conversation(conversation)])
      case .replay(let connection, let conversation, let after, let through):
        reads.submit([
          .events(connection, conversation: conversation, after: after, through: through)
        ])
      case .lookUp(let conversation, let request): lookUp(request, for: conversation)
      case .command(let connection, let frame):
        onCommand((connection, frame))
      case .observed(let observation): observe(observation)
      case .drained:
        onDrained(())
      }
    }
    turns.submit(requests)
  }

  private func commit(_ batch: Int, _ changes: [ConversationChange]) {
    let start = ContinuousClock.now
    let isTaken = commits.commit(changes, generation: generation) { [mailbox, metrics] result in
      metrics.storeSeconds.record(duration: ContinuousClock.now - start)
      switch result {
      case .success: mailbox(.committed(batch: batch))
      case .failure(let error): mailbox(.commitFailed(batch: batch, error))
      }
    }
    if !isTaken {
      mailbox(.commitFailed(batch: batch, .other("too much waits to be written")))
    }
  }

  private func lookUp(_ request: LookupRequest, for conversation: String) {
    let (lookups, timeout, mailbox) = (lookups, lookupTimeout, mailbox)
    Task {
      let outcome = await lookups.outcome(
        of: request, timeout: timeout, clock: ContinuousClock())
      mailbox(.lookedUp(conversation: conversation, id: request.id, outcome))
    }
  }

  private static func answer(_ read: Read, from store: any ConversationStore) -> HubEvent {
    switch read {
    case .conversation(let conversation):
      let result = Result { () throws(StoreError) in try store.conversation(conversation) }
      return .loaded(conversation: conversation, result)
    case .events(let connection, let conversation, let after, let through):
      let result = Result { () throws(StoreError) in
        try store.events(of: conversation, after: after, limit: through - after)
      }
      return .replayed(connection, conversation: conversation, through: through, result)
    }
  }

  private func observe(_ observation: HubObservation) {
    metrics.observe(observation)
    switch observation {
    case .rolledBack(let count):
      logger.error(
        "the store could not keep a batch; its senders were told to try again",
        metadata: ["conversations": "\(count)"])
    case .handoff(let reason): logger.info("handoff", metadata: ["reason": "\(reason)"])
    case .turn, .acknowledged, .refused: break
    }
  }

  // MARK: The end

  /// Takes nothing new, finishes what is under way, and returns when that is done or the time is
  /// up.
  public func drain(timeout: Duration) async {
    await withTaskGroup(of: Void.self) { group in
      group.addTask {
        await withCheckedContinuation { continuation in
          let once = Once()
          self.onDrained.set { once { continuation.resume() } }
          self.post(.drain)
          Task {
            try? await Task.sleep(for: timeout)
            once { continuation.resume() }
          }
        }
      }
    }
  }

  /// Calls something the first time only.
  private final class Once: Sendable {
    private let isDone = Atomic(false)

    func callAsFunction(_ body: () -> Void) {
      if isDone.compareExchange(expected: false, desired: true, ordering: .relaxed).exchanged {
        body()
      }
    }
  }

  /// Ends all threads; what was submitted to the store is written first. Also of a runner that was
  /// never started.
  public func stop() {
    turns.stop()
    commits.shutdown()
    reads.stop()
    condition.lock()
    isStopping = true
    condition.signal()
    condition.unlock()
    finished.wait()
  }
}

/// What a round of events sends, by connection.
private struct Sends {
  /// Frames of a connection that the hub has taken since the last flush.
  var taken: [ConnectionID: Int] = [:]
  private var items: [ConnectionID: [PortItem]] = [:]

  mutating func append(_ new: [PortItem], to connection: ConnectionID) {
    items[connection, default: []].append(contentsOf: new)
  }

  /// Gives each event loop its share at once.
  mutating func flush(_ ports: [ConnectionID: Port]) {
    guard !items.isEmpty || !taken.isEmpty else { return }
    var loops: [ObjectIdentifier: (any EventLoop, [Delivery])] = [:]
    for connection in Set(items.keys).union(taken.keys) {
      let mine = items[connection] ?? []
      let count = taken[connection] ?? 0
      switch ports[connection] {
      case nil: continue
      case .custom(let deliver): deliver(mine, count)
      case .line(let handler):
        let loop = handler.eventLoop
        loops[ObjectIdentifier(loop), default: (loop, [])].1.append(
          Delivery(handler: handler, items: mine, taken: count))
      }
    }
    items.removeAll(keepingCapacity: true)
    taken.removeAll(keepingCapacity: true)
    for (_, (loop, deliveries)) in loops {
      loop.execute {
        for delivery in deliveries {
          delivery.handler.value.deliver(delivery.items, taken: delivery.taken)
        }
      }
    }
  }

  private struct Delivery: Sendable {
    var handler: NIOLoopBound<LineHandler>
    var items: [PortItem]
    var taken: Int
  }
}

extension HubRunner {
  /// Says goodbye to every connection and waits until they are gone.
  func closeAll(reason: String, within limit: Duration) async {
    for connection in await connections() {
      send([.frame(.bye(reason: reason)), .close], to: connection)
    }
    let end = ContinuousClock.now + limit
    while ContinuousClock.now < end {
      if await connections().isEmpty { return }
      try? await Task.sleep(for: .milliseconds(20))
    }
  }

  private func connections() async -> [ConnectionID] {
    await withCheckedContinuation { continuation in
      post(.listConnections { continuation.resume(returning: $0) })
    }
  }
}
