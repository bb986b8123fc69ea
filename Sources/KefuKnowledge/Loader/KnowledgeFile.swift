/// What a path of a knowledge base's directory is for.
enum KnowledgeFile: Equatable {
  /// Read by its name.
  case named
  case entries
  case testTable
  /// Conversations written down as they should go.
  case conversations
  /// Documentation, and what others than the loader read.
  case ignored
  /// A file of entries/ or tests/ that is not read.
  case otherInEntries, otherInTests
  case unknown
  case unknownFolder(String)

  static let synonyms = "synonyms.yaml"
  static let names = [
    "kb.yaml", "synonyms.yaml", "lexicon.txt", "stopwords.txt", "smalltalk.yaml", "triggers.yaml",
    "flows.yaml", "entries/", "tests/",
  ]
  static let folders = ["entries", "tests"]

  init(path: String) {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    let name = parts[parts.count - 1].lowercased()
    if parts.contains(where: { $0.hasPrefix(".") }) || name.hasSuffix(".kefu")
      || ["readme", "license", "notice"].contains(where: name.hasPrefix)
      || [MiningDecisions.fileName, CannedReplies.fileName, AgentRedLine.fileName].contains(path)
    {
      self = .ignored
      return
    }
    switch (parts.count, parts[0]) {
    case (1, "entries"), (1, "tests"): self = .ignored
    case (1, _): self = Self.names.contains(path) ? .named : .unknown
    case (2, "entries"):
      self = name.hasSuffix(".yaml") || name.hasSuffix(".yml") ? .entries : .otherInEntries
    case (_, "entries"): self = .otherInEntries
    case (2, "tests"):
      self =
        path == "tests/oos.tsv"
        ? .named
        : name.hasSuffix(".tsv")
          ? .testTable : name.hasSuffix(".txt") ? .conversations : .otherInTests
    case (_, "tests"): self = .otherInTests
    default: self = .unknownFolder(parts[0])
    }
  }
}
