import KefuText

/// Keywords that two entries share: a phrase of `any`, or all words of a group of `all`.
///
/// A veto tells them apart where a word of `none` of one entry stands in a phrasing or keyword of the
/// other: the trainer has said which of them such a message is about.
struct KeywordCollisions {
  private struct Owner {
    var entry: Int
    var location: SourceLocation
  }

  let entries: [EntryDraft]

  func report(into diagnostics: inout Diagnostics) {
    var owners: [[String]: [Owner]] = [:]
    for (number, draft) in entries.enumerated() {
      let keywords = draft.entry.keywords
      for words in keywords.any.map({ [$0] }) + keywords.all {
        let key = words.map { Normalizer.shared.literalKey($0.value) }.sorted()
        guard let first = words.first, !key.contains("") else { continue }
        let others = owners[key, default: []]
        if let other = others.first(where: { $0.entry != number && !isToldApart($0.entry, number) })
        {
          diagnostics.report(
            .sharedKeyword(
              words.map(\.value), entry: entries[other.entry].id?.value ?? "another entry",
              first: other.location),
            at: first.location)
        }
        if !others.contains(where: { $0.entry == number }) {
          owners[key, default: []].append(Owner(entry: number, location: first.location))
        }
      }
    }
  }

  private func isToldApart(_ a: Int, _ b: Int) -> Bool {
    func isVetoed(_ own: Int, by other: Int) -> Bool {
      let vetoes = keys(entries[other].entry.keywords.none)
      guard !vetoes.isEmpty else { return false }
      let keywords = entries[own].entry.keywords
      let texts = keys(entries[own].entry.phrasings + keywords.any + keywords.all.joined())
      return vetoes.contains { veto in texts.contains { $0.contains(veto) } }
    }
    return isVetoed(a, by: b) || isVetoed(b, by: a)
  }

  private func keys(_ texts: [Sourced<String>]) -> [String] {
    texts.map { Normalizer.shared.literalKey($0.value) }.filter { !$0.isEmpty }
  }
}
