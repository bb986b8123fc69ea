public import KefuKnowledge

/// How the desk works. Times are in seconds.
///
/// ```swift
/// var settings = DeskSettings(knowledgeBase.settings)
/// settings.mode = .offer
/// ```
public struct DeskSettings: Sendable, Equatable {
  public enum Mode: String, Sendable, Equatable, CaseIterable, Codable {
    /// An agent must accept within ``acceptTimeout``.
    case offer
    /// An agent has it at once.
    case assign
  }

  public enum RedLinePolicy: String, Sendable, Equatable, CaseIterable, Codable {
    /// The message is delivered, and a supervisor told.
    case alert
    /// The message is withheld, and a supervisor told.
    case withhold
  }

  public var mode = Mode.assign
  /// Ids of the groups; a handoff to any other goes to whoever is free.
  public var groups: [String] = []
  /// Groups whose matters are complaints and go before inquiries.
  public var complaintGroups: Set<String> = ["complaint"]
  /// When people are at the desk; nil: at any time.
  public var hours: ServiceHours?
  /// Conversations at once of an agent who has set none.
  public var defaultCapacity = 3

  public var acceptTimeout = 30.0
  /// For so long an agent is spared a conversation that was let pass or lost.
  public var passTime = 60.0
  /// From a customer's message to the agent's: then the conversation goes to another.
  public var agentTimeout = 180.0
  /// For so long an agent may be gone and keep the conversations.
  public var disconnectGrace = 60.0
  /// In the queue: then supervisors are told.
  public var maxWait = 600.0
  /// Whether a callback is promised after ``maxWait`` though agents are there.
  public var promisesAfterMaxWait = false
  /// Working time until the callback that is promised.
  public var callbackDelay = 1800.0
  /// In the queue with the customer gone: then the place is given up.
  public var abandonAfter = 600.0
  public var maximumHold = 300.0
  /// From the agent's last message without one of the customer: then it is resolved.
  public var idleTimeout = 1800.0
  public var firstResponse = 10.0
  /// Waiting in one group: then supervisors are told.
  public var queueLimit = 20
  public var ratingWindow = 86_400.0
  /// A conversation's handling time where none has been measured.
  public var defaultHandling = 300.0

  /// What no agent may say.
  public var redLines = AgentRedLines.standard
  public var redLinePolicy = RedLinePolicy.alert
  /// Whether the bot answers while a callback is promised and nobody is there.
  public var botSpeaksOffline = false

  public init() {}

  /// Groups and hours of a knowledge base.
  ///
  /// - Parameter holidayShifts: Of kb.yaml's holidays; nil: they are as other days.
  public init(_ settings: Settings, holidayShifts: [Range<Int>]? = nil) {
    groups = settings.skillGroups.map(\.id)
    hours = settings.businessHours.map {
      ServiceHours($0, holidays: settings.holidays, holidayShifts: holidayShifts)
    }
  }

  /// With every duration at least a millisecond: a deadline always lies ahead.
  var withPositiveDurations: DeskSettings {
    var settings = self
    let durations: [WritableKeyPath<DeskSettings, Double>] = [
      \.acceptTimeout, \.passTime, \.agentTimeout, \.disconnectGrace, \.maxWait, \.callbackDelay,
      \.abandonAfter, \.maximumHold, \.idleTimeout, \.firstResponse, \.ratingWindow,
      \.defaultHandling,
    ]
    for duration in durations where !(settings[keyPath: duration] > 0.001) {
      settings[keyPath: duration] = 0.001
    }
    return settings
  }
}
