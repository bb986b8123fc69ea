import KefuStore
import KefuWire

/// Statistics with the names people know things by, to be shown.
public struct StatisticsReport: Sendable {
  public var statistics: Statistics
  /// Group → its name, in no order.
  public var groups: [String: String]
  /// Entry → its standard question.
  public var questions: [String: String]
  /// Agent → their name.
  public var agents: [String: String]
  /// Questions listed.
  public static let listed = 20

  public init(
    _ statistics: Statistics, groups: [String: String], questions: [String: String],
    agents: [String: String]
  ) {
    self.statistics = statistics
    self.groups = groups
    self.questions = questions
    self.agents = agents
  }

  /// The commonest first; of equals, by name.
  var reasons: [(reason: String, count: Int)] {
    statistics.reasons.sorted { $0.value == $1.value ? $0.key < $1.key : $0.value > $1.value }
      .map { (reason: $0.key, count: $0.value) }
  }

  /// Those with the most conversations first; of equals, by id.
  var rankedAgents: [(id: String, figures: AgentFigures)] {
    statistics.agents.sorted {
      $0.value.conversations == $1.value.conversations
        ? $0.key < $1.key : $0.value.conversations > $1.value.conversations
    }.map { (id: $0.key, figures: $0.value) }
  }

  /// When a bucket begins, as the shop's clocks show it: `2026-11-11`, or `2026-11-11 09:00`.
  func label(of bucket: Int) -> String {
    let period = statistics.period
    let text = Timestamp.text(period.starts[bucket], in: period.timeZone)
    switch period.bucket {
    case .hour: return "\(text.prefix(10)) \(text.dropFirst(11).prefix(5))"
    case .day, .week: return String(text.prefix(10))
    }
  }
}

/// What agents' columns are called, and mean.
enum AgentColumn: String, CaseIterable {
  case conversations, messages, firstResponse, handling, resolved, transfers, losses, satisfaction

  var name: Words {
    switch self {
    case .conversations: Words("会话", "對話", "Conversations")
    case .messages: Words("消息", "訊息", "Messages")
    case .firstResponse: Words("首次响应", "首次回應", "First response")
    case .handling: Words("处理时长", "處理時長", "Handling time")
    case .resolved: Words("解决", "解決", "Resolved")
    case .transfers: Words("转出", "轉出", "Transferred")
    case .losses: Words("超时退回", "逾時退回", "Lost")
    case .satisfaction: Words("平均评分", "平均評分", "Mean rating")
    }
  }

  var definition: Words {
    switch self {
    case .conversations:
      Words(
        "分到过或回复过的会话；一个会话可以有几位客服，所以合计可能大于会话数。",
        "分到過或回覆過的對話；一個對話可以有幾位客服，所以合計可能大於對話數。",
        "Those the agent had or wrote in; a conversation may have several agents, so the sum may exceed the number of conversations."
      )
    case .messages: Words("发给客人的消息。", "發給客人的訊息。", "Written to customers.")
    case .firstResponse:
      Words(
        "从分到会话到第一句话的时间，中位数。", "從分到對話到第一句話的時間，中位數。",
        "From having the conversation to the first message, the median.")
    case .handling:
      Words(
        "会话在其手里的时间，含挂起，中位数。", "對話在其手裡的時間，含保留，中位數。",
        "How long the agent had it, holds included, the median.")
    case .resolved: Words("由其结束的会话。", "由其結束的對話。", "Resolved by the agent.")
    case .transfers: Words("转给别人的次数。", "轉給別人的次數。", "How often handed to others.")
    case .losses:
      Words(
        "因没有回复或断线而失去会话的次数。", "因沒有回覆或斷線而失去對話的次數。",
        "How often lost by not answering or a broken connection.")
    case .satisfaction:
      Words(
        "客人评分的平均值，评分算给最后一位客服。", "客人評分的平均值，評分算給最後一位客服。",
        "The mean of customers' ratings, which count for the last agent.")
    }
  }

  func value(in figures: AgentFigures) -> Double? {
    switch self {
    case .conversations: Double(figures.conversations)
    case .messages: Double(figures.messages)
    case .firstResponse: figures.firstResponse.value(atRank: 0.5)
    case .handling: figures.handling.value(atRank: 0.5)
    case .resolved: Double(figures.resolved)
    case .transfers: Double(figures.transfers)
    case .losses: Double(figures.losses)
    case .satisfaction: figures.satisfaction
    }
  }

  var unit: Figure.Unit {
    switch self {
    case .firstResponse, .handling: .seconds
    case .satisfaction: .stars
    case .conversations, .messages, .resolved, .transfers, .losses: .count
    }
  }
}
