/// The ways of recognising a message, in order of precision.
public enum Stage: String, Sendable, Hashable, CaseIterable, Codable {
  /// Literal phrasings and keyword rules.
  case keyword
  /// Keywords and phrasings within a bounded distance in form or sound.
  case fuzzy
  /// Words and n-grams weighed by how telling they are.
  case weighted
  /// A classifier trained on the knowledge base; only with a trained model.
  case classifier

  // The derived ones hash and compare the names, letter by letter.
  public static func == (a: Stage, b: Stage) -> Bool { a.number == b.number }
  public func hash(into hasher: inout Hasher) { hasher.combine(number) }

  private var number: UInt8 {
    switch self {
    case .keyword: 0
    case .fuzzy: 1
    case .weighted: 2
    case .classifier: 3
    }
  }
}

/// What a stage makes of an entry, in `0...1`, comparable within that stage only.
public struct Score: Sendable, Hashable, Comparable {
  public var value: Float

  public init(_ value: Float) { self.value = value }

  public static func < (a: Score, b: Score) -> Bool { a.value < b.value }
}

/// How sure the bot is of an entry, all stages considered, in `0...1`. Literal phrasings are 1.
public struct Confidence: Sendable, Hashable, Comparable {
  public var value: Double

  public init(_ value: Double) { self.value = value }

  public static let certain = Confidence(1)
  public static func < (a: Confidence, b: Confidence) -> Bool { a.value < b.value }
}

/// An entry that may be meant, as one stage sees it.
public struct StageCandidate: Sendable, Equatable {
  /// Index into `CompiledKnowledge.entries`.
  public var entry: Int
  public var score: Score
  public var evidence: [Evidence]
}

/// Why a stage proposes an entry, or why it does not. Ranges are of the normalised text's scalars.
public enum Evidence: Sendable, Equatable {
  /// The message is this phrasing, to the letter.
  case literal(phrasing: Int)
  /// A phrase of `keywords.any` occurs.
  case phrase(KeywordHit)
  /// Every word of one group of `keywords.all` occurs.
  case group([KeywordHit])
  /// A word of `keywords.none` occurs, so the keyword rules do not count.
  case veto(KeywordHit)
  /// The message is close to this phrasing: `similarity = 1 − cost ÷ length`.
  case similar(phrasing: Int, cost: Float, length: Float)
  /// The share of the message's weight that the entry's words explain, by term.
  case terms(explained: Float, of: Float, [TermShare])
  /// The phrasing nearest to the message by weighted terms, with the cosine.
  case nearest(phrasing: Int, cosine: Float)
  /// The trained classifier's probability, among all entries, that this one is meant.
  case probability(Float)
}

/// A keyword found in a message.
public struct KeywordHit: Sendable, Equatable {
  /// The keyword as the trainer wrote it.
  public var keyword: String
  public var range: Range<Int>
  /// 0 for a literal occurrence, else what sound, typing or a synonym cost, in characters.
  public var cost: Float
}

/// A term's part in a weighted score.
public struct TermShare: Sendable, Equatable {
  public var term: String
  /// Of the message's total weight.
  public var weight: Float
  /// What the entry makes of it, in `0...weight`.
  public var explained: Float
}
