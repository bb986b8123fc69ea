import KefuText

/// What stage 2 compares: a Chinese character, typed syllable, Latin word, number or entity.
struct FuzzyUnit: Sendable {
  /// Equal units have equal symbols.
  var symbol: UInt64
  /// How it may sound: up to four syllable ids; `noReading` fills up.
  var readings: SIMD4<UInt16>
  /// `[reading]` the id that stands for all sounds often confused with it.
  var fuzzyReadings: SIMD4<UInt16>
  /// What leaving the unit out costs: 1, less for particles.
  var weight: Float
  /// `isInWord` in the lowest bit, the signature in the others.
  private var bits: UInt32 = 0

  /// Part of a longer word of the dictionary, so hardly a typo.
  var isInWord: Bool {
    @inline(__always) get { bits & 1 != 0 }
    set { bits = newValue ? bits | 1 : bits & ~1 }
  }

  /// A bit for each key the unit is found by. Units without a bit in common have no key in common:
  /// they are not the same, and sound nothing like one another.
  @inline(__always) var signature: UInt32 { bits & ~1 }

  static let noReading: UInt16 = .max
  static let particleWeight: Float = 0.3
  private static let silent = SIMD4<UInt16>(repeating: noReading)

  @inline(__always) var hasSound: Bool { readings[0] != Self.noReading }
  @inline(__always) var isSyllable: Bool { symbol >> 32 == 1 }

  /// A word, number or entity: found by itself alone.
  init(symbol: UInt64) {
    self.symbol = symbol
    readings = Self.silent
    fuzzyReadings = Self.silent
    weight = 1
    sign()
  }

  /// A syllable typed in letters.
  init(syllable: PinyinSyllable) {
    self.init(symbol: 1 << 32 | UInt64(syllable.id))
    readings[0] = syllable.id
    fuzzyReadings[0] = syllable.fuzzy.id
    sign()
  }

  init(character: UInt32, pinyin: PinyinTable) {
    symbol = UInt64(character)
    var slot = 0
    var (sounds, confused) = (Self.silent, Self.silent)
    pinyin.forEachReading(of: character) { id in
      guard slot < 4 else { return }
      sounds[slot] = id
      confused[slot] = pinyin.fuzzyID(id)
      slot += 1
    }
    (readings, fuzzyReadings) = (sounds, confused)
    weight = Self.particles.contains(mixed(UInt64(character))) ? Self.particleWeight : 1
    sign()
  }

  private mutating func sign() {
    bits &= 1
    forEachKey { bits |= Self.signature(of: $0) }
  }

  /// Adds the keys of words the unit may be a misspelling of.
  fileprivate mutating func sign(neighbours: SIMD2<UInt64>) {
    for slot in 0..<2 where neighbours[slot] != 0 {
      bits |= Self.signature(of: mixed(neighbours[slot]))
    }
  }

  /// One of 31 bits.
  private static func signature(of key: UInt64) -> UInt32 { 2 << UInt32(((key >> 32) &* 31) >> 32) }

  /// What the unit is found by: each way it may sound, or itself where it has no sound.
  @inline(__always)
  func forEachKey(_ body: (UInt64) -> Void) {
    guard hasSound else {
      body(mixed(symbol))
      return
    }
    for slot in 0..<4 where fuzzyReadings[slot] != Self.noReading {
      let id = fuzzyReadings[slot]
      // Readings that sound alike are one key.
      if slot > 0 && fuzzyReadings[0] == id || slot > 1 && fuzzyReadings[1] == id
        || slot > 2 && fuzzyReadings[2] == id
      {
        continue
      }
      body(mixed(1 << 40 | UInt64(id)))
    }
  }

  /// Particles of mood and address that come and go without changing what is asked.
  static let particleCharacters =
    "吗呢啊吧呀哦哈嘛啦呗哟噢喔亲哎诶唉哇滴惹捏咧咯喽呐嘞的了就喵鸭丫哒"
  private static let particles = HashIndex(
    of: particleCharacters.unicodeScalars.map { mixed(UInt64($0.value)) })
}

/// A text as stage 2 compares it.
struct FuzzyForm: Sendable {
  private(set) var units: [FuzzyUnit] = []
  /// `[unit]` scalars of the normalised text.
  private(set) var ranges: [Range<Int32>] = []
  /// `[unit]` symbols of up to two known Latin words one letter away; 0 fills up.
  private(set) var neighbours: [SIMD2<UInt64>] = []
  /// Sum of the units' weights.
  private(set) var length: Float = 0

  var count: Int { units.count }

  /// - Parameters:
  ///   - readsPinyin: Whether Latin words that are pinyin stand for their syllables.
  ///   - words: Where misspelt Latin words are looked up; nil for the knowledge base's own texts.
  mutating func derive(from text: MatchText, readsPinyin: Bool, words: WordNeighbours? = nil) {
    units.removeAll(keepingCapacity: true)
    ranges.removeAll(keepingCapacity: true)
    neighbours.removeAll(keepingCapacity: true)
    length = 0
    let characters = text.characters
    let pinyin = PinyinTable.shared
    var i = 0
    while i < characters.count {
      let c = characters[i]
      var end = i + 1
      if c == MatchText.separator || c == 0x20 {
        i += 1
        continue
      }
      if isASCIIDigit(c) {
        while end < characters.count, isASCIIDigit(characters[end]) { end += 1 }
      } else if isLetter(c) {
        while end < characters.count, isLetter(characters[end]) { end += 1 }
      }
      let range = text.characterStarts[i]..<text.characterEnds[end - 1]
      if isASCIIDigit(c) {
        append(FuzzyUnit(symbol: hash(characters[i..<end], seed: 1) | 1 << 63), range)
      } else if isLetter(c) {
        let word = characters[i..<end]
        if readsPinyin, word.count > 1, let syllables = pinyin.split(word) {
          for syllable in syllables { append(FuzzyUnit(syllable: syllable), range) }
        } else {
          append(FuzzyUnit(symbol: WordNeighbours.symbol(of: word)), range)
          if let words {
            neighbours[count - 1] = words.neighbours(of: word)
            units[count - 1].sign(neighbours: neighbours[count - 1])
          }
        }
      } else {
        append(FuzzyUnit(character: c, pinyin: pinyin), range)
      }
      i = end
    }
    markWords(text.analyzed)
  }

  private mutating func append(_ unit: FuzzyUnit, _ range: Range<Int32>) {
    units.append(unit)
    ranges.append(range)
    neighbours.append(.zero)
    length += unit.weight
  }

  private mutating func markWords(_ analyzed: AnalyzedText) {
    var unit = 0
    for token in analyzed.tokens where token.kind == .han && token.range.count > 1 {
      while unit < count, Int(ranges[unit].lowerBound) < token.range.lowerBound { unit += 1 }
      while unit < count, Int(ranges[unit].upperBound) <= token.range.upperBound {
        units[unit].isInWord = true
        unit += 1
      }
    }
  }

  /// What a unit of a message is found by: its own keys and its neighbours'.
  @inline(__always)
  func forEachKey(_ unit: Int, _ body: (UInt64) -> Void) {
    units[unit].forEachKey(body)
    let near = neighbours[unit]
    if near[0] != 0 { body(mixed(near[0])) }
    if near[1] != 0 { body(mixed(near[1])) }
  }
}

@inline(__always)
private func isASCIIDigit(_ c: UInt32) -> Bool { c >= 0x30 && c <= 0x39 }

/// Letters of scripts parted by spaces: everything below the CJK blocks that is no digit.
@inline(__always)
private func isLetter(_ c: UInt32) -> Bool { c >= 0x3A && c < 0x2E80 }
