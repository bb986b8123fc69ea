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
      Terminal.write(String(decoding: try explanation.readableJSON(), as: UTF8.self))
    } else {
      Terminal.write("\(explanation)\n")
    }
  }
}
