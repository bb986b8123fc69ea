internal import CKefuData
import Foundation

/// Cuts runs of Chinese characters into words: the path through the lattice of known words with
/// the highest product of word frequencies (a unigram model, found by Viterbi).
///
/// ```swift
/// Segmenter(lexicon: [.init("运费险")]).words(in: "有运费险吗")  // ["有", "运费险", "吗"]
/// ```
///
/// Known words are those of a general list (132 427 words, see CKefuData/NOTICE.md) and of the
/// lexicon; a character outside every word stands alone. Linear in the text; some 20 M characters/s.
/// The general list is read on first use, in some 20 ms.
public struct Segmenter: Sendable {
  /// A word of a lexicon and, where given, its frequency on the scale of the general list.
  public struct Word: Sendable, Hashable {
    public var text: String
    public var frequency: Int?

    public init(_ text: String, frequency: Int? = nil) {
      self.text = text
      self.frequency = frequency
    }
  }

  /// The general list alone.
  public static let general = Segmenter(words: WordTable.general)

  private var words: WordTable

  private init(words: WordTable) { self.words = words }

  /// By how many nats a word of a lexicon beats its pieces.
  private static let preference: Float = 1

  /// The general list and `lexicon`, whose words are normalised first.
  ///
  /// Only runs of Chinese characters are cut into words, so a lexicon word counts where it is 2 to
  /// 16 of them and nothing else; others (`T恤`, `7天无理由`) are left out. A word without a
  /// frequency gets just enough to be preferred over its own pieces, unless the general list already
  /// prefers it. The order of the lexicon does not matter.
  public init(lexicon: [Word]) {
    words = .general
    // Short words first, so that a longer one is weighed against its pieces as they will be cut.
    let known = lexicon.map { (Normalizer.shared.normalize($0.text), $0.frequency) }
      .filter { text, _ in (2...WordTable.longestWord).contains(text.count) }
      .filter { text, _ in text.classes.allSatisfy { $0 == .han } }
      .sorted { ($0.0.count, $0.0.string, $0.1 ?? 0) < ($1.0.count, $1.0.string, $1.1 ?? 0) }
    var lattice = SegmentationLattice()
    for (text, frequency) in known {
      let cost: Float
      if let frequency {
        cost = WordTable.cost(ofFrequency: frequency)
      } else {
        lattice.cut(text.scalars[...], words: words, excludingWhole: true)
        let enough = lattice.bestCost - Self.preference
        cost = min(enough, words.cost(of: text.scalars) ?? .infinity)
      }
      words.insert(text.scalars, cost: cost)
    }
  }

  /// The words of a text of Chinese characters.
  public func words(in text: String) -> [String] {
    let normalized = Normalizer.shared.normalize(text)
    var lattice = SegmentationLattice()
    var result: [String] = []
    cut(normalized, 0..<normalized.count, &lattice) { result.append(normalized.string(in: $0)) }
    return result
  }

  /// Whether a run of scalars is a word of the list or lexicon.
  public func contains(_ scalars: some Collection<UInt32>) -> Bool {
    cost(of: scalars) != nil
  }

  /// The cost of a word in nats, nil where the list and lexicon do not have it.
  func cost(of scalars: some Collection<UInt32>) -> Float? {
    words.cost(of: scalars).flatMap { $0 < .infinity ? $0 : nil }
  }

  /// The cost of a character that is no word.
  static var unknownCost: Float { WordTable.cost(ofFrequency: 1) }

  /// Calls `body` with each word of a range of Chinese characters of `text`, in order.
  ///
  /// `TextAnalyzer` does this for each run of Chinese characters; with a scratch of one's own it
  /// allocates nothing.
  public func cut(
    _ text: NormalizedText, _ range: Range<Int>, scratch: inout TextScratch,
    _ body: (Range<Int>) -> Void
  ) {
    cut(text, range, &scratch.lattice, body)
  }

  func cut(
    _ text: NormalizedText, _ range: Range<Int>, _ lattice: inout SegmentationLattice,
    _ body: (Range<Int>) -> Void
  ) {
    lattice.cut(text.scalars[range], words: words)
    var begin = range.lowerBound
    while begin < range.upperBound {
      let end = begin + Int(lattice.lengths[begin - range.lowerBound])
      body(begin..<end)
      begin = end
    }
  }
}

/// Best costs of a run's suffixes and the length of the word each begins with.
struct SegmentationLattice: Sendable {
  private var costs: [Float] = []
  private(set) var lengths: [UInt8] = []

  /// Of the whole run last cut, in nats.
  var bestCost: Float { costs.first ?? 0 }

  /// - Parameter excludingWhole: Leaves out the word that is all of the run, to weigh its pieces.
  mutating func cut(
    _ run: ArraySlice<UInt32>, words: WordTable, excludingWhole: Bool = false
  ) {
    let count = run.count
    if costs.count <= count {
      costs = .init(repeating: 0, count: count + 64)
      lengths = .init(repeating: 0, count: count + 64)
    }
    costs[count] = 0
    run.withUnsafeBufferPointer { run in
      for i in stride(from: count - 1, through: 0, by: -1) {
        var best = words.characterCost(run[i]) + costs[i + 1]
        var length: UInt8 = 1
        words.forEachWord(startingAt: i, of: run) { end, cost in
          let total = cost + costs[end]
          // On a tie the longer word.
          if total <= best, !(excludingWhole && end - i == count) {
            best = total
            length = UInt8(end - i)
          }
        }
        costs[i] = best
        lengths[i] = length
      }
    }
  }
}

/// Word → cost (negative log probability, nats), with every prefix of a word as an entry too.
///
/// Open addressing over keys that are exact for up to four characters (16 bits each) and a
/// 64-bit mix beyond.
struct WordTable: Sendable {
  static let longestWord = 16
  /// Of the general list's frequencies, with the words left out for rarity.
  private static let total = 60_101_967.0

  private var keys: [UInt64]
  /// Infinite for a prefix that is no word.
  private var costs: [Float]
  private var count = 0
  /// By BMP character.
  private var characterCosts: [Float]

  static let general = WordTable(table: kefu_words())

  static func cost(ofFrequency frequency: Int) -> Float {
    // Logarithms may differ between machines in the last bit of a Double; a Float has 29 fewer.
    Float(log(total) - log(Double(max(1, frequency))))
  }

  private init(table: kefu_table) {
    keys = .init(repeating: 0, count: 1 << 19)
    costs = .init(repeating: .infinity, count: 1 << 19)
    characterCosts = .init(repeating: Self.cost(ofFrequency: 1), count: 0x10000)
    let bytes = UnsafeBufferPointer(start: table.bytes, count: Int(table.count))
    var word: [UInt32] = []
    var frequency = 0
    var cost: Float = 0
    var next = 0
    while next < bytes.count {
      let c = decodeUTF8(bytes, at: &next)
      switch c {
      case 0x30...0x39: frequency = frequency * 10 + Int(c) - 0x30
      case 0x09: cost = Self.cost(ofFrequency: frequency)
      case 0x20, 0x0A:
        insert(word, cost: cost)
        word.removeAll(keepingCapacity: true)
        if c == 0x0A { frequency = 0 }
      default: word.append(c)
      }
    }
  }

  mutating func insert(_ word: [UInt32], cost: Float) {
    guard word.count > 1 else {
      if let c = word.first, c < 0x10000 { characterCosts[Int(c)] = cost }
      return
    }
    guard word.allSatisfy({ $0 < 0x10000 }) else { return }
    var key = UInt64(word[0])
    for (i, c) in word.dropFirst().enumerated() {
      key = Self.extend(key, by: c, length: i + 1)
      let slot = findOrAdd(key)
      if i + 2 == word.count { costs[slot] = cost }
    }
  }

  func cost(of word: some Collection<UInt32>) -> Float? {
    guard let first = word.first else { return nil }
    var key = UInt64(first)
    var length = 1
    for c in word.dropFirst() {
      key = Self.extend(key, by: c, length: length)
      length += 1
    }
    guard word.allSatisfy({ $0 < 0x10000 }) else { return nil }
    if length > 1 { return find(key) }
    let cost = characterCosts[Int(first)]
    return cost < Segmenter.unknownCost ? cost : nil
  }

  @inline(__always)
  func characterCost(_ c: UInt32) -> Float {
    characterCosts.withUnsafeBufferPointer { $0[Int(min(c, 0xFFFF))] }
  }

  /// Calls `body` with the end and cost of every word of two or more characters at `start`.
  @inline(__always)
  func forEachWord(
    startingAt start: Int, of run: UnsafeBufferPointer<UInt32>, _ body: (Int, Float) -> Void
  ) {
    var key = UInt64(run[start])
    var end = start + 1
    let limit = min(run.count, start + Self.longestWord)
    // Keys tell apart the characters of the BMP, which all known words are made of.
    guard key < 0x10000 else { return }
    while end < limit, run[end] < 0x10000 {
      key = Self.extend(key, by: run[end], length: end - start)
      end += 1
      guard let cost = find(key) else { return }
      if cost < .infinity { body(end, cost) }
    }
  }

  /// The key of a prefix one character longer.
  @inline(__always)
  private static func extend(_ key: UInt64, by c: UInt32, length: Int) -> UInt64 {
    if length < 4 { return key << 16 | UInt64(c & 0xFFFF) }
    return mix(key) ^ UInt64(c) &* 0x9E37_79B9_7F4A_7C15
  }

  @inline(__always)
  private static func mix(_ key: UInt64) -> UInt64 {
    var x = key &* 0xFF51_AFD7_ED55_8CCD
    x ^= x >> 32
    return x &* 0xC4CE_B9FE_1A85_EC53
  }

  @inline(__always)
  private func find(_ key: UInt64) -> Float? {
    keys.withUnsafeBufferPointer { keys in
      let mask = keys.count - 1
      var slot = Int(truncatingIfNeeded: Self.mix(key) >> 40) & mask
      while keys[slot] != key {
        if keys[slot] == 0 { return nil }
        slot = (slot + 1) & mask
      }
      return costs.withUnsafeBufferPointer { $0[slot] }
    }
  }

  private mutating func findOrAdd(_ key: UInt64) -> Int {
    if (count + 1) * 4 > keys.count * 3 { grow() }
    let mask = keys.count - 1
    var slot = Int(truncatingIfNeeded: Self.mix(key) >> 40) & mask
    while keys[slot] != key {
      if keys[slot] == 0 {
        keys[slot] = key
        count += 1
        break
      }
      slot = (slot + 1) & mask
    }
    return slot
  }

  private mutating func grow() {
    let (oldKeys, oldCosts) = (keys, costs)
    keys = .init(repeating: 0, count: oldKeys.count * 2)
    costs = .init(repeating: .infinity, count: oldKeys.count * 2)
    count = 0
    for (key, cost) in zip(oldKeys, oldCosts) where key != 0 { costs[findOrAdd(key)] = cost }
  }
}
