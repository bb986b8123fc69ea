import KefuText

/// Finds keywords that occur misspelt: by sound at any length, by one wrong, missing or extra
/// character from four units on.
///
/// A keyword's first two units and last two units, as they may sound, are its addresses: with one
/// error in four or more units one of the two pairs is intact. So a message is looked up pair by
/// pair; the keywords themselves are never scanned.
struct FuzzyKeywords: Sendable {
  private struct Address: Sendable {
    var keyword: Int32
    /// Units of the keyword before the pair.
    var offset: Int32
  }

  private let index: HashIndex
  private let addresses: Lists<Address>
  /// `[keyword]` its units.
  private let forms: Lists<FuzzyUnit>
  /// `[keyword]` sum of its units' weights.
  private let lengths: [Float]

  /// The largest share of a keyword's length that its errors may cost.
  static let maximumShare: Float = 0.3
  /// Bounds add 32-bit numbers in another order than the distance: this much is allowed for that.
  private static let tolerance: Float = 0.001

  init(rules: KeywordRules, analyzer: TextAnalyzer, readsPinyin: Bool) {
    var index = HashIndex()
    var lists: [[Address]] = []
    var scratch = TextScratch()
    var text = MatchText()
    var form = FuzzyForm()
    var forms: [[FuzzyUnit]] = []
    var lengths: [Float] = []
    for (number, keyword) in rules.keywords.enumerated() {
      // A veto needs its word to the letter.
      guard rules.proposes(number) else {
        forms.append([])
        lengths.append(0)
        continue
      }
      text.prepare(keyword, analyzer: analyzer, scratch: &scratch)
      form.derive(from: text, readsPinyin: readsPinyin)
      forms.append(form.units)
      lengths.append(form.length)
      guard form.count >= 2 else { continue }
      for offset in form.count >= 4 ? [0, form.count - 2] : [0] {
        Self.forEachPair(form, offset) { key in
          let list = Int(index.intern(key))
          if list == lists.count { lists.append([]) }
          lists[list].append(Address(keyword: Int32(number), offset: Int32(offset)))
        }
      }
    }
    self.index = index
    addresses = Lists(lists)
    self.forms = Lists(forms)
    self.lengths = lengths
  }

  /// Adds to `hits` every keyword that occurs with errors within bounds.
  func find(in form: FuzzyForm, into hits: inout KeywordHits, row: inout [Float]) {
    guard form.count >= 2 else { return }
    for unit in 0..<form.count - 1 {
      Self.forEachPair(form, unit) { key in
        guard let list = index[key] else { return }
        for address in addresses.elements[addresses.range(Int(list))] {
          verify(address, at: unit, form, &hits, &row)
        }
      }
    }
  }

  private func verify(
    _ address: Address, at unit: Int, _ form: FuzzyForm, _ hits: inout KeywordHits,
    _ row: inout [Float]
  ) {
    if let known = hits.hit(address.keyword), known.cost == 0 { return }
    let limit = lengths[Int(address.keyword)] * Self.maximumShare
    let units = forms.range(Int(address.keyword))
    let (cost, range) = forms.elements.withUnsafeBufferPointer { elements in
      let keyword = UnsafeBufferPointer(rebasing: elements[units])
      return keyword.count < 4
        ? inOrder(keyword, at: unit, form, limit)
        : nearest(keyword, address, at: unit, form, limit, &row)
    }
    guard cost <= limit, cost > 0 else { return }
    hits.add(
      address.keyword, cost: cost, from: form.ranges[range.lowerBound].lowerBound,
      to: form.ranges[range.upperBound - 1].upperBound)
  }

  /// So short a keyword has all its units, in their order.
  private func inOrder(
    _ keyword: UnsafeBufferPointer<FuzzyUnit>, at unit: Int, _ form: FuzzyForm, _ limit: Float
  ) -> (Float, Range<Int>) {
    let range = unit..<unit + keyword.count
    guard range.upperBound <= form.count else { return (.infinity, range) }
    var cost: Float = 0
    for (i, expected) in zip(range, keyword) where cost <= limit {
      cost += FuzzyCost.exchange(form.units[i], form.neighbours[i], expected)
    }
    return (cost, range)
  }

  /// The part of the message that has the address's pair at its beginning, or at its end.
  private func nearest(
    _ keyword: UnsafeBufferPointer<FuzzyUnit>, _ address: Address, at unit: Int, _ form: FuzzyForm,
    _ limit: Float, _ row: inout [Float]
  ) -> (Float, Range<Int>) {
    let isFirst = address.offset == 0
    let start = isFirst ? unit : unit + 1
    let longest = keyword.count + 1
    let window =
      isFirst ? start..<min(form.count, start + longest) : max(0, unit + 2 - longest)..<unit + 2
    guard form.leastCost(of: keyword, in: window) <= limit + Self.tolerance else {
      return (.infinity, window)
    }
    let (cost, count) = FuzzyCost.nearest(
      form, from: start, backwards: !isFirst, lengths: keyword.count - 1...longest, keyword,
      limit: limit, row: &row)
    return (cost, isFirst ? start..<start + count : start + 1 - count..<start + 1)
  }

  @inline(__always)
  private static func forEachPair(_ form: FuzzyForm, _ unit: Int, _ body: (UInt64) -> Void) {
    form.forEachKey(unit) { first in
      form.forEachKey(unit + 1) { second in body(mixed(first &* 3 &+ second) | 1) }
    }
  }
}

extension FuzzyForm {
  /// What turning a part of these units into `keyword` costs at least: the weights of its units
  /// that are none of them, nor sound like any.
  fileprivate func leastCost(
    of keyword: UnsafeBufferPointer<FuzzyUnit>, in window: Range<Int>
  ) -> Float {
    var signature: UInt32 = 0
    for unit in units[window] { signature |= unit.signature }
    var cost: Float = 0
    for unit in keyword where unit.signature & signature == 0 { cost += unit.weight }
    return cost
  }
}
