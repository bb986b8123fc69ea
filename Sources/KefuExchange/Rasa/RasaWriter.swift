import KefuKnowledge

/// Writes entries as Rasa's training data and responses, in one file of format 3.1.
struct RasaWriter {
  private var left = LeftOut()

  static func write(_ knowledgeBase: KnowledgeBase) -> (text: String, left: LeftOut) {
    var writer = RasaWriter()
    let text = writer.text(knowledgeBase)
    return (text, writer.left)
  }

  private mutating func text(_ knowledgeBase: KnowledgeBase) -> String {
    var nlu = ""
    var responses = ""
    for entry in knowledgeBase.entries {
      left.count(of: entry, except: [.question, .variants, .answers])
      nlu += "- intent: \(quoted(entry.id))\n" + examples(entry.phrasings.map(\.value))
      let answers = entry.answers.map { response($0) }.joined()
      if !answers.isEmpty { responses += "  \(quoted("utter_\(entry.id)")):\n" + answers }
    }
    for set in knowledgeBase.synonyms {
      let words = set.words.map(\.value)
      guard let first = words.first, words.count > 1 else { continue }
      nlu += "- synonym: \(quoted(first))\n" + examples(Array(words.dropFirst()))
      if set.discount != 0.9 { left.add("discounts of synonym sets") }
    }
    return "version: \"3.1\"\n\nnlu:\n\(nlu)"
      + (responses.isEmpty ? "" : "\nresponses:\n\(responses)")
  }

  /// One line each; as a list where a text has a line break.
  private mutating func examples(_ texts: [String]) -> String {
    left.add("brackets that Rasa takes for entities", texts.count { RasaMarkup.isMarked($0) })
    let isPlain = texts.allSatisfy { text in
      text.unicodeScalars.allSatisfy {
        $0.value >= 0x20 && !(0x7F...0xA0).contains($0.value) && $0.value != 0x2028
          && $0.value != 0x2029 && $0.value != 0xFEFF
      }
    }
    if isPlain { return "  examples: |\n" + texts.map { "    - \($0)\n" }.joined() }
    return "  examples:\n" + texts.map { "    - text: \(quoted($0))\n" }.joined()
  }

  private mutating func response(_ answer: Answer) -> String {
    if answer.valid != nil {
      left.add("answers with dates")
      return ""
    }
    var lines = "    - text: \(quoted(answer.text.value))\n"
    var slots: [(String, String)] = []
    for (attribute, values) in answer.conditions.sorted(by: { $0.key < $1.key }) {
      guard values.count == 1, let value = values.first else {
        left.add("answers with conditions of several values")
        return ""
      }
      if attribute == "channel" {
        lines += "      channel: \(quoted(value))\n"
      } else {
        slots.append((attribute, value))
      }
    }
    if !slots.isEmpty {
      lines += "      condition:\n"
      for (name, value) in slots {
        lines +=
          "        - type: slot\n          name: \(quoted(name))\n          value: \(quoted(value))\n"
      }
    }
    return lines
  }

  private func quoted(_ text: String) -> String { EntryWriter.scalar(text) }
}
