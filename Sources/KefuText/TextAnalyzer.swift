/// Turns what was typed into what is matched.
///
/// ```swift
/// let analyzer = TextAnalyzer(segmenter: Segmenter(lexicon: [.init("运费险")]))
/// analyzer.analyze("有運費險嗎？打13800138000").words  // ["有", "运费险", "吗", "打", "<phone>"]
/// ```
///
/// Immutable and shared freely; with `into:` and a scratch of one's own a warm call allocates
/// nothing but what ICU does.
public struct TextAnalyzer: Sendable {
  public let segmenter: Segmenter
  private let normalizer = Normalizer.shared

  public init(segmenter: Segmenter = .general) {
    self.segmenter = segmenter
  }

  public func analyze(_ text: String) -> AnalyzedText {
    var result = AnalyzedText()
    var scratch = TextScratch()
    analyze(text, into: &result, scratch: &scratch)
    return result
  }

  /// As `analyze(_:)`, reusing the memory of `result` and `scratch`.
  public func analyze(
    _ text: String, into result: inout AnalyzedText, scratch: inout TextScratch
  ) {
    normalizer.normalize(text, into: &result.normalized, scratch: &scratch)
    cut(&result, &scratch)
  }

  /// As `analyze(_:)` for bytes that may not be valid UTF-8.
  public func analyze(
    utf8 bytes: UnsafeBufferPointer<UInt8>, into result: inout AnalyzedText,
    scratch: inout TextScratch
  ) {
    normalizer.normalize(utf8: bytes, into: &result.normalized, scratch: &scratch)
    cut(&result, &scratch)
  }

  private func cut(_ result: inout AnalyzedText, _ scratch: inout TextScratch) {
    result.tokens.removeAll(keepingCapacity: true)
    EntityScanner.scan(result.normalized, into: &scratch.entities)
    var position = 0
    for entity in scratch.entities {
      cut(position..<entity.range.lowerBound, &result, &scratch)
      result.tokens.append(entity)
      position = entity.range.upperBound
    }
    cut(position..<result.normalized.count, &result, &scratch)
  }

  private func cut(
    _ range: Range<Int>, _ result: inout AnalyzedText, _ scratch: inout TextScratch
  ) {
    var i = range.lowerBound
    while i < range.upperBound {
      switch result.normalized.classes[i] {
      case .space, .punctuation, .ignorable:
        i += 1
      case .emoji:
        // A flag is two regional letters.
        let scalars = result.normalized.scalars
        let isFlag =
          i + 1 < range.upperBound && isRegional(scalars[i]) && isRegional(scalars[i + 1])
        let end = isFlag ? i + 2 : i + 1
        result.tokens.append(Token(.emoji, i..<end))
        i = end
      case .han:
        var end = i + 1
        while end < range.upperBound, result.normalized.classes[end] == .han { end += 1 }
        segmenter.cut(result.normalized, i..<end, &scratch.lattice) {
          result.tokens.append(Token(.han, $0))
        }
        i = end
      case .letter, .digit:
        let end = endOfWord(from: i, to: range.upperBound, in: result.normalized)
        let hasLetter = result.normalized.classes[i..<end].contains(.letter)
        result.tokens.append(Token(hasLetter ? .latin : .number, i..<end))
        i = end
      case .other:
        let end = endOfOther(from: i, to: range.upperBound, in: result.normalized)
        result.tokens.append(Token(.other, i..<end))
        i = end
      }
    }
  }

  private func isRegional(_ scalar: UInt32) -> Bool { (0x1F1E6...0x1F1FF).contains(scalar) }

  /// Letters and digits run on; an apostrophe or point between letters, and a point between digits
  /// or a comma before three of them, belong to the word.
  ///
  /// As ICU (UAX #29, WB5–WB12) cuts them but where shoppers make lists: 38,39码 and 38;39 are two
  /// numbers each, 12'30 two, and an underscore or an at sign parts words.
  private func endOfWord(from start: Int, to limit: Int, in text: NormalizedText) -> Int {
    var end = start + 1
    while end < limit {
      switch text.classes[end] {
      case .letter, .digit: end += 1
      case .punctuation where end + 1 < limit && text.classes[end + 1] == text.classes[end - 1]:
        let c = text.scalars[end]
        let joins =
          text.classes[end - 1] == .letter
          ? c == "'" || c == "." || c == 0x2019
          : c == "." || (c == "," && isThousands(at: end + 1, to: limit, in: text))
        guard joins else { return end }
        end += 2
      default: return end
      }
    }
    return end
  }

  /// Three digits and no fourth.
  private func isThousands(at start: Int, to limit: Int, in text: NormalizedText) -> Bool {
    guard start + 3 <= limit else { return false }
    let digits = text.classes[start..<min(start + 4, limit)].prefix { $0 == .digit }
    return digits.count == 3
  }

  private func endOfOther(from start: Int, to limit: Int, in text: NormalizedText) -> Int {
    var end = start + 1
    // ICU's next word start; words of these scripts may hold marks of any class.
    let next = text.icuWordStarts.partitioningIndex { Int($0) > start }
    let boundary = next < text.icuWordStarts.count ? Int(text.icuWordStarts[next]) : limit
    while end < min(limit, boundary), text.classes[end] == .other { end += 1 }
    return end
  }
}

extension Array {
  /// The first index whose element satisfies a predicate that, once true, stays true.
  func partitioningIndex(where predicate: (Element) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = low + (high - low) / 2
      if predicate(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
