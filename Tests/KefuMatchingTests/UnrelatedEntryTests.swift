// Entries keep to themselves:
//  1. Adding an entry that shares no character, sound or word with a message and with the entries
//     there are changes no candidate, score or evidence of stages 1 and 2.
import KefuKnowledge
import KefuTestSupport
import KefuText
import Testing

@testable import KefuMatching

@Suite struct UnrelatedEntryTests {
  /// Characters that sound like none of `RandomKnowledge`.
  private static let characters: [Character] = {
    var taken: Set<String> = []
    for text in RandomKnowledge.words + RandomKnowledge.characters.map(String.init) {
      for unit in fuzzyForm(text).slowUnits {
        taken.formUnion(unit.sounds.map(SlowFuzzyDistance.heard))
      }
      for scalar in text.unicodeScalars {
        let readings = PinyinTable.shared.readings(of: scalar)
        taken.formUnion(readings.map { SlowFuzzyDistance.heard($0.description) })
      }
    }
    return "白酒鼻炎刮风袜裤裙棉绒红绿蓝橙皮革鞋帽围巾颜色购物袋快递柜破损坏掉颗粒补偿抱怨朋友推荐秒杀拼团苦瓜".filter { character in
      let readings = PinyinTable.shared.readings(of: character.unicodeScalars.first!)
      return readings.allSatisfy { !taken.contains(SlowFuzzyDistance.heard($0.description)) }
    }
  }()

  private static func unrelated(using random: inout SeededRandom) -> Entry {
    func text() -> String {
      let latin = ["wardrobe", "qwzk", "guvb"]
      let text = (0..<(2 + random.below(5))).map { _ in random.pick(characters) }
      return String(text) + (random.below(3) == 0 ? random.pick(latin) : "")
    }
    return Entry(
      "unrelated", [text(), text(), text()], any: [text(), text()], all: [[text(), text()]],
      none: [text()], weights: [text(): 5])
  }

  @Test("1: stages 1 and 2 stay as they are") func unrelatedEntryChangesNothing() throws {
    try #require(Self.characters.count > 15)
    var random = SeededRandom(seed: 1)
    var found = 0
    for _ in 0..<50 {
      let entries = RandomKnowledge.entries(1 + random.below(8), using: &random)
      var more = entries
      for _ in 0...random.below(3) {
        more.insert(Self.unrelated(using: &random), at: random.below(more.count + 1))
      }
      let before = CompiledKnowledge(entries)
      let after = CompiledKnowledge(more)
      for _ in 0..<15 {
        let message = RandomKnowledge.message(to: entries, using: &random)
        let a = results(before, message)
        #expect(a == results(after, message), "\(message)")
        found += a.count
      }
    }
    #expect(found > 500)
  }

  private func results(_ compiled: CompiledKnowledge, _ message: String) -> [String] {
    let recognition = compiled.recognize(message, stages: [.keyword, .fuzzy])
    return [Stage.keyword, .fuzzy].flatMap { stage in
      zip(recognition.stages[stage] ?? [], compiled.described(stage, message)).map {
        "\(stage) \($0.score.value) \($1)"
      }
    }
  }
}
