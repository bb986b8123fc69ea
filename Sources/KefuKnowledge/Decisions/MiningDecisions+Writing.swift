extension MiningDecisions {
  /// Messages to be decided on, as they are put before the trainer.
  public struct Proposal: Sendable, Equatable {
    public var messages: [String]
    /// What they are like, in a few words with the numbers.
    public var summary: String
    /// The entry they may be variants of.
    public var nearest: String?
    /// The question of a new entry.
    public var question: String
    /// What a person answered, as a draft.
    public var draft: String?

    public init(
      messages: [String], summary: String, nearest: String?, question: String, draft: String?
    ) {
      self.messages = messages
      self.summary = summary
      self.nearest = nearest
      self.question = question
      self.draft = draft
    }
  }

  private static let heading = """
    # What kefu mine has found. For each, delete "decision: undecided" and take the # from what is
    # right: variant, entry or ignore; delete the messages that do not belong. Then: kefu mine --apply

    """

  /// The file's text with proposals at its end, undecided.
  public func text(adding proposals: [Proposal], found: CalendarDate?) -> String {
    guard !proposals.isEmpty else { return text }
    var result = text.isEmpty ? Self.heading : text
    if let last = result.unicodeScalars.last, last != "\n", last != "\r" { result += "\n" }
    for proposal in proposals { result += "\n" + Self.item(proposal, found: found) }
    return result
  }

  private static func item(_ proposal: Proposal, found: CalendarDate?) -> String {
    var lines = ["- messages:"]
    lines += proposal.messages.map { "    - \(YAMLText.inBlock($0))" }
    if let found { lines.append("  found: \(found)") }
    lines.append("  # \(proposal.summary)")
    lines.append("  decision: undecided")
    lines.append("  # decision: ignore")
    lines.append("  # variant: \(proposal.nearest ?? "")")
    lines.append("  # entry:")
    lines.append("  #   id:")
    lines.append("  #   question: \(YAMLText.inBlock(proposal.question))")
    lines.append("  #   answer: \(proposal.draft.map(YAMLText.inBlock) ?? "")")
    return lines.map { $0.hasSuffix(" ") ? String($0.dropLast()) : $0 }.joined(separator: "\n")
      + "\n"
  }

  /// The file's text with a day of application in each of some decisions; nothing else changes.
  ///
  /// - Parameter indices: Into ``decisions``.
  public func text(markingApplied indices: [Int], on day: CalendarDate) -> String {
    // A byte order mark is no part of the first line.
    let mark = text.unicodeScalars.first == "\u{FEFF}" ? "\u{FEFF}" : ""
    var lines = text.unicodeScalars.dropFirst(mark.isEmpty ? 0 : 1)
      .split(separator: "\n", omittingEmptySubsequences: false)
      .map { String.UnicodeScalarView($0) }
    for index in indices.sorted().reversed() {
      let location = decisions[index].location
      guard decisions[index].applied == nil, lines.indices.contains(location.line - 1) else {
        continue
      }
      var line = lines[location.line - 1]
      let place = line.index(
        line.startIndex, offsetBy: location.column - 1, limitedBy: line.endIndex)
      guard let place else { continue }
      if place < line.endIndex, line[place] == "{" {
        line.insert(contentsOf: "applied: \(day), ".unicodeScalars, at: line.index(after: place))
        lines[location.line - 1] = line
      } else {
        // A key of its own before the first one, indented alike.
        let blanks = String(repeating: " ", count: location.column - 1)
        let end = line.last == "\r" ? "\r" : ""
        let rest = String.UnicodeScalarView((blanks + String(line[place...])).unicodeScalars)
        lines[location.line - 1] = String.UnicodeScalarView(
          (String(line[..<place]) + "applied: \(day)" + end).unicodeScalars)
        lines.insert(rest, at: location.line)
      }
    }
    return mark + lines.map { String($0) }.joined(separator: "\n")
  }

  /// The file's text with a decision at its end, so that its messages are not asked about again.
  ///
  /// - Parameters:
  ///   - verdict: No undecided one.
  ///   - day: On which it was made; where it is written into the knowledge base, when that was.
  public func text(
    remembering messages: [String], _ verdict: MiningDecision.Verdict, on day: CalendarDate
  ) -> String {
    var result = text
    if let last = result.unicodeScalars.last, last != "\n", last != "\r" { result += "\n" }
    if !result.isEmpty { result += "\n" }
    var lines = ["- messages:"]
    lines += messages.map { "    - \(YAMLText.inBlock($0))" }
    switch verdict {
    case .undecided: preconditionFailure("nothing is decided")
    case .ignore: lines += ["  found: \(day)", "  decision: ignore"]
    case .variant(let id):
      lines += ["  applied: \(day)", "  variant: \(YAMLText.inBlock(id.value))"]
    case .entry(let new):
      lines += [
        "  applied: \(day)", "  entry:", "    id: \(YAMLText.inBlock(new.id.value))",
        "    question: \(YAMLText.inBlock(new.question.value))",
        "    answer: \(YAMLText.inBlock(new.answer.value))",
      ]
      if let group = new.group { lines.append("    group: \(YAMLText.inBlock(group.value))") }
    }
    return result + lines.joined(separator: "\n") + "\n"
  }
}
