/// Finds every occurrence of every pattern in one pass over a text (Aho & Corasick 1975).
///
/// ```swift
/// let automaton = AhoCorasick(patterns: [[1, 2], [2]])
/// automaton.forEachMatch(in: [1, 2]) { pattern, end in … }  // 0 ends at 2, 1 ends at 2
/// ```
///
/// Built once, read by any number of tasks. A text of n characters with m matches costs O(n + m).
package struct AhoCorasick: Sendable {
  private struct State: Sendable {
    /// The state of the longest proper suffix that is a prefix of a pattern.
    var failure: Int32 = 0
    /// The first state on the failure path, this one included, that ends a pattern; -1: none.
    var output: Int32 = -1
    /// A bit for each character that leads on from here; most others are seen to fail by it.
    var followers: UInt64 = 0
  }

  /// By state and character: the state they lead to, less 1.
  private let transitions: HashIndex
  private let states: [State]
  /// `[state]` patterns that end there.
  private let endings: Lists<Int32>
  let patternLengths: [Int32]

  package init(patterns: [[UInt32]]) {
    var index = HashIndex(minimumCapacity: patterns.count * 4)
    var children: [[(character: UInt32, state: Int32)]] = [[]]
    var endings: [[Int32]] = [[]]
    for (number, pattern) in patterns.enumerated() {
      precondition(!pattern.isEmpty, "pattern \(number) is empty")
      var state: Int32 = 0
      for c in pattern {
        // Each new edge makes the next state.
        let next = index.intern(Self.key(state, c)) + 1
        if next == children.count {
          children.append([])
          endings.append([])
          children[Int(state)].append((c, next))
        }
        state = next
      }
      endings[Int(state)].append(Int32(number))
    }
    var states = [State](repeating: State(), count: children.count)
    for (state, edges) in children.enumerated() {
      for (c, _) in edges { states[state].followers |= Self.follower(c) }
    }
    var queue: [Int32] = [0]
    var next = 0
    while next < queue.count {
      let state = queue[next]
      next += 1
      let failed = states[Int(states[Int(state)].failure)].output
      states[Int(state)].output =
        endings[Int(state)].isEmpty ? (state == 0 ? -1 : failed) : state
      for (c, child) in children[Int(state)] {
        var suffix = states[Int(state)].failure
        while state != 0 {
          if let edge = index[Self.key(suffix, c)] {
            states[Int(child)].failure = edge + 1
            break
          }
          if suffix == 0 { break }
          suffix = states[Int(suffix)].failure
        }
        queue.append(child)
      }
    }
    transitions = index
    self.states = states
    self.endings = Lists(endings)
    patternLengths = patterns.map { Int32($0.count) }
  }

  /// Calls `body` with a pattern's number and the offset its occurrence ends at, by end, longest
  /// first.
  @inline(__always)
  package func forEachMatch(in text: [UInt32], _ body: (_ pattern: Int, _ end: Int) -> Void) {
    var number: Int32 = 0
    for (i, c) in text.enumerated() {
      var state = states[Int(number)]
      while true {
        if state.followers & Self.follower(c) != 0, let edge = transitions[Self.key(number, c)] {
          number = edge + 1
          state = states[Int(number)]
          break
        }
        if number == 0 { break }
        number = state.failure
        state = states[Int(number)]
      }
      var output = state.output
      while output >= 0 {
        for pattern in endings[Int(output)] { body(Int(pattern), i + 1) }
        output = output == 0 ? -1 : states[Int(states[Int(output)].failure)].output
      }
    }
  }

  @inline(__always)
  private static func follower(_ c: UInt32) -> UInt64 { 1 << UInt64((c &* 0x9E37_79B1) >> 26) }

  @inline(__always)
  private static func key(_ state: Int32, _ c: UInt32) -> UInt64 {
    mixed(UInt64(UInt32(bitPattern: state)) << 32 | UInt64(c)) | 1 << 63
  }
}
