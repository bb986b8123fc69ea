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

  /// Each is made when it is asked for, so that any number of them takes the room of one.
  ///
  /// - Parameter count: Of parts, at least 2.
  /// - Complexity: O(n) in phrasings, for each part.
  public static func all(
    of knowledgeBase: KnowledgeBase, count: Int
  ) -> some RandomAccessCollection<Fold> {
    precondition(count >= 2, "\(count) folds")
    let groups = groups(of: knowledgeBase).map { $0.map { $0.map { $0 % count } } }
    return (0..<count).lazy.map { Fold(knowledgeBase, leavingOut: $0, of: groups) }
  }

  /// How many parts there are where each leaves out one phrasing, with those that differ from it only
  /// in writing; 0 where every entry has one phrasing.
  public static func mostCount(of knowledgeBase: KnowledgeBase) -> Int {
    groups(of: knowledgeBase).reduce(0) { max($0, $1.compactMap { $0 }.max().map { $0 + 1 } ?? 0) }
  }

  /// `[entry][phrasing]` the number of the phrasings it goes with, from 0; nil where it stays.
  private static func groups(of knowledgeBase: KnowledgeBase) -> [[Int?]] {
    var next = 0
    return knowledgeBase.entries.map { entry in
      var groupOfText: [String: Int] = [:]
      let first = next
      let groups = entry.phrasings.map { phrasing -> Int? in
        let key = Normalizer.shared.literalKey(phrasing.value)
        if let group = groupOfText[key] { return group }
        defer { next += 1 }
        groupOfText[key] = next
        return next
      }
      guard groupOfText.count == 1 else { return groups }
      next = first
      return groups.map { _ in nil }
    }
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
