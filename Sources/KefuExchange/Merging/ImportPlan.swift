import Foundation
import KefuKnowledge
import KefuText

/// What an import makes of a knowledge base, before anything is written.
///
/// ```swift
/// let plan = ImportPlan(imported, into: try KnowledgeFiles(directory: url))
/// for edit in plan.edits { print(edit.diff) }
/// if plan.isSound { try FileEdit.write(plan.edits, in: url) }
/// ```
///
/// An entry is matched by its id, then by its question, and changed where the file differs; others
/// are new. The result has been loaded: where that gave errors, they are among the problems, named
/// by the places of the imported file, and there are no edits.
public struct ImportPlan: Sendable {
  public struct Options: Sendable {
    /// Where new entries go that the file names no place for.
    public var file = "entries/imported.yaml"
    /// Entries that the imported file does not have are removed, and all lists replaced.
    public var replaces = false

    public init(file: String = "entries/imported.yaml", replaces: Bool = false) {
      self.file = file
      self.replaces = replaces
    }
  }

  /// Ids, in the order of the imported file.
  public private(set) var new: [String] = []
  public private(set) var changed: [String] = []
  public private(set) var unchanged: [String] = []
  public private(set) var removed: [String] = []
  public private(set) var newSynonymSets = 0
  /// Of the imported file and of the knowledge base it would make.
  public private(set) var problems: [ImportProblem]
  /// The files that change; none where anything is an error.
  public private(set) var edits: [FileEdit] = []

  private let imported: Imported
  private let options: Options
  private var existing: [String: Entry] = [:]
  /// The imported entry behind each id of the result.
  private var origins: [String: Entry] = [:]

  public var isSound: Bool { !problems.contains { $0.severity == .error } }

  public init(_ imported: Imported, into files: KnowledgeFiles, options: Options = Options()) {
    self.imported = imported
    self.options = options
    problems = imported.problems
    guard isSound else { return }
    let (loaded, diagnostics) = files.load()
    guard let loaded else {
      report(
        .edit(.unsound(KnowledgeBaseError(diagnostics: diagnostics))), at: "the knowledge base")
      return
    }
    plan(files, loaded)
    if !isSound { edits = [] }
  }

  private mutating func report(_ issue: ImportIssue, at place: String) {
    problems.append(issue.problem(at: place))
  }

  // MARK: Edits

  private mutating func plan(_ files: KnowledgeFiles, _ knowledgeBase: KnowledgeBase) {
    for entry in knowledgeBase.entries { existing[entry.id] = entry }
    let targets = targets(knowledgeBase)
    guard isSound else { return }
    var knowledgeEdits: [KnowledgeEdit] = []
    for (item, target) in zip(imported.entries, targets) {
      guard let target else { continue }
      knowledgeEdits += edit(item, id: target.id, old: target.old, ids: targets)
    }
    if options.replaces {
      let kept = Set(targets.compactMap { $0?.id })
      for entry in knowledgeBase.entries where !kept.contains(entry.id) {
        knowledgeEdits.append(.remove(entry.id))
        removed.append(entry.id)
      }
    }
    for words in synonymSets(knowledgeBase) {
      knowledgeEdits.append(.appendSynonyms(words))
      newSynonymSets += 1
    }
    guard isSound else { return }
    do {
      edits = try files.applying(knowledgeEdits, to: knowledgeBase)
    } catch {
      report(.edit(error), at: "the knowledge base")
      return
    }
    check(files.with(edits), before: knowledgeBase)
  }

  private typealias Target = (id: String, old: Entry?)

  /// For each imported entry, the id it gets and the entry it changes; nil for one left out.
  private mutating func targets(_ knowledgeBase: KnowledgeBase) -> [Target?] {
    var byQuestion: [String: Entry] = [:]
    for entry in knowledgeBase.entries.reversed() {
      byQuestion[Normalizer.shared.literalKey(entry.question.value)] = entry
    }
    let given = Set(imported.entries.map(\.entry.id))
    var taken = given.union(existing.keys)
    var owners: [String: Entry] = [:]
    var unanswered: [Entry] = []
    var targets: [Target?] = []
    for item in imported.entries {
      let entry = item.entry
      let same = byQuestion[Normalizer.shared.literalKey(entry.question.value)]
      var target: Target
      if let old = existing[entry.id] {
        target = (entry.id, old)
      } else if !entry.question.value.isBlank, let same, !given.contains(same.id) {
        target = (same.id, same)
        if entry.hasID {
          report(
            .matchedByQuestion(id: entry.id, entry: same.id), at: imported.place(of: entry.location)
          )
        }
      } else if item.isOptional, entry.answers.isEmpty {
        unanswered.append(entry)
        targets.append(nil)
        continue
      } else if entry.question.value.isBlank {
        report(.noQuestion(id: entry.id), at: imported.place(of: entry.location))
        targets.append(nil)
        continue
      } else {
        let id =
          entry.hasID ? entry.id : EntrySlug.id(for: entry.question.value, taken: &taken)
        target = (id, nil)
      }
      if let owner = owners[target.id] {
        report(
          .sameEntry(target.id, first: imported.place(of: owner.location)),
          at: imported.place(of: entry.location))
      }
      owners[target.id] = entry
      targets.append(target)
    }
    if let first = unanswered.first {
      report(.unansweredIntents(unanswered.map(\.id)), at: imported.place(of: first.location))
    }
    return targets
  }

  private mutating func edit(
    _ item: ImportedEntry, id: String, old: Entry?, ids: [Target?]
  ) -> [KnowledgeEdit] {
    var entry = item.entry.trimmed
    entry.id = id
    // References within the file to entries that had no id in it.
    for index in entry.followUps.indices {
      let name = entry.followUps[index].value
      let target = zip(imported.entries, ids).first { $0.0.entry.id == name }?.1
      if let target { entry.followUps[index].value = target.id }
    }
    origins[id] = item.entry
    let file = item.file.flatMap { self.file($0) }
    guard let old else {
      new.append(id)
      return [.append(entry, to: file ?? options.file)]
    }
    let updated = old.updated(
      by: entry, fields: item.given, addsToLists: item.addsToLists && !options.replaces)
    let moves = file.map { $0 != old.location.file } ?? false
    if !moves, EntryWriter.yaml(updated) == EntryWriter.yaml(old) {
      unchanged.append(id)
      return []
    }
    changed.append(id)
    if let file, moves { return [.remove(id), .append(updated, to: file)] }
    return [.replace(id, with: updated)]
  }

  /// The path of a file of entries; reported where it is none.
  private mutating func file(_ path: Sourced<String>) -> String? {
    let parts = path.value.split(separator: "/", omittingEmptySubsequences: false)
    let isInEntries =
      parts.count == 2 && parts[0] == "entries" && !parts[1].hasPrefix(".")
      && [".yaml", ".yml"].contains {
        parts[1].lowercased().hasSuffix($0) && parts[1].count > $0.count
      }
    guard isInEntries || path.value == "smalltalk.yaml" else {
      report(.badFile(path.value), at: imported.place(of: path.location))
      return nil
    }
    return path.value
  }

  private mutating func synonymSets(_ knowledgeBase: KnowledgeBase) -> [[String]] {
    var sets: [[String]] = []
    var known: [String: Int] = [:]
    for (number, set) in knowledgeBase.synonyms.enumerated() {
      for word in set.words { known[Normalizer.shared.literalKey(word.value)] = number }
    }
    for set in imported.synonyms {
      var words: [String] = []
      var owners: Set<Int> = []
      var knownWords = 0
      for word in set.words {
        let key = Normalizer.shared.literalKey(word.value)
        if let owner = known[key] {
          owners.insert(owner)
          knownWords += 1
        } else if !key.isEmpty, !words.contains(where: { Normalizer.shared.literalKey($0) == key })
        {
          words.append(word.value)
        }
      }
      // A set that is there already, as after a second import, is no news.
      if knownWords > 0, words.isEmpty, owners.count == 1 { continue }
      guard owners.isEmpty else {
        let word = set.words.first { known[Normalizer.shared.literalKey($0.value)] != nil }!
        report(.sharedSynonym(word.value), at: imported.place(of: word.location))
        continue
      }
      guard words.count > 1 else { continue }
      for word in words { known[Normalizer.shared.literalKey(word)] = -1 - sets.count }
      sets.append(words)
    }
    return sets
  }

  // MARK: The result

  /// Loads what would be written; its errors are reported at the places they came from.
  private mutating func check(_ files: KnowledgeFiles, before: KnowledgeBase) {
    let (loaded, diagnostics) = files.load()
    guard loaded == nil else { return }
    for var diagnostic in diagnostics where diagnostic.severity == .error {
      let place = place(of: diagnostic, in: files)
      diagnostic.message = withImportedPlaces(diagnostic.message, files)
      report(.knowledge(diagnostic), at: place)
    }
  }

  /// Places in files that are not written yet, as `entries/imported.yaml:3:13`, mean nothing to a
  /// reader: those of imported texts are named by the imported file.
  private func withImportedPlaces(_ message: String, _ files: KnowledgeFiles) -> String {
    edits.reduce(message) { message, edit in
      let pieces = message.components(separatedBy: "\(edit.path):")
      return pieces.dropFirst().reduce(pieces[0]) { result, piece in
        let numbers = piece.prefix { $0.isNumber || $0 == ":" }.split(separator: ":")
        guard numbers.count == 2, let line = Int(numbers[0]), let column = Int(numbers[1]),
          let found = importedPlace(
            of: SourceLocation(file: edit.path, line: line, column: column), in: files)
        else { return result + "\(edit.path):" + piece }
        return result + found + piece.dropFirst(numbers[0].count + 1 + numbers[1].count)
      }
    }
  }

  /// Where a text of the result comes from; nil where it was there before.
  ///
  /// - Parameter fallback: What has no text of its own is placed at the entry's beginning.
  private func importedPlace(
    of location: SourceLocation, in files: KnowledgeFiles, orEntry fallback: Bool = false
  ) -> String? {
    let (id, text) = files.scalar(at: location)
    guard let id, let origin = origins[id] else { return nil }
    let found = text.flatMap { text in
      origin.allTexts.first { $0.value.trimmed == text.trimmed }
    }
    if found == nil, !fallback { return nil }
    return imported.place(of: found?.location ?? origin.location)
  }

  private func place(of diagnostic: Diagnostic, in files: KnowledgeFiles) -> String {
    if let place = importedPlace(of: diagnostic.location, in: files, orEntry: true) { return place }
    // Something of the knowledge base that does not go with something imported.
    let text = files.scalar(at: diagnostic.location).text
    let key = text.map { Normalizer.shared.literalKey($0) } ?? ""
    let twin =
      key.isEmpty
      ? nil
      : imported.entries.lazy.flatMap(\.entry.phrasings).first {
        Normalizer.shared.literalKey($0.value) == key
      }
    return twin.map { "\(imported.place(of: $0.location)) and \(diagnostic.location)" }
      ?? "\(diagnostic.location)"
  }
}
