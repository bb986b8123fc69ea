import ArgumentParser
import Foundation
import Kefu

/// Recognises messages by stages 1–3, with `--classifier` by all four, and says how fast, and how often the first entry is right.
///
/// Measured: one core, warm, microseconds of the processor a message from its text to the decision,
/// over repeated passes of the whole file in one order; and seconds to load and to build. The median
/// and 99th percentile are over all messages of all passes.
struct MatchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "match",
    abstract: "Recognises the messages of a file, and measures speed and accuracy.",
    discussion: """
      kefu-bench match --kb ../KnowledgeBase/ecommerce-zh --messages messages.tsv
      kefu-bench match --train train.tsv --locale en --messages test.tsv
      """)

  @Option(help: "A knowledge base's directory.")
  var kb: String?

  @Option(help: "Instead of a knowledge base: text, tab, entry a line; each line is a variant.")
  var train: String?

  @Option(help: "The locale of --train's texts; zh reads pinyin.")
  var locale = "zh-Hans"

  @Option(help: "The messages: text, perhaps a tab and the entry it should reach, a line.")
  var messages: String

  @Flag(help: "Train the classifier and use it too.")
  var classifier = false

  @Option(help: "Passes over the messages.")
  var passes = 5

  @Option(help: "Write the figures as JSON too.")
  var json: String?

  @Option(help: "Use at most so many variants, the first of each entry first.")
  var variants: Int?

  func run() throws {
    let clock = ContinuousClock()
    var loaded: KnowledgeBase?
    let loading = try clock.measure { loaded = try knowledgeBase() }
    guard var knowledgeBase = loaded else { return }
    if let variants { knowledgeBase.keepVariants(variants) }
    // The tables of the language are made once a process, whatever the knowledge base.
    _ = CompiledKnowledge(KnowledgeBase())
    var built: CompiledKnowledge?
    let building = clock.measure { built = CompiledKnowledge(knowledgeBase) }
    guard var compiled = built else { return }
    var trainSeconds = 0.0
    if classifier {
      let before = Memory.processSeconds()
      let training = clock.measure { compiled = KnowledgeTrainer().train(knowledgeBase).knowledge }
      trainSeconds = Memory.processSeconds() - before
      print(
        String(
          format: "train %.1f s, of the processor %.1f s", training / .seconds(1), trainSeconds))
    }

    let rows = try lines(ofFile: messages).map {
      $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
    }
    guard !rows.isEmpty else { throw ValidationError("\(messages) has no lines") }
    var scratch = MatchScratch()
    var right = 0
    var labelled = 0
    for row in rows where row.count > 1 {
      let recognition = compiled.recognize(row[0], scratch: &scratch)
      labelled += 1
      if let first = recognition.candidates.first, compiled.entries[first.entry].id == row[1] {
        right += 1
      }
    }
    var micros: [Double] = []
    micros.reserveCapacity(rows.count * passes)
    for _ in 0..<passes {
      for row in rows {
        let start = Memory.threadSeconds()
        let recognition = compiled.recognize(row[0], scratch: &scratch)
        micros.append((Memory.threadSeconds() - start) * 1e6)
        precondition(recognition.candidates.count < 1_000, "a message cannot have so many")
      }
    }
    micros.sort()
    func percentile(_ p: Double) -> Double {
      micros[min(micros.count - 1, Int(Double(micros.count) * p))]
    }
    func shown(_ p: Double) -> String { String(format: "%.1f", percentile(p)) }
    print("entries \(compiled.entries.count), phrasings \(compiled.phrasings.count)")
    print(
      String(format: "load %.3f s, build %.3f s", loading / .seconds(1), building / .seconds(1)))
    print(
      "recognise, microseconds a message: p50 \(shown(0.5)), p90 \(shown(0.9)), p99 \(shown(0.99)), max \(shown(1))"
    )
    if labelled > 0 {
      print(
        String(
          format: "first entry right: %.1f %% of %d", 100 * Double(right) / Double(labelled),
          labelled))
    }
    if let json {
      let figures = [
        "entries": Double(compiled.entries.count), "phrasings": Double(compiled.phrasings.count),
        "buildSeconds": building / .seconds(1), "trainSeconds": trainSeconds,
        "p50Micros": percentile(0.5), "p99Micros": percentile(0.99),
        "accuracy": Double(right) / Double(max(1, labelled)),
        "peakMegabytes": Double(Memory.peak()) / 1e6,
      ]
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
      try encoder.encode(figures).write(to: URL(filePath: json))
    }
  }

  private func knowledgeBase() throws -> KnowledgeBase {
    if let kb { return try KnowledgeBase(contentsOf: URL(filePath: kb)) }
    guard let train else { throw ValidationError("give --kb or --train") }
    var entries: [String: Entry] = [:]
    var order: [String] = []
    for (number, line) in try lines(ofFile: train).enumerated() {
      let row = line.split(separator: "\t").map(String.init)
      guard row.count > 1 else { continue }
      let text = Sourced(row[0], at: SourceLocation(file: train, line: number + 1))
      if entries[row[1]] == nil {
        order.append(row[1])
        entries[row[1]] = Entry(id: row[1], question: text, location: text.location)
      } else {
        entries[row[1]]?.variants.append(text)
      }
    }
    return KnowledgeBase(
      settings: Settings(name: train, locale: locale), entries: order.compactMap { entries[$0] })
  }
}

extension KnowledgeBase {
  /// Drops variants from the entries that have most until `limit` are left.
  fileprivate mutating func keepVariants(_ limit: Int) {
    var longest = entries.map(\.variants.count).max() ?? 0
    while longest > 0, entries.reduce(0, { $0 + $1.variants.count }) > limit {
      longest -= 1
      for i in entries.indices { entries[i].variants = Array(entries[i].variants.prefix(longest)) }
    }
  }
}
