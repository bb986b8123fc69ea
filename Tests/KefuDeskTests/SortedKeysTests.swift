// Keys in order.
//
//  1. After any insertions and removals, order, positions and slices are those of a sorted array.

import KefuTestSupport
import Testing

@testable import KefuDesk

@Suite struct SortedKeysTests {
  @Test("1: against a sorted array", arguments: [3, 60, 3000])
  func slow(values: Int) {
    var random = SeededRandom(seed: UInt64(values))
    var keys = SortedKeys<Int>()
    var slow: [Int] = []
    for step in 0..<6000 {
      let key = random.below(values)
      let index = slow.firstIndex(where: { $0 >= key }) ?? slow.count
      let isThere = index < slow.count && slow[index] == key
      // First mostly in, then mostly out.
      if random.below(3) > (step < 4000 ? 0 : 1) {
        #expect(keys.insert(key) == (isThere ? nil : index))
        if !isThere { slow.insert(key, at: index) }
      } else {
        #expect(keys.remove(key) == (isThere ? index : nil))
        if isThere { slow.remove(at: index) }
      }
      #expect(keys.count == slow.count && keys.first == slow.first)
      let probe = random.below(values)
      #expect(keys.position(of: probe) == slow.firstIndex(of: probe))
      if step % 100 == 0 {
        let start = random.below(values)
        #expect(keys.keys() == slow)
        #expect(keys.keys(from: start, limit: 5) == Array(slow.dropFirst(start).prefix(5)))
        #expect(keys.first { $0 % 7 == 3 } == slow.first { $0 % 7 == 3 })
      }
    }
  }
}
