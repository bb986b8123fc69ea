import Foundation
import KefuKnowledge
import KefuMatching
import KefuText

/// Finds two or three questions in one message: 能开发票不,另外券去哪领.
///
/// Of all ways to cut the message at `Clauses`, the one whose parts are recognised most surely as
/// different entries is weighed against the message as a whole by a logistic model, fitted to 160
/// messages with several questions and 944 of several clauses with one.
struct QuestionSplitter {
  let dialogue: Dialogue

  private var knowledge: CompiledKnowledge { dialogue.knowledge }

  struct Question {
    var entry: Int
    var confidence: Double
    var text: String
    var recognition: Recognition
  }

  static let most = 3
  private static let least = 1e-3
  /// The probability from which a message is taken for several questions.
  private static let threshold = 0.35

  /// The questions in order; nil where the message is one.
  func split(
    _ message: String, _ whole: Recognition, scratch: inout MatchScratch
  ) -> [Question]? {
    let text = whole.text.analyzed.normalized
    let clauses = Clauses.split(text)
    guard clauses.count > 1, clauses.count <= Clauses.limit,
      whole.candidates.first?.confidence != .certain
    else { return nil }
    func recognize(_ first: Int, _ last: Int, _ scratch: inout MatchScratch) -> Question? {
      let source = text.sourceRange(
        of: clauses[first].lowerBound..<clauses[last].upperBound)
      let part = String(message[utf8Range: source])
      let recognition = knowledge.recognize(part, scratch: &scratch)
      guard let best = recognition.candidates.first else { return nil }
      return Question(
        entry: best.entry, confidence: best.confidence.value, text: part, recognition: recognition)
    }
    let count = clauses.count
    var spans = [[Question?]](
      repeating: [Question?](repeating: nil, count: count), count: count)
    for i in 0..<count { spans[i][i] = recognize(i, i, &scratch) }
    // Clauses that all say the same, or nothing, need no longer look.
    let likely = Set(
      (0..<count).compactMap { i in spans[i][i].flatMap { $0.confidence > 0.05 ? $0.entry : nil } })
    guard likely.count > 1 else { return nil }
    for first in 0..<count {
      for last in first..<count where last > first && last - first < count - 1 {
        spans[first][last] = recognize(first, last, &scratch)
      }
    }
    guard let questions = Self.bestCut(spans, count),
      probability(questions, whole, clauses.count) >= Self.threshold
    else { return nil }
    return questions
  }

  /// The cut into two or three entries with the highest mean log-confidence of its parts.
  private static func bestCut(_ spans: [[Question?]], _ count: Int) -> [Question]? {
    typealias Cut = (score: Double, questions: [Question])
    // `[clauses read][entries found]`
    var best = [[Cut?]](repeating: [Cut?](repeating: nil, count: most + 1), count: count + 1)
    best[0][0] = (0, [])
    for end in 1...count {
      for start in 0..<end {
        guard let span = spans[start][end - 1] else { continue }
        for cut in best[start].compactMap(\.self) {
          var questions = cut.questions
          if !questions.contains(where: { $0.entry == span.entry }) { questions.append(span) }
          guard questions.count <= most else { continue }
          let score = cut.score + log(span.confidence + least)
          if best[end][questions.count].map({ $0.score < score }) ?? true {
            best[end][questions.count] = (score, questions)
          }
        }
      }
    }
    let cuts: [Cut] = (2...most).compactMap { best[count][$0] }
    func mean(_ cut: Cut) -> Double { cut.score / Double(cut.questions.count) }
    return cuts.max { mean($0) < mean($1) }?.questions
  }

  private static let weights = [
    -0.27, 3.27, 0.97, 0.73, -0.4, 0.4, 1.15, 1.31, 2.27, 1.71, -0.88, 0.18, -2.46, 1.14,
  ]

  private func probability(
    _ questions: [Question], _ whole: Recognition, _ clauses: Int
  ) -> Double {
    func logarithm(_ value: Double) -> Double { log(value + Self.least) }
    func flag(_ value: Bool) -> Double { value ? 1 : 0 }
    let confidences = questions.map(\.confidence)
    let inWhole = questions.map { question in
      whole.candidates.prefix(12).first { $0.entry == question.entry }?.confidence.value ?? 0
    }
    let best = whole.candidates.first
    let families = Set(questions.map { dialogue.families[$0.entry] })
    let features: [Double] = [
      1,
      logarithm(confidences.min() ?? 0),
      logarithm(confidences.max() ?? 0),
      logarithm(best?.confidence.value ?? 0),
      logarithm(1 - whole.inScope.value),
      logarithm(inWhole.min() ?? 0),
      logarithm(inWhole.max() ?? 0),
      flag(families.count == 1),
      flag(Clauses.hasJoint(whole.text.analyzed.normalized)),
      flag(questions.count(where: { Self.asks($0.text) }) >= 2),
      Double(min(questions.map(\.text.count).min() ?? 0, 8)) / 8,
      flag(questions.contains { $0.entry == best?.entry }),
      Double(clauses - 2),
      flag(questions.contains { dialogue.isSmallTalk($0.entry) }),
    ]
    let score = zip(Self.weights, features).reduce(0) { $0 + $1.0 * $1.1 }
    return 1 / (1 + exp(-score))
  }

  private static let askingWords: PhraseList = [
    "?", "？", "吗", "么", "呢", "不", "没", "怎", "哪", "几", "多", "啥", "什么", "谁", "如何", "how", "what",
    "when",
    "where", "which", "who", "can ", "do ", "is ",
  ]

  private static let plainAskingWords: PhraseList = [
    "?", "？", "吗", "么样", "怎么", "咋", "多久", "多少", "几天", "几点", "哪", "啥时候", "什么时候", "为什么", "为啥", "能不能",
    "可不可以", "有没有",
    "是不是", "如何", "how ", "what ", "when ", "where ", "which ", "why ", "can i", "do you",
  ]

  /// Whether a message asks something beyond doubt.
  static func asksPlainly(_ text: String) -> Bool {
    plainAskingWords.occurs(in: text.lowercased())
  }

  private static func asks(_ text: String) -> Bool {
    askingWords.occurs(in: text.lowercased())
  }
}
