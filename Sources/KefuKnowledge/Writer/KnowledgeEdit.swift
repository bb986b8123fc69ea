/// A change to the entries of a knowledge base.
public enum KnowledgeEdit: Sendable, Equatable {
  /// A new entry at the end of a file, such as `entries/imported.yaml`, which need not exist.
  case append(Entry, to: String)
  /// Another entry, perhaps with another id, in the place of the one with this id.
  case replace(String, with: Entry)
  /// New phrasings after those the entry has.
  case addVariants([String], to: String)
  case remove(String)
  /// A set of words that mean the same, at the end of synonyms.yaml.
  case appendSynonyms([String])
}

/// Why edits cannot be made.
public enum KnowledgeEditError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The knowledge base has errors as it is; they come first.
  case unsound(KnowledgeBaseError)
  case unknownEntry(String, nearest: String?)
  /// Two edits that do not go together.
  case conflict(String)
  case notAFileOfEntries(String)
  case unreadable(String)
  /// A list between brackets, to which no line can be added.
  case inlineList(String)

  public var description: String {
    switch self {
    case .unsound(let error):
      "\(error.description)\nhelp: mend these first; nothing was changed"
    case .unknownEntry(let id, let nearest):
      "there is no entry \(quoted(id)) to change\n  help: "
        + (nearest.map { "did you mean \"\($0)\"?" } ?? "write the id of an entry")
    case .conflict(let id):
      "entry \(quoted(id)) is to be changed in two ways at once\n  help: make one change after the other"
    case .notAFileOfEntries(let path):
      "\(path) holds no entries\n  help: name a file of entries/, such as entries/imported.yaml, or smalltalk.yaml"
    case .inlineList(let path):
      "\(path) is a list between brackets, to which no line can be added\n  help: write one item a line, each after \"- \""
    case .unreadable(let path): "\(path) cannot be read as text\n  help: save it as UTF-8"
    }
  }
}

/// A file before and after.
public struct FileEdit: Sendable, Equatable {
  /// Relative to the knowledge base's directory.
  public var path: String
  /// Nil where the file is new.
  public var before: String?
  /// Nil where it goes.
  public var after: String?
  /// Comments in lines that are replaced: they are in `before` and no more in `after`.
  public var lostComments: Int

  public init(path: String, before: String?, after: String?, lostComments: Int = 0) {
    self.path = path
    self.before = before
    self.after = after
    self.lostComments = lostComments
  }

  public var diff: UnifiedDiff { UnifiedDiff(from: before, to: after, path: path) }
}

extension KnowledgeFiles {
  /// What the files look like after the edits; only those that change, by path.
  ///
  /// Other entries, comments and order stay as they are; where an entry changes, only the lines of
  /// the keys that changed are written anew. A file whose entries are not lines of their own
  /// (`[{id: a}, {id: b}]`) is written anew as a whole. Whether the result is a sound knowledge base
  /// is for ``with(_:)`` and ``load()`` to say.
  public func applying(_ edits: [KnowledgeEdit]) throws(KnowledgeEditError) -> [FileEdit] {
    let (loaded, diagnostics) = load()
    guard let loaded else { throw .unsound(KnowledgeBaseError(diagnostics: diagnostics)) }
    return try applying(edits, to: loaded)
  }

  /// As ``applying(_:)``, where the knowledge base of these files is at hand.
  package func applying(
    _ edits: [KnowledgeEdit], to knowledgeBase: KnowledgeBase
  ) throws(KnowledgeEditError) -> [FileEdit] {
    let plan = try EditPlan(edits, knowledgeBase)
    var result: [FileEdit] = []
    for path in plan.paths {
      let old = knowledgeBase.entries.filter { $0.location.file == path }
      let before = text(at: path)
      guard before != nil || !exists(path) else { throw .unreadable(path) }
      if path == KnowledgeFile.synonyms {
        result.append(try plan.synonymEdit(before: before))
        continue
      }
      let edit = plan.edit(path, before: before, old: old)
      if edit.after != edit.before { result.append(edit) }
    }
    return result
  }
}

/// What becomes of every entry that changes.
private struct EditPlan {
  private enum Fate {
    case becomes(Entry)
    case goes
  }

  private var fates: [String: Fate] = [:]
  private var additions: [String: [Entry]] = [:]
  private var synonymSets: [[String]] = []
  private(set) var paths: [String] = []

  init(_ edits: [KnowledgeEdit], _ knowledgeBase: KnowledgeBase) throws(KnowledgeEditError) {
    var known: [String: Entry] = [:]
    for entry in knowledgeBase.entries { known[entry.id] = entry }
    var files: Set<String> = []
    for edit in edits {
      switch edit {
      case .append(let entry, let path):
        switch KnowledgeFile(path: path) {
        case .entries: break
        case .named where path == "smalltalk.yaml": break
        default: throw .notAFileOfEntries(path)
        }
        additions[path, default: []].append(entry)
        files.insert(path)
      case .appendSynonyms(let words):
        synonymSets.append(words)
        files.insert(KnowledgeFile.synonyms)
      case .replace(let id, _), .addVariants(_, let id), .remove(let id):
        guard let entry = known[id] else {
          let nearest = nearestName(to: id, in: knowledgeBase.entries.map(\.id))
          throw .unknownEntry(id, nearest: nearest)
        }
        files.insert(entry.location.file)
        try change(entry, by: edit)
      }
    }
    paths = files.sorted()
  }

  private mutating func change(
    _ entry: Entry, by edit: KnowledgeEdit
  ) throws(KnowledgeEditError) {
    switch (edit, fates[entry.id]) {
    case (.addVariants(let texts, _), nil): fates[entry.id] = .becomes(entry.adding(texts))
    case (.addVariants(let texts, _), .becomes(let changed)):
      fates[entry.id] = .becomes(changed.adding(texts))
    case (.replace(_, let new), nil): fates[entry.id] = .becomes(new)
    case (.remove, nil): fates[entry.id] = .goes
    default: throw .conflict(entry.id)
    }
  }

  func edit(_ path: String, before: String?, old: [Entry]) -> FileEdit {
    let added = additions[path] ?? []
    let text = before ?? ""
    // A byte order mark is no part of the first line.
    let mark = text.unicodeScalars.first == "\u{FEFF}" ? "\u{FEFF}" : ""
    let body =
      mark.isEmpty ? text : String(String.UnicodeScalarView(text.unicodeScalars.dropFirst()))
    let layout = FileLayout(body, file: path)
    guard let places = layout.entries, places.count == old.count else {
      let entries = old.compactMap { fate(of: $0) } + added
      return FileEdit(
        path: path, before: before,
        after: entries.isEmpty ? nil : mark + EntryWriter.yaml(entries),
        lostComments: layout.commentLines.count)
    }
    let rewriting = EntryRewriting(layout: layout)
    var replacements: [EntryRewriting.Replacement] = []
    for (entry, place) in zip(old, places) {
      switch fates[entry.id] {
      case nil: break
      case .becomes(let new):
        replacements += rewriting.replacements(of: entry, at: place, with: new)
      case .goes:
        var lines = place.lines
        // The empty lines after it go along.
        while lines.upperBound < layout.lines.count,
          layout.lines[lines.upperBound].trimmed.isEmpty
        {
          lines = lines.lowerBound..<lines.upperBound + 1
        }
        replacements.append(EntryRewriting.Replacement(range: lines, lines: []))
      }
    }
    var addition: [String] = []
    for entry in added {
      let follows =
        addition.isEmpty
        ? layout.lines[..<layout.end].last.map { !$0.trimmed.isEmpty } ?? false : true
      if follows { addition.append("") }
      addition += EntryWriter.lines(entry, indent: layout.indent)
    }
    replacements.append(
      EntryRewriting.Replacement(range: layout.end..<layout.end, lines: addition))
    let lost = replacements.flatMap(\.range).count { layout.commentLines.contains($0) }
    let after = mark + layout.applying(replacements)
    return FileEdit(
      path: path, before: before, after: after.trimmed.isEmpty ? nil : after, lostComments: lost)
  }

  func synonymEdit(before: String?) throws(KnowledgeEditError) -> FileEdit {
    let layout = FileLayout(before ?? "", file: KnowledgeFile.synonyms)
    guard layout.entries != nil else { throw .inlineList(KnowledgeFile.synonyms) }
    let lines = synonymSets.map { words in
      String(repeating: " ", count: layout.indent)
        + "- [\(words.map(YAMLText.inFlow).joined(separator: ", "))]"
    }
    let addition = EntryRewriting.Replacement(range: layout.end..<layout.end, lines: lines)
    return FileEdit(
      path: KnowledgeFile.synonyms, before: before, after: layout.applying([addition]))
  }

  private func fate(of entry: Entry) -> Entry? {
    switch fates[entry.id] {
    case nil: entry
    case .becomes(let new): new
    case .goes: nil
    }
  }
}

extension FileLayout {
  /// - Parameter replacements: Rising; none overlap.
  fileprivate func applying(_ replacements: [EntryRewriting.Replacement]) -> String {
    var result = ""
    var line = 0
    func keep(upTo end: Int) {
      while line < end {
        result += lines[line]
        line += 1
      }
    }
    for replacement in replacements.sorted(by: { $0.range.lowerBound < $1.range.lowerBound }) {
      keep(upTo: replacement.range.lowerBound)
      if !replacement.lines.isEmpty, let last = result.unicodeScalars.last, last != "\n",
        last != "\r"
      {
        result += lineEnd.isEmpty ? "\n" : lineEnd
      }
      for new in replacement.lines { result += new + (lineEnd.isEmpty ? "\n" : lineEnd) }
      line = max(line, replacement.range.upperBound)
    }
    keep(upTo: lines.count)
    return result
  }
}

extension Entry {
  fileprivate func adding(_ texts: [String]) -> Entry {
    var entry = self
    entry.variants += texts.map { Sourced($0, at: location) }
    return entry
  }
}
