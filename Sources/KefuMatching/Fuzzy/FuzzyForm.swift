import KefuText

/// A text as stage 2 compares it: one unit a Chinese character, typed syllable, Latin word or
/// number, each with how it may sound.
struct FuzzyForm: Sendable {
  /// Equal units have equal symbols.
  private(set) var symbols: [UInt64] = []
  /// `[unit]` up to four syllable ids; `noReading` fills up.
  private(set) var readings: [SIMD4<UInt16>] = []
  /// `[unit]` what leaving the unit out costs: 1, less for particles.
  private(set) var weights: [Float] = []
  /// `[unit]` whether it is part of a longer word of the dictionary, so hardly a typo.
  private(set) var isInWord: [Bool] = []
  /// `[unit]` scalars of the normalised text.
  private(set) var ranges: [Range<Int32>] = []
  /// `[unit]` symbols of known Latin words one letter away.
  private(set) var neighbours: [[UInt64]] = []
  /// Sum of `weights`.
  private(set) var length: Float = 0

  static let noReading: UInt16 = .max
  static let particleWeight: Float = 0.3

  var count: Int { symbols.count }

  /// - Parameters:
  ///   - readsPinyin: Whether Latin words that are pinyin stand for their syllables.
  ///   - words: Where misspelt Latin words are looked up; nil for the knowledge base's own texts.
  mutating func derive(from text: MatchText, readsPinyin: Bool, words: WordNeighbours? = nil) {
    symbols.removeAll(keepingCapacity: true)
    readings.removeAll(keepingCapacity: true)
    weights.removeAll(keepingCapacity: true)
    isInWord.removeAll(keepingCapacity: true)
    ranges.removeAll(keepingCapacity: true)
    neighbours.removeAll(keepingCapacity: true)
    length = 0
    let characters = text.characters
    var i = 0
    while i < characters.count {
      let c = characters[i]
      var end = i + 1
      if c == MatchText.separator || c == 0x20 {
        i += 1
        continue
      }
      let range = { (i: Int, end: Int) in
        text.characterStarts[i]..<text.characterEnds[end - 1]
      }
      if isASCIIDigit(c) {
        while end < characters.count, isASCIIDigit(characters[end]) { end += 1 }
        append(hash(characters[i..<end], seed: 1), .init(repeating: Self.noReading), 1, range(i, end))
      } else if isLetter(c) {
        while end < characters.count, isLetter(characters[end]) { end += 1 }
        let word = characters[i..<end]
        if readsPinyin, word.count > 1, let syllables = PinyinTable.shared.split(word) {
          for syllable in syllables {
            var reading = SIMD4<UInt16>(repeating: Self.noReading)
            reading[0] = syllable.id
            append(Self.symbol(ofSyllable: syllable.id), reading, 1, range(i, end))
          }
        } else {
          append(hash(word, seed: 2), .init(repeating: Self.noReading), 1, range(i, end))
          if let words { neighbours[count - 1] = words.neighbours(of: word) }
        }
      } else {
        var reading = SIMD4<UInt16>(repeating: Self.noReading)
        var slot = 0
        PinyinTable.shared.forEachReading(of: c) {
          if slot < 4 { reading[slot] = $0 }
          slot += 1
        }
        let weight = Self.isParticle(c) ? Self.particleWeight : 1
        append(UInt64(c), reading, weight, range(i, end))
      }
      i = end
    }
    markWords(text.analyzed)
  }

  private mutating func append(
    _ symbol: UInt64, _ reading: SIMD4<UInt16>, _ weight: Float, _ range: Range<Int32>
  ) {
    symbols.append(symbol)
    readings.append(reading)
    weights.append(weight)
    isInWord.append(false)
    ranges.append(range)
    neighbours.append([])
    length += weight
  }

  private mutating func markWords(_ analyzed: AnalyzedText) {
    var unit = 0
    for token in analyzed.tokens where token.kind == .han && token.range.count > 1 {
      while unit < count, Int(ranges[unit].lowerBound) < token.range.lowerBound { unit += 1 }
      while unit < count, Int(ranges[unit].upperBound) <= token.range.upperBound {
        isInWord[unit] = true
        unit += 1
      }
    }
  }

  static func symbol(ofSyllable id: UInt16) -> UInt64 { 1 << 32 | UInt64(id) }

  static func isSyllable(_ symbol: UInt64) -> Bool { symbol >> 32 == 1 }

  /// What a unit is found by: each way it may sound, or itself where it has no sound.
  @inline(__always)
  func forEachKey(_ unit: Int, _ body: (UInt64) -> Void) {
    let reading = readings[unit]
    if reading[0] == Self.noReading {
      body(mixed(symbols[unit]))
      for neighbour in neighbours[unit] { body(mixed(neighbour)) }
      return
    }
    var seen = SIMD4<UInt16>(repeating: Self.noReading)
    for slot in 0..<4 where reading[slot] != Self.noReading {
      let id = PinyinTable.shared.fuzzyID(reading[slot])
      if seen[0] == id || seen[1] == id || seen[2] == id { continue }
      seen[slot] = id
      body(mixed(1 << 40 | UInt64(id)))
    }
  }

  /// Particles of mood and address that come and go without changing what is asked.
  private static let particles: Set<UInt32> = Set(
    "吗呢啊吧呀哦哈嘛啦呗哟噢喔亲哎诶唉哇滴惹捏咧咯喽呐嘞的了就喵鸭丫哒".unicodeScalars.map(\.value))

  private static func isParticle(_ c: UInt32) -> Bool { particles.contains(c) }
}

@inline(__always)
private func isASCIIDigit(_ c: UInt32) -> Bool { c >= 0x30 && c <= 0x39 }

/// Letters of scripts parted by spaces: everything below the CJK blocks that is no digit.
@inline(__always)
private func isLetter(_ c: UInt32) -> Bool { c >= 0x3A && c < 0x2E80 }
