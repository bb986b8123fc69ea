/// Insertions, deletions, exchanges and swaps of neighbours between two words, by a full matrix
/// (optimal string alignment). The slow twin of `WordNeighbours`.
package enum SlowWordDistance {
  package static func distance(_ a: [UInt32], _ b: [UInt32]) -> Int {
    var matrix = [[Int]](repeating: .init(repeating: 0, count: b.count + 1), count: a.count + 1)
    for i in 0...a.count {
      for j in 0...b.count {
        guard i > 0, j > 0 else {
          matrix[i][j] = i + j
          continue
        }
        matrix[i][j] = min(
          matrix[i - 1][j] + 1, matrix[i][j - 1] + 1,
          matrix[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1))
        if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
          matrix[i][j] = min(matrix[i][j], matrix[i - 2][j - 2] + 1)
        }
      }
    }
    return matrix[a.count][b.count]
  }
}
