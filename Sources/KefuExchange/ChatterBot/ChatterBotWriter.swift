import KefuKnowledge

/// Writes entries as a ChatterBot corpus: each phrasing with the answer.
enum ChatterBotWriter {
  static func write(_ knowledgeBase: KnowledgeBase) -> (text: String, left: LeftOut) {
    var left = LeftOut()
    var text =
      "categories:\n- \(EntryWriter.scalar(knowledgeBase.settings.name.isBlank ? "kefu" : knowledgeBase.settings.name))\nconversations:\n"
    for entry in knowledgeBase.entries {
      left.count(of: entry, except: [.question, .variants, .answers])
      // The one that is said where nothing is known of the customer.
      let answer = entry.answers.first(where: \.isUnconditional)
      left.add("answers with conditions or dates", entry.answers.count { !$0.isUnconditional })
      left.add("further answers", max(0, entry.answers.count(where: \.isUnconditional) - 1))
      guard let answer else {
        left.add("entries whose every answer has conditions")
        continue
      }
      if PlainTemplate.hasVariables(answer) {
        left.add("variables in answers, filled in as kb.yaml has them")
      }
      let said = EntryWriter.scalar(PlainTemplate.said(by: answer, knowledgeBase))
      for phrasing in entry.phrasings {
        text += "- - \(EntryWriter.scalar(phrasing.value))\n  - \(said)\n"
      }
    }
    left.count(synonyms: knowledgeBase)
    return (text, left)
  }
}
