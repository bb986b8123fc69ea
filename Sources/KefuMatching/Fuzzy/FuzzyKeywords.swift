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
  private let forms: [FuzzyForm]

  /// The largest share of a keyword's length that its errors may cost.
  static let maximumShare: Float = 0.3

  init(rules: KeywordRules, analyzer: TextAnalyzer, readsPinyin: Bool) {
    var index = HashIndex()
    var lists: [[Address]] = []
    var scratch = TextScratch()
    var text = MatchText()
    forms = rules.keywords.map { keyword in
      var form = FuzzyForm()
      text.prepare(keyword, analyzer: analyzer, scratch: &scratch)
      form.derive(from: text, readsPinyin: readsPinyin)
      return form
    }
    for (number, form) in forms.enumerated() where form.count >= 2 {
      var pairs = [0]
      if form.count >= 4 { pairs.append(form.count - 2) }
      for offset in pairs {
        Self.forEachPair(form, offset) { key in
          let list = Int(index.intern(key))
          if list == lists.count { lists.append([]) }
          lists[list].append(Address(keyword: Int32(number), offset: Int32(offset)))
        }
      }
    }
    self.index = index
    addresses = Lists(lists)
  }

  /// Adds to `hits` every keyword that occurs with errors within bounds.
  func find(in form: FuzzyForm, into hits: inout KeywordHits, row: inout [Float]) {
    guard form.count >= 2 else { return }
    for unit in 0..<form.count - 1 {
      Self.forEachPair(form, unit) { key in
        guard let list = index[key] else { return }
        for address in addresses[Int(list)] { verify(address, at: unit, form, &hits, &row) }
      }
    }
  }

  private func verify(
    _ address: Address, at unit: Int, _ form: FuzzyForm, _ hits: inout KeywordHits,
    _ row: inout [Float]
  ) {
    let keyword = forms[Int(address.keyword)]
    if let known = hits.hit(address.keyword), known.cost == 0 { return }
    let expected = unit - Int(address.offset)
    // An error before the last pair moves the start, one after the first pair the end.
    let slack = keyword.count >= 4 ? 1 : 0
    var best = Float.infinity
    var bestRange = 0..<0
    let limit = keyword.length * Self.maximumShare
    for start in expected - (address.offset > 0 ? slack : 0)...expected + (address.offset > 0 ? slack : 0)
    where start >= 0 && start < form.count {
      for count in keyword.count - slack...keyword.count + slack
      where count > 0 && start + count <= form.count {
        if address.offset > 0, start + count != unit + 2 { continue }
        let range = start..<start + count
        let cost = FuzzyCost.distance(
          keyword, 0..<keyword.count, form, range, limit: min(limit, best), row: &row)
        if cost < best {
          best = cost
          bestRange = range
        }
      }
    }
    guard best < .infinity, best > 0 else { return }
    hits.add(
      address.keyword, cost: best, from: form.ranges[bestRange.lowerBound].lowerBound,
      to: form.ranges[bestRange.upperBound - 1].upperBound)
  }

  @inline(__always)
  private static func forEachPair(_ form: FuzzyForm, _ unit: Int, _ body: (UInt64) -> Void) {
    form.forEachKey(unit) { first in
      form.forEachKey(unit + 1) { second in body(mixed(first &* 3 &+ second) | 1) }
    }
  }
}
