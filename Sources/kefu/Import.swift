import ArgumentParser
import Foundation
import KefuExchange
import KefuKnowledge

struct Import: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Take entries over from a spreadsheet or another system.",
    discussion: """
      Reads CSV, TSV and XLSX tables with a column question (标准问) or id (编号), Rasa's training data
      and responses, QnA Maker's tables, and ChatterBot's corpora. An entry is matched by its id, then
      by its question; a column that is not there leaves what the knowledge base has. Nothing is
      written unless all of it is sound. Only entries are exchanged, and Rasa's synonyms.

        kefu import faq.xlsx --kb myshop --dry-run      see what would change
        kefu import faq.csv --kb myshop                 ask, then write
        kefu import nlu.yml domain.yml --kb myshop --yes
      """)

  @Argument(
    help: ArgumentHelp(
      "The files to read; several are read as if they were one.", valueName: "file"),
    completion: .file())
  var files: [String]

  @OptionGroup var knowledge: KnowledgeOptions
  @OptionGroup var format: FormatOptions

  @Option(
    help: ArgumentHelp("Where new entries go.", discussion: "", valueName: "path"))
  var into = "entries/imported.yaml"

  @Flag(
    help: "Remove entries that the file does not have, and let its lists take the place of others.")
  var replace = false

  @Flag(help: "Print the changes and write nothing.")
  var dryRun = false

  @Flag(help: "Write without asking.")
  var yes = false

  @OptionGroup var output: OutputOptions

  func validate() throws {
    if output.quiet, !yes, !dryRun {
      throw ValidationError("--quiet shows no changes to agree to; give --yes or --dry-run")
    }
  }

  func run() throws {
    guard dryRun || yes || Terminal.isInteractive else {
      throw ValidationError(
        "nobody can be asked here: say --yes to write, or --dry-run to see the changes")
    }
    let encoding = try format.encodingToUse()
    let status = StatusLine(isQuiet: output.quiet)
    status.show("reading \(files.joined(separator: ", "))")
    let imported = Importer.read(
      try files.map(read), as: try format.formatToUse(), encoding: encoding)
    status.show("comparing with \(knowledge.directory)")
    let knowledgeFiles = try KnowledgeFiles(directory: knowledge.url)
    let plan = ImportPlan(
      imported, into: knowledgeFiles,
      options: ImportPlan.Options(file: into, replaces: replace))
    status.clear()
    for problem in plan.problems { Terminal.complain(problem.description) }
    guard plan.isSound else {
      let errors = plan.problems.count { $0.severity == .error }
      throw Failure(message: "\(errors) \(errors == 1 ? "error" : "errors"); nothing was written")
    }
    if !output.quiet { for edit in plan.edits { Terminal.write(edit.diff) } }
    for edit in plan.edits where edit.lostComments > 0 {
      let comments = edit.lostComments == 1 ? "1 comment" : "\(edit.lostComments) comments"
      let problem = ImportProblem(
        .warning, at: edit.path, "\(comments) in the lines that change would be lost")
      Terminal.complain(problem.description)
    }
    say(summary(plan))
    guard !dryRun, !plan.edits.isEmpty else { return }
    guard yes || Terminal.confirm("Write these changes?") else {
      say("nothing was written")
      return
    }
    do {
      try FileEdit.write(plan.edits, in: knowledge.url)
    } catch {
      throw Failure(message: error.description)
    }
    say("written: \(plan.edits.map(\.path).joined(separator: ", "))")
  }

  private func say(_ text: String) { if !output.quiet { Terminal.write(text + "\n") } }

  private func read(_ path: String) throws -> ImportFile {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw Failure(
        message: "\(path): error: it cannot be read\n  help: check the path and its permissions")
    }
    return ImportFile(name: path, bytes: Array(data))
  }

  private func summary(_ plan: ImportPlan) -> String {
    var parts = [
      "\(plan.new.count) new", "\(plan.changed.count) changed", "\(plan.unchanged.count) unchanged",
    ]
    if !plan.removed.isEmpty { parts.append("\(plan.removed.count) removed") }
    if plan.newSynonymSets > 0 { parts.append("\(plan.newSynonymSets) new synonym sets") }
    return parts.joined(separator: ", ")
  }
}

/// The format and encoding of a file to be exchanged.
struct FormatOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "csv, tsv, xlsx, rasa, qnamaker or chatterbot; guessed from the file where not given.",
      valueName: "name"),
    completion: .list(ExchangeFormat.allCases.map(\.rawValue)))
  var format: String?

  @Option(
    help: ArgumentHelp(
      "The text files' encoding: utf-8, utf-8-bom, gb18030 or utf-16.", valueName: "name"),
    completion: .list(TextEncoding.allCases.map(\.rawValue)))
  var encoding: String?

  func formatToUse() throws -> ExchangeFormat? {
    try format.map { name in
      guard let format = ExchangeFormat(rawValue: name.lowercased()) else {
        throw ValidationError(
          "there is no format \"\(name)\"; formats are \(ExchangeFormat.allCases.map(\.rawValue).joined(separator: ", "))"
        )
      }
      return format
    }
  }

  func encodingToUse() throws -> TextEncoding? {
    try encoding.map { name in
      guard let encoding = TextEncoding(name: name) else {
        throw ValidationError(
          "there is no encoding \"\(name)\"; encodings are \(TextEncoding.allCases.map(\.rawValue).joined(separator: ", "))"
        )
      }
      return encoding
    }
  }
}
