import Foundation
public import KefuStore
import KefuWire

extension Visit {
  /// The visits of a conversation, in order.
  ///
  /// ```swift
  /// let visits = Visit.all(in: history, by: VisitRules())
  /// ```
  public static func all(in history: ConversationHistory, by rules: VisitRules) -> [Visit] {
    var reader = VisitReader(conversation: history.conversation, rules: rules)
    for item in history.items {
      switch item {
      case .event(let event): reader.take(event)
      case .action(let action): reader.take(action)
      }
    }
    return reader.visits()
  }
}

/// Puts visits together, one thing that happened after another.
private struct VisitReader {
  let conversation: String
  let rules: VisitRules
  private var drafts: [VisitDraft] = []
  /// Whether what the customer writes belongs to the last draft.
  private var isOpen = false

  init(conversation: String, rules: VisitRules) {
    self.conversation = conversation
    self.rules = rules
  }

  mutating func take(_ event: StoredEvent) {
    endIfQuiet(at: event.at)
    switch event.content {
    case .message(let text, _):
      switch event.from {
      case .customer:
        beginIfClosed(at: event.at)
        drafts[last].messages += 1
        drafts[last].question = text
      case .agent, .supervisor:
        guard isOpen else { return }
        drafts[last].personWrote(event.sender, at: event.at, rules)
      case .bot, .system: break
      }
    case .reply(let reply):
      // What the bot writes by itself is nobody's visit.
      if !isOpen, reply.decision != "handoff" { return }
      beginIfClosed(at: event.at)
      drafts[last].replied(reply, seq: event.seq, rules)
    case .state(let change):
      if change.state.isPersons { beginIfClosed(at: event.at) }
      guard isOpen else { return }
      drafts[last].changed(to: change, at: event.at)
      if change.state == .resolved { isOpen = false }
    }
    if isOpen { drafts[last].lastMoment = event.at }
  }

  mutating func take(_ action: StoredAction) {
    endIfQuiet(at: action.at)
    guard !drafts.isEmpty else { return }
    guard action.isReportOfWrongAnswer else {
      // A rating and an agent's log come after the end, too.
      drafts[last].did(action)
      return
    }
    let seq = action.details["seq"].flatMap { Int($0) }
    let draft = drafts.lastIndex { draft in seq.map(draft.hasReplied) ?? false } ?? last
    drafts[draft].wasWrong(seq: seq)
  }

  private var last: Int { drafts.count - 1 }

  private mutating func beginIfClosed(at moment: Date) {
    guard !isOpen else { return }
    drafts.append(VisitDraft(began: moment))
    isOpen = true
  }

  private mutating func endIfQuiet(at moment: Date) {
    guard isOpen, drafts[last].owner == .bot,
      moment.timeIntervalSince(drafts[last].lastMoment) > rules.gap
    else { return }
    isOpen = false
  }

  func visits() -> [Visit] {
    var visits = drafts.map { $0.visit(in: conversation, rules) }
    for i in visits.indices {
      guard let resolved = visits[i].resolved else { continue }
      visits[i].isReopened = visits[(i + 1)...].contains {
        $0.outcome != .nothingAsked
          && $0.began.timeIntervalSince(resolved) <= rules.reopening
      }
    }
    return visits
  }
}

/// A visit as far as it has been read.
private struct VisitDraft {
  /// How the customer's question stands with the bot.
  enum Standing {
    case nothing, answered, open
  }

  let began: Date
  var lastMoment: Date
  var owner = OwnerState.bot
  var messages = 0
  /// What the customer wrote last.
  var question: String?
  private var standing = Standing.nothing
  private var handedOver: (at: Date, reason: String?)?
  private var deskGroup: String?
  private var entryGroup: String?
  private var firstMessageOfPerson: Date?
  private var firstResponse: Double?
  /// Since when a person has it.
  private var heldSince: Date?
  private var handling: Double?
  private var resolved: Date?
  private var rating: Int?
  private var wrongAnswers = 0
  /// `seq` of a reply → the question it is about.
  private var replies: [Int: String] = [:]
  private var lastReply: Int?
  private var reported: Set<Int> = []
  private var answers: [String: Int] = [:]
  private var unanswered: [String] = []
  private var agents: [String: Visit.AgentShare] = [:]
  /// Who has it, and since when.
  private var agent: (id: String, since: Date)?
  private var lastAgent: String?

  init(began: Date) {
    self.began = began
    lastMoment = began
  }

  // MARK: What was said

  mutating func replied(_ reply: StoredEvent.BotReply, seq: Int, _ rules: VisitRules) {
    replies[seq] = question ?? ""
    lastReply = seq
    switch reply.decision {
    case "answer":
      guard let entry = reply.entry, !rules.smallTalk.contains(entry) else { return }
      standing = .answered
      answers[entry, default: 0] += 1
      if let group = rules.groups[entry] { entryGroup = group }
    case "clarify", "ask": standing = .open
    case "fallback":
      standing = .open
      keepQuestion()
    default: break
    }
  }

  private mutating func keepQuestion() {
    if let question, !question.isEmpty { unanswered.append(question) }
    question = nil
  }

  func hasReplied(_ seq: Int) -> Bool { replies[seq] != nil }

  /// The customer says that a reply was wrong, the last one where it is not said which; each once.
  mutating func wasWrong(seq: Int?) {
    if let seq {
      guard reported.insert(seq).inserted else { return }
    }
    wrongAnswers += 1
    guard seq == nil || seq == lastReply || !hasReplied(seq!) else {
      // What was asked since may be answered all the same.
      if let question = replies[seq!], !question.isEmpty { unanswered.append(question) }
      return
    }
    standing = .open
    keepQuestion()
  }

  mutating func personWrote(_ id: String?, at moment: Date, _ rules: VisitRules) {
    if firstMessageOfPerson == nil {
      firstMessageOfPerson = moment
      if let handedOver { firstResponse = rules.workingTime(handedOver.at, moment) }
    }
    guard let id else { return }
    agents[id, default: .init()].messages += 1
    if agents[id]!.firstMessage == nil { agents[id]!.firstMessage = moment }
    lastAgent = id
  }

  mutating func changed(to change: StoredEvent.StateChange, at moment: Date) {
    owner = change.state
    if change.state.isPersons {
      if handedOver == nil { handedOver = (moment, change.reason) }
      if let group = change.group { deskGroup = group }
    }
    switch change.state {
    case .assigned, .hold: heldSince = heldSince ?? moment
    case .bot, .queued, .offline, .resolved:
      if let since = heldSince {
        handling = (handling ?? 0) + max(0, moment.timeIntervalSince(since))
        heldSince = nil
      }
    }
    if change.state == .resolved { resolved = moment }
  }

  // MARK: What was done

  mutating func did(_ action: StoredAction) {
    switch action.kind {
    case "assigned": got(action.details["agent"], at: action.at)
    case "tookOver": got(action.by, at: action.at)
    case "transferred":
      if let from = action.details["from"] { agents[from, default: .init()].transfers += 1 }
      gave(at: action.at)
    case "requeued":
      if let agent = action.details["agent"] { agents[agent, default: .init()].losses += 1 }
      gave(at: action.at)
    case "resolved":
      if let agent = action.details["agent"] { agents[agent, default: .init()].isResolver = true }
      gave(at: action.at)
    case "released", "closed": gave(at: action.at)
    case "rated":
      guard let score = action.details["score"].flatMap({ Int($0) }), (1...5).contains(score)
      else { return }
      rating = score
      if let agent = action.details["agent"] ?? lastAgent {
        agents[agent, default: .init()].rating = score
      }
    case "flowEnded":
      let outcome = action.details["outcome"]
      if outcome == "solved" || outcome == "recorded" { standing = .answered }
    default: break
    }
  }

  private mutating func got(_ id: String?, at moment: Date) {
    gave(at: moment)
    guard let id else { return }
    agent = (id, moment)
    lastAgent = id
    if agents[id]?.assigned == nil { agents[id, default: .init()].assigned = moment }
  }

  private mutating func gave(at moment: Date) {
    guard let agent else { return }
    agents[agent.id]!.handling += max(0, moment.timeIntervalSince(agent.since))
    self.agent = nil
  }

  // MARK: The whole

  func visit(in conversation: String, _ rules: VisitRules) -> Visit {
    let outcome: Visit.Outcome =
      if handedOver != nil {
        firstMessageOfPerson != nil ? .byPerson : .notReached
      } else {
        switch standing {
        case .answered: .byBot
        case .open: .unanswered
        case .nothing: .nothingAsked
        }
      }
    return Visit(
      conversation: conversation, began: began, outcome: outcome, group: deskGroup ?? entryGroup,
      reason: handedOver.map { $0.reason ?? "other" }, messages: messages,
      firstResponse: firstResponse, handling: heldSince == nil ? handling : nil,
      resolved: resolved, isReopened: false, rating: rating, wrongAnswers: wrongAnswers,
      answers: answers, unanswered: unanswered, agents: agents)
  }
}

extension OwnerState {
  /// Whether a person has it, or is to.
  fileprivate var isPersons: Bool {
    switch self {
    case .queued, .offline, .assigned, .hold: true
    case .bot, .resolved: false
    }
  }
}

extension StoredAction {
  /// Whether the customer says by it that the bot was wrong: an answer reported, or none of the options
  /// meant.
  var isReportOfWrongAnswer: Bool { kind == "noneOfTheAbove" || kind == "reported" }
}
