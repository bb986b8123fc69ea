import ArgumentParser
import Foundation

/// Writes a larger knowledge base made from a real one; how is said at `KnowledgeGenerator`.
struct GenerateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "generate",
    abstract: "Makes a larger knowledge base whose words are spread as in the one it is made from.",
    discussion: """
      kefu-bench generate --variants 1000000 --from ../KnowledgeBase/ecommerce-zh \\
        --output million.tsv --messages 2000 --messages-output messages.tsv
      """)

  @Option(help: "Variants to write.")
  var variants: Int

  @Option(help: "The same seed gives the same files.")
  var seed: UInt64 = 1

  @Option(help: "A knowledge base's folder, or a file of text, tab, label a line.")
  var from: String

  @Option(help: "Where the variants go: text, tab, label a line.")
  var output: String

  @Option(help: "Messages to write as well, none of them a variant.")
  var messages = 0

  @Option(help: "Where the messages go: text, tab, label a line.")
  var messagesOutput: String?

  func validate() throws {
    guard variants > 0, messages >= 0 else { throw ValidationError("--variants begins at 1") }
    guard messages == 0 || messagesOutput != nil else {
      throw ValidationError("--messages needs --messages-output")
    }
  }

  func run() throws {
    let source = try TextSource(path: from)
    var generator = KnowledgeGenerator(source.entries, analyzer: source.analyzer, seed: seed)
    let rows = generator.rows(variants)
    try write(rows, to: output)
    if let messagesOutput {
      try write((0..<messages).map { _ in generator.message() }, to: messagesOutput)
    }
    printError("\(rows.count) variants of \(Set(rows.map(\.label)).count) entries in \(output)")
  }
}

/// Writes rows as text, tab, label a line.
func write(_ rows: [KnowledgeGenerator.Row], to path: String) throws {
  var bytes: [UInt8] = []
  for row in rows {
    bytes += row.text.utf8
    bytes.append(0x09)
    bytes += row.label.utf8
    bytes.append(0x0A)
  }
  try Data(bytes).write(to: URL(filePath: path))
}
