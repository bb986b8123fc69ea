import Foundation

/// Reads a knowledge base and reports every problem in it.
///
/// ```swift
/// let (knowledgeBase, diagnostics) = KnowledgeLoader.load(directory: url)
/// for diagnostic in diagnostics { print(diagnostic) }
/// ```
public enum KnowledgeLoader {
  /// Reads the files of a directory.
  ///
  /// - Returns: The knowledge base, nil where anything is an error; and all errors and warnings,
  ///   sorted by place.
  public static func load(
    directory: URL
  ) -> (knowledgeBase: KnowledgeBase?, diagnostics: [Diagnostic]) {
    switch KnowledgeDirectory.contents(of: directory) {
    case .success(let files): return load(contents: files)
    case .failure(let error):
      let location = SourceLocation(file: directory.relativePath)
      return (nil, [Problem.unreadableFile(reason: error.reason).diagnostic(at: location)])
    }
  }

  /// Reads files that are already in memory.
  ///
  /// ```swift
  /// KnowledgeLoader.load(files: ["kb.yaml": Array("name: 小店".utf8)])
  /// ```
  ///
  /// - Parameter files: The bytes by path relative to the knowledge base, as in
  ///   `entries/refund.yaml`.
  /// - Returns: As ``load(directory:)``.
  public static func load(
    files: [String: [UInt8]]
  ) -> (knowledgeBase: KnowledgeBase?, diagnostics: [Diagnostic]) {
    load(contents: files.mapValues { .bytes($0) })
  }

  /// What a path holds.
  enum Content: Sendable {
    case bytes([UInt8])
    /// Larger than the limit, so it was not read.
    case tooLarge(Int)
    case unreadable(reason: String)
    /// A folder that was not looked into.
    case folder
  }

  static func load(
    contents: [String: Content]
  ) -> (knowledgeBase: KnowledgeBase?, diagnostics: [Diagnostic]) {
    var session = LoadingSession(contents: contents)
    return session.run()
  }
}

extension KnowledgeBase {
  /// Reads a knowledge base's directory. Warnings are left out; ``KnowledgeLoader`` has them.
  ///
  /// - Throws: All errors and warnings, if any is an error.
  public init(contentsOf directory: URL) throws(KnowledgeBaseError) {
    let (knowledgeBase, diagnostics) = KnowledgeLoader.load(directory: directory)
    guard let knowledgeBase else { throw KnowledgeBaseError(diagnostics: diagnostics) }
    self = knowledgeBase
  }
}

// MARK: - One load

/// Goes through the files in order.
private struct LoadingSession {
  let contents: [String: KnowledgeLoader.Content]
  private let paths: [String]
  private var reader = NodeReader(diagnostics: Diagnostics())
  private var isEveryEntryFileRead = true

  init(contents: [String: KnowledgeLoader.Content]) {
    self.contents = contents
    paths = contents.keys.sorted()
  }

  mutating func run() -> (knowledgeBase: KnowledgeBase?, diagnostics: [Diagnostic]) {
    let roles = paths.map { KnowledgeFile(path: $0) }
    reportUnknown(roles)

    let settings = readSettings()
    var drafts: [EntryDraft] = []
    for case (let path, .entries) in zip(paths, roles) { drafts += readEntries(path) }
    drafts += readEntries("smalltalk.yaml", isSmallTalk: true)
    let synonyms =
      document("synonyms.yaml").node
      .map { SynonymReader.read($0, with: &reader) } ?? []
    let lexicon = source("lexicon.txt").map { WordListReader.lexicon($0, with: &reader) } ?? []
    let stopWords =
      source("stopwords.txt").map { WordListReader.stopWords($0, with: &reader) } ?? []
    let outOfScope =
      source("tests/oos.tsv").map { TestTableReader.outOfScope($0, with: &reader) } ?? []
    var heldOut: [HeldOutMessage] = []
    for case (let path, .testTable) in zip(paths, roles) {
      if let source = source(path) { heldOut += TestTableReader.heldOut(source, with: &reader) }
    }
    var conversations: [Sourced<String>] = []
    for case (let path, .conversations) in zip(paths, roles) {
      guard let source = source(path) else { continue }
      conversations += source.lines.map {
        Sourced(String($0.text), at: SourceLocation(file: path, line: $0.number))
      }
    }
    let triggers =
      document("triggers.yaml").node
      .map { TriggerReader.read($0, with: &reader) } ?? TriggerDraft()
    let flows = document("flows.yaml").node.map { FlowReader.read($0, with: &reader) } ?? []
    KnowledgeChecks(
      entries: drafts, settings: settings, hasAllEntries: isEveryEntryFileRead,
      expectedEntries: heldOut.map(\.entry), triggers: triggers, flows: flows
    ).run(into: &reader.diagnostics)

    let knowledgeBase = KnowledgeBase(
      settings: settings?.settings ?? Settings(), entries: drafts.map(\.entry), synonyms: synonyms,
      lexicon: lexicon, stopWords: stopWords, outOfScope: outOfScope, heldOut: heldOut,
      conversations: conversations, triggers: triggers.triggers, flows: flows.map(\.flow))
    return (
      reader.diagnostics.hasErrors ? nil : knowledgeBase,
      knowledgeBase.withoutAllowed(reader.diagnostics.sorted)
    )
  }

  // MARK: Files

  private mutating func reportUnknown(_ roles: [KnowledgeFile]) {
    var reportedFolders: Set<String> = []
    for (path, role) in zip(paths, roles) {
      // A folder that could not be listed; files are reported when they are read.
      if path.hasSuffix("/"), case .unreadable(let reason) = contents[path] {
        reader.report(.unreadableFile(reason: reason), at: SourceLocation(file: path))
        isEveryEntryFileRead = false
        continue
      }
      switch role {
      case .unknownFolder(let folder):
        guard reportedFolders.insert(folder).inserted else { continue }
        let nearest = nearestName(to: folder, in: KnowledgeFile.folders)
        reader.report(
          .unknownFile(isFolder: true, nearest: nearest.map { $0 + "/" }),
          at: SourceLocation(file: folder))
      case .unknown:
        let isFolder = if case .folder = contents[path] { true } else { false }
        let nearest = nearestName(to: path, in: KnowledgeFile.names)
        reader.report(
          .unknownFile(isFolder: isFolder, nearest: nearest), at: SourceLocation(file: path))
      case .otherInEntries: reader.report(.entryFileExtension, at: SourceLocation(file: path))
      case .otherInTests: reader.report(.testFileExtension, at: SourceLocation(file: path))
      default: break
      }
    }
  }

  private mutating func source(_ path: String) -> SourceText? {
    let start = SourceLocation(file: path)
    switch contents[path] {
    case nil: return nil
    case .bytes(let bytes): return SourceText(bytes, file: path, into: &reader.diagnostics)
    case .tooLarge(let count): reader.report(.largeFile(bytes: count), at: start)
    case .unreadable(let reason): reader.report(.unreadableFile(reason: reason), at: start)
    case .folder: reader.report(.unreadableFile(reason: "it is a folder"), at: start)
    }
    return nil
  }

  /// The root of a YAML file. `isRead` is false where an error has hidden the content.
  private mutating func document(_ path: String) -> (node: YAMLNode?, isRead: Bool) {
    guard contents[path] != nil else { return (nil, true) }
    let errors = reader.diagnostics.errorCount
    guard let source = source(path) else { return (nil, false) }
    let node = YAMLNode.document(in: source, into: &reader.diagnostics)
    return (node, node != nil || reader.diagnostics.errorCount == errors)
  }

  /// Nil where kb.yaml is missing or could not be read.
  private mutating func readSettings() -> SettingsDraft? {
    if contents["kb.yaml"] == nil {
      let nearest = paths.first {
        KnowledgeFile(path: $0) == .unknown && nearestName(to: $0, in: ["kb.yaml"]) != nil
      }
      reader.report(.missingFile(nearest: nearest), at: SourceLocation(file: "kb.yaml"))
    }
    let (node, isRead) = document("kb.yaml")
    guard let node else {
      return isRead && contents["kb.yaml"] != nil
        ? SettingsDraft(settings: Settings(), fallback: nil) : nil
    }
    return SettingsReader.read(node, with: &reader)
  }

  private mutating func readEntries(_ path: String, isSmallTalk: Bool = false) -> [EntryDraft] {
    let (node, isRead) = document(path)
    guard let node else {
      isEveryEntryFileRead = isEveryEntryFileRead && isRead
      return []
    }
    let drafts = EntryReader(isSmallTalk: isSmallTalk).read(node, with: &reader)
    // An entry that is no mapping, or has no id, may be the one another entry refers to.
    if case .list(let items) = node.content, items.count == drafts.count,
      drafts.allSatisfy({ $0.id != nil })
    {
      return drafts
    }
    isEveryEntryFileRead = false
    return drafts
  }
}
