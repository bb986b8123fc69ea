public import KefuStore

/// The figures of a period, added up one conversation at a time.
///
/// ```swift
/// var statistics = Statistics(period, rules: VisitRules())
/// try store.histories(changedFrom: period.start, begunBefore: period.end) { statistics.add($0) }
/// print(statistics.whole.conversations)
/// ```
///
/// A visit counts in the bucket in which it began. Memory does not grow with the number of
/// conversations.
public struct Statistics: Sendable {
  /// Which visits are counted.
  public enum Selection: Sendable, Equatable {
    case all
    /// Those of a group; nil: those of none.
    case group(String?)

    func contains(_ visit: Visit) -> Bool {
      switch self {
      case .all: true
      case .group(let group): visit.group == group
      }
    }
  }

  public let period: StatisticsPeriod
  public let selection: Selection
  private let rules: VisitRules
  /// What is counted of a text of a customer, such as the text without numbers.
  private let phrase: @Sendable (String) -> String

  public private(set) var whole = Figures()
  /// By bucket.
  public private(set) var series: [Figures]
  /// Of handoffs; each visit handed over has one.
  public private(set) var reasons: [String: Int] = [:]
  /// Entries answered.
  public private(set) var questions = FrequentItems(capacity: 10_000)
  /// Texts without an answer, or with a wrong one.
  public private(set) var unanswered = FrequentItems(capacity: 10_000)
  /// By id.
  public private(set) var agents: [String: AgentFigures] = [:]

  public init(
    _ period: StatisticsPeriod, of selection: Selection = .all, rules: VisitRules,
    phrase: @escaping @Sendable (String) -> String = { $0 }
  ) {
    self.period = period
    self.selection = selection
    self.rules = rules
    self.phrase = phrase
    series = Array(repeating: Figures(), count: period.starts.count)
  }

  public mutating func add(_ history: ConversationHistory) {
    for visit in Visit.all(in: history, by: rules) { add(visit) }
  }

  /// Counts a visit of the period and the selection; any other is passed over.
  public mutating func add(_ visit: Visit) {
    guard let bucket = period.bucket(of: visit.began), selection.contains(visit) else { return }
    whole.add(visit)
    series[bucket].add(visit)
    if let reason = visit.reason { reasons[reason, default: 0] += 1 }
    for (entry, times) in visit.answers.sorted(by: { $0.key < $1.key }) {
      questions.add(entry, times: times)
    }
    for text in visit.unanswered { unanswered.add(phrase(text)) }
    for (agent, share) in visit.agents { agents[agent, default: AgentFigures()].add(share) }
  }
}
