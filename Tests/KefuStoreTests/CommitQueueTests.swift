import Foundation
import KefuWire
import Synchronization
import Testing

@testable import KefuStore

/// What a queue of commits promises.
///
/// 1. Batches are kept in the order taken, completions called in that order, each once.
/// 2. What gathers while a commit is under way is one commit.
/// 3. A failure of the store fails the commit and all that waits behind it; new batches are taken.
/// 4. Batches of an older generation fail however late they come.
/// 5. A batch at fault fails alone, with those after it that touch its conversation.
/// 6. A full queue, and one that is shut down, take nothing.
/// 7. Shutting down finishes what was taken.
@Suite struct CommitQueueTests {
  /// What completions said, in the order they were called.
  private final class Outcomes: Sendable {
    private let all = Mutex<[String]>([])

    var said: [String] { all.withLock { $0 } }

    func completion(_ name: String) -> CommitQueue.Completion {
      { result in
        let words =
          switch result {
          case .success: "kept"
          case .failure(let error): "\(error)"
          }
        self.all.withLock { $0.append("\(name) \(words)") }
      }
    }
  }

  /// Holds the queue up in a completion until it is let go.
  private func hold(_ queue: CommitQueue) -> DispatchSemaphore {
    let (held, letGo) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
    let isTaken = queue.commit([]) { _ in
      held.signal()
      letGo.wait()
    }
    #expect(isTaken)
    held.wait()
    return letGo
  }

  @Test("1, 7: order", arguments: StoreKind.allCases)
  func order(kind: StoreKind) throws {
    try withStore(kind) { store in
      let queue = CommitQueue(store: store)
      let outcomes = Outcomes()
      for seq in 1...200 {
        #expect(
          queue.commit([.of("c", [.message(seq)])], completion: outcomes.completion("\(seq)")))
      }
      queue.shutdown()
      #expect(outcomes.said == (1...200).map { "\($0) kept" })
      let seqs = try store.allEvents("c").map(\.seq)
      #expect(seqs == Array(1...200))
      #expect(queue.count == 0)
      #expect(!queue.commit([]) { _ in Issue.record("taken after the end") })
    }
  }

  @Test("1: from many threads", arguments: StoreKind.allCases)
  func threads(kind: StoreKind) throws {
    try withStore(kind) { store in
      let queue = CommitQueue(store: store)
      let kept = Mutex(0)
      DispatchQueue.concurrentPerform(iterations: 8) { i in
        for seq in 1...50 {
          _ = queue.commit([.of("c\(i)", [.message(seq)])]) { result in
            if case .success = result { kept.withLock { $0 += 1 } }
          }
        }
      }
      queue.shutdown()
      #expect(kept.withLock { $0 } == 400)
      for i in 0..<8 {
        let stored = try store.conversation("c\(i)")
        #expect(stored?.seq == 50)
      }
    }
  }

  @Test("2, 6: gathering and capacity")
  func gathering() throws {
    let store = MemoryStore()
    let queue = CommitQueue(store: store, capacity: 5)
    let outcomes = Outcomes()
    let letGo = hold(queue)
    for seq in 1...4 {
      #expect(queue.commit([.of("c", [.message(seq)])], completion: outcomes.completion("\(seq)")))
    }
    #expect(queue.count == 5)
    #expect(!queue.commit([], completion: outcomes.completion("one too many")))
    // One commit for the four: one failure fails them all.
    store.failNext = .locked
    letGo.signal()
    queue.shutdown()
    #expect(outcomes.said == (1...4).map { "\($0) \(StoreError.locked)" })
  }

  @Test("3: the store's failures")
  func failures() throws {
    let memory = MemoryStore()
    let queue = CommitQueue(store: memory)
    let outcomes = Outcomes()
    let letGo = hold(queue)
    let failing = DispatchSemaphore(value: 0)
    let goOn = DispatchSemaphore(value: 0)
    memory.failNext = .diskFull
    #expect(
      queue.commit([.of("c", [.message(1)])]) { result in
        outcomes.completion("1")(result)
        failing.signal()
        goOn.wait()
      })
    #expect(queue.commit([.of("d", [.message(1)])], completion: outcomes.completion("2")))
    #expect(queue.generation == 0)
    letGo.signal()
    failing.wait()
    #expect(queue.generation == 1)
    // Taken after the failure: a new beginning.
    #expect(queue.commit([.of("c", [.message(1)])], completion: outcomes.completion("3")))
    goOn.signal()
    queue.shutdown()
    #expect(
      outcomes.said == ["1 \(StoreError.diskFull)", "2 \(StoreError.diskFull)", "3 kept"])
    #expect(try memory.conversation("c")?.seq == 1)
    #expect(try memory.conversation("d") == nil)
  }

  @Test("4: generations")
  func generations() throws {
    let store = MemoryStore()
    let queue = CommitQueue(store: store)
    let outcomes = Outcomes()
    let letGo = hold(queue)
    store.failNext = .diskFull
    #expect(queue.commit([.of("c", [])], generation: 0, completion: outcomes.completion("1")))
    letGo.signal()
    while queue.generation == 0 { Thread.sleep(forTimeInterval: 0.001) }
    let again = hold(queue)
    #expect(queue.commit([.of("c", [])], generation: 0, completion: outcomes.completion("old")))
    #expect(
      queue.commit([.of("c", [.message(1)])], generation: 1, completion: outcomes.completion("new"))
    )
    #expect(queue.commit([.of("d", [])], completion: outcomes.completion("none")))
    again.signal()
    queue.shutdown()
    let full = "\(StoreError.diskFull)"
    #expect(outcomes.said == ["1 \(full)", "old \(full)", "new kept", "none kept"])
  }

  @Test("5: a batch at fault", arguments: StoreKind.allCases)
  func faults(kind: StoreKind) throws {
    try withStore(kind) { store in
      _ = try store.erase(conversations: ["e"], at: at(0))
      let queue = CommitQueue(store: store)
      let outcomes = Outcomes()
      let letGo = hold(queue)
      let batches: [(String, [ConversationChange])] = [
        ("a1", [.of("a", [.message(1)])]), ("b1", [.of("b", [.message(1)])]),
        ("a3", [.of("a", [.message(3)])]), ("b2", [.of("b", [.message(2)])]),
        ("a2", [.of("a", [.message(2)])]), ("e", [.of("f", [.message(1)]), .of("e", [])]),
        ("f", [.of("f", [])]), ("b3", [.of("b", [.message(3)])]), ("g", [.of("g", [])]),
      ]
      for (name, changes) in batches {
        #expect(queue.commit(changes, completion: outcomes.completion(name)))
      }
      letGo.signal()
      queue.shutdown()
      let gap = StoreError.outOfOrder(conversation: "a", expected: 2, found: 3)
      let erased = StoreError.erased(conversation: "e")
      #expect(
        outcomes.said == [
          "a1 kept", "b1 kept", "a3 \(gap)", "b2 kept", "a2 \(gap)", "e \(erased)", "f \(erased)",
          "b3 kept", "g kept",
        ])
      #expect(try store.conversation("a")?.seq == 1)
      #expect(try store.conversation("b")?.seq == 3)
      #expect(try store.conversation("f") == nil)
      #expect(queue.generation == 0)
    }
  }
}
