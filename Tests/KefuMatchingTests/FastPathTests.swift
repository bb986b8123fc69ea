// What the fast path rests on, each against the plain way of doing it:
//  1. `sortInPlace` sorts as the standard library does.
//  2. `kefu_filter_signatures` keeps the members whose weighted bits in common are enough.
//  3. A frozen table finds what the growing one found, and nothing else.
//  4. A text near enough to a message has as many of its pairs as `StrongPairs.kept` says, whichever of
//     the two is longer (slow twin: SlowFuzzyDistance over all pairs of texts).
//  5. What stage 2 looks at is bounded by the lists of a message's pairs, however many phrasings there
//     are of other words; a message of one word repeated, and entries of one word, cost no more than
//     the phrasings of their length.
import CKefuKernels
import KefuKnowledge
import KefuTestSupport
import KefuText
import Testing

@testable import KefuMatching

@Suite struct FastPathTests {
  @Test("1: sorted in place") func sorting() {
    var random = SeededRandom(seed: 1)
    for count in [0, 1, 2, 3, 23, 24, 25, 26, 200, 1_000] {
      let numbers = (0..<count).map { _ in UInt64(random.below(count + 1)) }
      var sorted = numbers
      sorted.sortInPlace { $0 }
      #expect(sorted == numbers.sorted())
    }
  }

  @Test("2: signatures") func signatures() {
    var random = SeededRandom(seed: 2)
    func word() -> UInt64 { random.next() & random.next() }
    for _ in 0..<200 {
      let signatures = (0..<60).map { _ in word() }
      let masks = (0..<8).map { _ in word() }
      let weights = (0..<4).map { _ in Int32(1 + random.below(10)) }
      let planes = random.below(5)
      let least = Int32(random.below(160))
      let members = (0..<30).filter { _ in random.below(2) == 0 }.map(Int32.init)
      func sum(_ member: Int32) -> Int32 {
        (0..<4).reduce(0) { sum, k in
          let common = (0..<2).map { signatures[Int(member) * 2 + $0] & masks[k * 2 + $0] }
          let bits = common.reduce(0) { $0 + $1.nonzeroBitCount }
          return sum + weights[k] * Int32(k < planes ? bits : min(bits, 1))
        }
      }
      var out = [Int32](repeating: -1, count: 31)
      var kept = kefu_filter_signatures(
        Int32(members.count), members, 0, signatures, Int32(planes), Int32(4 - planes), masks,
        weights, least, &out)
      #expect(Array(out[..<Int(kept)]) == members.filter { sum($0) >= least })
      kept = kefu_filter_signatures(
        20, nil, 7, signatures, Int32(planes), Int32(4 - planes), masks, weights, least, &out)
      #expect(Array(out[..<Int(kept)]) == (7..<27).filter { sum($0) >= least })
    }
  }

  @Test("3: frozen tables") func frozen() {
    var random = SeededRandom(seed: 3)
    for count in [0, 1, 10, 11, 500] {
      let keys = (0..<count).map { _ in random.next() | 1 }
      let index = HashIndex(of: keys)
      let frozen = FrozenIndex(index)
      for key in keys { #expect(frozen[key] == index[key]) }
      for _ in 0..<100 { #expect(frozen[random.next() & ~1 | 2] == nil) }
    }
    let lists = [[1, 2], [], [3]] as [[Int32]]
    let frozen = FrozenLists(Lists(lists))
    #expect((0..<frozen.count).map { Array(frozen[$0]) } == lists)
  }

  @Test("4: pairs in common") func pairs() {
    var random = SeededRandom(seed: 4)
    var near = 0
    // Particles, and characters that sound like them.
    let characters = Array("吗马妈了乐勒吧八巴的得地吗退款多久运费险到账")
    func text() -> String {
      String((0..<2 + random.below(12)).map { _ in random.pick(characters) })
    }
    for _ in 0..<4_000 {
      let first = text()
      var other = Array(first)
      for _ in 0..<random.below(5) where !other.isEmpty {
        let place = random.below(other.count)
        switch random.below(3) {
        case 0: other.remove(at: place)
        case 1: other.insert(random.pick(characters), at: place)
        default: other[place] = random.pick(characters)
        }
      }
      let forms = [fuzzyForm(first), fuzzyForm(String(other))]
      let longest = max(forms[0].length, forms[1].length)
      let cost = SlowFuzzyDistance.distance(forms[0].slowUnits, forms[1].slowUnits)
      guard longest > 0, 1 - cost / longest >= PhrasingIndex.minimumSimilarity else { continue }
      let pairs = forms.map { form in
        var pairs = StrongPairs()
        pairs.read(form)
        return pairs
      }
      let common = pairs[0].keys.filter(pairs[1].keys.contains).count
      for pairs in pairs where pairs.kept(length: longest) > 0 {
        near += 1
        #expect(common >= pairs.kept(length: longest), "\(first) \(String(other))")
      }
    }
    #expect(near > 200)
  }

  /// What stage 2 looked at for a message.
  private func steps(_ message: String, _ compiled: CompiledKnowledge) -> Int {
    var scratch = FuzzyScratch()
    let form = fuzzyForm(message, compiled.analyzer, words: compiled.fuzzy.words)
    compiled.fuzzy.phrasings.forEachSimilar(to: form, scratch: &scratch, least: { 0 }) { _, _, _ in
    }
    return scratch.steps
  }

  @Test("5: bounded work") func boundedWork() {
    var random = SeededRandom(seed: 5)
    // Two alphabets whose characters sound nothing alike.
    let ours = Array("退款到账运费险")
    let others = Array("苹果手机屏幕碎安装")
    func text(_ characters: [Character], _ count: Int) -> String {
      String((0..<count).map { _ in random.pick(characters) })
    }
    let own = Entry("own", (0..<20).map { _ in text(ours, 10) })
    func foreign(_ count: Int) -> [Entry] {
      (0..<count).map { number in
        Entry("e\(number)", (0..<10).map { _ in text(others, 10) })
      }
    }
    let message = own.phrasings[3].value
    let few = steps(message, CompiledKnowledge([own] + foreign(2)))
    let many = steps(message, CompiledKnowledge([own] + foreign(40)))
    #expect(few > 0)
    #expect(many == few)
    // A word repeated, and entries of that word: at most each phrasing of a fitting length, once for
    // each different pair and band of lengths.
    let word = CompiledKnowledge((0..<200).map { Entry("w\($0)", ["退款"]) })
    #expect(steps("退款", word) <= 2 * 200)
    #expect(steps(String(repeating: "退款", count: 1_000), word) == 0)
    let repeated = CompiledKnowledge(
      (0..<50).map { Entry("r\($0)", [String(repeating: "退款", count: 4 + $0 % 3)]) })
    #expect(steps(String(repeating: "退款", count: 5), repeated) <= 4 * 50)
    #expect(steps(String(repeating: "哈", count: 2_000), repeated) == 0)
  }
}
