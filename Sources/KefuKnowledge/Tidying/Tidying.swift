/// What can be put right in a knowledge base without anybody's judgement: what matching cannot see.
///
/// - A phrasing, keyword or word written twice in one list (KB025, KB044): the first stays.
/// - Full-width letters and digits, and more than one blank in a row, in phrasings, keywords, synonyms
///   and word lists.
/// - The order of lexicon.txt and stopwords.txt: by sound, between one comment or empty line and the
///   next.
///
/// ```swift
/// let files = try KnowledgeFiles(directory: url)
/// let result = try Tidying().run(on: files)
/// for edit in result.edits { print(edit.diff) }
/// ```
///
/// Answers, tests, triggers and flows are never touched. A file in which a comment would be lost stays
/// as it is.
public struct Tidying: Sendable {
  /// Whether word lists are put in order.
  public var sortsWords: Bool

  public init(sortsWords: Bool = true) {
    self.sortsWords = sortsWords
  }

  public struct Result: Sendable {
    /// Of the files that change, by path.
    public var edits: [FileEdit]
    /// Files that should change but have comments in the way.
    public var leftAlone: [String]
  }

  /// - Throws: The errors of a knowledge base that does not load; they come first.
  public func run(on files: KnowledgeFiles) throws(KnowledgeEditError) -> Result {
    let (loaded, diagnostics) = files.load()
    guard let loaded else { throw .unsound(KnowledgeBaseError(diagnostics: diagnostics)) }
    let changes = loaded.entries.compactMap { entry -> KnowledgeEdit? in
      let tidied = entry.tidied
      return tidied == entry ? nil : .replace(entry.id, with: tidied)
    }
    var edits = try files.applying(changes, to: loaded)
    let leftAlone = edits.filter { $0.lostComments > 0 }.map(\.path)
    edits.removeAll { $0.lostComments > 0 }
    func add(_ path: String, _ tidied: (String) -> String) {
      guard let before = files.text(at: path) else { return }
      let after = tidied(before)
      if after != before { edits.append(FileEdit(path: path, before: before, after: after)) }
    }
    add("synonyms.yaml") { SynonymTidying($0).tidied(loaded.synonyms) }
    for path in ["lexicon.txt", "stopwords.txt"] {
      let hasFrequencies = path == "lexicon.txt"
      add(path) {
        WordListTidying(hasFrequencies: hasFrequencies, sorts: sortsWords).tidied($0)
      }
    }
    return Result(edits: edits.sorted { $0.path < $1.path }, leftAlone: leftAlone)
  }
}

extension Entry {
  /// Phrasings and keywords in plain width, each once.
  fileprivate var tidied: Entry {
    var entry = self
    var seen: Set<String> = []
    entry.question = question.tidied
    seen.insert(question.value.tidyKey)
    entry.variants = variants.tidied(seen: &seen)
    entry.keywords.any = keywords.any.tidied()
    entry.keywords.none = keywords.none.tidied()
    entry.keywords.all = keywords.all.map { group in
      let tidied = group.tidied()
      // A group of one word is another problem.
      return tidied.count > 1 ? tidied : group
    }
    return entry
  }
}

extension [Sourced<String>] {
  fileprivate func tidied() -> Self {
    var seen: Set<String> = []
    return tidied(seen: &seen)
  }

  /// - Parameter seen: Keys of what is there already.
  fileprivate func tidied(seen: inout Set<String>) -> Self {
    compactMap { text in
      let key = text.value.tidyKey
      // Emoji and punctuation alone have no key; none is like another.
      return key.isEmpty || seen.insert(key).inserted ? text.tidied : nil
    }
  }
}

extension Sourced<String> {
  fileprivate var tidied: Sourced { Sourced(value.tidied, at: location) }
}
