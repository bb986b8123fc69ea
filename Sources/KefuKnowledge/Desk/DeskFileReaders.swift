extension CannedReplies {
  /// Reads canned.yaml; one of nothing but comments has no replies.
  ///
  /// - Parameter settings: kb.yaml's, for its groups and variables.
  /// - Throws: Every problem found, each with its place and mend.
  public init(
    _ bytes: [UInt8], file: String = CannedReplies.fileName, settings: Settings
  ) throws(KnowledgeBaseError) {
    var first: [String: SourceLocation] = [:]
    let replies = try readItems(bytes, file: file) { node, reader in
      CannedReplyReader.reply(node, settings, &first, &reader)
    }
    self.init(replies, variables: settings.variables)
  }
}

extension AgentRedLine {
  /// Beside kb.yaml.
  public static let fileName = "redlines.yaml"

  /// Reads redlines.yaml.
  ///
  /// - Throws: Every problem found, each with its place and mend.
  public static func read(
    _ bytes: [UInt8], file: String = AgentRedLine.fileName
  ) throws(KnowledgeBaseError) -> [AgentRedLine] {
    var first: [String: SourceLocation] = [:]
    return try readItems(bytes, file: file) { node, reader in
      redLine(node, &first, &reader)
    }
  }

  private static func redLine(
    _ node: YAMLNode, _ first: inout [String: SourceLocation], _ reader: inout NodeReader
  ) -> AgentRedLine? {
    let known = ["id", "phrases", "patterns", "unless"]
    guard let fields = reader.fields(of: node, "a red line", known: known) else { return nil }
    let id = reader.identifier(fields["id"], "a red line's id")
    if fields["id"] == nil { reader.report(.missingKey("id", of: "a red line"), at: node.location) }
    if fields["phrases"] == nil, fields["patterns"] == nil {
      reader.report(
        .missingKey("phrases", of: id?.value ?? "a red line"), at: node.location)
    }
    let line = AgentRedLine(
      id: id?.value ?? "",
      phrases: reader.matchedTexts(fields["phrases"], "phrases", item: "a phrase"),
      patterns: reader.texts(fields["patterns"], "patterns", item: "a pattern"),
      unless: reader.matchedTexts(fields["unless"], "unless", item: "a phrase"),
      location: node.location)
    TriggerReader.check(
      Trigger(
        id: line.id, reason: .redLine, phrases: line.phrases, patterns: line.patterns,
        unless: line.unless, location: line.location), &reader)
    if let id { reader.reportDuplicate(id, of: "a red line", among: &first) }
    return line
  }
}

/// One item of canned.yaml.
private enum CannedReplyReader {
  static func reply(
    _ node: YAMLNode, _ settings: Settings, _ first: inout [String: SourceLocation],
    _ reader: inout NodeReader
  ) -> CannedReply? {
    let known = ["code", "text", "groups", "fields"]
    guard let values = reader.fields(of: node, "a canned reply", known: known) else { return nil }
    for key in ["code", "text"] where values[key] == nil {
      reader.report(.missingKey(key, of: "a canned reply"), at: node.location)
    }
    let code = reader.identifier(values["code"], "a canned reply's code")
    if let code {
      reader.reportDuplicate(
        Sourced(code.value.lowercased(), at: code.location), of: "a canned reply", among: &first)
    }
    let groups = reader.texts(values["groups"], "groups", item: "a group")
    let names = settings.skillGroups.map(\.id)
    for group in groups where !names.contains(group.value) {
      reader.report(
        .unknownGroup(
          group.value, nearest: nearestName(to: group.value, in: names), anyDefined: !names.isEmpty),
        at: group.location)
    }
    let fields = reader.texts(values["fields"], "fields", item: "a field")
    reader.reportRepeated(fields, in: "fields")
    guard let text = values["text"].flatMap({ reader.text($0, "text") }) else { return nil }
    check(text, fields.map(\.value) + settings.variables.keys.sorted(), &reader)
    guard let code else { return nil }
    return CannedReply(
      code: code.value, text: text, groups: Set(groups.map(\.value)),
      fields: fields.map(\.value), location: node.location)
  }

  private static func check(
    _ text: Sourced<String>, _ names: [String], _ reader: inout NodeReader
  ) {
    if let secret = RedLine.secret(askedForIn: text.value) {
      reader.report(.asksForSecret(secret), at: text.location)
    }
    do {
      for name in try AnswerTemplate(parsing: text.value).variables where !names.contains(name) {
        reader.report(
          .unknownVariable(name, nearest: nearestName(to: name, in: names)), at: text.location)
      }
    } catch {
      reader.report(.malformedTemplate(error), at: text.location)
    }
  }
}

/// The items of a file that is one list.
private func readItems<Item>(
  _ bytes: [UInt8], file: String, _ item: (YAMLNode, inout NodeReader) -> Item?
) throws(KnowledgeBaseError) -> [Item] {
  var reader = NodeReader(diagnostics: Diagnostics())
  var items: [Item] = []
  if let source = SourceText(bytes, file: file, into: &reader.diagnostics) {
    let isBlank = source.lines.allSatisfy {
      let line = $0.text.trimmed
      return line.isEmpty || line.hasPrefix("#")
    }
    if !isBlank, let node = YAMLNode.document(in: source, into: &reader.diagnostics) {
      items = (reader.items(of: node, file) ?? []).compactMap { item($0, &reader) }
    }
  }
  if reader.diagnostics.hasErrors {
    throw KnowledgeBaseError(diagnostics: reader.diagnostics.sorted)
  }
  return items
}
