// What pinyin promises:
//  1. A character has its readings, the most frequent first, without tones, ü as v.
//  2. Syllables that are heard or typed alike share a class; others do not.
//  3. Typed letters split into the fewest syllables, the longest first; nil where any are left.
//  4. Split finds what trying every split finds.
import KefuTestSupport
import KefuText
import Testing

@Suite struct PinyinTests {
  let table = PinyinTable.shared

  @Test(
    "1: readings",
    arguments: [
      ("退", "tui"), ("款", "kuan"), ("行", "xing hang"), ("重", "zhong chong"), ("女", "nv"),
      ("绿", "lv"), ("略", "lve"), ("还", "hai huan"),
      ("长", "zhang chang"), ("了", "le liao"), ("a", ""), ("𠮷", ""), ("，", ""),
    ])
  func readings(character: String, readings: String) throws {
    let scalar = try #require(character.unicodeScalars.first)
    let found = table.readings(of: scalar)
    #expect(found.map(\.description).joined(separator: " ") == readings)
    #expect(table.firstReading(of: scalar.value) == found.first)
    var ids: [UInt16] = []
    table.forEachReading(of: scalar.value) { ids.append($0) }
    #expect(ids == found.map(\.id))
  }

  @Test("1: syllables know their names") func names() {
    for (id, name) in table.syllables.enumerated() {
      #expect(PinyinSyllable(name)?.id == UInt16(id))
      #expect(PinyinSyllable(id: UInt16(id)).description == name)
    }
    #expect(PinyinSyllable("tuik") == nil)
    #expect(PinyinSyllable("") == nil)
  }

  @Test(
    "2: heard alike",
    arguments: [
      "zhi zi", "chi ci", "shi si", "nan lan", "fu hu", "lan lang", "men meng", "xin xing",
      "zhang zan", "huang huan", "feng hen", "niang lian",
    ])
  func soundsAlike(_ pair: String) throws {
    let (a, b) = try syllables(pair)
    #expect(a.fuzzy == b.fuzzy)
    #expect(table.fuzzyID(a.id) == b.fuzzy.id)
  }

  @Test(
    "2: heard apart",
    arguments: [
      "tui tun", "ba pa", "an en", "zhi chi", "lu lv", "yun yuan", "rong long", "gan kan",
    ])
  func soundsApart(_ pair: String) throws {
    let (a, b) = try syllables(pair)
    #expect(a.fuzzy != b.fuzzy)
  }

  @Test("2: a class is named by one of its own, and once is enough") func classes() {
    for id in 0..<UInt16(table.syllables.count) {
      let fuzzy = PinyinSyllable(id: id).fuzzy
      #expect(fuzzy.fuzzy == fuzzy)
      #expect(fuzzy.id <= id)
    }
  }

  @Test(
    "3: splitting",
    arguments: [
      ("tuikuan", "tui kuan"), ("xian", "xian"), ("fangan", "fang an"),
      ("yunfeixian", "yun fei xian"), ("nvzhuang", "nv zhuang"), ("nüzhuang", "nv zhuang"),
      ("qinlue", "qin lve"), ("nue", "nve"), ("zenmetuihuo", "zen me tui huo"), ("tuik", nil),
      ("xyz", nil), ("", nil), ("Tui", nil), ("tui kuan", nil),
      ("shi4", nil), (String(repeating: "a", count: 60), String(repeating: "a ", count: 59) + "a"),
      (String(repeating: "a", count: 61), nil),
    ] as [(String, String?)])
  func splits(letters: String, syllables: String?) {
    #expect(table.split(letters)?.map(\.description).joined(separator: " ") == syllables)
  }

  @Test("4: as every split would") func splitsAsSlowly() {
    var random = SeededRandom(seed: 4)
    let pieces = [
      "tui", "kuan", "xi", "an", "n", "g", "e", "a", "zh", "ang", "ni", "u", "h", "ao", "er",
    ]
    for _ in 0..<2_000 {
      let letters = (0..<(1 + random.below(5))).map { _ in random.pick(pieces) }.joined()
      #expect(table.split(letters)?.map(\.description) == slowSplit(letters), "\(letters)")
    }
  }

  private func slowSplit(_ letters: String) -> [String]? {
    var best: [String]?
    func extend(_ words: [String], _ rest: Substring) {
      if rest.isEmpty {
        let isBetter =
          best.map { best in
            words.count != best.count
              ? words.count < best.count
              : best.map(\.count).lexicographicallyPrecedes(words.map(\.count))
          } ?? true
        if isBetter { best = words }
      }
      for length in 1...6 where length <= rest.count {
        let typed = String(rest.prefix(length))
        let syllable = typed == "lue" || typed == "nue" ? typed.prefix(1) + "ve" : typed[...]
        if PinyinSyllable(String(syllable)) != nil {
          extend(words + [String(syllable)], rest.dropFirst(length))
        }
      }
    }
    extend([], letters[...])
    return best
  }

  private func syllables(_ pair: String) throws -> (PinyinSyllable, PinyinSyllable) {
    let names = pair.split(separator: " ").map(String.init)
    return (try #require(PinyinSyllable(names[0])), try #require(PinyinSyllable(names[1])))
  }
}
