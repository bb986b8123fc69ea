/// How often what happened, to show that it did.
struct Counts {
  var conversations = 0
  var steps = 0
  var connections = 0
  var begun = 0
  var returns = 0
  var secondDevices = 0
  var messages = 0
  var doubled = 0
  var throughBytes = 0
  var turns = 0
  var replies = 0
  var acks = 0
  var handoffs = 0
  var assigned = 0
  var takeovers = 0
  var lookups = 0
  var lookupsFailed = 0
  var lookupsTooLate = 0
  var batches = 0
  var storeFailures = 0
  var rollbacks = 0
  var outOfOrder = 0
  var writesToErased = 0
  var readFailures = 0
  var loads = 0
  var replaysFromStore = 0
  var crashes = 0
  var durableUnheard = 0
  var drains = 0
  var broken = 0
  var halfOpen = 0
  var erasures = 0
  var erasuresInTurn = 0
  var adminEvents = 0
  var jumpsForward = 0
  var jumpsBack = 0
  /// By error code.
  var refusals: [String: Int] = [:]

  static let all: [(name: String, path: WritableKeyPath<Counts, Int> & Sendable)] = [
    ("conversations", \.conversations), ("steps", \.steps), ("connections", \.connections),
    ("begun", \.begun), ("returns", \.returns), ("second devices", \.secondDevices),
    ("messages", \.messages), ("doubled lines", \.doubled), ("through bytes", \.throughBytes),
    ("turns", \.turns), ("replies", \.replies), ("acks", \.acks), ("handoffs", \.handoffs),
    ("assigned", \.assigned), ("takeovers", \.takeovers), ("lookups", \.lookups),
    ("failed lookups", \.lookupsFailed), ("late lookups", \.lookupsTooLate),
    ("batches", \.batches), ("store failures", \.storeFailures), ("rollbacks", \.rollbacks),
    ("batches out of order", \.outOfOrder), ("writes to erased", \.writesToErased),
    ("failed reads", \.readFailures), ("loads", \.loads), ("replays", \.replaysFromStore),
    ("crashes", \.crashes), ("durable but unheard", \.durableUnheard), ("drains", \.drains),
    ("broken connections", \.broken), ("half-open connections", \.halfOpen),
    ("erasures", \.erasures), ("erasures in a turn", \.erasuresInTurn),
    ("events of the shop", \.adminEvents), ("clock jumps forward", \.jumpsForward),
    ("clock jumps back", \.jumpsBack),
  ]

  static func += (a: inout Counts, b: Counts) {
    for (_, path) in all { a[keyPath: path] += b[keyPath: path] }
    a.refusals.merge(b.refusals) { $0 + $1 }
  }

  var summary: String {
    Self.all.map { "\($0.name) \(self[keyPath: $0.path])" }.joined(separator: ", ") + "; refused: "
      + refusals.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
  }
}
