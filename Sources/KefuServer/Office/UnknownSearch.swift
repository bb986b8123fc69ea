import Foundation
import Hummingbird
import Kefu
import KefuEvaluation
import KefuKnowledge
import KefuStore
import KefuWire

/// What customers asked in vain lately, grouped as `kefu mine` does.
struct UnknownSearch: Sendable {
  /// Back from now.
  var days = 30
  /// Groups of fewer messages are left out.
  var minimumCount = 2
  var limit = 50

  /// Bytes of the log that are looked at; of a longer one, the conversations that come first by their
  /// ids, which are random.
  static let maximumLog = 16 << 20

  init(_ parameters: Parameters) throws(FrameError) {
    days = try parameters.number("days", in: 1...366) ?? days
    minimumCount = try parameters.number("minimum", in: 1...1000) ?? minimumCount
    limit = try parameters.number("limit", in: 1...200) ?? limit
  }

  func json(
    by bot: Bot, in store: any ConversationStore, _ directory: URL, now: Date
  ) throws(FrameError) -> [UInt8] {
    let (lines, isPartial) = try log(store, since: now - Double(days) * 86_400)
    let file = directory.appending(path: MiningDecisions.fileName).path(percentEncoded: false)
    let decisions: MiningDecisions
    do {
      decisions = try MiningDecisions(contentsOf: file)
    } catch {
      throw FrameError(.badFrame, error.description)
    }
    var options = Miner.Options()
    options.minimumCount = minimumCount
    // A log without a customer's message is none, but here it is nothing out of the ordinary.
    let log = (try? TranscriptLog(lines, file: "log")) ?? TranscriptLog([], file: "log")
    var mined = Miner(bot, options: options).mine(log, decisions: decisions.decisions)
    let total = mined.clusters.count
    mined.clusters = Array(mined.clusters.prefix(limit))
    guard let found = try? mined.json() else { throw FrameError(.internal) }
    return Array(#"{"days":\#(days),"isPartial":\#(isPartial),"total":\#(total),"found":"#.utf8)
      + found + Array("}".utf8)
  }

  private func log(
    _ store: any ConversationStore, since: Date
  ) throws(FrameError) -> (lines: Data, isPartial: Bool) {
    struct Full: Error {}
    var lines = Data()
    do {
      try store.export(since: since) { line in
        guard lines.count + line.count < Self.maximumLog else { throw Full() }
        lines.append(contentsOf: line)
        lines.append(0x0A)
      }
    } catch is Full {
      return (lines, true)
    } catch {
      throw FrameError(reading: error)
    }
    return (lines, false)
  }
}
