// Answer templates.
//
// 1. {name} is a variable; {{ and }} are braces; everything else stands for itself.
// 2. Braces that do not match are errors.
// 3. A variable without a value stays as written; values are not templates.
// 4. The context's variables win over those of kb.yaml.

import KefuKnowledge
import Testing

@Suite struct AnswerTemplateTests {
  @Test(
    "1: parts",
    arguments: [
      ("", []),
      ("您好", [.text("您好")]),
      ("{shop.name}您好{x}", [.variable("shop.name"), .text("您好"), .variable("x")]),
      ("{{a}}", [.text("{a}")]),
      ("{{{a}}}", [.text("{"), .variable("a"), .text("}")]),
      ("}}{{", [.text("}{")]),
    ] as [(String, [AnswerTemplate.Part])])
  func parts(text: String, parts: [AnswerTemplate.Part]) throws {
    #expect(try AnswerTemplate(parsing: text).parts == parts)
  }

  @Test(
    "2: errors",
    arguments: [
      ("{", .unclosedBrace), ("{a", .unclosedBrace), ("{a{b}}", .unclosedBrace),
      ("a}", .strayBrace),
      ("{a}}", .strayBrace), ("{}", .emptyName), ("{ }", .emptyName),
    ] as [(String, AnswerTemplate.SyntaxError)])
  func errors(text: String, error: AnswerTemplate.SyntaxError) {
    #expect(throws: error) { try AnswerTemplate(parsing: text) }
  }

  @Test("3: rendering")
  func rendering() throws {
    let template = try AnswerTemplate(parsing: "{a}-{b}-{{a}}-{a}")
    #expect(template.variables == ["a", "b", "a"])
    #expect(template.render(variables: ["a": "{b}"]) == "{b}-{b}-{a}-{b}")
  }

  @Test("4: precedence")
  func precedence() {
    let knowledgeBase = KnowledgeBase(
      settings: Settings(variables: ["shop.name": "小店", "hours": "9 点"]))
    let context = AnswerContext(variables: ["shop.name": "大店"])
    func rendered(_ text: String) -> String {
      knowledgeBase.render(Answer(text: Sourced(text, at: place("a", 1, 1))), in: context)
    }
    #expect(rendered("{shop.name}{hours}{none}") == "大店9 点{none}")
    #expect(rendered("{shop.name") == "{shop.name")
  }
}
