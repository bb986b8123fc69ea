import ArgumentParser
import Foundation
import KefuText

/// Cuts a file into words and says how fast.
///
/// Measured: one core, warm, characters (scalars as typed) a second over repeated passes of the
/// whole file. *analyse* is all of `TextAnalyzer` (normalise, entities, words), *segment* only the
/// cutting of Chinese characters of text already normalised; *start-up* the first use of the tables.
/// `segmentation.py` compares the words with those of other segmenters.
struct SegmentCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "segment",
    abstract: "Cuts a file into words, separated by spaces, and measures the speed.")

  @Option(help: "The sentences, one a line.")
  var input: String

  @Option(help: "Words of the shop, one a line: word, perhaps a space and its frequency.")
  var lexicon: String?

  @Option(help: "Where the words go instead of to standard output.")
  var output: String?

  @Option(help: "Where the sentences go as they are matched, one a line.")
  var normalized: String?

  func run() throws {
    let sentences = try lines(ofFile: input)
    let words = try lexicon.map(lexiconWords) ?? []
    let clock = ContinuousClock()
    // The first use of each.
    let folding = clock.measure { _ = Normalizer.shared }
    let reading = clock.measure { _ = Segmenter.general }
    var segmenter: Segmenter?
    let adding = clock.measure { segmenter = Segmenter(lexicon: words) }
    let analyzer = TextAnalyzer(segmenter: segmenter ?? .general)
    let firstICU = clock.measure { _ = analyzer.analyze("한국어") }

    let texts = sentences.map(analyzer.analyze)
    try write(texts.map { spaced($0) }, to: output)
    if let normalized { try write(texts.map(\.normalized.string), to: normalized) }

    let typed = sentences.reduce(0) { $0 + $1.unicodeScalars.count }
    let chinese = texts.flatMap(\.tokens).filter { $0.kind == .han }.reduce(0) {
      $0 + $1.range.count
    }
    var result = AnalyzedText()
    var scratch = TextScratch()
    var tokens = 0
    let analysing = medianSeconds {
      tokens = 0
      for sentence in sentences {
        analyzer.analyze(sentence, into: &result, scratch: &scratch)
        tokens += result.tokens.count
      }
    }
    precondition(tokens == texts.reduce(0) { $0 + $1.tokens.count }, "reused memory changed words")
    let runs = texts.map(chineseRuns)
    let segmenting = medianSeconds {
      for (text, runs) in zip(texts, runs) {
        for run in runs {
          analyzer.segmenter.cut(text.normalized, run, scratch: &scratch) { _ in tokens += 1 }
        }
      }
    }
    let unshared = medianSeconds { for sentence in sentences { _ = analyzer.analyze(sentence) } }

    printError(
      """
      sentences \(sentences.count), characters \(typed), tokens \(texts.reduce(0) { $0 + $1.tokens.count })
      start-up  fold table \(milliseconds(folding)) ms, general list \(milliseconds(reading)) ms, \
      lexicon of \(words.count) words \(milliseconds(adding)) ms, ICU \(milliseconds(firstICU)) ms
      analyse   \(millions(typed, analysing)) M characters/s \
      (\(millions(typed, unshared)) without reusing memory)
      segment   \(millions(chinese, segmenting)) M Chinese characters/s
      """)
  }

  private func lexiconWords(path: String) throws -> [Segmenter.Word] {
    try lines(ofFile: path).compactMap { line in
      let parts = line.split(whereSeparator: { $0 == " " || $0 == "\t" })
      guard let word = parts.first, !word.hasPrefix("#") else { return nil }
      return Segmenter.Word(String(word), frequency: parts.count > 1 ? Int(parts[1]) : nil)
    }
  }

  /// An entity is printed as it was typed, folded: the words of other segmenters have no kinds.
  private func spaced(_ text: AnalyzedText) -> String {
    text.tokens.map(text.text(of:)).joined(separator: " ")
  }

  private func chineseRuns(_ text: AnalyzedText) -> [Range<Int>] {
    var runs: [Range<Int>] = []
    for token in text.tokens where token.kind == .han {
      if let last = runs.last, last.upperBound == token.range.lowerBound {
        runs[runs.count - 1] = last.lowerBound..<token.range.upperBound
      } else {
        runs.append(token.range)
      }
    }
    return runs
  }

  private func write(_ lines: [String], to path: String?) throws {
    let text = lines.map { $0 + "\n" }.joined()
    if let path {
      try text.write(toFile: path, atomically: true, encoding: .utf8)
    } else {
      print(text, terminator: "")
    }
  }

  private func millions(_ count: Int, _ seconds: Double) -> String {
    String(format: "%.2f", Double(count) / seconds / 1e6)
  }

  private func milliseconds(_ duration: Duration) -> String {
    String(format: "%.1f", duration / .milliseconds(1))
  }
}
