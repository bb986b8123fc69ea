public import Foundation

extension Replay {
  /// The differences as JSON; the keys are those of ``Difference``.
  public func json(isMasked: Bool = true) throws -> Data {
    let record = ReplayRecord(
      totals: totals, differences: differences.map { DifferenceRecord($0, isMasked: isMasked) })
    return try record.readableJSON()
  }
}

private struct ReplayRecord: Encodable {
  var format = 1
  var totals: Replay.Totals
  var differences: [DifferenceRecord]
}

private struct DifferenceRecord: Encodable {
  struct Example: Encodable {
    var text: String
    var count: Int
    var line: Int
  }

  var kind: Replay.Kind
  var before: Replay.Response
  var after: Replay.Response
  var messages: Int
  var distinct: Int
  var examples: [Example]

  init(_ difference: Replay.Difference, isMasked: Bool) {
    (kind, before, after) = (difference.kind, difference.before, difference.after)
    (messages, distinct) = (difference.messages, difference.distinct)
    examples = difference.examples.map {
      Example(text: isMasked ? $0.masked : $0.text, count: $0.count, line: $0.line)
    }
  }
}
