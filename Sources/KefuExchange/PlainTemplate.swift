import KefuKnowledge

/// Texts of systems whose answers have no variables.
enum PlainTemplate {
  /// A text as an answer says it: braces stand for themselves.
  static func answer(saying text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      result.unicodeScalars.append(scalar)
      if scalar == "{" || scalar == "}" { result.unicodeScalars.append(scalar) }
    }
    return result
  }

  /// What a customer reads, with the knowledge base's variables filled in.
  static func said(by answer: Answer, _ knowledgeBase: KnowledgeBase) -> String {
    knowledgeBase.render(answer, in: AnswerContext())
  }

  static func hasVariables(_ answer: Answer) -> Bool {
    guard let template = try? AnswerTemplate(parsing: answer.text.value) else { return false }
    return !template.variables.isEmpty
  }
}
