import Foundation

/// The files of a knowledge base in memory: to be read, edited, and read again before anything is
/// written.
///
/// ```swift
/// let files = try KnowledgeFiles(directory: url)
/// let edits = try files.applying([.addVariants(["钱几天能退回来"], to: "refund.time")])
/// for edit in edits { print(edit.diff) }
/// let (knowledgeBase, diagnostics) = files.with(edits).load()
/// if knowledgeBase != nil { try FileEdit.write(edits, in: url) }
/// ```
public struct KnowledgeFiles: Sendable {
  private var contents: [String: KnowledgeLoader.Content]

  /// - Throws: One diagnostic where the directory cannot be read.
  public init(directory: URL) throws(KnowledgeBaseError) {
    switch KnowledgeDirectory.contents(of: directory) {
    case .success(let contents): self.contents = contents
    case .failure(let failure):
      let location = SourceLocation(file: directory.relativePath)
      let problem = Problem.unreadableFile(reason: failure.reason)
      throw KnowledgeBaseError(diagnostics: [problem.diagnostic(at: location)])
    }
  }

  /// - Parameter files: The bytes by path, as in `entries/refund.yaml`.
  public init(_ files: [String: [UInt8]]) {
    contents = files.mapValues { .bytes($0) }
  }

  /// As ``KnowledgeLoader/load(directory:)``.
  public func load() -> (knowledgeBase: KnowledgeBase?, diagnostics: [Diagnostic]) {
    KnowledgeLoader.load(contents: contents)
  }

  /// The file's text; nil where there is none, or none that could be read.
  public func text(at path: String) -> String? {
    guard case .bytes(let bytes) = contents[path] else { return nil }
    return String(validating: bytes, as: UTF8.self)
  }

  /// Whether anything is at the path.
  func exists(_ path: String) -> Bool { contents[path] != nil }

  /// The files as they will be after the edits.
  public func with(_ edits: [FileEdit]) -> KnowledgeFiles {
    var result = self
    for edit in edits { result.contents[edit.path] = edit.after.map { .bytes(Array($0.utf8)) } }
    return result
  }

  /// The entry that a place of a file is in, and the text that begins there.
  package func scalar(at location: SourceLocation) -> (entry: String?, text: String?) {
    guard case .bytes(let bytes)? = contents[location.file],
      let root = YAMLNode.document(in: bytes, file: location.file).node,
      case .list(let items) = root.content,
      let item = items.last(where: { $0.location <= location }),
      case .mapping(let pairs) = item.content
    else { return (nil, nil) }
    let id = pairs.first { $0.key.value == "id" }?.value
    let entry: String? = if case .text(let text)? = id?.content { text.trimmed } else { nil }
    return (entry, item.text(at: location))
  }
}

extension YAMLNode {
  fileprivate func text(at place: SourceLocation) -> String? {
    switch content {
    case .none: return nil
    case .text(let text): return location == place ? text : nil
    case .list(let items): return items.lazy.compactMap { $0.text(at: place) }.first
    case .mapping(let pairs):
      return pairs.lazy.compactMap {
        $0.key.location == place ? $0.key.value : $0.value.text(at: place)
      }.first
    }
  }
}
