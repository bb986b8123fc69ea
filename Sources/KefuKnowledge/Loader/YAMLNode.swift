import Yams

/// A YAML document as the readers see it: every node with its place, nothing resolved.
///
/// `88`, `yes` and `2026-11-01` are the text they are written as; only `~`, `null` and nothing
/// at all, unquoted, are no value.
package struct YAMLNode: Sendable {
  package enum Content: Sendable {
    case none
    case text(String)
    case list([YAMLNode])
    case mapping([(key: Sourced<String>, value: YAMLNode)])
  }

  package var content: Content
  package var location: SourceLocation

  /// Nil for no value.
  var shape: Problem.Shape? {
    switch content {
    case .none: nil
    case .text: .text
    case .list: .list
    case .mapping: .mapping
    }
  }
}

extension YAMLNode {
  /// The document in a file that is no part of a knowledge base, and what is wrong with it.
  package static func document(
    in bytes: [UInt8], file: String
  ) -> (node: YAMLNode?, diagnostics: [Diagnostic]) {
    var diagnostics = Diagnostics()
    guard let source = SourceText(bytes, file: file, into: &diagnostics) else {
      return (nil, diagnostics.sorted)
    }
    let node = document(in: source, into: &diagnostics)
    return (diagnostics.hasErrors ? nil : node, diagnostics.sorted)
  }

  /// The document in a file; nil where there is none, or none that is safe to compose.
  ///
  /// What Yams would run away on or give up at is found by `YAMLScanner` first: nesting, aliases
  /// and complex keys (which Yams hashes as whole trees), and duplicate keys, which are made
  /// unique so that the rest of the file is still read.
  static func document(in source: SourceText, into diagnostics: inout Diagnostics) -> YAMLNode? {
    var scanner = YAMLScanner(source)
    let scan = scanner.scan()
    for (problem, location) in scan.problems { diagnostics.report(problem, at: location) }
    guard scan.isSafeToCompose else { return nil }
    do {
      let yaml = String(decoding: scan.bytes, as: UTF8.self)
      // Without rules, the resolver leaves scalars alone; it would run seven regular expressions
      // on every key.
      let parser = try Parser(yaml: yaml, resolver: .basic, encoding: .utf8)
      guard let root = try parser.singleRoot() else {
        diagnostics.report(.emptyFile, at: SourceLocation(file: source.file))
        return nil
      }
      let node = YAMLNode(root, file: source.file, dropping: scan.duplicateKeys)
      guard node.shape != nil else {
        diagnostics.report(.emptyFile, at: SourceLocation(file: source.file))
        return nil
      }
      return node
    } catch {
      let (problem, location) = Problem.yaml(error, file: source.file)
      diagnostics.report(problem, at: location)
      return nil
    }
  }

  private init(_ node: Yams.Node, file: String, dropping dropped: Set<SourceLocation>) {
    location =
      node.mark.map { SourceLocation(file: file, line: $0.line, column: $0.column) }
      ?? SourceLocation(file: file)
    switch node {
    case .scalar(let scalar):
      let isNull =
        scalar.style == .plain && ["", "~", "null", "Null", "NULL"].contains(scalar.string)
      content = isNull ? .none : .text(scalar.string)
    case .sequence(let sequence):
      content = .list(sequence.map { YAMLNode($0, file: file, dropping: dropped) })
    case .mapping(let mapping):
      content = .mapping(
        mapping.compactMap { pair in
          let key = YAMLNode(pair.key, file: file, dropping: dropped)
          guard !dropped.contains(key.location) else { return nil }
          return (
            Sourced(pair.key.scalar?.string ?? "", at: key.location),
            YAMLNode(pair.value, file: file, dropping: dropped)
          )
        })
    case .alias: content = .none
    }
  }
}

// MARK: - Syntax errors

extension Problem {
  /// What Yams says, in a trainer's words.
  fileprivate static func yaml(_ error: any Error, file: String) -> (Problem, SourceLocation) {
    func place(_ mark: Mark) -> SourceLocation {
      SourceLocation(file: file, line: mark.line, column: mark.column)
    }
    switch error {
    case YamlError.scanner(let context, let problem, let mark, _),
      YamlError.parser(let context, let problem, let mark, _),
      YamlError.composer(let context, let problem, let mark, _):
      // Where something is opened and never closed, its beginning is the place to mend.
      let opening = context.map(\.mark)
      guard let words = yamlWords[problem] else {
        return (.yamlSyntax(message: "not YAML: \(problem)", help: yamlHelp), place(mark))
      }
      return (
        .yamlSyntax(message: words.message, help: words.help),
        place(words.isAtOpening ? opening ?? mark : mark)
      )
    case YamlError.duplicatedKeysInMapping(let keys, let context):
      return (.duplicateKey(keys.first ?? "", first: nil), place(context.mark))
    default:
      return (
        .yamlSyntax(message: "not YAML: \(error)", help: yamlHelp), SourceLocation(file: file)
      )
    }
  }

  private static let yamlHelp = "check the indentation here, and put unusual text between quotes"

  private static let yamlWords: [String: (message: String, help: String, isAtOpening: Bool)] = [
    "mapping values are not allowed in this context": (
      "a \":\" where no key can be",
      "put text that contains \": \" between quotes, and indent the keys of one entry alike", false
    ),
    "found character that cannot start any token": (
      "no text can begin like this",
      "indent with spaces, not tabs, and put text that begins with @ ` or % between quotes", false
    ),
    "did not find expected key": (
      "a key was expected here",
      "indent the keys of one entry alike, and write nothing after a closing quote", false
    ),
    "did not find expected '-' indicator": (
      "a list item was expected here", "begin it with \"- \", indented like the items above", false
    ),
    "did not find expected ',' or ']'": (
      "a \"[\" is not closed here",
      "put commas between the items and a \"]\" at the end; quote items that contain [ ] { } or ,",
      false
    ),
    "did not find expected ',' or '}'": (
      "a \"{\" is not closed here",
      "put commas between the keys and a \"}\" at the end; quote text that contains [ ] { } or ,",
      false
    ),
    "did not find expected node content": (
      "a value was expected here", "write one, or delete the comma before it", false
    ),
    "could not find expected ':'": (
      "a key without \":\"",
      "write \"key: value\", or begin a list item with \"- \"", true
    ),
    "found unexpected end of stream": (
      "a quote is opened here and never closed", "close it, or delete it", true
    ),
    "found unknown escape character": (
      "a backslash means something else between double quotes",
      "write \\\\ for a backslash, or use single quotes", false
    ),
    "block sequence entries are not allowed in this context": (
      "a list item cannot begin here", "put \"- \" at the beginning of a line", false
    ),
    "found a tab character that violates indentation": (
      "a tab cannot indent", "indent with spaces", false
    ),
    "found a tab character where an indentation space is expected": (
      "a tab cannot indent", "indent with spaces", false
    ),
  ]
}
