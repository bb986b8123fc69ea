import ArgumentParser
import Foundation
import KefuExchange
import KefuKnowledge

struct Export: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write a knowledge base's entries for a spreadsheet or another system.",
    discussion: """
      CSV, TSV and XLSX hold all of an entry: edit them and import them again. For other formats, what
      they cannot hold is counted on standard error. Settings, triggers and flows are not exported.

        kefu export faq.xlsx --kb myshop
        kefu export faq.csv --kb myshop --encoding gb18030
        kefu export nlu.yml --kb myshop --format rasa
      """)

  @Argument(
    help: ArgumentHelp("The file to write; a file that is there is replaced.", valueName: "file"),
    completion: .file())
  var file: String

  @OptionGroup var knowledge: KnowledgeOptions
  @OptionGroup var format: FormatOptions

  @Flag(help: "Name the columns of a table in Chinese.")
  var chinese = false

  @OptionGroup var output: OutputOptions

  func run() throws {
    guard let chosen = try format.formatToUse() ?? ExchangeFormat(guessing: file) else {
      throw ValidationError("the name of \(file) does not tell its format; say it: --format")
    }
    let encoding = try format.encodingToUse()
    let knowledgeBase = try KnowledgeBase(contentsOf: knowledge.url)
    let target = try OutputFile(file)
    let exported = Exporter.write(
      knowledgeBase, as: chosen, encoding: encoding, usesChineseNames: chinese)
    try target.write(exported.bytes)
    let counts = exported.leftOut.items.map { "  \($0.count) \($0.kind)\n" }.joined()
    let note =
      counts.isEmpty
      ? "" : "\(file): note: \(chosen.rawValue) cannot hold all of it; left out:\n\(counts)"
    if output.quiet { return }
    Terminal.complain(note + "\(knowledgeBase.entries.count) entries written to \(file)")
  }
}
