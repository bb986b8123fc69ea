public import Kefu

/// A log's messages, put to two knowledge bases: what customers would hear that they do not hear now.
///
/// ```swift
/// let replay = Replay(log, before: try Bot(knowledgeBase: a), after: try Bot(knowledgeBase: b))
/// for difference in replay.differences.prefix(10) { print(difference.messages, difference.kind) }
/// ```
///
/// Each distinct message is asked once, by itself: what a conversation's context would add is not
/// looked at.
public struct Replay: Sendable, Equatable {
  /// How two replies differ, the worst first.
  public enum Kind: String, Sendable, Equatable, CaseIterable, Encodable {
    /// Answered with another entry.
    case otherEntry
    /// Answered before, not any more.
    case lost
    /// Answered now, not before.
    case gained
    /// Answered with the same entry in other words.
    case otherText
    /// Not answered before or after, but asked back otherwise.
    case clarification
  }

  /// What a bot does with a message.
  public struct Response: Sendable, Hashable, Encodable {
    /// `answer`, `clarify` or `fallback`.
    public var decision: String
    /// Answered or offered, in order.
    public var entries: [String]
    /// What the customer reads.
    public var text: String
  }

  public struct Example: Sendable, Equatable {
    public var text: String
    public var masked: String
    public var count: Int
    /// Of its first line in the log.
    public var line: Int
  }

  /// Messages whose replies differ in the same way.
  public struct Difference: Sendable, Equatable {
    public var kind: Kind
    /// Of the first example, as is `after`.
    public var before: Response
    public var after: Response
    public var messages: Int
    public var distinct: Int
    /// The commonest first, at most five.
    public var examples: [Example]
  }

  /// Messages; each is counted as often as it was sent.
  public struct Totals: Sendable, Equatable, Encodable {
    public var messages = 0
    public var distinct = 0
    public var answeredBefore = 0
    public var answeredAfter = 0
    public var changed = 0
    /// By ``Kind``.
    public var byKind: [String: Int] = [:]
  }

  public var totals: Totals
  /// By kind, the worst first; of a kind, most messages first.
  public var differences: [Difference]

  private static let mostExamples = 5

  /// - Parameters:
  ///   - context: What is known of the customer and the day, for both.
  ///   - progress: Told the share that is done.
  public init(
    _ log: TranscriptLog, before: Bot, after: Bot, context: AnswerContext = AnswerContext(),
    progress: (Double) -> Void = { _ in }
  ) {
    struct Way: Hashable {
      var kind: Kind
      var before: Response
      var after: Response
    }
    let distinct = log.distinctMessages()
    totals = Totals()
    totals.distinct = distinct.count
    var groups: [Way: [(message: DistinctMessage, before: Response, after: Response)]] = [:]
    for (number, message) in distinct.enumerated() {
      if number % 256 == 0 { progress(Double(number) / Double(distinct.count)) }
      let was = Response(before.reply(to: message.text, context: context))
      let now = Response(after.reply(to: message.text, context: context))
      totals.messages += message.count
      if was.isAnswer { totals.answeredBefore += message.count }
      if now.isAnswer { totals.answeredAfter += message.count }
      guard let kind = Self.kind(of: was, now) else { continue }
      totals.changed += message.count
      totals.byKind[kind.rawValue, default: 0] += message.count
      // Texts tell two ways apart only where they are the difference.
      func abridged(_ response: Response) -> Response {
        var response = response
        if kind != .otherText { response.text = "" }
        return response
      }
      groups[Way(kind: kind, before: abridged(was), after: abridged(now)), default: []]
        .append((message, was, now))
    }
    differences = groups.map { way, members in
      let members = members.sorted {
        ($1.message.count, $0.message.key) < ($0.message.count, $1.message.key)
      }
      return Difference(
        kind: way.kind, before: members[0].before, after: members[0].after,
        messages: members.reduce(0) { $0 + $1.message.count }, distinct: members.count,
        examples: members.prefix(Self.mostExamples).map { member in
          Example(
            text: member.message.text, masked: member.message.masked,
            count: member.message.count,
            line: member.message.occurrences.map { log.messages[$0].line }.min()!)
        })
    }.sorted { a, b in
      if a.kind != b.kind { return a.kind.severity < b.kind.severity }
      return (b.messages, a.examples[0].masked) < (a.messages, b.examples[0].masked)
    }
  }

  private static func kind(of was: Response, _ now: Response) -> Kind? {
    switch (was.isAnswer, now.isAnswer) {
    case (true, false): .lost
    case (false, true): .gained
    case (true, true):
      was.entries != now.entries ? .otherEntry : was.text != now.text ? .otherText : nil
    case (false, false):
      was.decision != now.decision || was.entries != now.entries ? .clarification : nil
    }
  }
}

extension Replay.Response {
  init(_ reply: Reply) {
    text = reply.text
    switch reply.decision {
    case .answer: (decision, entries) = ("answer", reply.entry.map { [$0] } ?? [])
    case .clarify: (decision, entries) = ("clarify", reply.options.compactMap(\.entry))
    case .fallback, nil: (decision, entries) = ("fallback", [])
    }
  }

  var isAnswer: Bool { decision == "answer" }
}

extension Replay.Kind {
  fileprivate var severity: Int { Self.allCases.firstIndex(of: self)! }
}
