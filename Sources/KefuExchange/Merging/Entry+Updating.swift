import KefuKnowledge

extension Entry {
  /// Whether a file gave it an id: those that begin with NUL only connect entries of one file.
  var hasID: Bool { !id.isEmpty && !id.hasPrefix("\u{0}") }

  /// Every text, with its place.
  var allTexts: [Sourced<String>] {
    var texts = phrasings + keywords.any + keywords.all.joined() + keywords.none
    texts += answers.map(\.text) + followUps + tests.reach + tests.avoid
    return texts
  }

  /// Without blanks around texts, as the loader reads them.
  var trimmed: Entry {
    func trim(_ text: Sourced<String>) -> Sourced<String> {
      Sourced(text.value.trimmed, at: text.location)
    }
    func trim(_ texts: [Sourced<String>]) -> [Sourced<String>] { texts.map { trim($0) } }
    var entry = self
    entry.question = trim(question)
    entry.variants = trim(variants)
    entry.keywords = Keywords(
      any: trim(keywords.any), all: keywords.all.map { trim($0) }, none: trim(keywords.none))
    entry.answers = answers.map {
      Answer(
        text: trim($0.text),
        conditions: $0.conditions.mapValues { Set($0.map(\.trimmed)) }, valid: $0.valid)
    }
    entry.followUps = trim(followUps)
    entry.tests = InlineTests(reach: trim(tests.reach), avoid: trim(tests.avoid))
    return entry
  }

  /// The entry with the parts that another gives.
  func updated(by other: Entry, fields: Set<EntryField>, addsToLists: Bool) -> Entry {
    var entry = self
    func merged(_ old: [Sourced<String>], _ new: [Sourced<String>]) -> [Sourced<String>] {
      guard addsToLists else { return new }
      let known = Set(old.map(\.value))
      return old + new.filter { !known.contains($0.value) }
    }
    for field in fields {
      switch field {
      case .question:
        // A file that adds does not take the standard question away.
        if addsToLists {
          break
        }
        if !other.question.value.isEmpty { entry.question = other.question }
      case .variants:
        let phrasings = addsToLists ? other.phrasings : other.variants
        entry.variants = merged(variants, phrasings).filter {
          !addsToLists || $0.value != question.value
        }
      case .anyKeywords: entry.keywords.any = merged(keywords.any, other.keywords.any)
      case .allKeywords: entry.keywords.all = other.keywords.all
      case .noneKeywords: entry.keywords.none = merged(keywords.none, other.keywords.none)
      case .answers: if !other.answers.isEmpty { entry.answers = other.answers }
      case .followUps: entry.followUps = merged(followUps, other.followUps)
      case .group: entry.group = other.group
      case .handoff: entry.handoff = other.handoff
      case .weights: entry.weights = other.weights
      case .reach: entry.tests.reach = merged(tests.reach, other.tests.reach)
      case .avoid: entry.tests.avoid = merged(tests.avoid, other.tests.avoid)
      }
    }
    return entry
  }
}
