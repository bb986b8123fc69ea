import ArgumentParser
import Foundation
import Kefu

struct Explain: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show how the bot decides on a message: stages, terms, numbers, thresholds.",
    discussion: """
        kefu explain --kb myshop "退宽多久到账"
        kefu explain --json --stages keyword,fuzzy "退宽多久到账"
      """)

  @OptionGroup var knowledge: KnowledgeOptions
  @OptionGroup var stages: StageOptions

  @Flag(help: "Print the tree as JSON.")
  var json = false

  @Argument(help: "What the customer types.")
  var message: String

  func run() throws {
    let stages = try stages.chosen()
    let explanation = try knowledge.loadBot().explain(message, stages: stages)
    if json {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
      Terminal.write(String(decoding: try encoder.encode(explanation), as: UTF8.self) + "\n")
    } else {
      Terminal.write("\(explanation)\n")
    }
  }
}
