// What values by stage are:
//  1. As a dictionary with the same values, but in the order of the stages (slow twin: Dictionary).
import KefuTestSupport
import Testing

@testable import KefuMatching

@Suite struct StageValuesTests {
  @Test("1: as a dictionary") func agreesWithDictionary() {
    var random = SeededRandom(seed: 1)
    var values: StageValues<Int> = [:]
    var twin: [Stage: Int] = [:]
    for _ in 0..<200 {
      let stage = random.pick(Stage.allCases)
      let value = random.below(3) == 0 ? nil : random.below(100)
      values[stage] = value
      twin[stage] = value
      for stage in Stage.allCases { #expect(values[stage] == twin[stage]) }
      let sorted = Stage.allCases.filter { twin[$0] != nil }
      #expect(values.keys == sorted)
      #expect(values.values == sorted.compactMap { twin[$0] })
      #expect(values.map(\.key) == sorted && values.count == twin.count)
      #expect(values.isEmpty == twin.isEmpty)
      let others = twin.filter { $0.key != stage }
      #expect(values.filter { $0.key != stage }.keys == values.keys.filter { $0 != stage })
      #expect(values.filter { $0.key != stage }.count == others.count)
      let even = values.compactMapValues { $0 % 2 == 0 ? "\($0)" : nil }
      for stage in Stage.allCases {
        #expect(even[stage] == twin[stage].flatMap { $0 % 2 == 0 ? "\($0)" : nil })
      }
    }
    let (a, b): (StageValues<Int>, StageValues<Int>) = (
      [.fuzzy: 2, .keyword: 1], [.keyword: 1, .fuzzy: 2]
    )
    #expect(a == b)
    #expect(a != StageValues<Int>())
  }
}
