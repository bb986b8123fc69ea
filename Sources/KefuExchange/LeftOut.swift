import KefuKnowledge

/// What a format cannot hold, by kind, and how much of it there was.
public struct LeftOut: Sendable, Equatable {
  /// In the order first met.
  public private(set) var items: [(kind: String, count: Int)] = []

  public static func == (a: LeftOut, b: LeftOut) -> Bool {
    a.items.elementsEqual(b.items) { $0 == $1 }
  }

  mutating func add(_ kind: String, _ count: Int = 1) {
    guard count > 0 else { return }
    if let index = items.firstIndex(where: { $0.kind == kind }) {
      items[index].count += count
    } else {
      items.append((kind, count))
    }
  }

  /// Counts the parts of an entry that are not among those a format has.
  mutating func count(of entry: Entry, except kept: Set<EntryField>) {
    let keywords = entry.keywords
    let counts: [(EntryField, String, Int)] = [
      (.anyKeywords, "keywords.any", keywords.any.count),
      (.allKeywords, "keywords.all", keywords.all.count),
      (.noneKeywords, "keywords.none", keywords.none.count),
      (.followUps, "followUps", entry.followUps.count),
      (.group, "group", entry.group == nil ? 0 : 1),
      (.handoff, "handoff", entry.handoff == .never ? 0 : 1),
      (.weights, "weight", entry.weights.count),
      (.reach, "tests.reach", entry.tests.reach.count),
      (.avoid, "tests.avoid", entry.tests.avoid.count),
    ]
    for (field, kind, count) in counts where !kept.contains(field) { add(kind, count) }
  }

  mutating func count(synonyms knowledgeBase: KnowledgeBase) {
    add("synonym sets", knowledgeBase.synonyms.count)
  }
}
