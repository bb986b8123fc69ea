import Foundation
import KefuEvaluation
import KefuKnowledge
import KefuWire

/// What a trainer wants done with messages, as a browser sends it.
struct KnowledgeDecision: Sendable {
  var messages: [String]
  var verdict: MiningDecision.Verdict

  static let maximumMessages = 50

  /// `{"decision": "variant" | "entry" | "ignore", "messages": […], …}`: of a variant, the `entry`; of a
  /// new entry, `id`, `question`, `answer` and `group`.
  init(_ body: JSONValue) throws(FrameError) {
    func sourced(_ text: String) -> Sourced<String> { Sourced(text, at: Self.place) }
    guard case .string(let name)? = body["decision"] else {
      throw FrameError(.badFrame, "\"decision\" must be variant, entry or ignore")
    }
    messages = try Self.messages(of: body)
    switch name {
    case "ignore": verdict = .ignore
    case "variant":
      verdict = .variant(of: sourced(try body.text("entry", atMost: 128)))
    case "entry":
      let id = try body.text("id", atMost: 128)
      guard id.isIdentifier, !id.hasPrefix(".") else {
        throw FrameError(.badFrame, "\"id\" must have \(String.identifierRule)")
      }
      let question = try body.text("question", atMost: 200)
      verdict = .entry(
        .init(
          id: sourced(id), question: sourced(question),
          answer: sourced(try body.text("answer", atMost: 4000)),
          group: try body.optionalText("group", atMost: 128).map(sourced)))
      // A file of decisions has a message for each.
      if messages.isEmpty { messages = [question] }
    default: throw FrameError(.badFrame, "\"decision\" must be variant, entry or ignore")
    }
    guard !messages.isEmpty else {
      throw FrameError(.badFrame, "\"messages\" must have a text")
    }
  }

  private static func messages(of body: JSONValue) throws(FrameError) -> [String] {
    guard case .array(let values)? = body["messages"], values.count <= maximumMessages else {
      throw FrameError(.badFrame, "\"messages\" must be a list of up to \(maximumMessages) texts")
    }
    var messages: [String] = []
    for value in values {
      guard case .string(let text) = value, text.unicodeScalars.count <= 500 else {
        throw FrameError(.badFrame, "\"messages\" must be texts of up to 500 characters")
      }
      // One line each: a variant is what somebody types and sends.
      let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
        .trimmingCharacters(in: .whitespaces)
      if !line.isEmpty, !messages.contains(line) { messages.append(line) }
    }
    return messages
  }

  var name: String {
    switch verdict {
    case .undecided: "undecided"
    case .ignore: "ignore"
    case .variant: "variant"
    case .entry: "entry"
    }
  }

  /// Of what was typed, in messages about it.
  static let place = SourceLocation(file: "the form")
}

/// What a decision changes in the files of a knowledge base: the entries, and the memory of what was
/// decided.
struct KnowledgeChange: Sendable {
  var edits: [FileEdit]
  /// Whether the bot answers otherwise by it.
  var changesKnowledge: Bool
  /// Why messages are left out.
  var notes: [String]
  /// Names the files as they are and as they would be: a change whose name is another is another change.
  var base: String

  /// - Throws: `bad_frame` with every problem of the decision or of the knowledge base as it would be.
  init(
    _ decision: KnowledgeDecision, in directory: URL, today: CalendarDate,
    hash: ([UInt8]) -> String
  ) throws(FrameError) {
    let place = KnowledgeDecision.place
    let remembered: MiningDecisions
    let plan: DecisionPlan
    do {
      let files = try KnowledgeFiles(directory: directory)
      let path = directory.appending(path: MiningDecisions.fileName).path(percentEncoded: false)
      remembered = try MiningDecisions(contentsOf: path)
      plan = try DecisionPlan(
        MiningDecisions(
          file: place.file,
          decisions: [
            MiningDecision(
              decision.messages.map { Sourced($0, at: place) }, decision.verdict, location: place)
          ]), files: files)
    } catch let error as DecisionPlanError {
      throw FrameError(.badFrame, Self.sentence(error))
    } catch {
      throw FrameError(.badFrame, "\(error)")
    }
    // A new entry's question is among its messages as a rule.
    let isEntry = if case .entry = decision.verdict { true } else { false }
    notes = Set(plan.omissions.values.filter { !isEntry || $0 != .known }.map(\.rawValue)).sorted()
    changesKnowledge = !plan.edits.isEmpty
    if !changesKnowledge, decision.verdict != .ignore {
      throw FrameError(
        .badFrame,
        "nothing would change: "
          + (notes.isEmpty ? ["no text is new"] : notes).joined(separator: "; "))
    }
    let memory = directory.appending(path: MiningDecisions.fileName).path(percentEncoded: false)
    edits =
      plan.edits + [
        try Self.memory(
          of: decision, in: remembered, isNew: !FileManager.default.fileExists(atPath: memory),
          today)
      ]
    base = hash(
      edits.flatMap { edit in
        [edit.path, edit.before ?? "\u{0}", edit.after ?? "\u{0}"].flatMap {
          Array($0.utf8) + [0xFF]
        }
      })
  }

  private static func memory(
    of decision: KnowledgeDecision, in remembered: MiningDecisions, isNew: Bool,
    _ today: CalendarDate
  ) throws(FrameError) -> FileEdit {
    let text = remembered.text(remembering: decision.messages, decision.verdict, on: today)
    let read = try? MiningDecisions(Array(text.utf8), file: MiningDecisions.fileName)
    guard read?.decisions.count == remembered.decisions.count + 1 else {
      throw FrameError(
        .badFrame,
        "\(MiningDecisions.fileName): a decision cannot be added at its end; write one item a line there"
      )
    }
    return FileEdit(
      path: MiningDecisions.fileName, before: isNew ? nil : remembered.text,
      after: text)
  }

  private static func sentence(_ error: DecisionPlanError) -> String {
    switch error {
    case .problems(let problems):
      problems.map { "\($0.sentence): \($0.help)" }.joined(separator: "\n")
    case .unsound, .unwritable: error.description
    }
  }

  /// Writes all files or none.
  func write(in directory: URL) throws(FrameError) {
    do throws(FileEdit.WritingError) {
      try FileEdit.write(edits, in: directory)
    } catch {
      switch error {
      case .changedMeanwhile: throw Self.changedMeanwhile
      case .unwritable(let path, let reason):
        throw FrameError(
          .forbidden,
          "\(path) cannot be written, and nothing was changed: \(reason). The daemon needs the right to write in the knowledge base's folder"
        )
      }
    }
  }

  static let changedMeanwhile = FrameError(
    .wrongState,
    "the files have changed since the change was shown; nothing was written. Look at the change again"
  )

  var json: [UInt8] {
    var writer = JSONWriter()
    writer.object { writer in
      writer.field("base", base)
      writer.field("notes", notes)
      writer.field("files", edits) { edit, writer in
        let counts = edit.diff.counts
        writer.field("path", edit.path)
        writer.field("diff", edit.diff.description)
        writer.field("added", counts.added)
        writer.field("removed", counts.removed)
        writer.field("lostComments", edit.lostComments)
      }
    }
    return writer.bytes
  }
}
