import Foundation

/// Reads a log that is a table with tabs between its columns.
struct TableLogReader {
  private(set) var messages: [LoggedMessage] = []
  private(set) var problems: [TranscriptLogProblem] = []
  private(set) var lineCount = 0
  /// `[column]`; nil for one that is not known. Nil before the first line.
  private var columns: [Column?]?

  private enum Column: String {
    case text, count, entry, confidence, decision, rating, handoff, conversation, time
  }

  mutating func read(_ bytes: Data, line: Int) {
    guard let content = String(validating: bytes, as: UTF8.self) else {
      lineCount += 1
      problems.append(TranscriptLogProblem(line: line, .notUTF8))
      return
    }
    guard !content.allSatisfy(\.isWhitespace) else { return }
    // By scalars: a combining mark after a tab does not hide it.
    let cells = content.unicodeScalars.split(separator: "\t", omittingEmptySubsequences: false)
      .map { String($0).trimmingCharacters(in: .whitespaces) }
    guard let columns else {
      let names = cells.map { Column(rawValue: $0.lowercased()) }
      guard !names.contains(.text) else {
        columns = names
        return
      }
      columns = [.text]
      return append(cells, [.text], line: line)
    }
    append(cells, columns, line: line)
  }

  private mutating func append(_ cells: [String], _ columns: [Column?], line: Int) {
    lineCount += 1
    var message = LoggedMessage("", line: line)
    for case (let column?, let cell) in zip(columns, cells) where !cell.isEmpty {
      if let wanted = Self.take(cell, as: column, into: &message) {
        problems.append(
          TranscriptLogProblem(line: line, .badValue(key: column.rawValue, wanted: wanted)))
        return
      }
    }
    guard !message.text.isEmpty else {
      problems.append(TranscriptLogProblem(line: line, .noText))
      return
    }
    message.isRejected = message.isRatedLow
    messages.append(message)
  }

  /// What the cell should have been, where it is not.
  private static func take(
    _ cell: String, as column: Column, into message: inout LoggedMessage
  ) -> String? {
    switch column {
    case .text: message.text = cell
    case .conversation: message.conversation = cell
    case .entry:
      message.entries = cell.split(separator: ",").map {
        $0.trimmingCharacters(in: .whitespaces)
      }
    case .count:
      guard let count = Int(cell), count > 0, count <= 1_000_000_000 else {
        return "a whole number from 1"
      }
      message.count = count
    case .confidence:
      guard let confidence = Double(cell), (0...1).contains(confidence) else {
        return "a number in 0 to 1"
      }
      message.confidence = confidence
    case .decision:
      guard let decision = LoggedMessage.Decision(rawValue: cell) else {
        return "answer, clarify, fallback or handoff"
      }
      message.decision = decision
      message.isHandedOver = message.isHandedOver || decision == .handoff
    case .rating:
      guard let rating = Int(cell) else { return "a whole number" }
      message.rating = rating
    case .handoff:
      switch cell.lowercased() {
      case "1", "yes", "true": message.isHandedOver = true
      case "0", "no", "false": break
      default:
        // A reason.
        message.isHandedOver = true
        message.handoffReason = cell
      }
    case .time:
      guard let time = LogTime(cell) else { return "a time such as 2026-11-11 10:00" }
      message.time = time
    }
    return nil
  }
}
