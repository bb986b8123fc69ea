extension Array {
  /// Sorts without allocating, which the standard library's does not promise. Not stable: equal keys
  /// may change places. O(n log n).
  @inline(__always)
  mutating func sortInPlace(_ key: (Element) -> UInt64) {
    withUnsafeMutableBufferPointer { elements in
      elements.count <= 24 ? elements.insertionSort(key) : elements.heapSort(key)
    }
  }
}

extension UnsafeMutableBufferPointer {
  @inline(__always)
  fileprivate func insertionSort(_ key: (Element) -> UInt64) {
    for i in indices.dropFirst() {
      let element = self[i]
      let own = key(element)
      var place = i
      while place > 0, key(self[place - 1]) > own {
        self[place] = self[place - 1]
        place -= 1
      }
      self[place] = element
    }
  }

  /// Williams 1964.
  @inline(__always)
  fileprivate func heapSort(_ key: (Element) -> UInt64) {
    for root in stride(from: count / 2 - 1, through: 0, by: -1) { sift(root, count, key) }
    for end in stride(from: count - 1, to: 0, by: -1) {
      swapAt(0, end)
      sift(0, end, key)
    }
  }

  @inline(__always)
  private func sift(_ root: Int, _ end: Int, _ key: (Element) -> UInt64) {
    let element = self[root]
    let own = key(element)
    var root = root
    while true {
      var child = 2 * root + 1
      guard child < end else { break }
      if child + 1 < end, key(self[child + 1]) > key(self[child]) { child += 1 }
      guard key(self[child]) > own else { break }
      self[root] = self[child]
      root = child
    }
    self[root] = element
  }
}
