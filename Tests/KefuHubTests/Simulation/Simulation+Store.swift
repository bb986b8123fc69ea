import Foundation
import KefuHub
import KefuWire

@testable import KefuStore

/// Batches on their way to the store, by the rules of `CommitQueue`.
struct StorePipe {
  struct Batch {
    var number: Int
    var changes: [ConversationChange]
    /// Of the store's failures that the hub had heard of.
    var generation: Int
  }

  var waiting: [Batch] = []
  /// On their way back to the hub, in order.
  var answers: [(batch: Int, error: StoreError?)] = []
  var generation = 0
  var lastFailure = StoreError.diskFull
  /// Of the last failure the hub has been told.
  var heard = 0
  /// Conversations of which a batch was refused.
  var refused: Set<String> = []
  /// Steps for which nothing can be written or read.
  var outage = 0

  var isIdle: Bool { waiting.isEmpty && answers.isEmpty }

  mutating func add(_ number: Int, _ changes: [ConversationChange]) {
    waiting.append(Batch(number: number, changes: changes, generation: heard))
  }
}

/// Something the daemon reads from the store: first it is read, later the hub hears of it.
struct Read {
  enum Kind {
    case conversation(String)
    case events(ConnectionID, conversation: String, after: Int, through: Int)
  }

  var kind: Kind
  var answer: HubEvent?
}

extension Simulation {
  /// One transaction with some of what waits.
  func writeBatches() {
    if pipe.outage > 0 { pipe.outage -= 1 }
    guard !pipe.waiting.isEmpty else { return }
    let count = 1 + random.below(pipe.waiting.count)
    let transaction = Array(pipe.waiting.prefix(count))
    pipe.waiting.removeFirst(count)
    guard pipe.outage == 0 else {
      failTransaction(transaction, random.pick([.diskFull, .locked, .other("I/O")]))
      return
    }
    var refused: [String: StoreError] = [:]
    func refuse(_ batch: StorePipe.Batch, _ error: StoreError) {
      for change in batch.changes where refused[change.conversation] == nil {
        refused[change.conversation] = error
      }
      pipe.refused.formUnion(batch.changes.map(\.conversation))
      pipe.answers.append((batch.number, error))
    }
    for batch in transaction {
      if batch.generation != pipe.generation {
        pipe.answers.append((batch.number, pipe.lastFailure))
        continue
      }
      if let refusal = batch.changes.lazy.compactMap({ refused[$0.conversation] }).first {
        refuse(batch, refusal)
        continue
      }
      if !isHealing, profile.faults > 0, random.below(3000) < 2, let change = batch.changes.first {
        // As if another process had written to the conversation.
        counts.outOfOrder += 1
        refuse(batch, .outOfOrder(conversation: change.conversation, expected: 0, found: 0))
        continue
      }
      do throws(StoreError) {
        try store.commit(batch.changes)
        counts.batches += 1
        oracle.apply(batch.changes, in: self)
        pipe.answers.append((batch.number, nil))
      } catch {
        switch error {
        case .erased: counts.writesToErased += 1
        // What rests on a batch that was refused.
        case .outOfOrder(let conversation, _, _) where pipe.refused.contains(conversation): break
        default: fail("the store refuses batch \(batch.number): \(error)")
        }
        refuse(batch, error)
      }
    }
  }

  /// Everything of the transaction, and all that waits behind it, is lost.
  private func failTransaction(_ transaction: [StorePipe.Batch], _ error: StoreError) {
    counts.storeFailures += 1
    pipe.generation += 1
    pipe.lastFailure = error
    for batch in transaction + pipe.waiting { pipe.answers.append((batch.number, error)) }
    pipe.waiting = []
  }

  func deliverAnswer() {
    guard !pipe.answers.isEmpty else { return }
    let (batch, error) = pipe.answers.removeFirst()
    if let error {
      handle(.commitFailed(batch: batch, error))
    } else {
      handle(.committed(batch: batch))
    }
  }

  /// Reads, or hands on what was read.
  func read() {
    guard !reads.isEmpty else { return }
    let place = random.below(reads.count)
    if let answer = reads[place].answer {
      reads.remove(at: place)
      handle(answer)
      return
    }
    let fails = pipe.outage > 0 || (!isHealing && profile.faults > 0 && random.below(30) == 0)
    if fails { counts.readFailures += 1 }
    switch reads[place].kind {
    case .conversation(let conversation):
      counts.loads += 1
      reads[place].answer = .loaded(
        conversation: conversation,
        fails
          ? .failure(.locked)
          : Result { () throws(StoreError) in try store.conversation(conversation) })
    case .events(let connection, let conversation, let after, let through):
      reads[place].answer = .replayed(
        connection, conversation: conversation, through: through,
        fails
          ? .failure(.locked)
          : Result { () throws(StoreError) in
            try store.events(of: conversation, after: after, limit: through - after)
          })
    }
  }

  /// The process dies: of what was under way some is durable, and nobody was told.
  func crash() {
    counts.crashes += 1
    let survivors = random.below(pipe.waiting.count + 1)
    pipe.waiting.removeLast(pipe.waiting.count - survivors)
    if pipe.outage == 0, !pipe.waiting.isEmpty {
      if pipe.waiting.contains(where: { $0.generation == pipe.generation }) {
        counts.durableUnheard += 1
      }
      while !pipe.waiting.isEmpty, pipe.outage == 0 { writeBatches() }
    }
    restart()
  }

  /// A new process with the same store.
  func restart() {
    trace?.add("the daemon starts anew")
    pipe = StorePipe()
    turns = []
    lookups = []
    reads = []
    arrivals = []
    isDraining = false
    isDrained = false
    for link in links { link.dropByServer() }
    linkOfConnection = [:]
    oracle.forgetTold()
    hub = Simulation.makeHub(profile, perturbs: perturbs)
    do {
      handle(.restored(try store.conversationsAtDesk()))
    } catch {
      fail("the store cannot be read after a start: \(error)")
    }
  }
}
