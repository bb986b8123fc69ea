/// A value for some of the stages, as a dictionary has it but in the stages' order and in place:
/// every candidate of every message has one.
///
/// ```swift
/// var scores: StageValues<Score> = [.keyword: Score(1)]
/// scores[.fuzzy] = Score(0.8)
/// scores.keys  // [.keyword, .fuzzy]
/// ```
public struct StageValues<Value> {
  private var keyword: Value?
  private var fuzzy: Value?
  private var weighted: Value?
  private var classifier: Value?

  public init() {}

  /// Nil for a stage without a value.
  public subscript(stage: Stage) -> Value? {
    get {
      switch stage {
      case .keyword: keyword
      case .fuzzy: fuzzy
      case .weighted: weighted
      case .classifier: classifier
      }
    }
    set {
      switch stage {
      case .keyword: keyword = newValue
      case .fuzzy: fuzzy = newValue
      case .weighted: weighted = newValue
      case .classifier: classifier = newValue
      }
    }
  }

  /// The stages with a value, in their order.
  public var keys: [Stage] { Stage.allCases.filter { self[$0] != nil } }
  public var values: [Value] { Stage.allCases.compactMap { self[$0] } }

  public func filter(_ isIncluded: ((key: Stage, value: Value)) throws -> Bool) rethrows -> Self {
    var result = Self()
    for (key, value) in self where try isIncluded((key, value)) { result[key] = value }
    return result
  }

  public func compactMapValues<Other>(_ transform: (Value) throws -> Other?) rethrows
    -> StageValues<Other>
  {
    var result = StageValues<Other>()
    for (key, value) in self { result[key] = try transform(value) }
    return result
  }
}

extension StageValues: Sendable where Value: Sendable {}
extension StageValues: Equatable where Value: Equatable {}

extension StageValues: Collection {
  public var startIndex: Int { 0 }
  public var endIndex: Int { keys.count }
  public func index(after i: Int) -> Int { i + 1 }
  public subscript(position: Int) -> (key: Stage, value: Value) {
    (keys[position], values[position])
  }
}

extension StageValues: ExpressibleByDictionaryLiteral {
  public init(dictionaryLiteral elements: (Stage, Value)...) {
    for (stage, value) in elements { self[stage] = value }
  }
}
