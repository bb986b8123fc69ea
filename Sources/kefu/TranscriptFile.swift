import Foundation
import Kefu
import KefuEvaluation

/// A conversation as it goes, appended to a file, a JSON object a line. What identifies a person is
/// masked.
struct TranscriptFile {
  private struct Line: Encodable {
    var conversation: String
    var seq: Int
    var time: String
    var from: String?
    var text: String?
    var decision: String?
    var entry: String?
    var entries: [String]?
    var confidence: Double?
    var stage: String?
    var options: [String]?
    var event: String?
    var reason: String?
    var score: Int?
  }

  private let handle: FileHandle
  private let conversation = UUID().uuidString.lowercased()
  private var sequence = 0

  init(_ path: String) throws {
    let exists =
      FileManager.default.fileExists(atPath: path)
      || FileManager.default.createFile(atPath: path, contents: nil)
    guard exists, let handle = FileHandle(forWritingAtPath: path) else {
      throw Failure(
        message: "--log \(path): cannot be written\n  help: check the folder and its permissions")
    }
    self.handle = handle
    try handle.seekToEnd()
  }

  mutating func write(_ message: String, _ turn: Turn) throws {
    try write {
      $0.from = "customer"; $0.text = Masking.masked(message)
    }
    for (place, reply) in turn.replies.enumerated() {
      try write { line in
        line.from = "bot"
        line.text = Masking.masked(reply.text)
        line.decision = place == 0 ? turn.decision : reply.act.rawValue
        line.entry = reply.entry
        line.entries = place == 0 && turn.entries.count > 1 ? turn.entries : nil
        line.confidence = (reply.confidence.value * 10_000).rounded() / 10_000
        line.stage = reply.stage?.rawValue
        line.options = reply.options.isEmpty ? nil : reply.options.map { $0.entry ?? $0.question }
      }
    }
    for effect in turn.effects {
      switch effect {
      case .handoff(let handoff):
        try write {
          $0.event = "handoff"; $0.reason = handoff.reason.name
        }
      case .note(.noneOfTheAbove(let options)):
        try write {
          $0.event = "noneOfTheAbove"; $0.options = options
        }
      case .note(.rating(let stars)):
        try write {
          $0.event = "rating"; $0.score = stars
        }
      default: break
      }
    }
  }

  private mutating func write(_ fill: (inout Line) -> Void) throws {
    sequence += 1
    var line = Line(
      conversation: conversation, seq: sequence, time: Date().ISO8601Format())
    fill(&line)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    try handle.write(contentsOf: encoder.encode(line) + Data("\n".utf8))
  }
}
