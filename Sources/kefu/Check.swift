import ArgumentParser
import Foundation
import Kefu
import KefuKnowledge

struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Find what is wrong in a knowledge base and how to mend it.",
    discussion: """
      Errors end with exit code 1: files that cannot be read as they are, and inline tests that
      fail. Warnings do not, unless --strict. A warning you accept is named in kb.yaml:
      check: {allow: [KB064, KB092 refund.how]}.

        kefu check --kb myshop
        kefu check --kb myshop --entry refund.how --expiring-within 7
        kefu check --kb myshop --strict --format github    # in CI
        kefu check --kb myshop --fix                       # shows what it would change, then asks
      """)

  @OptionGroup var knowledge: KnowledgeOptions

  @Flag(help: "Treat warnings as errors.")
  var strict = false

  @Option(
    help: ArgumentHelp(
      "How to print problems: github is for workflows. What is no problem then goes to standard error.",
      valueName: "format"))
  var format: DiagnosticFormat = .text

  @Option(
    help: ArgumentHelp("Name answers that end within so many days, 0 to 3650.", valueName: "days"))
  var expiringWithin = Lint.noticeDays

  @Option(
    help: ArgumentHelp("Only problems in this entry.", valueName: "id"),
    completion: .entries)
  var entry: String?

  @Flag(help: "Print the number of variants, keywords and tests of every entry.")
  var counts = false

  @Flag(
    help:
      "Mend what needs no judgement: words written twice, full-width letters, the order of word lists."
  )
  var fix = false

  @Flag(help: "With --fix: leave the words of lexicon.txt and stopwords.txt in their order.")
  var keepOrder = false

  @Flag(help: "With --fix: do not ask.")
  var yes = false

  @OptionGroup var output: OutputOptions

  func validate() throws {
    for (name, isGiven) in [("--yes", yes), ("--keep-order", keepOrder)] where isGiven && !fix {
      throw ValidationError("\(name) needs --fix")
    }
    if fix {
      for (name, isGiven) in [
        ("--format", format != .text), ("--entry", entry != nil), ("--counts", counts),
        ("--strict", strict),
      ] where isGiven {
        throw ValidationError("--fix and \(name) exclude each other; leave one out")
      }
      if !yes, !Terminal.isInteractive || output.quiet {
        throw ValidationError("--fix asks before it writes; give --yes where nobody can answer")
      }
    }
    guard (0...3650).contains(expiringWithin) else {
      throw ValidationError("--expiring-within: \(expiringWithin) is not in 0 to 3650")
    }
  }

  func run() throws {
    if fix {
      let tidying = Tidying(sortsWords: !keepOrder)
      return try Fix(
        directory: knowledge.directory, tidying: tidying, isConfirmed: yes, isQuiet: output.quiet
      ).run()
    }
    let status = StatusLine(isQuiet: output.quiet)
    status.show("reading the knowledge base")
    let (loaded, problems) = KnowledgeLoader.load(directory: knowledge.url)
    var diagnostics = problems
    if let loaded {
      try checkEntry(loaded)
      let bot = Bot(loaded, model: try Bot.model(in: knowledge.url))
      diagnostics += bot.check(today: currentDay(in: loaded), expiringWithin: expiringWithin) {
        status.show("checking \($0.step.rawValue)", share: $0.share)
      }
      diagnostics.sort { ($0.location, $0.code) < ($1.location, $1.code) }
      if let entry { diagnostics.removeAll { loaded.entry(at: $0.location)?.id != entry } }
    }
    status.clear()
    print(diagnostics)
    if let loaded, !output.quiet {
      if counts { say(Self.counts(of: loaded)) }
      say(Self.summary(loaded) + "\n")
    }
    let errors = diagnostics.count { $0.severity == .error }
    let warnings = diagnostics.count - errors
    if !output.quiet {
      say(
        errors + warnings == 0
          ? styled("no problems", .green) + "\n"
          : "\(counted(errors, "error")), \(counted(warnings, "warning"))\n")
    }
    if errors > 0 || strict && warnings > 0 { throw Failure(message: "", code: Failure.badInput) }
  }

  private func checkEntry(_ knowledgeBase: KnowledgeBase) throws {
    guard let entry, !knowledgeBase.entries.contains(where: { $0.id == entry }) else { return }
    let nearest = nearestName(to: entry, in: knowledgeBase.entries.map(\.id))
    throw ValidationError(
      "--entry: there is no entry \"\(entry)\""
        + (nearest.map { "; did you mean \"\($0)\"?" } ?? ""))
  }

  private func print(_ diagnostics: [Diagnostic]) {
    guard format == .text else {
      Terminal.write(format.render(diagnostics, in: knowledge.directory))
      return
    }
    for diagnostic in diagnostics {
      let style: Terminal.Style = diagnostic.severity == .error ? .red : .yellow
      let text = diagnostic.description
      let end = text.firstIndex(of: "\n") ?? text.endIndex
      Terminal.write(Terminal.styled(String(text[..<end]), style) + text[end...] + "\n")
    }
  }

  /// To standard output, unless that is for a program.
  private func say(_ text: String) {
    if format == .text {
      Terminal.write(text)
    } else {
      FileHandle.standardError.write(Data(text.utf8))
    }
  }

  private func styled(_ text: String, _ style: Terminal.Style) -> String {
    format == .text ? Terminal.styled(text, style) : text
  }

  private func counted(_ count: Int, _ noun: String) -> String {
    "\(count) \(noun)\(count == 1 ? "" : "s")"
  }

  private static func summary(_ knowledgeBase: KnowledgeBase) -> String {
    let phrasings = knowledgeBase.entries.reduce(0) { $0 + $1.phrasings.count }
    let tests = knowledgeBase.entries.reduce(0) {
      $0 + $1.tests.reach.count + $1.tests.avoid.count
    }
    return
      "\(knowledgeBase.settings.name): \(knowledgeBase.entries.count) entries, \(phrasings) phrasings, \(knowledgeBase.synonyms.count) synonym sets, \(knowledgeBase.lexicon.count) lexicon words, \(tests) inline tests"
  }

  private static func counts(of knowledgeBase: KnowledgeBase) -> String {
    var table = "entry\tvariants\tkeywords\tanswers\ttests\n"
    for entry in knowledgeBase.entries {
      let keywords = entry.keywords.any.count + entry.keywords.all.count
      let tests = entry.tests.reach.count + entry.tests.avoid.count
      table +=
        "\(entry.id)\t\(entry.variants.count)\t\(keywords)\t\(entry.answers.count)\t\(tests)\n"
    }
    return table
  }
}

extension DiagnosticFormat: ExpressibleByArgument {}
