import Synchronization

/// Remembers what was made of the last messages, since many customers write the same: a greeting, a
/// standard question, the text of a button.
///
/// ```swift
/// var scratch = MatchScratch()
/// scratch.memory = RecognitionMemory(capacity: 2000)
/// compiled.recognize("包邮吗", scratch: &scratch)  // matched
/// compiled.recognize("包邮吗", scratch: &scratch)  // remembered: the same value
/// ```
///
/// Of one compiled knowledge only: whoever compiles anew begins a new memory. Holds texts of
/// customers, in memory alone. Some 5 KB a message; shared by any number of threads.
public final class RecognitionMemory: Sendable {
  /// Longer messages, in UTF-8, are hardly ever written twice.
  private static let longest = 120

  /// What was asked for lately, in two generations: when the younger is full, the older is forgotten.
  private struct Generations {
    var young: [String: Recognition] = [:]
    var old: [String: Recognition] = [:]
  }

  /// Messages remembered at most.
  public let capacity: Int
  private let generations = Mutex(Generations())

  /// - Parameter capacity: 2 or more.
  public init(capacity: Int) {
    self.capacity = max(2, capacity)
  }

  /// Messages remembered now, one asked for lately perhaps counted twice.
  public var count: Int { generations.withLock { $0.young.count + $0.old.count } }

  subscript(message: String) -> Recognition? {
    guard message.utf8.count <= Self.longest else { return nil }
    return generations.withLock { generations in
      if let known = generations.young[message] { return known }
      guard let known = generations.old[message] else { return nil }
      insert(message, known, &generations)
      return known
    }
  }

  func remember(_ message: String, _ recognition: Recognition) {
    guard message.utf8.count <= Self.longest else { return }
    generations.withLock { insert(message, recognition, &$0) }
  }

  private func insert(
    _ message: String, _ recognition: Recognition, _ generations: inout Generations
  ) {
    generations.young[message] = recognition
    guard generations.young.count >= capacity / 2 else { return }
    generations.old = generations.young
    generations.young = [:]
  }
}
