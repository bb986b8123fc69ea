/// Cuts runs of Chinese characters into words: the path through the lattice of known words with
/// the highest product of word frequencies (a unigram model, found by Viterbi).
///
/// ```swift
/// Segmenter(lexicon: [.init("运费险")]).words(in: "有运费险吗")  // ["有", "运费险", "吗"]
/// ```
///
/// Known words are those of a general list (237 890 words, see CKefuData/NOTICE.md) and of the
/// lexicon; a character outside every word stands alone. Linear in the text; some 20 M characters/s.
/// The general list is read on first use, in 23–45 ms.
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
  private static let lexiconCost = WordTable.cost(ofFrequency: 1_000)

  /// The general list and `lexicon`, whose words are normalised first.
  ///
  /// Only runs of Chinese characters are cut into words, so a lexicon word counts where it is 2 to
  /// 16 of them and nothing else; others (`T恤`, `7天无理由`) are left out. A word without a
  /// frequency gets at least 1 000 and enough to be preferred over its own pieces: the general list
  /// has 退货 so rarely that 退货运费 would be cut 退/货运费. The order of the lexicon does not matter.
  public init(lexicon: [Word]) {
    words = .general
    // Short words first, so that a longer one is weighed against its pieces as they will be cut.
    var scratch = TextScratch()
    var text = NormalizedText()
    var known: [(scalars: [UInt32], frequency: Int?)] = []
    for word in lexicon {
      Normalizer.shared.normalize(word.text, into: &text, scratch: &scratch)
      guard (2...WordTable.longestWord).contains(text.count) else { continue }
      guard text.classes.allSatisfy({ $0 == .han }) else { continue }
      known.append((text.scalars, word.frequency))
    }
    known.sort { a, b in
      if a.scalars.count != b.scalars.count { return a.scalars.count < b.scalars.count }
      if a.scalars != b.scalars { return a.scalars.lexicographicallyPrecedes(b.scalars) }
      return a.frequency ?? 0 < b.frequency ?? 0
    }
    for (scalars, frequency) in known {
      let cost: Float
      if let frequency {
        cost = WordTable.cost(ofFrequency: frequency)
      } else {
        scratch.lattice.cut(scalars[...], words: words, excludingWhole: true)
        let enough = scratch.lattice.bestCost - Self.preference
        cost = min(enough, words.cost(of: scalars) ?? .infinity, Self.lexiconCost)
      }
      words.insert(scalars, cost: cost)
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
    words.cost(of: scalars)
  }

  /// The cost of a character that is no word.
  static var unknownCost: Float { WordTable.unknownCost }

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
