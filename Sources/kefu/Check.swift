import ArgumentParser
import Foundation
import Kefu

struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Find what is wrong in a knowledge base and how to mend it.",
    discussion: """
      Errors end with exit code 1: files that cannot be read as they are, and inline tests that
      fail. Warnings do not, unless --strict.

        kefu check --kb myshop
      """)

  @OptionGroup var knowledge: KnowledgeOptions

  @Flag(help: "Treat warnings as errors.")
  var strict = false

  @Flag(help: "Print the number of variants, keywords and tests of every entry.")
  var counts = false

  func run() throws {
    let (loaded, problems) = KnowledgeLoader.load(directory: knowledge.url)
    var diagnostics = problems
    if let loaded {
      let bot = Bot(loaded, model: try Bot.model(in: knowledge.url))
      diagnostics += bot.check(today: currentDay(in: loaded))
      diagnostics.sort { ($0.location, $0.code) < ($1.location, $1.code) }
    }
    for diagnostic in diagnostics {
      let style: Terminal.Style = diagnostic.severity == .error ? .red : .yellow
      let text = diagnostic.description
      let end = text.firstIndex(of: "\n") ?? text.endIndex
      Terminal.write(Terminal.styled(String(text[..<end]), style) + text[end...] + "\n")
    }
    if let loaded {
      if counts { printCounts(loaded) }
      Terminal.write(summary(loaded) + "\n")
    }
    let errors = diagnostics.count { $0.severity == .error }
    let warnings = diagnostics.count - errors
    Terminal.write(
      errors + warnings == 0
        ? Terminal.styled("no problems", .green) + "\n"
        : "\(errors) errors, \(warnings) warnings\n")
    if errors > 0 || strict && warnings > 0 { throw Failure(message: "", code: Failure.badInput) }
  }

  private func summary(_ knowledgeBase: KnowledgeBase) -> String {
    let phrasings = knowledgeBase.entries.reduce(0) { $0 + $1.phrasings.count }
    let tests = knowledgeBase.entries.reduce(0) {
      $0 + $1.tests.reach.count + $1.tests.avoid.count
    }
    return
      "\(knowledgeBase.settings.name): \(knowledgeBase.entries.count) entries, \(phrasings) phrasings, \(knowledgeBase.synonyms.count) synonym sets, \(knowledgeBase.lexicon.count) lexicon words, \(tests) inline tests"
  }

  private func printCounts(_ knowledgeBase: KnowledgeBase) {
    Terminal.write("entry\tvariants\tkeywords\tanswers\ttests\n")
    for entry in knowledgeBase.entries {
      let keywords = entry.keywords.any.count + entry.keywords.all.count
      let tests = entry.tests.reach.count + entry.tests.avoid.count
      Terminal.write(
        "\(entry.id)\t\(entry.variants.count)\t\(keywords)\t\(entry.answers.count)\t\(tests)\n")
    }
  }
}
