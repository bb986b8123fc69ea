import KefuText

/// What stage 3 weighs: words, the sets of synonyms they belong to, pairs of characters, pairs of
/// sounds, and pieces of Latin words.
struct Term: Sendable {
  /// What kind of term it is, with its share of a word's weight.
  enum Kind: UInt8, Sendable {
    case word, synonyms, characterPair, soundPair, wordPiece
  }

  var key: UInt64
  var weight: Float
  var kind: Kind
  /// Scalars of the normalised text.
  var range: Range<Int32>
}

/// Turns a text into terms; the same for messages and for the knowledge base.
struct TermExtractor: Sendable {
  private let stopWords: HashIndex
  /// Words of synonym sets, and `[word]` the set with its discount.
  private let synonymWords: HashIndex
  private let synonyms: [(set: UInt32, discount: Float)]
  private let weights = TermKindWeights()

  init(stopWords: [String], synonyms: SynonymTable) {
    self.stopWords = HashIndex(
      of: stopWords.map { Normalizer.shared.normalize($0).string }.filter { !$0.isEmpty }
        .map { hash($0.unicodeScalars.map(\.value), seed: 10) })
    var words = HashIndex()
    var sets: [(set: UInt32, discount: Float)] = []
    for word in synonyms.allWords {
      guard let (number, discount) = synonyms.set(of: word) else { continue }
      let known = Int(words.intern(hash(word.unicodeScalars.map(\.value), seed: 10)))
      if known == sets.count { sets.append((UInt32(number), discount)) }
    }
    synonymWords = words
    self.synonyms = sets
  }

  /// Whether a folded word says nothing by itself.
  func isStopWord(_ scalars: some Sequence<UInt32>) -> Bool {
    stopWords.contains(hash(scalars, seed: 10))
  }

  /// Replaces `terms` by those of `text`; a term may stand in it more than once.
  func extract(_ text: MatchText, into terms: inout [Term]) {
    terms.removeAll(keepingCapacity: true)
    let normalized = text.analyzed.normalized
    for token in text.analyzed.tokens {
      let range = Int32(token.range.lowerBound)..<Int32(token.range.upperBound)
      let scalars = normalized.scalars[token.range]
      var weight: Float
      let key: UInt64
      switch token.kind {
      case .emoji: continue
      case .entity(let kind):
        key = hash(CollectionOfOne(kind.number), seed: 11)
        weight = weights.entity
      case .number:
        key = hash(scalars, seed: 10)
        weight = weights.number
      case .han:
        key = hash(scalars, seed: 10)
        weight = token.range.count > 1 ? weights.word : weights.character
      case .latin, .other:
        key = hash(scalars, seed: 10)
        weight = weights.word
      }
      let isStop = stopWords.contains(key)
      if isStop { weight *= weights.stopWord }
      if let word = synonymWords[key] {
        let (set, discount) = synonyms[Int(word)]
        terms.append(
          Term(
            key: hash(CollectionOfOne(set), seed: 12),
            weight: weight * discount * weights.synonyms, kind: .synonyms, range: range))
        weight *= 1 - discount * weights.synonyms
      }
      terms.append(Term(key: key, weight: weight, kind: .word, range: range))
      if case .latin = token.kind, token.range.count >= 4, !isStop {
        appendPieces(of: scalars, range, &terms)
      }
    }
    appendPairs(text, &terms)
  }

  private func appendPieces(
    of word: ArraySlice<UInt32>, _ range: Range<Int32>, _ terms: inout [Term]
  ) {
    // The word's ends count as characters, so that its first letters differ from inner ones.
    let padded = [0x5E] + word + [0x24]
    let weight = weights.wordPiece / Float(padded.count - 2)
    for i in 0..<padded.count - 2 {
      terms.append(
        Term(key: hash(padded[i..<i + 3], seed: 13), weight: weight, kind: .wordPiece, range: range)
      )
    }
  }

  private func appendPairs(_ text: MatchText, _ terms: inout [Term]) {
    let characters = text.characters
    guard characters.count > 1 else { return }
    let pinyin = PinyinTable.shared
    var previousSound: UInt16?
    for i in characters.indices {
      let sound = pinyin.firstReading(of: characters[i]).map { pinyin.fuzzyID($0.id) }
      defer { previousSound = sound }
      guard i > 0, isPaired(characters[i]), isPaired(characters[i - 1]) else { continue }
      let range = text.characterStarts[i - 1]..<text.characterEnds[i]
      // Two digits or two letters say nothing their word does not.
      guard sound != nil || previousSound != nil else { continue }
      terms.append(
        Term(
          key: hash(characters[i - 1...i], seed: 14), weight: weights.characterPair,
          kind: .characterPair, range: range))
      if let sound, let previousSound {
        terms.append(
          Term(
            key: hash([UInt32(previousSound), UInt32(sound)], seed: 15),
            weight: weights.soundPair, kind: .soundPair, range: range))
      }
    }
  }

  private func isPaired(_ c: UInt32) -> Bool { c != MatchText.separator && c != 0x20 }
}

/// What each kind of term weighs beside a word of two characters or more. Chosen by
/// cross-validation on the shipped knowledge base.
struct TermKindWeights: Sendable {
  var word: Float = 1
  /// A character standing alone.
  var character: Float = 1
  var number: Float = 0.4
  var entity: Float = 0.5
  /// Factor for a stop word.
  var stopWord: Float = 0.15
  /// Share of a word's weight that goes to its set of synonyms.
  var synonyms: Float = 0.9
  var characterPair: Float = 0.4
  var soundPair: Float = 0.2
  /// Of all pieces of a word together.
  var wordPiece: Float = 0.5
}
