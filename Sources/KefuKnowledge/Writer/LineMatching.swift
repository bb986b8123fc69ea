/// Which lines of two texts are the same, in order.
///
/// Patience: lines that occur once in both texts anchor the rest; between two anchors the longest
/// common sequence decides, unless that would cost too much.
enum LineMatching {
  /// Cells of the table for what lies between two anchors.
  private static let maximumTable = 4_000_000

  /// Indices of equal lines, rising in both texts.
  static func pairs(_ old: [String], _ new: [String]) -> [(Int, Int)] {
    // Strings are compared by their bytes: é in two forms is a change.
    var numbers: [[UInt8]: Int] = [:]
    func numbered(_ lines: [String]) -> [Int] {
      lines.map { line in
        let key = Array(line.utf8)
        if let number = numbers[key] { return number }
        numbers[key] = numbers.count
        return numbers.count - 1
      }
    }
    let (a, b) = (numbered(old), numbered(new))
    var result: [(Int, Int)] = []
    match(a, 0..<a.count, b, 0..<b.count, into: &result)
    return result
  }

  private static func match(
    _ a: [Int], _ aRange: Range<Int>, _ b: [Int], _ bRange: Range<Int>,
    into result: inout [(Int, Int)]
  ) {
    // What remains to be matched, the next last.
    var work: [Work] = [.match(aRange, bRange)]
    while let next = work.popLast() {
      switch next {
      case .pair(let i, let j): result.append((i, j))
      case .match(var x, var y):
        while let i = x.first, let j = y.first, a[i] == b[j] {
          result.append((i, j))
          x.removeFirst()
          y.removeFirst()
        }
        var tail: [Work] = []
        while let i = x.last, let j = y.last, a[i] == b[j] {
          tail.append(.pair(i, j))
          x.removeLast()
          y.removeLast()
        }
        work += tail
        guard !x.isEmpty, !y.isEmpty else { continue }
        let anchors = anchors(a, x, b, y)
        if anchors.isEmpty {
          let common =
            x.count * y.count <= maximumTable ? longestCommonSequence(a, x, b, y) : []
          work += common.reversed().map { .pair($0.0, $0.1) }
          continue
        }
        var parts: [Work] = []
        var (i, j) = (x.lowerBound, y.lowerBound)
        for (p, q) in anchors {
          parts.append(.match(i..<p, j..<q))
          parts.append(.pair(p, q))
          (i, j) = (p + 1, q + 1)
        }
        parts.append(.match(i..<x.upperBound, j..<y.upperBound))
        work += parts.reversed()
      }
    }
  }

  private enum Work {
    case match(Range<Int>, Range<Int>)
    case pair(Int, Int)
  }

  /// Lines that occur once on each side, the longest sequence of them that rises on both.
  private static func anchors(
    _ a: [Int], _ x: Range<Int>, _ b: [Int], _ y: Range<Int>
  ) -> [(Int, Int)] {
    var places: [Int: (a: Int?, b: Int?, isUnique: Bool)] = [:]
    for i in x {
      let known = places[a[i]]
      places[a[i]] = (i, nil, known == nil)
    }
    for j in y {
      guard let known = places[b[j]] else { continue }
      places[b[j]] = (known.a, j, known.isUnique && known.b == nil)
    }
    let candidates = x.compactMap { i -> (Int, Int)? in
      guard let place = places[a[i]], place.isUnique, place.a == i, let j = place.b else {
        return nil
      }
      return (i, j)
    }
    // Patience sorting by the second index.
    var piles: [Int] = []
    var before = [Int?](repeating: nil, count: candidates.count)
    for (n, candidate) in candidates.enumerated() {
      var (low, high) = (0, piles.count)
      while low < high {
        let middle = (low + high) / 2
        if candidates[piles[middle]].1 < candidate.1 { low = middle + 1 } else { high = middle }
      }
      before[n] = low > 0 ? piles[low - 1] : nil
      if low == piles.count { piles.append(n) } else { piles[low] = n }
    }
    var chain: [(Int, Int)] = []
    var next = piles.last
    while let n = next {
      chain.append(candidates[n])
      next = before[n]
    }
    return chain.reversed()
  }

  static func longestCommonSequence(
    _ a: [Int], _ x: Range<Int>, _ b: [Int], _ y: Range<Int>
  ) -> [(Int, Int)] {
    let width = y.count + 1
    var table = [Int32](repeating: 0, count: (x.count + 1) * width)
    for i in stride(from: x.count - 1, through: 0, by: -1) {
      for j in stride(from: y.count - 1, through: 0, by: -1) {
        table[i * width + j] =
          a[x.lowerBound + i] == b[y.lowerBound + j]
          ? table[(i + 1) * width + j + 1] + 1
          : max(table[(i + 1) * width + j], table[i * width + j + 1])
      }
    }
    var pairs: [(Int, Int)] = []
    var (i, j) = (0, 0)
    while i < x.count, j < y.count {
      if a[x.lowerBound + i] == b[y.lowerBound + j] {
        pairs.append((x.lowerBound + i, y.lowerBound + j))
        i += 1
        j += 1
      } else if table[(i + 1) * width + j] >= table[i * width + j + 1] {
        i += 1
      } else {
        j += 1
      }
    }
    return pairs
  }
}
