public import Kefu
import KefuText

/// What decisions make of a knowledge base's files; nothing is written yet.
///
/// ```swift
/// let plan = try DecisionPlan(decisions, files: KnowledgeFiles(directory: url))
/// for edit in plan.edits { print(edit.diff) }
/// try FileEdit.write(plan.edits, in: url)
/// ```
///
/// The changed knowledge base has been loaded and has no errors. Decisions applied before, undecided
/// ones and those to ignore change nothing.
public struct DecisionPlan: Sendable, Equatable {
  /// Why a message is not written.
  public enum Omission: String, Sendable, Equatable {
    case masked = "it has something masked in it; write the phrasing out to have it added"
    case known = "the entry has it already"
  }

  /// Of the knowledge base's files.
  public var edits: [FileEdit]
  /// Indices of the decisions that the edits carry out.
  public var applied: [Int]
  /// The knowledge base after the edits.
  public var result: KnowledgeBase
  /// Messages left out, by their places.
  public var omissions: [SourceLocation: Omission]

  /// - Throws: `DecisionPlanError` with every problem of the decisions, or of the knowledge base as
  ///   it would be.
  public init(_ decisions: MiningDecisions, files: KnowledgeFiles) throws(DecisionPlanError) {
    let (loaded, diagnostics) = files.load()
    guard let loaded else { throw .unsound(diagnostics, isNew: false) }
    var planner = DecisionPlanner(loaded)
    for (index, decision) in decisions.decisions.enumerated() where decision.applied == nil {
      planner.take(decision, index: index)
    }
    guard planner.problems.isEmpty else { throw .problems(planner.problems) }
    do {
      edits = try files.applying(planner.edits)
    } catch {
      throw .unwritable(error)
    }
    applied = planner.applied
    omissions = planner.omissions
    let (merged, errors) = files.with(edits).load()
    guard let merged else { throw .unsound(errors, isNew: true) }
    result = merged
  }
}

/// Why decisions cannot be carried out.
public enum DecisionPlanError: Error, Sendable, Equatable, CustomStringConvertible {
  /// One that contradicts the knowledge base or another decision.
  public struct Problem: Sendable, Equatable {
    /// In the file of decisions.
    public var location: SourceLocation
    public var sentence: String
    public var help: String
  }

  case problems([Problem])
  /// Errors of the knowledge base as it is, or as it would be.
  case unsound([Diagnostic], isNew: Bool)
  case unwritable(KnowledgeEditError)

  public var description: String {
    switch self {
    case .problems(let problems):
      problems.map { "\($0.location): error: \($0.sentence)\n  help: \($0.help)" }
        .joined(separator: "\n")
    case .unsound(let diagnostics, let isNew):
      diagnostics.filter { $0.severity == .error }.map(\.description).joined(separator: "\n")
        + (isNew
          ? "\nthe knowledge base would have these errors; nothing was written\n  help: correct the decisions they come from"
          : "\n  help: mend the knowledge base first; nothing was written")
    case .unwritable(let error): error.description
    }
  }
}

/// Goes through decisions, collecting edits and problems.
private struct DecisionPlanner {
  let knowledgeBase: KnowledgeBase
  private(set) var edits: [KnowledgeEdit] = []
  private(set) var applied: [Int] = []
  private(set) var omissions: [SourceLocation: DecisionPlan.Omission] = [:]
  private(set) var problems: [DecisionPlanError.Problem] = []
  /// Literal text → the entry it is a phrasing of, and where.
  private var owners: [String: (entry: String, location: SourceLocation)] = [:]
  private var ids: [String: SourceLocation] = [:]

  init(_ knowledgeBase: KnowledgeBase) {
    self.knowledgeBase = knowledgeBase
    for entry in knowledgeBase.entries {
      ids[entry.id] = entry.location
      for phrasing in entry.phrasings {
        owners[Normalizer.shared.literalKey(phrasing.value)] = (entry.id, phrasing.location)
      }
    }
  }

  mutating func take(_ decision: MiningDecision, index: Int) {
    switch decision.verdict {
    case .undecided, .ignore: return
    case .variant(let id):
      guard ids[id.value] != nil else {
        let nearest = nearestName(to: id.value, in: knowledgeBase.entries.map(\.id))
        report(
          id.location, "there is no entry \"\(id.value)\"",
          nearest.map { "did you mean \"\($0)\"?" } ?? "write the id of an entry")
        return
      }
      let texts = claim(decision.messages, for: id.value)
      if !texts.isEmpty { edits.append(.addVariants(texts, to: id.value)) }
    case .entry(let new):
      if let location = ids[new.id.value] {
        report(
          new.id.location, "there is an entry \"\(new.id.value)\" already (\(location))",
          "write variant: \(new.id.value), or choose another id")
        return
      }
      ids[new.id.value] = new.id.location
      let question = claim([new.question], for: new.id.value)
      // The question is among the messages as a rule.
      let variants = claim(decision.messages, for: new.id.value)
      guard question == [new.question.value] else {
        if omissions[new.question.location] == .masked {
          report(
            new.question.location, "the question has something masked in it",
            "write it out as any customer would ask it")
        }
        return
      }
      let entry = Entry(
        id: new.id.value, question: new.question,
        variants: variants.map { Sourced($0, at: decision.location) },
        answers: [Answer(text: new.answer)], group: new.group?.value,
        location: decision.location)
      edits.append(.append(entry, to: file(for: new.id.value)))
    }
    applied.append(index)
  }

  /// Those of the messages that are new phrasings of an entry.
  private mutating func claim(_ messages: [Sourced<String>], for id: String) -> [String] {
    var texts: [String] = []
    for message in messages {
      let key = Normalizer.shared.literalKey(message.value)
      if Masking.isMasked(message.value) {
        omissions[message.location] = .masked
      } else if let owner = owners[key] {
        if owner.entry == id {
          omissions[message.location] = .known
        } else {
          report(
            message.location,
            "this message is already a phrasing of \(owner.entry) (\(owner.location))",
            "delete it in one of the two places")
        }
      } else {
        owners[key] = (id, message.location)
        texts.append(message.value)
      }
    }
    return texts
  }

  /// The file that has most of the entries of the same family (`refund.…`); else one of its name.
  private func file(for id: String) -> String {
    let family = id.prefix { $0 != "." }
    var counts: [String: Int] = [:]
    for entry in knowledgeBase.entries
    where !entry.isSmallTalk && entry.id.prefix(while: { $0 != "." }) == family {
      counts[entry.location.file, default: 0] += 1
    }
    return counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
      ?? "entries/\(family).yaml"
  }

  private mutating func report(_ location: SourceLocation, _ sentence: String, _ help: String) {
    problems.append(.init(location: location, sentence: sentence, help: help))
  }
}
