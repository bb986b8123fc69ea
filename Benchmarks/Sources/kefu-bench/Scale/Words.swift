import KefuText

/// The generator's words by number: the source's, then those it makes.
struct Words {
  private var spellings: [String] = []
  private var numbers: [String: Int32] = [:]
  private var telling: [Bool] = []
  /// `[word]` times used, of telling ones.
  private var uses: [Int32] = []
  /// Different telling words.
  private var kinds = 0
  /// Of the Pitman–Yor process, in `0..<1`: the nearer to 1, the more new words.
  var discount = 0.5
  private static let concentration = 1.0

  var count: Int { spellings.count }

  func isTelling(_ word: Int32) -> Bool { telling[Int(word)] }

  /// The words of a text, punctuation left out; what is masked, as it was typed.
  mutating func cut(_ text: String, by analyzer: TextAnalyzer) -> [Int32] {
    let analyzed = analyzer.analyze(text)
    return analyzed.tokens.map { number(of: analyzed.text(of: $0)) }
  }

  private mutating func number(of spelling: String) -> Int32 {
    if let known = numbers[spelling] { return known }
    let number = Int32(spellings.count)
    numbers[spelling] = number
    spellings.append(spelling)
    return number
  }

  /// Decides which words tell what a text is about; those of one character, and numbers, do not.
  mutating func settle(_ isRare: (Int) -> Bool) {
    telling = spellings.indices.map { word in
      let scalars = spellings[word].unicodeScalars
      return isRare(word) && scalars.count > 1 && scalars.allSatisfy(\.properties.isAlphabetic)
    }
    uses = .init(repeating: 0, count: count)
  }

  /// Counts uses of telling words.
  mutating func note(_ words: [Int32]) {
    for word in words {
      if uses[Int(word)] == 0 { kinds += 1 }
      uses[Int(word)] += 1
    }
  }

  /// The next word of the process; `used` has every use so far, to draw from.
  mutating func draw(from used: inout [Int32], _ random: inout SplitMix64) -> Int32 {
    let news = Self.concentration + discount * Double(kinds)
    var word: Int32?
    if used.isEmpty || random.unit() * (Self.concentration + Double(used.count)) < news {
      word = coin(from: used, &random)
    }
    while word == nil, !used.isEmpty {
      // By uses less the discount: one of the uses, now and then refused.
      let drawn = used[random.below(used.count)]
      if random.unit() * Double(uses[Int(drawn)]) >= discount { word = drawn }
    }
    guard let word else { preconditionFailure("the source has no telling word") }
    note([word])
    used.append(word)
    return word
  }

  /// The beginning of one word and the end of another; nil where that gives known words only.
  private mutating func coin(from used: [Int32], _ random: inout SplitMix64) -> Int32? {
    guard !used.isEmpty else { return nil }
    for _ in 0..<8 {
      let (a, b) = (used[random.below(used.count)], used[random.below(used.count)])
      let (head, tail) = (Array(spellings[Int(a)]), Array(spellings[Int(b)]))
      guard Self.isLatin(head) == Self.isLatin(tail) else { continue }
      let spelling = String(head[..<((head.count + 1) / 2)] + tail[(tail.count / 2)...])
      guard numbers[spelling] == nil else { continue }
      let word = number(of: spelling)
      telling.append(true)
      uses.append(0)
      return word
    }
    return nil
  }

  /// Words put together: a space only between two Latin ones.
  func text(of words: [Int32]) -> String {
    var text = ""
    var wasLatin = false
    for word in words {
      let spelling = spellings[Int(word)]
      let isLatin = spelling.unicodeScalars.first.map { $0.value < 0x2E80 } ?? false
      if wasLatin, isLatin { text += " " }
      text += spelling
      wasLatin = isLatin
    }
    return text
  }

  private static func isLatin(_ characters: [Character]) -> Bool {
    characters.first.map { $0.unicodeScalars.first!.value < 0x2E80 } ?? false
  }
}
