import KefuKnowledge
import KefuMatching
import KefuText

/// All phrases of all triggers, found in one pass over a message.
///
/// What a hit is stands at ``Trigger``. Patterns are tried only where a word that each match must
/// hold occurs (`RequiredWords`), so an ordinary message costs one automaton and no expression.
package struct TriggerIndex: Sendable {
  private enum Use {
    case phrase(trigger: Int, isLatin: Bool)
    case unless(trigger: Int, isLatin: Bool)
    case pattern(Int)
  }

  private struct Expression {
    var trigger: Int
    var pattern: CompiledPattern
  }

  /// A trigger with where it was hit, in scalars of the folded message.
  private struct Hit {
    var trigger: Int
    var range: Range<Int>
  }

  private let triggers: [Trigger]
  private let automaton: AhoCorasick
  /// `[automaton's pattern]`
  private let uses: [Use]
  private let lengths: [Int]
  private let expressions: [Expression]
  /// Expressions that no word can rule out.
  private let alwaysTried: [Int]
  /// Triggers whose conditions alone are a hit.
  private let unworded: [Int]

  package init(_ triggers: Triggers) {
    var words: [[UInt32]] = []
    var uses: [Use] = []
    func add(_ phrase: String, _ use: (_ isLatin: Bool) -> Use) {
      var word: [UInt32] = []
      Normalizer.shared.normalize(phrase).appendLiteralScalars { word.append($0) }
      guard !word.isEmpty else { return }
      words.append(word)
      uses.append(use(word.allSatisfy { $0 < 0x80 }))
    }
    var expressions: [Expression] = []
    var alwaysTried: [Int] = []
    for (number, trigger) in triggers.all.enumerated() {
      for phrase in trigger.phrases {
        add(phrase.value) { .phrase(trigger: number, isLatin: $0) }
      }
      for phrase in trigger.unless {
        add(phrase.value) { .unless(trigger: number, isLatin: $0) }
      }
      for source in trigger.patterns {
        guard let pattern = CompiledPattern(source.value) else { continue }
        let required = RequiredWords.of(source.value)
        if required.isEmpty { alwaysTried.append(expressions.count) }
        for word in required { add(word) { _ in .pattern(expressions.count) } }
        expressions.append(Expression(trigger: number, pattern: pattern))
      }
    }
    self.triggers = triggers.all
    self.uses = uses
    self.expressions = expressions
    self.alwaysTried = alwaysTried
    lengths = words.map(\.count)
    automaton = AhoCorasick(patterns: words)
    unworded = triggers.all.indices.filter {
      triggers.all[$0].phrases.isEmpty && triggers.all[$0].patterns.isEmpty
    }
  }

  /// The most urgent trigger that the message hits; of equally urgent ones the first.
  package func first(in message: NormalizedText, attributes: [String: String]) -> Trigger? {
    var letters: [UInt32] = []
    var places: [Int] = []
    for i in message.scalars.indices where message.classes[i].isWordLike {
      letters.append(message.scalars[i])
      places.append(i)
    }
    var hits: [Hit] = []
    var vetoes: [Hit] = []
    var tried = Set(alwaysTried)
    automaton.forEachMatch(in: letters) { word, end in
      let range = places[end - lengths[word]]..<places[end - 1] + 1
      switch uses[word] {
      case .phrase(let trigger, let isLatin):
        if !isLatin || isWholeWord(range, message) {
          hits.append(Hit(trigger: trigger, range: range))
        }
      case .unless(let trigger, let isLatin):
        if !isLatin || isWholeWord(range, message) {
          vetoes.append(Hit(trigger: trigger, range: range))
        }
      case .pattern(let number): tried.insert(number)
      }
    }
    if !tried.isEmpty {
      let text = message.string
      for number in tried {
        for range in expressions[number].pattern.matches(in: text) {
          hits.append(Hit(trigger: expressions[number].trigger, range: range))
        }
      }
    }
    let worded = hits.filter { hit in
      !vetoes.contains { $0.trigger == hit.trigger && $0.range.overlaps(hit.range) }
    }
    return (worded.map(\.trigger) + unworded)
      .filter { triggers[$0].applies(to: attributes) }
      .min { (triggers[$1].priority, $0) < (triggers[$0].priority, $1) }
      .map { triggers[$0] }
  }

  private func isWholeWord(_ range: Range<Int>, _ text: NormalizedText) -> Bool {
    func isWord(_ i: Int) -> Bool {
      guard text.scalars.indices.contains(i), text.scalars[i] < 0x80 else { return false }
      return text.classes[i] == .letter || text.classes[i] == .digit
    }
    return !isWord(range.lowerBound - 1) && !isWord(range.upperBound)
  }
}

extension Trigger {
  func applies(to attributes: [String: String]) -> Bool {
    conditions.allSatisfy { attribute, accepted in
      attributes[attribute].map(accepted.contains) ?? false
    }
  }
}
