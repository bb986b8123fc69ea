/// Hides what identifies a person in texts that are kept.
///
/// ```swift
/// PersonalData.masked(in: "电话13812345678,单号2026031588120457")  // "电话138****5678,单号****0457"
/// ```
public enum PersonalData {
  /// Digits that stay at the end.
  private static let shown = 4
  /// Digits from which on a number may identify somebody.
  private static let leastDigits = 7

  /// The text with phones, order numbers, identity cards, bank cards and e-mail addresses masked.
  /// A number keeps its last four digits, a mobile number its first three too. O(n).
  public static func masked(in text: String) -> String {
    let normalized = Normalizer.shared.normalize(text)
    var hidden: [(range: Range<Int>, mask: String)] = []
    for token in EntityScanner.entities(in: normalized) {
      let folded = normalized.string(in: token.range)
      switch token.kind {
      case .entity(.phone), .entity(.orderNumber):
        hidden.append((normalized.sourceRange(of: token.range), mask(number: folded)))
      case .entity(.email):
        let host = folded.drop { $0 != "@" }
        hidden.append((normalized.sourceRange(of: token.range), "****" + host))
      default: break
      }
    }
    for range in digitRuns(in: normalized) {
      let source = normalized.sourceRange(of: range)
      guard !hidden.contains(where: { $0.range.overlaps(source) }) else { continue }
      hidden.append((source, mask(number: normalized.string(in: range))))
    }
    var result = ""
    var position = 0
    for (range, mask) in hidden.sorted(by: { $0.range.lowerBound < $1.range.lowerBound }) {
      result += text[utf8Range: position..<range.lowerBound] + mask
      position = range.upperBound
    }
    // What was too long to be read may hide anything.
    guard !normalized.isTruncated else {
      let end = normalized.sourceRange(of: 0..<normalized.count).upperBound
      return result + text[utf8Range: position..<max(position, end)] + "…"
    }
    return result + text[utf8Range: position..<text.utf8.count]
  }

  private static func mask(number: String) -> String {
    let digits = number.filter(\.isNumber)
    guard digits.count > shown else { return "****" }
    let isMobile = digits.count == 11 && digits.first == "1"
    return (isMobile ? digits.prefix(3) : "") + "****" + digits.suffix(shown)
  }

  /// Long numbers, perhaps with blanks or dashes between their groups.
  private static func digitRuns(in text: NormalizedText) -> [Range<Int>] {
    var runs: [Range<Int>] = []
    var i = 0
    while i < text.count {
      guard text.classes[i] == .digit else {
        i += 1
        continue
      }
      var end = i
      var digits = 0
      var j = i
      while j < text.count {
        if text.classes[j] == .digit {
          digits += 1
          j += 1
          end = j
        } else if text.classes[j] == .space || text.scalars[j] == 0x2D, j + 1 < text.count,
          text.classes[j + 1] == .digit
        {
          j += 1
        } else {
          break
        }
      }
      if digits >= leastDigits { runs.append(i..<end) }
      i = end
    }
    return runs
  }
}
