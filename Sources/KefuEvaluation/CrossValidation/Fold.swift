public import Kefu
import KefuText

/// A part of a knowledge base's phrasings left out, and the knowledge base without them.
///
/// ```swift
/// for fold in Fold.all(of: knowledgeBase, count: 5) {
///   print(fold.rest.entries.count, fold.messages.reduce(0) { $0 + $1.texts.count })
/// }
/// ```
///
/// Every entry stays in every part, with one phrasing at least: an entry of one phrasing is never
/// asked about. Every other phrasing, question or variant, is left out once. Phrasings of an entry
/// that differ only in writing go together, else they would be recognised to the letter.
public struct Fold: Sendable {
  /// To be learnt from. Where the question is left out, a variant takes its place.
  public var rest: KnowledgeBase
  /// What is left out, by file.
  public var messages: [LabelledTexts]

  /// - Parameter count: Of parts, at least 2.
  /// - Complexity: O(n) in phrasings, for each part.
  public static func all(of knowledgeBase: KnowledgeBase, count: Int) -> [Fold] {
    precondition(count >= 2, "\(count) folds")
    var number = 0
    // [entry][phrasing] its part; nil where it stays.
    let parts = knowledgeBase.entries.map { entry -> [Int?] in
      var partOfText: [String: Int] = [:]
      let parts = entry.phrasings.map { phrasing -> Int in
        let key = Normalizer.shared.literalKey(phrasing.value)
        if let part = partOfText[key] { return part }
        defer { number += 1 }
        partOfText[key] = number % count
        return number % count
      }
      return partOfText.count > 1 ? parts : parts.map { _ in nil }
    }
    return (0..<count).map { Fold(knowledgeBase, leavingOut: $0, of: parts) }
  }

  private init(_ knowledgeBase: KnowledgeBase, leavingOut part: Int, of parts: [[Int?]]) {
    rest = knowledgeBase
    messages = []
    for (index, entry) in knowledgeBase.entries.enumerated() {
      var kept: [Sourced<String>] = []
      for (phrasing, its) in zip(entry.phrasings, parts[index]) {
        if its == part { leaveOut(phrasing, of: entry.id) } else { kept.append(phrasing) }
      }
      precondition(!kept.isEmpty, "\(entry.id) would lose all of its phrasings")
      rest.entries[index].question = kept[0]
      rest.entries[index].variants = Array(kept.dropFirst())
    }
  }

  private mutating func leaveOut(_ phrasing: Sourced<String>, of entry: String) {
    let text = LabelledText(phrasing.value, [entry], line: phrasing.location.line)
    let file = phrasing.location.file
    if let place = messages.firstIndex(where: { $0.file == file }) {
      messages[place].texts.append(text)
    } else {
      messages.append(LabelledTexts([text], file: file))
    }
  }
}
