import Foundation

extension MiningDecisions {
  /// Reads a file of decisions; one that does not exist has none.
  ///
  /// - Throws: Every problem found, each with its place and mend.
  public init(contentsOf path: String) throws(KnowledgeBaseError) {
    let url = URL(filePath: path)
    guard FileManager.default.fileExists(atPath: path) else {
      self.init(file: path)
      return
    }
    guard let data = try? Data(contentsOf: url) else {
      let problem = Problem.unreadableFile(reason: "it is no file that may be read")
      throw KnowledgeBaseError(diagnostics: [
        problem.diagnostic(at: SourceLocation(file: path))
      ])
    }
    try self.init([UInt8](data), file: path)
  }

  /// - Throws: Every problem found, each with its place and mend.
  public init(_ bytes: [UInt8], file: String) throws(KnowledgeBaseError) {
    var reader = NodeReader(diagnostics: Diagnostics())
    self.init(file: file)
    if let source = SourceText(bytes, file: file, into: &reader.diagnostics) {
      text = String(decoding: bytes, as: UTF8.self)
      // A file of comments alone has no decisions, and is as good as none.
      let isBlank = source.lines.allSatisfy {
        let line = $0.text.trimmed
        return line.isEmpty || line.hasPrefix("#")
      }
      if !isBlank, let node = YAMLNode.document(in: source, into: &reader.diagnostics) {
        decisions = (reader.items(of: node, "the file") ?? []).compactMap {
          MiningDecisionReader.decision($0, with: &reader)
        }
      }
    }
    if reader.diagnostics.hasErrors {
      throw KnowledgeBaseError(diagnostics: reader.diagnostics.sorted)
    }
  }
}

/// One item of a file of decisions.
private enum MiningDecisionReader {
  enum Word: String, CaseIterable {
    case undecided, ignore
  }

  static func decision(_ node: YAMLNode, with reader: inout NodeReader) -> MiningDecision? {
    let known = ["messages", "decision", "variant", "entry", "found", "applied"]
    guard let fields = reader.fields(of: node, "a decision", known: known) else { return nil }
    if fields["messages"] == nil {
      reader.report(.missingKey("messages", of: "a decision"), at: node.location)
    }
    let messages = reader.texts(fields["messages"], "messages", item: "a message")
    if let list = fields["messages"], case .list(let items) = list.content, items.isEmpty {
      reader.report(.emptyList("messages", of: "a decision"), at: list.location)
    }
    let applied = day(fields["applied"], &reader)
    _ = day(fields["found"], &reader)
    let word: Word? = fields["decision"].flatMap { reader.word($0, "decision") }
    if fields["decision"] == nil, fields["variant"] == nil, fields["entry"] == nil {
      reader.report(.missingKey("decision", of: "these messages"), at: node.location)
    }
    // "undecided" left standing above a decision does no harm; anything else contradicts it.
    let chosen = ["variant", "entry"].filter { fields[$0] != nil }
    if let first = chosen.first, word == .ignore || chosen.count > 1 {
      let second = word == .ignore ? "decision" : "entry"
      reader.report(
        .twoDecisions(first, second), at: fields[second]?.location ?? node.location)
    }
    var verdict = MiningDecision.Verdict.undecided
    if let variant = fields["variant"] {
      guard let id = reader.text(variant, "variant") else { return nil }
      verdict = .variant(of: id)
    } else if let entry = fields["entry"] {
      guard let new = newEntry(entry, &reader) else { return nil }
      verdict = .entry(new)
    } else if word == .ignore {
      verdict = .ignore
    }
    return MiningDecision(messages, verdict, applied: applied, location: node.location)
  }

  private static func newEntry(
    _ node: YAMLNode, _ reader: inout NodeReader
  ) -> MiningDecision.NewEntry? {
    let known = ["id", "question", "answer", "group"]
    guard let fields = reader.fields(of: node, "entry", known: known) else { return nil }
    for key in ["id", "question", "answer"] where fields[key] == nil {
      reader.report(.missingKey(key, of: "the new entry"), at: node.location)
    }
    let id = reader.identifier(fields["id"], "an entry id")
    let question = fields["question"].flatMap { reader.matchedText($0, "question") }
    let answer = fields["answer"].flatMap { reader.text($0, "answer") }
    let group = fields["group"].flatMap { reader.text($0, "group") }
    guard let id, let question, let answer else { return nil }
    return MiningDecision.NewEntry(id: id, question: question, answer: answer, group: group)
  }

  private static func day(_ node: YAMLNode?, _ reader: inout NodeReader) -> CalendarDate? {
    guard let node, let text = reader.text(node, "a day") else { return nil }
    guard let day = CalendarDate(text.value) else {
      reader.report(.badDate(text.value), at: text.location)
      return nil
    }
    return day
  }
}
