import KefuKnowledge
import Testing

/// The smallest sound kb.yaml.
let minimalSettings = "name: 小店\n"

/// With a skill group and a variable, which flows and triggers name.
let settingsWithGroup = """
  skillGroups: {aftersale: 售后}
  variables: {shop.name: 小店}

  """

/// The smallest sound file of entries.
let minimalEntries = """
  - id: a
    question: 怎么退款
    answers: [好]

  """

/// Files, and the diagnostics that loading them gives, word for word.
struct DiagnosticCase: Sendable, CustomTestStringConvertible {
  let name: String
  let files: [String: String]
  /// The diagnostics as printed, one after the other.
  let expected: String

  init(_ name: String, _ files: [String: String], expected: String) {
    self.name = name
    self.files = files
    self.expected = expected
  }

  var found: String {
    load(files).diagnostics.map(\.description).joined(separator: "\n")
  }

  var testDescription: String { name }
}

/// Loads files written as text.
func load(
  _ files: [String: String]
) -> (knowledgeBase: KnowledgeBase?, diagnostics: [Diagnostic]) {
  KnowledgeLoader.load(files: files.mapValues { Array($0.utf8) })
}
