/// Finds every occurrence of every pattern in one pass over a text (Aho & Corasick 1975).
///
/// ```swift
/// let automaton = AhoCorasick(patterns: [[1, 2], [2]])
/// automaton.forEachMatch(in: [1, 2]) { pattern, end in … }  // 0 ends at 2, 1 ends at 2
/// ```
///
/// Built once, read by any number of tasks. A text of n characters with m matches costs O(n + m).
package struct AhoCorasick: Sendable {
  private let transitions: HashIndex
  /// `[edge]` the state the edge leads to.
  private let targets: [Int32]
  /// `[state]` the state of the longest proper suffix that is a prefix of a pattern.
  private let failures: [Int32]
  /// `[state]` the first state on its failure path, itself included, that ends a pattern; -1: none.
  private let outputs: [Int32]
  /// `[state]` patterns that end there.
  private let endings: Lists<Int32>
  let patternLengths: [Int32]

  package init(patterns: [[UInt32]]) {
    var index = HashIndex(minimumCapacity: patterns.count * 4)
    var targets: [Int32] = []
    var children: [[(character: UInt32, state: Int32)]] = [[]]
    var endings: [[Int32]] = [[]]
    for (number, pattern) in patterns.enumerated() {
      precondition(!pattern.isEmpty, "pattern \(number) is empty")
      var state: Int32 = 0
      for c in pattern {
        let edge = Int(index.intern(Self.key(state, c)))
        if edge == targets.count {
          let new = Int32(children.count)
          targets.append(new)
          children.append([])
          endings.append([])
          children[Int(state)].append((c, new))
        }
        state = targets[edge]
      }
      endings[Int(state)].append(Int32(number))
    }
    var failures = [Int32](repeating: 0, count: children.count)
    var outputs = [Int32](repeating: -1, count: children.count)
    var queue: [Int32] = [0]
    var next = 0
    while next < queue.count {
      let state = queue[next]
      next += 1
      let failed = outputs[Int(failures[Int(state)])]
      outputs[Int(state)] = endings[Int(state)].isEmpty ? (state == 0 ? -1 : failed) : state
      for (c, child) in children[Int(state)] {
        var suffix = failures[Int(state)]
        failures[Int(child)] = 0
        while state != 0 {
          if let edge = index[Self.key(suffix, c)] {
            failures[Int(child)] = targets[Int(edge)]
            break
          }
          if suffix == 0 { break }
          suffix = failures[Int(suffix)]
        }
        queue.append(child)
      }
    }
    transitions = index
    self.targets = targets
    self.failures = failures
    self.outputs = outputs
    self.endings = Lists(endings)
    patternLengths = patterns.map { Int32($0.count) }
  }

  /// Calls `body` with a pattern's number and the offset its occurrence ends at, by end, longest
  /// first.
  @inline(__always)
  package func forEachMatch(in text: [UInt32], _ body: (_ pattern: Int, _ end: Int) -> Void) {
    var state: Int32 = 0
    for (i, c) in text.enumerated() {
      while true {
        if let edge = transitions[Self.key(state, c)] {
          state = targets[Int(edge)]
          break
        }
        if state == 0 { break }
        state = failures[Int(state)]
      }
      var output = outputs[Int(state)]
      while output >= 0 {
        for pattern in endings[Int(output)] { body(Int(pattern), i + 1) }
        output = output == 0 ? -1 : outputs[Int(failures[Int(output)])]
      }
    }
  }

  @inline(__always)
  private static func key(_ state: Int32, _ c: UInt32) -> UInt64 {
    mixed(UInt64(UInt32(bitPattern: state)) << 32 | UInt64(c)) | 1 << 63
  }
}
