/// Keys in order, each once, with their positions.
///
/// Blocks of a few hundred keys: an insertion or removal moves at most one block, and a position is
/// the sum of the blocks in front.
///
/// - Complexity: Insertion, removal and position O(√n)-like: with 10 000 keys, about 80 block counts
///   and 128 moved keys.
struct SortedKeys<Key: Comparable & Sendable>: Sendable {
  private static var limit: Int { 256 }

  /// None is empty.
  private var blocks: [[Key]] = []
  private(set) var count = 0

  var first: Key? { blocks.first?.first }

  /// - Returns: How many keys stand in front of it; nil where it was there already.
  @discardableResult
  mutating func insert(_ key: Key) -> Int? {
    guard !blocks.isEmpty else {
      blocks = [[key]]
      count = 1
      return 0
    }
    let block = min(self.block(of: key), blocks.count - 1)
    let index = Self.lowerBound(of: key, in: blocks[block])
    if index < blocks[block].count, blocks[block][index] == key { return nil }
    blocks[block].insert(key, at: index)
    count += 1
    let before = blocks[..<block].reduce(0) { $0 + $1.count } + index
    if blocks[block].count > Self.limit {
      let half = blocks[block].count / 2
      blocks.insert(Array(blocks[block][half...]), at: block + 1)
      blocks[block].removeSubrange(half...)
    }
    return before
  }

  /// - Returns: How many keys stood in front of it; nil where it was not there.
  @discardableResult
  mutating func remove(_ key: Key) -> Int? {
    guard let (block, index) = find(key) else { return nil }
    let before = blocks[..<block].reduce(0) { $0 + $1.count } + index
    blocks[block].remove(at: index)
    if blocks[block].isEmpty { blocks.remove(at: block) }
    count -= 1
    return before
  }

  /// How many keys stand in front of it; nil where it is not there.
  func position(of key: Key) -> Int? {
    guard let (block, index) = find(key) else { return nil }
    return blocks[..<block].reduce(0) { $0 + $1.count } + index
  }

  /// At most `limit` keys from position `start` on.
  func keys(from start: Int = 0, limit: Int = .max) -> [Key] {
    var result: [Key] = []
    var skip = max(0, start)
    for block in blocks where result.count < limit {
      if skip >= block.count {
        skip -= block.count
        continue
      }
      result.append(contentsOf: block[skip...].prefix(limit - result.count))
      skip = 0
    }
    return result
  }

  /// The first key that is wanted.
  func first(where isWanted: (Key) -> Bool) -> Key? {
    for block in blocks {
      if let key = block.first(where: isWanted) { return key }
    }
    return nil
  }

  private func find(_ key: Key) -> (block: Int, index: Int)? {
    let block = self.block(of: key)
    guard block < blocks.count else { return nil }
    let index = Self.lowerBound(of: key, in: blocks[block])
    return index < blocks[block].count && blocks[block][index] == key ? (block, index) : nil
  }

  /// The first block that does not end before `key`.
  private func block(of key: Key) -> Int {
    var (low, high) = (0, blocks.count)
    while low < high {
      let middle = (low + high) / 2
      if blocks[middle][blocks[middle].count - 1] < key { low = middle + 1 } else { high = middle }
    }
    return low
  }

  private static func lowerBound(of key: Key, in keys: [Key]) -> Int {
    var (low, high) = (0, keys.count)
    while low < high {
      let middle = (low + high) / 2
      if keys[middle] < key { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

extension SortedKeys: Equatable {
  static func == (a: Self, b: Self) -> Bool { a.keys() == b.keys() }
}
