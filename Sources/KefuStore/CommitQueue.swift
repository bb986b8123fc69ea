import Foundation

/// Commits what many threads hand it, all that waits in one transaction.
///
/// ```swift
/// let queue = CommitQueue(store: store)
/// queue.commit([change]) { result in … }  // returns at once
/// ```
///
/// One thread of its own writes. While a commit is under way batches gather; the next commit takes them
/// all, so that one sync of the disk serves many, and none waits longer than two commits. Completions
/// are called on that thread, in the order of the batches: hand on to another at once.
///
/// **When a commit fails** because of the store (a full disk, a lock), each batch of it fails with that
/// error, and so does each batch that waits behind it: it was built on what is not kept. New batches
/// are then taken again. A caller that works ahead in memory passes the `generation` it last saw; each
/// such failure makes a new one, and batches of an older one fail too, however late they come:
///
/// ```swift
/// // In the completion of a failure:
/// generation = queue.generation  // first
/// forgetWhatIsNotKept()  // then
/// ```
///
/// **When a single batch is at fault** (`outOfOrder`, `erased`), it fails alone, with those of the same
/// transaction that follow it and touch the same conversation; the others are kept.
public final class CommitQueue: @unchecked Sendable {
  public typealias Completion = @Sendable (Result<Void, StoreError>) -> Void

  private struct Batch {
    var changes: [ConversationChange]
    var generation: Int?
    var completion: Completion
  }

  private let store: any ConversationStore
  public let capacity: Int

  // `condition` guards all that follows.
  private let condition = NSCondition()
  private var waiting: [Batch] = []
  private var underWay = 0
  /// The store's last failure, and the generation since.
  private var failed: (generation: Int, error: StoreError)?
  private var isShutDown = false
  private var hasEnded = false
  private weak var thread: Thread?

  /// - Parameter capacity: Batches that may wait or be under way, 1 or more.
  public init(store: any ConversationStore, capacity: Int = 10_000) {
    self.store = store
    self.capacity = max(1, capacity)
    let thread = Thread { [self] in run() }
    thread.name = "KefuStore.CommitQueue"
    thread.stackSize = 1 << 20
    self.thread = thread
    thread.start()
  }

  /// Batches that wait or are under way.
  public var count: Int { condition.withLock { waiting.count + underWay } }

  /// Greater by one after each failure of the store.
  public var generation: Int { condition.withLock { failed?.generation ?? 0 } }

  /// Hands over changes to be kept in one piece, after all that were handed over before.
  ///
  /// - Parameters:
  ///   - generation: The one the changes were made in; nil where they build on nothing.
  ///   - completion: Called once, unless false is returned.
  /// - Returns: False where the queue is full or shut down, and nothing was taken.
  public func commit(
    _ changes: [ConversationChange], generation: Int? = nil, completion: @escaping Completion
  ) -> Bool {
    condition.withLock {
      guard !isShutDown, waiting.count + underWay < capacity else { return false }
      waiting.append(Batch(changes: changes, generation: generation, completion: completion))
      condition.signal()
      return true
    }
  }

  /// Takes nothing new, and returns when all that was taken is done.
  ///
  /// - Precondition: Not called by a completion, which it would wait for.
  public func shutdown() {
    precondition(Thread.current !== thread, "a completion cannot wait for the queue's end")
    condition.withLock {
      isShutDown = true
      condition.broadcast()
      while !hasEnded { condition.wait() }
    }
  }

  // MARK: The thread

  private func run() {
    while let batches = take() {
      commit(batches)
      condition.withLock { underWay = 0 }
    }
    condition.withLock {
      hasEnded = true
      condition.broadcast()
    }
  }

  /// All that wait; nil at the end.
  private func take() -> [Batch]? {
    condition.withLock {
      while waiting.isEmpty {
        if isShutDown { return nil }
        condition.wait()
      }
      return takeWaiting()
    }
  }

  private func takeWaiting() -> [Batch] {
    let batches = waiting
    waiting.removeAll(keepingCapacity: true)
    underWay += batches.count
    return batches
  }

  private func commit(_ batches: [Batch]) {
    var group = GroupCommit(batches.map(\.changes))
    if let (generation, error) = condition.withLock({ failed }) {
      for (i, batch) in batches.enumerated() where batch.generation ?? generation != generation {
        group.outcomes[i] = .failure(error)
      }
    }
    guard let failure = group.commit(to: store) else {
      for (batch, outcome) in zip(batches, group.outcomes) { batch.completion(outcome!) }
      return
    }
    // The generation first: a completion may ask for it.
    let behind = condition.withLock {
      failed = ((failed?.generation ?? 0) + 1, failure)
      return takeWaiting()
    }
    for (batch, outcome) in zip(batches, group.outcomes) {
      batch.completion(outcome ?? Result.failure(failure))
    }
    for batch in behind { batch.completion(.failure(failure)) }
  }
}

/// Batches to be kept in one transaction, or, where one of them is at fault, in several without it.
private struct GroupCommit {
  private let batches: [[ConversationChange]]
  /// By the place of the batch; nil as long as nothing is decided.
  var outcomes: [Result<Void, StoreError>?]
  /// Conversation → why whatever touches it from now on fails.
  private var refused: [String: StoreError] = [:]

  init(_ batches: [[ConversationChange]]) {
    self.batches = batches
    outcomes = Array(repeating: nil, count: batches.count)
  }

  /// Decides that a batch is not to be kept, nor those after it that touch its conversations.
  private mutating func refuse(_ place: Int, _ error: StoreError) {
    outcomes[place] = .failure(error)
    for change in batches[place] where refused[change.conversation] == nil {
      refused[change.conversation] = error
    }
  }

  /// - Returns: The failure of the store, which leaves the rest undecided.
  mutating func commit(to store: any ConversationStore) -> StoreError? {
    commit(batches.indices, to: store)
  }

  private mutating func commit(
    _ places: Range<Int>, to store: any ConversationStore
  ) -> StoreError? {
    var open: [Int] = []
    for place in places where outcomes[place] == nil {
      let refusal = batches[place].first { refused[$0.conversation] != nil }
      if let refusal {
        refuse(place, refused[refusal.conversation]!)
      } else {
        open.append(place)
      }
    }
    if open.isEmpty { return nil }
    do throws(StoreError) {
      try store.commit(open.flatMap { batches[$0] })
      for place in open { outcomes[place] = .success(()) }
      return nil
    } catch {
      guard error.isOfOneConversation else { return error }
      if open.count == 1 {
        refuse(open[0], error)
        return nil
      }
      let middle = open[open.count / 2]
      return commit(places.lowerBound..<middle, to: store)
        ?? commit(middle..<places.upperBound, to: store)
    }
  }
}

extension StoreError {
  /// Whether the changes of one conversation are at fault, and others can be kept.
  fileprivate var isOfOneConversation: Bool {
    switch self {
    case .outOfOrder, .erased: true
    case .locked, .diskFull, .readOnly, .corrupt, .newer, .other: false
    }
  }
}
