extension PhrasingIndex {
  init(forms: [FuzzyForm]) {
    var builder = Builder()
    for form in forms { builder.add(form) }
    self = builder.finish()
  }

  /// Takes phrasings in, one after another.
  struct Builder {
    private var index = HashIndex()
    private var units: [FuzzyUnit] = []
    private var forms = Lists<Int32>()
    private var lengths: [Float] = []
    private var numbers: [Int32] = []

    mutating func add(_ form: FuzzyForm) {
      numbers.removeAll(keepingCapacity: true)
      for unit in form.units { numbers.append(number(of: unit)) }
      forms.append(numbers)
      lengths.append(form.length)
    }

    /// Units of phrasings have no neighbours: the symbol, and whether it stands in a word, say all.
    private mutating func number(of unit: FuzzyUnit) -> Int32 {
      let key = mixed(unit.isInWord ? unit.symbol ^ 0x9E37_79B9_7F4A_7C15 : unit.symbol)
      let number = index.intern(key | 1 << 63)
      if Int(number) == units.count { units.append(unit) }
      return number
    }

    func finish() -> PhrasingIndex {
      let order = lengths.indices.sorted { (lengths[$0], $0) < (lengths[$1], $1) }
      var keys = HashIndex()
      let unitKeys = units.map { unit in
        var (found, count) = (SIMD4<Int32>(repeating: -1), 0)
        unit.forEachKey { key in
          found[count] = keys.intern(key)
          count += 1
        }
        return found
      }
      var signatures: [UInt64] = []
      signatures.reserveCapacity(order.count * 2)
      var ranked = Lists<Int32>()
      for number in order {
        ranked.append(forms[number])
        var signature = SIMD2<UInt64>.zero
        for unit in forms[number] {
          units[Int(unit)].forEachKey { signature |= FuzzyUnit.signatureBit(of: $0) }
        }
        signatures.append(signature[0])
        signatures.append(signature[1])
      }
      var (pairs, counts, odd) = (HashIndex(), [Int32](), [Int32]())
      forEachPair(order, &pairs) { list, rank in
        guard let list else { return odd.append(rank) }
        if list == counts.count { counts.append(0) }
        counts[list] += 1
      }
      var filler = ListFiller<Int32>(counts: counts, repeating: 0)
      forEachPair(order, &pairs) { list, rank in
        if let list { filler.add(rank, to: Int32(list)) }
      }
      return PhrasingIndex(
        keys: FrozenIndex(keys), pairs: FrozenIndex(pairs), lists: filler.finish(),
        odd: ModelArray(odd), signatures: ModelArray(signatures),
        lengths: ModelArray(order.map { lengths[$0] }),
        phrasings: ModelArray(order.map(Int32.init)), forms: FrozenLists(ranked),
        units: ModelArray(units), unitKeys: ModelArray(unitKeys), keyCount: keys.count)
    }

    /// Calls `body` with every different pair of every phrasing, by rank; with nil for one that is not
    /// found by its pairs.
    private func forEachPair(
      _ order: [Int], _ index: inout HashIndex, _ body: (_ list: Int?, _ rank: Int32) -> Void
    ) {
      var pairs = StrongPairs()
      // `[list]` the rank that it was called with last.
      var last: [Int32] = []
      for (rank, number) in order.enumerated() {
        pairs.read(forms[number].lazy.map { units[Int($0)] })
        let length = lengths[number]
        guard pairs.kept(length: length) >= StrongPairs.least(length: length) else {
          body(nil, Int32(rank))
          continue
        }
        for key in pairs.keys {
          let list = Int(index.intern(key))
          while last.count <= list { last.append(-1) }
          guard last[list] != Int32(rank) else { continue }
          last[list] = Int32(rank)
          body(list, Int32(rank))
        }
      }
    }
  }
}
