import ArgumentParser
import Foundation
import Kefu
import KefuEvaluation
import KefuKnowledge

struct Evaluate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measure how well messages with known answers are answered.",
    discussion: """
      A test file has a message, a tab and the id of its entry on each line; several ids separated \
      by commas mean that any of them is right. A file of messages out of scope has a message on \
      each line; what follows a tab is ignored.

        kefu evaluate --kb myshop --test test.tsv --oos oos.tsv

      Without a knowledge base, each label of a training file is an entry, each line a variant:

        kefu evaluate --train train.tsv --test test.tsv

      What kefu train has learnt of the knowledge base is used where it is of the same texts, risk
      and seed; otherwise the bot is trained first.

      Without messages, --cross-validate leaves out a part of the variants in turn and asks them;
      --leave-one-out leaves out one at a time, which is as many trainings as there are variants:

        kefu evaluate --kb myshop --cross-validate 5 --html report.html
        kefu evaluate --kb myshop --leave-one-out --stages keyword,fuzzy,weighted

      Customers' messages are written to --predictions and with --html-messages only, and printed
      where they are compared:

        kefu evaluate --kb myshop --test test.tsv --baseline figures.json --gate

      names each message that figures.json, an earlier --json, had right and this has not, or the
      other way round; exit code 3 says that the bot got worse.
      """)

  @Option(
    name: .customLong("kb"),
    help: ArgumentHelp(
      "The knowledge base's directory. (default: KnowledgeBase/ecommerce-zh)", valueName: "dir"),
    completion: .directory)
  var directory: String?

  @Option(
    help: ArgumentHelp("Learn from this file instead of a knowledge base.", valueName: "tsv"),
    completion: .tables)
  var train: String?

  @Option(
    help: ArgumentHelp("Messages out of scope, to learn from.", valueName: "tsv"),
    completion: .tables)
  var oosTrain: String?

  @Option(
    help: ArgumentHelp("Messages to fit confidences and thresholds on.", valueName: "tsv"),
    completion: .tables)
  var valid: String?

  @Option(help: ArgumentHelp("The same, out of scope.", valueName: "tsv"), completion: .tables)
  var oosValid: String?

  @Option(
    help: ArgumentHelp("Messages and what they are about.", valueName: "tsv"), completion: .tables)
  var test: String?

  @Option(
    help: ArgumentHelp(
      "Instead of --test: leave out the phrasings in so many parts, 2 to 100, and ask them.",
      valueName: "k"))
  var crossValidate: Int?

  @Flag(
    help:
      "Instead of --test: leave out the phrasings one by one, and ask them; for small knowledge bases."
  )
  var leaveOneOut = false

  @Option(
    help: ArgumentHelp("Messages that no entry is about.", valueName: "tsv"), completion: .tables)
  var oos: String?

  @OptionGroup var stages: StageOptions

  @Option(help: ArgumentHelp("The seed of all chance in training. (default: 1)", valueName: "n"))
  var seed: UInt64?

  @Option(
    help: ArgumentHelp(
      "The share of answers that may be wrong, 0.001 to 0.5; kb.yaml's, or 0.05 of --train.",
      valueName: "share"))
  var risk: Double?

  @Option(
    help: ArgumentHelp(
      "The language of --train, such as zh-Hans or en; told from its letters where not given.",
      valueName: "tag"))
  var locale: String?

  @Option(
    help: ArgumentHelp("Write the figures as JSON.", valueName: "file"), completion: .jsonFiles)
  var json: String?

  @Option(
    help: ArgumentHelp("Write each message with what was predicted.", valueName: "tsv"),
    completion: .tables)
  var predictions: String?

  @Option(
    help: ArgumentHelp("Write a report with plots, one page by itself.", valueName: "file"),
    completion: .file(extensions: ["html"]))
  var html: String?

  @Flag(help: "Quote messages in --html, with the terms that led them astray.")
  var htmlMessages = false

  @Option(
    help: ArgumentHelp(
      "Compare with an earlier --json; prints the messages broken and fixed.", valueName: "json"),
    completion: .jsonFiles)
  var baseline: String?

  @OptionGroup var gate: GateOptions
  @OptionGroup var output: OutputOptions

  /// Of --train, which has no kb.yaml to say it.
  static let defaultRisk = 0.05

  func validate() throws {
    let ways = [
      ("--test", test != nil), ("--cross-validate", crossValidate != nil),
      ("--leave-one-out", leaveOneOut),
    ].filter(\.1).map(\.0)
    if ways.isEmpty {
      throw ValidationError(
        "name messages by --test, or ask the phrasings by --cross-validate or --leave-one-out")
    }
    if ways.count > 1 {
      throw ValidationError("\(ways[0]) and \(ways[1]) exclude each other; leave one out")
    }
    if let crossValidate, !(2...100).contains(crossValidate) {
      throw ValidationError("--cross-validate: \(crossValidate) is not in 2 to 100")
    }
    if directory != nil, train != nil {
      throw ValidationError("--kb and --train exclude each other; leave one out")
    }
    if train == nil {
      let needing: [(String, Any?)] = [
        ("--oos-train", oosTrain), ("--valid", valid), ("--oos-valid", oosValid),
        ("--locale", locale),
      ]
      for (name, value) in needing where value != nil {
        throw ValidationError("\(name) needs --train; a knowledge base has its own")
      }
    }
    if htmlMessages, html == nil { throw ValidationError("--html-messages needs --html") }
    try gate.validate(baseline: baseline)
    if oosValid != nil, valid == nil { throw ValidationError("--oos-valid needs --valid") }
    if let risk, !(0.001...0.5).contains(risk) {
      throw ValidationError("--risk: \(risk) is not in 0.001 to 0.5")
    }
    if let locale, !isLanguageTag(locale) {
      throw ValidationError("--locale: \"\(locale)\" is no language tag such as zh-Hans or en")
    }
  }

  func run() throws {
    let stages = try stages.chosen()
    guard !stages.isEmpty else { throw ValidationError("--stages names no stage") }
    let outputs = try EvaluationOutputs(
      json: json, predictions: predictions, html: html, inputs: inputs)
    let material = try EvaluationMaterial(self)
    let earlier = try baseline.map { try Report(contentsOf: $0) }

    let status = StatusLine(isQuiet: output.quiet)
    status.show("making the bot ready")
    let (judged, latency, trainSeconds) =
      if test != nil {
        try tested(material, stages: stages, status)
      } else {
        try crossValidated(material, stages: stages, status)
      }
    let report = Report(
      Metrics(judged.map(\.outcome), stages: stages),
      trainSeconds: (trainSeconds * 1000).rounded() / 1000,
      latencyMicros: latency, seed: material.training.seed,
      perMessage: judged.map(MessageRecord.init))
    status.clear()
    let comparison = try earlier.map { earlier in
      do throws(BaselineError.Problem) {
        return try Comparison(with: earlier, now: report)
      } catch {
        throw BaselineError(baseline!, error)
      }
    }

    try outputs.json?.write(report.json())
    try outputs.predictions?.write([UInt8](Predictions.table(judged).utf8))
    let page = HTMLReport(
      report, messages: judged, title: material.title, showsMessages: htmlMessages)
    try outputs.html?.write([UInt8](page.html.utf8))
    let verdict = comparison.flatMap { gate.gate?.verdict(on: $0) }
    if output.quiet {
      guard let verdict, !verdict.isPassed else { return }
      throw Failure(message: "\(verdict)", code: Failure.gate)
    }
    // Where nobody reads to the end, the code still says what the gate found.
    let unread: Int32 = verdict?.isPassed ?? true ? 0 : Failure.gate
    Terminal.write(
      Terminal.styled(material.title, .bold) + "\n" + report.summary, unread: unread)
    guard let comparison, let baseline else { return }
    Terminal.write("\n" + comparison.summary(of: judged, against: baseline), unread: unread)
    guard let verdict else { return }
    Terminal.write(
      "\n" + Terminal.styled("\(verdict)", verdict.isPassed ? .green : .red) + "\n",
      unread: unread)
    if !verdict.isPassed { throw Failure(message: "", code: Failure.gate) }
  }

  private typealias Judged = (
    messages: [JudgedMessage], latency: Latency?, trainSeconds: Double
  )

  /// The messages of the test, by one bot.
  private func tested(
    _ material: EvaluationMaterial, stages: Set<Stage>, _ status: StatusLine
  ) throws -> Judged {
    let clock = ContinuousClock()
    let start = clock.now
    let compiled =
      if !stages.contains(.classifier) {
        CompiledKnowledge(material.knowledgeBase)
      } else if let model = try currentModel(of: material.knowledgeBase) {
        CompiledKnowledge(material.knowledgeBase, model: model)
      } else {
        material.training.compile(material.knowledgeBase) { status.show("", $0) }
      }
    let trainSeconds = (clock.now - start) / .seconds(1)
    let count = material.test.reduce(0) { $0 + $1.texts.count }
    let evaluator = Evaluator(compiled, stages: stages)
    var judged = evaluator.judge(material.test, findsTerms: htmlMessages) { done in
      if done % 100 == 0 { status.show("\(done) of \(count) messages") }
    }
    status.show("measuring the time a message takes")
    let latency = evaluator.measure(&judged)
    return (judged, latency, trainSeconds)
  }

  /// The knowledge base's own phrasings, each by a bot that lacks it.
  private func crossValidated(
    _ material: EvaluationMaterial, stages: Set<Stage>, _ status: StatusLine
  ) throws -> Judged {
    let folds = crossValidate ?? Fold.mostCount(of: material.knowledgeBase)
    guard material.knowledgeBase.entries.contains(where: { !$0.variants.isEmpty }), folds > 1 else {
      throw Failure(
        message:
          "\(train ?? directory ?? KnowledgeOptions.defaultDirectory): error: no entry has a variant to leave out\n  help: write variants, or name messages by --test"
      )
    }
    let result = CrossValidation(folds: folds, training: material.training, stages: stages).run(
      material.knowledgeBase, outOfScope: material.test.first, findsTerms: htmlMessages
    ) { number, progress in
      status.show("\(number) of \(folds): ", progress)
    } folded: { number in
      status.show("left out", share: Double(number) / Double(folds))
    }
    return (result.messages, result.latency, result.trainSeconds)
  }

  /// What `kefu train` left beside the knowledge base, if it is what training would make now.
  private func currentModel(of knowledgeBase: KnowledgeBase) throws -> TrainedModel? {
    guard let directory, risk == nil else { return nil }
    let file = Bot.modelFile(in: URL(filePath: directory))
    guard FileManager.default.fileExists(atPath: file.path(percentEncoded: false)) else {
      return nil
    }
    let model = try TrainedModel(contentsOf: file)
    guard model.fingerprint == knowledgeBase.trainingFingerprint else {
      if !output.quiet {
        Terminal.complain(
          "note: the knowledge base has changed since it was trained: training anew")
      }
      return nil
    }
    return model.seed == seed ?? model.seed ? model : nil
  }

  /// The options of files that are read, with what they name.
  private var inputs: [(option: String, path: String)] {
    [
      ("--train", train), ("--oos-train", oosTrain), ("--valid", valid), ("--oos-valid", oosValid),
      ("--test", test), ("--oos", oos), ("--baseline", baseline),
    ].compactMap { option, path in path.map { (option, $0) } }
  }
}
