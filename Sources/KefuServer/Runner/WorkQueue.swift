import Foundation

/// A few threads that do one item after another, in the order the items came.
///
/// Not tasks: what they do blocks (a store) or keeps a core busy (a turn), and both would starve
/// Swift's own pool.
final class WorkQueue<Item: Sendable>: @unchecked Sendable {
  // `condition` guards `items` and `isStopping`.
  private let condition = NSCondition()
  private var items: [Item] = []
  private var next = 0
  private var isStopping = false
  private let running = DispatchGroup()

  /// - Parameter makeBody: Called once on each thread; what it returns is called for each item.
  init(
    name: String, threads: Int, makeBody: @escaping @Sendable () -> (Item) -> Void
  ) {
    for number in 1...threads {
      running.enter()
      let thread = Thread { [self] in
        let body = makeBody()
        while let item = take() { body(item) }
        running.leave()
      }
      thread.name = "\(name)-\(number)"
      thread.stackSize = 4 << 20
      thread.start()
    }
  }

  func submit(_ new: some Collection<Item>) {
    guard !new.isEmpty else { return }
    condition.lock()
    items.append(contentsOf: new)
    if new.count == 1 { condition.signal() } else { condition.broadcast() }
    condition.unlock()
  }

  /// Items not taken yet.
  var count: Int {
    condition.lock()
    defer { condition.unlock() }
    return items.count - next
  }

  private func take() -> Item? {
    condition.lock()
    defer { condition.unlock() }
    while next == items.count {
      if isStopping { return nil }
      condition.wait()
    }
    let item = items[next]
    next += 1
    if next == items.count {
      items.removeAll(keepingCapacity: items.capacity < 4096)
      next = 0
    } else if next > 4096 {
      items.removeFirst(next)
      next = 0
    }
    return item
  }

  /// Lets the threads end once all items are done, and waits for them.
  func stop() {
    condition.lock()
    isStopping = true
    condition.broadcast()
    condition.unlock()
    running.wait()
  }
}
