// What the table of conversations promises:
//  1. It holds what a dictionary would, whatever is put in, changed and taken out, and copies are apart.

import Foundation
import KefuTestSupport
import Testing

@testable import KefuHub

@Suite struct ConversationTableTests {
  @Test("1: as a dictionary", arguments: 0..<20) func isDictionary(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    var table = ConversationTable()
    var expected: [String: Int] = [:]
    var copy = table
    var expectedOfCopy = expected
    for step in 0..<400 {
      let id = "c\(random.below(20))"
      switch random.below(6) {
      case 0, 1:
        var new = LiveConversation(phase: .ready, now: Date(timeIntervalSince1970: 0), allowance: 1)
        new.seq = step
        table[id] = new
        expected[id] = step
      case 2:
        table[id]?.seq += 1
        expected[id]? += 1
      case 3:
        #expect(table.removeValue(forKey: id)?.seq == expected.removeValue(forKey: id))
      case 4:
        table[id] = nil
        expected[id] = nil
      default:
        (copy, expectedOfCopy) = (table, expected)
      }
      #expect(table[id]?.seq == expected[id])
      check(table, expected)
      check(copy, expectedOfCopy)
    }
  }

  private func check(_ table: ConversationTable, _ expected: [String: Int]) {
    #expect(table.count == expected.count)
    #expect(Set(table.keys) == Set(expected.keys))
    #expect(Dictionary(uniqueKeysWithValues: table.map { ($0.key, $0.value.seq) }) == expected)
    #expect(table.values.map(\.seq).sorted() == expected.values.sorted())
  }
}
