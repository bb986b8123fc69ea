import Kefu

/// What a bot makes of a message, as far as mining needs it.
struct Verdict: Sendable, Equatable {
  /// An index into the bot's entries, and how sure it is of it.
  struct Guess: Sendable, Equatable {
    var entry: Int
    var confidence: Double
  }

  var isAnswered: Bool
  /// To the letter a phrasing of the knowledge base.
  var isLiteral: Bool
  /// Best first, at most five.
  var guesses: [Guess]
  /// How sure the bot is that any entry is meant.
  var inScope: Double

  init(_ recognition: Recognition) {
    isAnswered = if case .answer = recognition.decision { true } else { false }
    isLiteral = recognition.candidates.first?.confidence == .certain
    inScope = recognition.inScope.value
    guesses = recognition.candidates.prefix(5).map {
      Guess(entry: $0.entry, confidence: $0.confidence.value)
    }
  }

  var confidence: Double { guesses.first?.confidence ?? 0 }

  /// 1 where two things are equally likely, entries or that none is meant; 0 where one is certain.
  var uncertainty: Double {
    let likely = (guesses.map(\.confidence) + [1 - inScope]).sorted(by: >)
    return 1 - (likely[0] - (likely.count > 1 ? likely[1] : 0))
  }
}
