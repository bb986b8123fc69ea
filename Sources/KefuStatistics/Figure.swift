/// A figure by itself: what it is called, what it means, and its value among ``Figures``.
public enum Figure: String, Sendable, CaseIterable {
  case conversations, messages
  case byBot, byPerson, notReached, unanswered, nothingAsked
  case handedOver, firstResponse, firstResponseP90, handling, resolved, reopened
  case satisfaction, satisfied, wrongAnswers

  public enum Unit: String, Sendable {
    case count
    /// In `0...1`.
    case share
    case seconds
    /// In `1...5`.
    case stars
  }

  /// A value with the number of things it is about.
  public struct Value: Sendable, Equatable {
    /// Nil where there is nothing to tell it from.
    public var value: Double?
    /// How many; of durations and stars, the things measured.
    public var count: Int
    /// Of a share, how many there are in all.
    public var total: Int?
  }

  /// Those of which each visit has one, whose shares add up to 1.
  public static let outcomes: [Figure] = [
    .byBot, .byPerson, .notReached, .unanswered, .nothingAsked,
  ]

  public var unit: Unit {
    switch self {
    case .conversations, .messages, .wrongAnswers: .count
    case .byBot, .byPerson, .notReached, .unanswered, .nothingAsked: .share
    case .handedOver, .resolved, .reopened, .satisfied: .share
    case .firstResponse, .firstResponseP90, .handling: .seconds
    case .satisfaction: .stars
    }
  }

  public func value(in figures: Figures) -> Value {
    switch self {
    case .conversations: return .count(figures.conversations)
    case .messages: return .count(figures.messages)
    case .byBot: return outcome(.byBot, figures)
    case .byPerson: return outcome(.byPerson, figures)
    case .notReached: return outcome(.notReached, figures)
    case .unanswered: return outcome(.unanswered, figures)
    case .nothingAsked: return outcome(.nothingAsked, figures)
    case .handedOver: return .share(figures.handedOver, of: figures.conversations)
    case .firstResponse: return .seconds(figures.firstResponse, at: 0.5)
    case .firstResponseP90: return .seconds(figures.firstResponse, at: 0.9)
    case .handling: return .seconds(figures.handling, at: 0.5)
    case .resolved: return .share(figures.resolved, of: figures.handedOver)
    case .reopened: return .share(figures.reopened, of: figures.resolved)
    case .satisfaction: return Value(value: figures.satisfaction, count: figures.ratings)
    case .satisfied: return .share(figures.satisfied, of: figures.ratings)
    case .wrongAnswers: return .count(figures.wrongAnswers)
    }
  }

  private func outcome(_ outcome: Visit.Outcome, _ figures: Figures) -> Value {
    .share(figures.count(of: outcome), of: figures.conversations)
  }
}

extension Figure.Value {
  static func count(_ count: Int) -> Self { Self(value: Double(count), count: count) }

  static func share(_ part: Int, of whole: Int) -> Self {
    Self(value: whole == 0 ? nil : Double(part) / Double(whole), count: part, total: whole)
  }

  static func seconds(_ digest: DurationDigest, at rank: Double) -> Self {
    Self(value: digest.value(atRank: rank), count: digest.count)
  }
}
