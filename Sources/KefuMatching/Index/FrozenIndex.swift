/// A `HashIndex` that grows no more, in memory of its own or in a file.
struct FrozenIndex: Sendable {
  let slots: ModelArray<HashIndex.Slot>

  /// - Parameter slots: As many as a power of two, one of them empty at least.
  init(_ slots: ModelArray<HashIndex.Slot>) { self.slots = slots }

  /// At most two thirds of the slots are taken.
  init(_ index: HashIndex) { slots = ModelArray(index.packed()) }

  @inline(__always)
  subscript(key: UInt64) -> Int32? { HashIndex.find(key, in: slots.buffer) }
}

/// `Lists` that grow no more, in memory of their own or in a file.
struct FrozenLists<Element: BitwiseCopyable & Sendable>: Sendable {
  /// `[list]` start, and one more entry at the end.
  let starts: ModelArray<Int32>
  let elements: ModelArray<Element>

  init(starts: ModelArray<Int32>, elements: ModelArray<Element>) {
    self.starts = starts
    self.elements = elements
  }

  init(starts: [Int32], elements: [Element]) {
    self.init(starts: ModelArray(starts), elements: ModelArray(elements))
  }

  init(_ lists: Lists<Element>) { self.init(starts: lists.starts, elements: lists.elements) }

  var count: Int { starts.count - 1 }

  @inline(__always)
  func range(_ list: Int) -> Range<Int> { Int(starts[list])..<Int(starts[list + 1]) }

  @inline(__always)
  subscript(list: Int) -> UnsafeBufferPointer<Element> {
    UnsafeBufferPointer(rebasing: elements.buffer[range(list)])
  }
}

/// Elements sorted into lists by counting: first how many each list has, then the elements.
struct ListFiller<Element: BitwiseCopyable & Sendable> {
  private var next: [Int32]
  private let starts: [Int32]
  private(set) var elements: [Element]

  /// - Parameter counts: `[list]` the elements to come.
  init(counts: [Int32], repeating element: Element) {
    var starts = [Int32](repeating: 0, count: counts.count + 1)
    for (list, count) in counts.enumerated() { starts[list + 1] = starts[list] + count }
    self.starts = starts
    next = starts
    elements = .init(repeating: element, count: Int(starts[counts.count]))
  }

  /// - Returns: Where the element stands.
  @discardableResult
  mutating func add(_ element: Element, to list: Int32) -> Int {
    let place = Int(next[Int(list)])
    elements[place] = element
    next[Int(list)] += 1
    return place
  }

  /// Begins anew: the elements stay, to be passed over with `skip`.
  mutating func rewind() { next = starts }

  /// Passes over the next element of a list.
  mutating func skip(_ list: Int32) { next[Int(list)] += 1 }

  /// The element of a list last added or passed over.
  func last(of list: Int32) -> Int { Int(next[Int(list)]) - 1 }

  mutating func update(_ place: Int, _ body: (inout Element) -> Void) { body(&elements[place]) }

  func finish() -> FrozenLists<Element> { FrozenLists(starts: starts, elements: elements) }
}
