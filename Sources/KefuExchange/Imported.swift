import KefuKnowledge

/// What a file to be imported says, before anything is compared with a knowledge base.
///
/// ```swift
/// let imported = Importer.read([ImportFile(name: "faq.csv", bytes: bytes)], as: .csv)
/// for problem in imported.problems { print(problem) }
/// ```
///
/// The places of its texts are those in the file: ``place(of:)`` puts them into words.
public struct Imported: Sendable {
  /// In the order of the file.
  public var entries: [ImportedEntry] = []
  /// Words that mean the same.
  public var synonyms: [SynonymSet] = []
  /// Errors, and what is not taken over.
  public var problems: [ImportProblem] = []
  var places: [String: PlaceNames] = [:]

  public var hasErrors: Bool { problems.contains { $0.severity == .error } }

  /// As a trainer finds it: `faq.csv:12: cell C5 (answer)`.
  public func place(of location: SourceLocation) -> String {
    places[location.file]?.name(of: location) ?? "\(location)"
  }

  mutating func report(_ issue: ImportIssue, at location: SourceLocation) {
    problems.append(issue.problem(at: place(of: location)))
  }
}

/// An entry of a file, and which of its parts the file speaks of.
public struct ImportedEntry: Sendable, Equatable {
  /// The id is empty where the file gives none.
  public var entry: Entry
  /// Parts that the file does not speak of stay as the knowledge base has them.
  public var given: Set<EntryField>
  /// Whether texts of lists are added to those the knowledge base has, or take their place.
  public var addsToLists = false
  /// The file of the knowledge base it belongs to, where the imported file says so.
  public var file: Sourced<String>?
  /// Left out, with a warning, where it has no answer and the knowledge base has no such entry.
  public var isOptional = false

  public init(
    entry: Entry, given: Set<EntryField>, addsToLists: Bool = false,
    file: Sourced<String>? = nil, isOptional: Bool = false
  ) {
    self.entry = entry
    self.given = given
    self.addsToLists = addsToLists
    self.file = file
    self.isOptional = isOptional
  }
}

/// The parts of an entry that are exchanged.
public enum EntryField: String, Sendable, CaseIterable {
  case question, variants, anyKeywords, allKeywords, noneKeywords, answers, followUps, group
  case handoff, weights, reach, avoid
}

/// How the places of a file are named.
struct PlaceNames: Sendable {
  /// Of a table: the columns by number, from 1. Nil for a text file.
  var columns: [String]?
  var file: String
  var sheet: String?
  /// For each row of a text file, its line.
  var lines: [Int: Int] = [:]

  func name(of location: SourceLocation) -> String {
    guard let columns else { return "\(file):\(location.line):\(location.column)" }
    let cell = "cell \(columnLetters(location.column - 1))\(location.line)"
    let name = columns.indices.contains(location.column - 1) ? columns[location.column - 1] : ""
    let named = name.isBlank ? cell : "\(cell) (\(name.trimmed))"
    if let sheet { return "\(file): sheet \"\(sheet)\", \(named)" }
    return lines[location.line].map { "\(file):\($0): \(named)" } ?? "\(file): \(named)"
  }
}

extension PlaceNames {
  init(of table: Table, columns: [String]) {
    self.init(columns: columns, file: table.file, sheet: table.sheet, lines: table.lines)
  }
}
