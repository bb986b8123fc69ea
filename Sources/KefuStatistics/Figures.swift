/// What visits add up to.
public struct Figures: Sendable, Equatable {
  public private(set) var conversations = 0
  private var outcomes: [Visit.Outcome: Int] = [:]
  /// The customers'.
  public private(set) var messages = 0
  public private(set) var firstResponse = DurationDigest()
  public private(set) var handling = DurationDigest()
  public private(set) var resolved = 0
  public private(set) var reopened = 0
  public private(set) var ratings = 0
  private var ratingSum = 0
  /// Ratings of 4 and 5.
  public private(set) var satisfied = 0
  public private(set) var wrongAnswers = 0

  public init() {}

  public mutating func add(_ visit: Visit) {
    conversations += 1
    outcomes[visit.outcome, default: 0] += 1
    messages += visit.messages
    if let seconds = visit.firstResponse { firstResponse.add(seconds) }
    if let seconds = visit.handling { handling.add(seconds) }
    if visit.resolved != nil { resolved += 1 }
    if visit.isReopened { reopened += 1 }
    if let rating = visit.rating {
      ratings += 1
      ratingSum += rating
      if rating >= 4 { satisfied += 1 }
    }
    wrongAnswers += visit.wrongAnswers
  }

  public func count(of outcome: Visit.Outcome) -> Int { outcomes[outcome] ?? 0 }

  public var handedOver: Int { count(of: .byPerson) + count(of: .notReached) }

  /// The mean, in `1...5`; nil of none.
  public var satisfaction: Double? { ratings == 0 ? nil : Double(ratingSum) / Double(ratings) }
}

/// What one agent's parts of visits add up to.
public struct AgentFigures: Sendable, Equatable {
  public private(set) var conversations = 0
  public private(set) var messages = 0
  public private(set) var firstResponse = DurationDigest()
  public private(set) var handling = DurationDigest()
  public private(set) var resolved = 0
  public private(set) var transfers = 0
  public private(set) var losses = 0
  public private(set) var ratings = 0
  private var ratingSum = 0

  public init() {}

  public mutating func add(_ share: Visit.AgentShare) {
    conversations += 1
    messages += share.messages
    if let seconds = share.firstResponse { firstResponse.add(seconds) }
    if share.handling > 0 { handling.add(share.handling) }
    if share.isResolver { resolved += 1 }
    transfers += share.transfers
    losses += share.losses
    if let rating = share.rating {
      ratings += 1
      ratingSum += rating
    }
  }

  /// The mean, in `1...5`; nil of none.
  public var satisfaction: Double? { ratings == 0 ? nil : Double(ratingSum) / Double(ratings) }
}
