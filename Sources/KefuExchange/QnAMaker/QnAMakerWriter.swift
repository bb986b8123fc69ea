import Foundation
import KefuKnowledge

/// Writes entries as QnA Maker's tables.
struct QnAMakerWriter {
  private let knowledgeBase: KnowledgeBase
  private var left = LeftOut()

  static func write(_ knowledgeBase: KnowledgeBase) -> (rows: [[String]], left: LeftOut) {
    var writer = QnAMakerWriter(knowledgeBase: knowledgeBase)
    return (writer.rows(), writer.left)
  }

  private init(knowledgeBase: KnowledgeBase) { self.knowledgeBase = knowledgeBase }

  private static let header = [
    "Question", "Answer", "Source", "Metadata", "SuggestedQuestions", "IsContextOnly", "Prompts",
    "QnaId",
  ]

  private mutating func rows() -> [[String]] {
    var rows = [Self.header]
    // The number of an entry's last answer, the one without conditions, stands for the entry.
    var numbers: [String: Int] = [:]
    var next = 1
    let pairs = knowledgeBase.entries.map { entry in
      let pairs = self.pairs(of: entry)
      numbers[entry.id] = next + max(0, pairs.count - 1)
      defer { next += pairs.count }
      return (entry, pairs, first: next)
    }
    let questions = Dictionary(
      knowledgeBase.entries.map { ($0.id, $0.question.value) },
      uniquingKeysWith: { first, _ in first })
    for (entry, pairs, first) in pairs {
      left.count(of: entry, except: [.question, .variants, .answers, .followUps])
      let prompts = Self.prompts(entry.followUps.map(\.value), numbers, questions)
      for (offset, pair) in pairs.enumerated() {
        for phrasing in entry.phrasings {
          rows.append([
            phrasing.value, pair.answer, "kefu", pair.metadata, "[]", "False", prompts,
            "\(first + offset)",
          ])
        }
      }
    }
    left.count(synonyms: knowledgeBase)
    return rows
  }

  private mutating func pairs(of entry: Entry) -> [(answer: String, metadata: String)] {
    var pairs: [(String, String)] = []
    for answer in entry.answers {
      if answer.valid != nil {
        left.add("answers with dates")
        continue
      }
      if PlainTemplate.hasVariables(answer) {
        left.add("variables in answers, filled in as kb.yaml has them")
      }
      let text = PlainTemplate.said(by: answer, knowledgeBase)
      if text.contains("\\n") {
        left.add("backslashes before n, which QnA Maker takes for line breaks")
      }
      let written = text.replacingOccurrences(of: "\n", with: "\\n")
      // A key has one value there, so each value is a pair of its own.
      var tags = [""]
      for (attribute, values) in answer.conditions.sorted(by: { $0.key < $1.key }) {
        tags = tags.flatMap { tag in
          values.sorted().map { tag + (tag.isEmpty ? "" : " | ") + "\(attribute):\($0)" }
        }
      }
      pairs += tags.map { (written, $0) }
    }
    return pairs
  }

  private static func prompts(
    _ followUps: [String], _ numbers: [String: Int], _ questions: [String: String]
  ) -> String {
    let items = followUps.enumerated().compactMap { order, id -> String? in
      guard let number = numbers[id] else { return nil }
      return
        "{\"displayOrder\":\(order),\"qnaId\":\(number),\"displayText\":\(JSONText.quoted(questions[id] ?? id))}"
    }
    return "[\(items.joined(separator: ","))]"
  }
}

enum JSONText {
  static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": result += "\\\(scalar)"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case _ where scalar.value < 0x20:
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
