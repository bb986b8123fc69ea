import ArgumentParser
import Foundation

/// Measures stages 1–3 on knowledge bases of growing size, made by `KnowledgeGenerator`.
///
/// Measured, each size in a process of its own: seconds to build the indexes; microseconds of the
/// processor a message, warm, one thread, of each message the median of the passes; messages a second
/// with one thread and with two; memory. The messages are as many at every size, each a new walk
/// through one of that size's entries. Processor time is used since it says the same on a busy
/// machine; seconds and messages a second do not.
struct ScaleCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scale",
    abstract: "Measures how cost grows from 1 000 variants to a million.",
    discussion: """
      kefu-bench scale --from ../KnowledgeBase/ecommerce-zh --json scale.json
      kefu-bench scale --from train.tsv --locale en --sizes 1000,10000
      """)

  @Option(help: "A knowledge base's folder, or a file of text, tab, label a line.")
  var from: String?

  @Option(help: "Numbers of variants, separated by commas.")
  var sizes = "1000,10000,100000,1000000"

  @Option(help: "The same seed gives the same knowledge bases and messages.")
  var seed: UInt64 = 1

  @Option(help: "Messages at each size.")
  var messages = 2_000

  @Option(help: "Passes over the messages.")
  var passes = 5

  @Option(help: "The locale of the texts; zh reads pinyin.")
  var locale = "zh-Hans"

  @Option(help: "Write the figures as JSON too.")
  var json: String?

  @Option(help: .hidden)
  var rows: String?

  @Option(help: .hidden)
  var rowMessages: String?

  func run() throws {
    if let rows, let rowMessages {
      let run = ScaleRun(rows: rows, messages: rowMessages, locale: locale, passes: passes)
      print(String(decoding: try JSONEncoder().encode(run.measure()), as: UTF8.self))
      return
    }
    guard let from else { throw ValidationError("--from is missing") }
    let counts = sizes.split(separator: ",").compactMap { Int($0) }
    guard !counts.isEmpty, counts.allSatisfy({ $0 > 0 }) else {
      throw ValidationError("--sizes: \"\(sizes)\" is no list of numbers")
    }
    let source = try TextSource(path: from)
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "kefu-scale-\(ProcessInfo.processInfo.processIdentifier)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    var figures: [ScaleFigures] = []
    for count in counts {
      let (rows, asked) = (folder.path + "/rows.tsv", folder.path + "/messages.tsv")
      do {
        var generator = KnowledgeGenerator(source.entries, analyzer: source.analyzer, seed: seed)
        try write(generator.rows(count), to: rows)
        try write((0..<messages).map { _ in generator.message() }, to: asked)
      }
      figures.append(try measure(rows, asked))
      printError("\(count): \(figures[figures.count - 1])")
    }
    print(table(figures))
    if let json {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
      try encoder.encode(figures).write(to: URL(filePath: json))
    }
  }

  /// In a process of its own.
  private func measure(_ rows: String, _ asked: String) throws -> ScaleFigures {
    let process = Process()
    process.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
    process.arguments = [
      "scale", "--rows", rows, "--row-messages", asked, "--locale", locale, "--passes", "\(passes)",
    ]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw ExitCode(process.terminationStatus) }
    return try JSONDecoder().decode(ScaleFigures.self, from: data)
  }

  private func table(_ all: [ScaleFigures]) -> String {
    var lines = [
      "| variants | entries | build s | p50 µs | p99 µs | max µs | one core /s | two cores /s | peak MB | resident MB | index bytes a variant | with its source, beyond the text | first right % |",
      "| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for f in all {
      lines.append(
        String(
          format:
            "| %d | %d | %.2f | %.0f | %.0f | %.0f | %.0f | %.0f | %.0f | %.0f | %.0f | %.0f | %.1f |",
          f.variants, f.entries, f.buildSeconds, f.p50Micros, f.p99Micros, f.maxMicros,
          f.messagesOneCore, f.messagesTwoCores, f.peakMegabytes, f.residentMegabytes,
          f.indexBytesAVariant, f.bytesAVariant, 100 * f.firstRight))
    }
    return lines.joined(separator: "\n")
  }
}
