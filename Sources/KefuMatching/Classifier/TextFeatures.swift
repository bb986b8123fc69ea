import KefuText

/// What stage 4 sees of a text: hashed words, word pairs, pieces of words, character n-grams and
/// sound n-grams, view by view.
struct TextFeatures: Sendable {
  /// One way of cutting a text into features; each is weighed and scaled on its own.
  enum View: Int, Sendable, CaseIterable {
    case words, wordPairs, characters, sounds
  }

  /// `[view]` keys; a feature that occurs twice stands twice.
  private(set) var keys: [[UInt64]] = .init(repeating: [], count: View.allCases.count)
  private var letters: [UInt32] = []
  private var wordKeys: [UInt64] = []
  private var run: [UInt32] = []

  static let longestRun = 4
  static let pieceLengths = 3...5
  static let longestSounds = 3

  /// Replaces the features by those of `text`.
  mutating func extract(_ text: MatchText, views: FeatureViews) {
    for view in View.allCases { keys[view.rawValue].removeAll(keepingCapacity: true) }
    appendWords(text)
    appendCharacters(text)
    if views.uses(.sounds) { appendSounds(text) }
  }

  private mutating func append(_ key: UInt64, _ view: View) { keys[view.rawValue].append(key) }

  private mutating func appendWords(_ text: MatchText) {
    wordKeys.removeAll(keepingCapacity: true)
    let normalized = text.analyzed.normalized
    for token in text.analyzed.tokens {
      switch token.kind {
      case .emoji: continue
      case .entity(let kind): wordKeys.append(hash(CollectionOfOne(kind.number), seed: 21))
      case .han, .latin, .number, .other:
        wordKeys.append(hash(normalized.scalars[token.range], seed: 20))
      }
    }
    // The ends of the message are words too: what it opens with says much.
    let end: UInt64 = 0x5851_F42D_4C95_7F2D
    var previous = end
    for key in wordKeys {
      append(key, .words)
      append(mixed(previous &* 3 &+ key) | 1, .wordPairs)
      previous = key
    }
    if !wordKeys.isEmpty { append(mixed(previous &* 3 &+ end) | 1, .wordPairs) }
  }

  /// N-grams of runs of characters; of a Latin word, its pieces, ends included.
  private mutating func appendCharacters(_ text: MatchText) {
    let characters = text.characters
    var i = 0
    while i < characters.count {
      let c = characters[i]
      if c == MatchText.separator || c == 0x20 {
        i += 1
        continue
      }
      let isLetter = Self.isLetter(c)
      var end = i + 1
      while end < characters.count, characters[end] != MatchText.separator,
        characters[end] != 0x20, Self.isLetter(characters[end]) == isLetter
      { end += 1 }
      if isLetter {
        letters.removeAll(keepingCapacity: true)
        letters.append(0x5E)
        letters.append(contentsOf: characters[i..<end])
        letters.append(0x24)
        for length in Self.pieceLengths where length <= letters.count {
          for start in 0...letters.count - length {
            append(hash(letters[start..<start + length], seed: 23), .characters)
          }
        }
      } else {
        for start in i..<end {
          for length in 1...Self.longestRun where start + length <= end {
            append(hash(characters[start..<start + length], seed: 24), .characters)
          }
        }
      }
      i = end
    }
  }

  private mutating func appendSounds(_ text: MatchText) {
    let pinyin = PinyinTable.shared
    run.removeAll(keepingCapacity: true)
    for c in text.characters {
      if let reading = pinyin.firstReading(of: c) {
        run.append(UInt32(pinyin.fuzzyID(reading.id)))
      } else {
        appendSoundRun()
      }
    }
    appendSoundRun()
    for token in text.analyzed.tokens where token.kind == .latin {
      // 退款 typed tuikuan.
      guard let syllables = pinyin.split(text.analyzed.normalized.scalars[token.range])
      else { continue }
      for syllable in syllables { run.append(UInt32(syllable.fuzzy.id)) }
      appendSoundRun()
    }
  }

  private mutating func appendSoundRun() {
    for start in run.indices {
      for length in 1...Self.longestSounds where start + length <= run.count {
        append(hash(run[start..<start + length], seed: 25), .sounds)
      }
    }
    run.removeAll(keepingCapacity: true)
  }

  private static func isLetter(_ c: UInt32) -> Bool {
    (0x30...0x39).contains(c) || (c >= 0x61 && c < 0x2E80)
  }
}
