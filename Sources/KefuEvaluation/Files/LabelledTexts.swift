import Foundation
import KefuKnowledge

/// A message and what it is about.
public struct LabelledText: Sendable, Equatable {
  /// As it stands in the file.
  public var text: String
  /// The ids of the entries of which any is right; empty for a message that none is about.
  public var labels: [String]
  /// In its file, from 1.
  public var line: Int

  public init(_ text: String, _ labels: [String] = [], line: Int) {
    self.text = text
    self.labels = labels
    self.line = line
  }
}

/// The messages of a tab-separated file.
///
/// ```swift
/// let test = try LabelledTexts(
///   contentsOf: "test.tsv", .entries(["refund.time", "ship.when"], of: "the knowledge base"))
/// test.texts.first?.labels  // ["refund.time"]
/// ```
///
/// One message a line, `text⇥label`; further columns are ignored, blank lines skipped. UTF-8, with
/// or without a byte order mark; lines end with LF, CRLF or CR.
public struct LabelledTexts: Sendable, Equatable {
  /// What the second column says.
  public enum Labels: Sendable, Equatable {
    /// Any name, taken as it is: a training file.
    case any
    /// One of these ids, or several separated by commas of which any is right: a test file. `of`
    /// is what the ids belong to, for messages.
    case entries([String], of: String)
    /// Nothing: messages that no entry is about.
    case ignored
  }

  /// As it was named.
  public var file: String
  public var texts: [LabelledText]

  /// - Parameter file: What the texts are said to be in.
  public init(_ texts: [LabelledText], file: String) {
    self.file = file
    self.texts = texts
  }

  /// - Throws: `LabelledTextsError` with every problem found, where there is one.
  public init(contentsOf path: String, _ labels: Labels) throws(LabelledTextsError) {
    let data: Data
    do {
      // Not `Data(contentsOf:)`, which refuses pipes.
      data = try FileHandle(forReadingFrom: URL(filePath: path)).readToEnd() ?? Data()
    } catch {
      let isMissing = !FileManager.default.fileExists(atPath: path)
      throw LabelledTextsError(path, [isMissing ? .missing : .unreadable])
    }
    try self.init([UInt8](data), file: path, labels)
  }

  /// - Throws: `LabelledTextsError` with every problem found, where there is one.
  public init(
    _ bytes: [UInt8], file: String, _ labels: Labels
  ) throws(LabelledTextsError) {
    self.file = file
    texts = []
    var problems: [LabelledTextsError.Problem] = []
    let reader = LineReader(labels)
    for (line, content) in Self.lines(of: bytes) {
      switch reader.read(content, line: line) {
      case .success(let text?): texts.append(text)
      case .success(nil): break
      case .failure(let found): problems += found.problems
      }
    }
    if texts.isEmpty, problems.isEmpty { problems = [.empty(isLabelled: labels != .ignored)] }
    if !problems.isEmpty { throw LabelledTextsError(file, problems) }
  }

  /// The labels in the order of their first lines.
  public var labels: [String] {
    var seen: Set<String> = []
    return texts.flatMap(\.labels).filter { seen.insert($0).inserted }
  }

  private static func lines(of bytes: [UInt8]) -> [(number: Int, bytes: ArraySlice<UInt8>)] {
    var result: [(Int, ArraySlice<UInt8>)] = []
    var start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    var index = start
    while index < bytes.count {
      let byte = bytes[index]
      if byte == 0x0A || byte == 0x0D {
        result.append((result.count + 1, bytes[start..<index]))
        let isPair = byte == 0x0D && index + 1 < bytes.count && bytes[index + 1] == 0x0A
        start = index + (isPair ? 2 : 1)
        index = start
      } else {
        index += 1
      }
    }
    if start < bytes.count { result.append((result.count + 1, bytes[start...])) }
    return result
  }
}

/// Makes a message of a line.
private struct LineReader {
  struct Problems: Error { var problems: [LabelledTextsError.Problem] }

  private let labels: LabelledTexts.Labels
  private let known: Set<String>

  init(_ labels: LabelledTexts.Labels) {
    self.labels = labels
    known = if case .entries(let ids, _) = labels { Set(ids) } else { [] }
  }

  /// Nil of a blank line.
  func read(_ bytes: ArraySlice<UInt8>, line: Int) -> Result<LabelledText?, Problems> {
    guard let content = String(validating: bytes, as: UTF8.self) else {
      return .failure(Problems(problems: [.notUTF8(line: line)]))
    }
    if content.allSatisfy(\.isWhitespace) { return .success(nil) }
    // By scalars: a combining mark after a tab does not hide it.
    let columns = content.unicodeScalars.split(separator: "\t", omittingEmptySubsequences: false)
      .map { String($0) }
    let isEmpty = columns[0].allSatisfy(\.isWhitespace)
    if labels == .ignored {
      return isEmpty
        ? .failure(Problems(problems: [.noText(line: line)]))
        : .success(LabelledText(columns[0], line: line))
    }
    guard columns.count > 1 else { return .failure(Problems(problems: [.noTab(line: line)])) }
    let label = columns[1].trimmingCharacters(in: .whitespaces)
    var chosen = label.isEmpty ? [] : [label]
    var problems: [LabelledTextsError.Problem] = []
    if isEmpty { problems.append(.noText(line: line)) }
    if case .entries(let ids, let owner) = labels, !known.contains(label) {
      chosen = label.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
        .filter { !$0.isEmpty }
      for label in chosen where !known.contains(label) {
        let nearest = nearestName(to: label, in: ids)
        problems.append(.unknownLabel(label, owner: owner, nearest: nearest, line: line))
      }
    }
    if chosen.isEmpty { problems.append(.noLabel(line: line)) }
    return problems.isEmpty
      ? .success(LabelledText(columns[0], chosen, line: line))
      : .failure(Problems(problems: problems))
  }
}
