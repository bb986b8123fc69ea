import KefuText

/// Cuts a message where another question may begin: at punctuation, at blanks between Chinese words,
/// before words such as 另外.
///
/// ```swift
/// Clauses.split(analyzer.analyze("能开发票不,另外券去哪领")).map(\.count)  // two ranges of scalars
/// ```
package enum Clauses {
  /// More than so many are not looked at one by one.
  static let limit = 5
  /// A clause of fewer letters belongs to its neighbour.
  private static let leastLetters = 2

  private static let joints: [[UInt32]] = [
    "另外", "还有", "顺便", "而且", "再问", "然后", "同时", "对了", "以及", "再有", "还想问", "再帮我", "也想问", "顺带", "另",
  ].map { $0.unicodeScalars.map(\.value) }
  private static let latinJoints: [[UInt32]] = [" and ", " also ", " plus "].map {
    $0.unicodeScalars.map(\.value)
  }

  /// Ranges of scalars of the folded text, in order; one where there is nothing to cut.
  package static func split(_ text: NormalizedText) -> [Range<Int>] {
    var cuts: [Int] = []
    for i in text.scalars.indices {
      if isBreak(text, i) { cuts.append(i + 1) }
      if isJoint(text, i) { cuts.append(i) }
    }
    var ranges: [Range<Int>] = []
    var start = 0
    for cut in cuts + [text.count] where cut > start {
      let range = start..<cut
      start = cut
      guard letters(text, range) > 0 else { continue }
      if letters(text, range) < leastLetters, let last = ranges.popLast() {
        ranges.append(last.lowerBound..<cut)
      } else if let last = ranges.last, letters(text, last) < leastLetters {
        ranges[ranges.count - 1] = last.lowerBound..<cut
      } else {
        ranges.append(range)
      }
    }
    return ranges
  }

  private static func letters(_ text: NormalizedText, _ range: Range<Int>) -> Int {
    range.count { text.classes[$0].isWordLike }
  }

  private static let marks = Set(",.;?!。、…~\n:，；".unicodeScalars.map(\.value))

  private static func isBreak(_ text: NormalizedText, _ i: Int) -> Bool {
    switch text.classes[i] {
    case .punctuation:
      guard marks.contains(text.scalars[i]) else { return false }
      // 3.5 and 10:30 are one.
      let isBetweenDigits =
        i > 0 && i + 1 < text.count && text.classes[i - 1] == .digit
        && text.classes[i + 1] == .digit
      return !isBetweenDigits
    case .space:
      return i > 0 && i + 1 < text.count && text.classes[i - 1] == .han
        && text.classes[i + 1] == .han
    case .emoji: return true
    default: return false
    }
  }

  private static func isJoint(_ text: NormalizedText, _ i: Int) -> Bool {
    i >= 3 && text.count - i >= 5 && beginsJoint(text, i)
  }

  /// Whether one of the words that join questions occurs.
  static func hasJoint(_ text: NormalizedText) -> Bool {
    text.scalars.indices.contains { beginsJoint(text, $0) }
  }

  private static func beginsJoint(_ text: NormalizedText, _ i: Int) -> Bool {
    let words = text.classes[i] == .han ? joints : text.classes[i] == .space ? latinJoints : []
    return words.contains { word in
      i + word.count < text.count && zip(word, text.scalars[i...]).allSatisfy(==)
    }
  }
}
