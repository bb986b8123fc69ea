/// Latin words of the knowledge base, found with one letter wrong, missing, extra or exchanged
/// with its neighbour (symmetric deletion: Garbe 2012).
struct WordNeighbours: Sendable {
  private var index = HashIndex()
  private var words: [[Int32]] = []
  private var letters: [[UInt32]] = []
  private var symbols: [UInt64] = []
  private var numberOfSymbol: [UInt64: Int32] = [:]

  /// Words shorter than this have too many neighbours to mean anything.
  static let shortest = 4

  mutating func add(_ word: [UInt32]) {
    let symbol = Self.symbol(of: word[...])
    guard word.count >= Self.shortest, numberOfSymbol[symbol] == nil else { return }
    let number = Int32(letters.count)
    numberOfSymbol[symbol] = number
    letters.append(word)
    symbols.append(symbol)
    for key in Self.deletions(word) {
      let list = Int(index.intern(key))
      if list == words.count { words.append([]) }
      words[list].append(number)
    }
  }

  static func symbol(of word: ArraySlice<UInt32>) -> UInt64 { hash(word, seed: 2) | 1 << 63 }

  /// Symbols of up to two known words one error away from `word`; 0 fills up. None where the word
  /// itself is known.
  func neighbours(of word: ArraySlice<UInt32>) -> SIMD2<UInt64> {
    guard !letters.isEmpty, word.count >= Self.shortest - 1, word.count <= 32,
      numberOfSymbol[Self.symbol(of: word)] == nil
    else { return .zero }
    let word = Array(word)
    var found: [Int32] = []
    for key in Self.deletions(word) {
      guard let list = index[key] else { continue }
      for number in words[Int(list)] where !found.contains(number) {
        if isWithinOneError(letters[Int(number)], word) { found.append(number) }
      }
    }
    found.sort()
    var result = SIMD2<UInt64>.zero
    for (slot, number) in found.prefix(2).enumerated() { result[slot] = symbols[Int(number)] }
    return result
  }

  private static func deletions(_ word: [UInt32]) -> [UInt64] {
    var keys = [hash(word[...], seed: 3)]
    for i in word.indices { keys.append(hash(word[..<i] + word[(i + 1)...], seed: 3)) }
    return keys
  }
}

/// Whether one insertion, deletion, exchange or swap of neighbours turns one word into the other.
func isWithinOneError(_ a: [UInt32], _ b: [UInt32]) -> Bool {
  if a.count > b.count { return isWithinOneError(b, a) }
  guard b.count - a.count <= 1 else { return false }
  let prefix = zip(a, b).prefix { $0 == $1 }.count
  if prefix == a.count { return true }
  if a.count < b.count { return a[prefix...].elementsEqual(b[(prefix + 1)...]) }
  if a[(prefix + 1)...].elementsEqual(b[(prefix + 1)...]) { return true }
  return prefix + 1 < a.count && a[prefix] == b[prefix + 1] && a[prefix + 1] == b[prefix]
    && a[(prefix + 2)...].elementsEqual(b[(prefix + 2)...])
}
