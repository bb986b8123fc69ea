import KefuKnowledge

/// The ids of entries, read as texts: `card_arrival` says much where the phrasings are in English.
///
/// An id is used where one of its words stands in a phrasing; ids in another language than the
/// phrasings, and mere numbers, tell nothing.
struct NameTexts {
  private(set) var texts: [TextFeatures] = []
  /// `[text]` index into the entries.
  private(set) var entries: [Int32] = []

  init(
    _ phrasings: [TextFeatures], entries: [Entry], extract: (String) -> TextFeatures
  ) {
    let words = TextFeatures.View.words.rawValue
    let known = Set(phrasings.lazy.flatMap { $0.keys[words] })
    for (number, entry) in entries.enumerated() {
      let features = extract(Self.words(of: entry.id))
      guard features.keys[words].contains(where: known.contains) else { continue }
      texts.append(features)
      self.entries.append(Int32(number))
    }
  }

  /// `refund.cardArrival_late` → `refund card Arrival late`.
  static func words(of id: String) -> String {
    var result = ""
    var wasLower = false
    for c in id {
      if c.isUppercase, wasLower { result.append(" ") }
      result.append(c.isLetter || c.isNumber ? c : " ")
      wasLower = c.isLowercase
    }
    return result
  }
}
