/// SplitMix64 (Steele, Lea & Flood 2014): the same numbers for a seed on every machine.
package struct SplitMix: RandomNumberGenerator, Sendable {
  private var state: UInt64

  package init(seed: UInt64) { state = seed }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    return mixed(state)
  }

  /// In `0..<1`.
  mutating func unit() -> Float { Float(next() >> 40) * 0x1p-24 }

  mutating func uniform(_ count: Int, limit: Float) -> [Float] {
    (0..<count).map { _ in (2 * unit() - 1) * limit }
  }

  /// Fisher–Yates; not the library's shuffle, which may change between versions.
  mutating func shuffle<Element>(_ elements: inout [Element]) {
    guard elements.count > 1 else { return }
    for i in stride(from: elements.count - 1, to: 0, by: -1) {
      elements.swapAt(i, Int(next() % UInt64(i + 1)))
    }
  }
}
