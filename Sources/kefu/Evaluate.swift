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

      Customers' messages are written to --predictions only, and printed where they are compared:

        kefu evaluate --kb myshop --test test.tsv --baseline figures.json --gate

      names each message that figures.json, an earlier --json, had right and this has not, or the
      other way round; exit code 3 says that the bot got worse.
      """)

  @Option(
    name: .customLong("kb"),
    help: ArgumentHelp(
      "The knowledge base's directory. (default: KnowledgeBase/ecommerce-zh)", valueName: "dir")
  )
  var directory: String?

  @Option(help: ArgumentHelp("Learn from this file instead of a knowledge base.", valueName: "tsv"))
  var train: String?

  @Option(help: ArgumentHelp("Messages out of scope, to learn from.", valueName: "tsv"))
  var oosTrain: String?

  @Option(
    help: ArgumentHelp("Messages to fit confidences and thresholds on.", valueName: "tsv"))
  var valid: String?

  @Option(help: ArgumentHelp("The same, out of scope.", valueName: "tsv"))
  var oosValid: String?

  @Option(help: ArgumentHelp("Messages and what they are about.", valueName: "tsv"))
  var test: String

  @Option(help: ArgumentHelp("Messages that no entry is about.", valueName: "tsv"))
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

  @Option(help: ArgumentHelp("Write the figures as JSON.", valueName: "file"))
  var json: String?

  @Option(
    help: ArgumentHelp("Write each message with what was predicted.", valueName: "tsv"))
  var predictions: String?

  @Option(
    help: ArgumentHelp(
      "Compare with an earlier --json; prints the messages broken and fixed.", valueName: "json"))
  var baseline: String?

  @OptionGroup var gate: GateOptions

  /// Of --train, which has no kb.yaml to say it.
  static let defaultRisk = 0.05

  func validate() throws {
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
    let outputs = try EvaluationOutputs(json: json, predictions: predictions, inputs: inputs)
    let material = try EvaluationMaterial(self)
    let earlier = try baseline.map { try Report(contentsOf: $0) }

    let status = StatusLine()
    status.show("making the bot ready")
    let clock = ContinuousClock()
    let start = clock.now
    let compiled =
      if !stages.contains(.classifier) {
        CompiledKnowledge(material.knowledgeBase)
      } else if let model = try currentModel(of: material.knowledgeBase) {
        CompiledKnowledge(material.knowledgeBase, model: model)
      } else {
        material.training.compile(material.knowledgeBase) { status.show($0) }
      }
    let trainSeconds = (clock.now - start) / .seconds(1)

    let evaluator = Evaluator(compiled, stages: stages)
    let texts = material.test.flatMap(\.texts)
    let judged = evaluator.judge(material.test) { done in
      if done % 100 == 0 { status.show("\(done) of \(texts.count) messages") }
    }
    status.show("measuring the time a message takes")
    let report = Report(
      Metrics(judged.map(\.outcome), stages: stages),
      trainSeconds: (trainSeconds * 1000).rounded() / 1000,
      latencyMicros: evaluator.latency(of: texts), seed: material.training.seed,
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
    Terminal.write(Terminal.styled(material.title, .bold) + "\n" + report.summary)
    guard let comparison, let baseline else { return }
    Terminal.write("\n" + comparison.summary(of: judged, against: baseline))
    guard let verdict = gate.gate?.verdict(on: comparison) else { return }
    Terminal.write(
      "\n" + Terminal.styled("\(verdict)", verdict.isPassed ? .green : .red) + "\n")
    if !verdict.isPassed { throw Failure(message: "", code: Failure.gate) }
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
      FileHandle.standardError.write(
        Data("note: the knowledge base has changed since it was trained: training anew\n".utf8))
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
