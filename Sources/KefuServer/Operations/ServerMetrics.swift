import CoreMetrics
import KefuHub
import Metrics
import Synchronization

/// What a daemon measures; none of it holds a customer's text.
final class ServerMetrics: Sendable {
  let registry: PrometheusRegistry
  let connections: Meter
  let conversations: Meter
  let waiting: Meter
  let staff: Meter
  let storeSeconds: Timer
  private let acknowledged: Timer
  private let turnSeconds: Timer
  private let rolledBack: Counter
  private let counters = Mutex<[[String]: Counter]>([:])

  static let help = [
    "kefu_connections": "Connections that are open.",
    "kefu_conversations": "Conversations in memory.",
    "kefu_waiting": "Conversations that wait for a person.",
    "kefu_staff": "Agents and supervisors who are connected.",
    "kefu_turns_total": "Replies of the bot by decision and stage.",
    "kefu_turn_seconds": "Time a turn takes to compute.",
    "kefu_acknowledged_seconds":
      "Time from a frame to its acknowledgement, which follows the write.",
    "kefu_store_seconds": "Time from handing changes to the store until they are durable.",
    "kefu_handoffs_total": "Handoffs to people by reason.",
    "kefu_refused_total": "Errors sent to clients by code.",
    "kefu_rolled_back_total": "Conversations taken back because the store failed.",
    "kefu_reloads_total": "Reloads of the knowledge by outcome.",
  ]

  init() {
    let registry = PrometheusRegistry(help: Self.help)
    self.registry = registry
    connections = Meter(label: "kefu_connections", dimensions: [], factory: registry)
    conversations = Meter(label: "kefu_conversations", dimensions: [], factory: registry)
    waiting = Meter(label: "kefu_waiting", dimensions: [], factory: registry)
    staff = Meter(label: "kefu_staff", dimensions: [], factory: registry)
    storeSeconds = Timer(label: "kefu_store_seconds", dimensions: [], factory: registry)
    acknowledged = Timer(label: "kefu_acknowledged_seconds", dimensions: [], factory: registry)
    turnSeconds = Timer(label: "kefu_turn_seconds", dimensions: [], factory: registry)
    rolledBack = Counter(label: "kefu_rolled_back_total", dimensions: [], factory: registry)
  }

  func observe(_ observation: HubObservation) {
    switch observation {
    case .turn(let decision, let stage, let micros):
      count("kefu_turns_total", [("decision", decision), ("stage", stage)])
      turnSeconds.recordNanoseconds(Int64(micros) * 1000)
    case .handoff(let reason): count("kefu_handoffs_total", [("reason", reason)])
    case .acknowledged(let seconds): acknowledged.recordNanoseconds(Int64(seconds * 1e9))
    case .refused(let code): count("kefu_refused_total", [("code", code.rawValue)])
    case .rolledBack(let conversations): rolledBack.increment(by: conversations)
    }
  }

  func reloaded(_ isGood: Bool) {
    count("kefu_reloads_total", [("outcome", isGood ? "good" : "failed")])
  }

  private func count(_ label: String, _ dimensions: [(String, String)]) {
    let key = [label] + dimensions.map(\.1)
    let counter = counters.withLock { table in
      if let found = table[key] { return found }
      let new = Counter(label: label, dimensions: dimensions, factory: registry)
      table[key] = new
      return new
    }
    counter.increment()
  }
}
