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

      Customers' messages are written to --predictions only.
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
    let outputs = try Outputs(json: json, predictions: predictions, inputs: inputs)
    let material = try EvaluationMaterial(self)

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
    let texts = material.texts
    let outcomes = evaluator.outcomes(of: texts) { done in
      if done % 100 == 0 { status.show("\(done) of \(texts.count) messages") }
    }
    status.show("measuring the time a message takes")
    let report = Report(
      Metrics(outcomes, stages: stages), trainSeconds: (trainSeconds * 1000).rounded() / 1000,
      latencyMicros: evaluator.latency(of: texts), seed: material.training.seed)
    status.clear()

    try outputs.json?.write(report.json())
    try outputs.predictions?.write([UInt8](Predictions.table(texts, outcomes).utf8))
    Terminal.write(Terminal.styled(material.title, .bold) + "\n" + report.summary)
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
      ("--test", test), ("--oos", oos),
    ].compactMap { option, path in path.map { (option, $0) } }
  }
}

/// All that an evaluation reads.
private struct EvaluationMaterial {
  var title: String
  var knowledgeBase: KnowledgeBase
  var training: Training
  /// Of the test, then those out of scope.
  var texts: [LabelledText]

  /// Reads every file before complaining of any.
  init(_ command: Evaluate) throws {
    var problems: [LabelledTextsError] = []
    func read(_ path: String, _ labels: LabelledTexts.Labels) -> LabelledTexts? {
      do {
        return try LabelledTexts(contentsOf: path, labels)
      } catch {
        problems.append(error)
        return nil
      }
    }
    let known: LabelledTexts.Labels
    var train: LabelledTexts?
    if let path = command.train {
      train = read(path, .any)
      // Without the labels the rest of the test file can still be checked.
      known = train.map { .entries($0.labels, of: path) } ?? .any
      knowledgeBase = KnowledgeBase()
    } else {
      knowledgeBase = try KnowledgeBase(
        contentsOf: URL(filePath: command.directory ?? "KnowledgeBase/ecommerce-zh"))
      known = .entries(knowledgeBase.entries.map(\.id), of: "the knowledge base")
    }
    let oosTrain = command.oosTrain.flatMap { read($0, .ignored) }
    let valid = command.valid.flatMap { read($0, known) }
    let oosValid = command.oosValid.flatMap { read($0, .ignored) }
    let test = read(command.test, known)
    let oos = command.oos.flatMap { read($0, .ignored) }
    guard problems.isEmpty, let test else {
      throw Failure(message: problems.map(\.description).joined(separator: "\n"))
    }

    if let train {
      let locale = command.locale ?? train.locale
      knowledgeBase = KnowledgeBase(train, locale: locale)
      knowledgeBase.settings.risk = Evaluate.defaultRisk
      title =
        "\(train.file): \(knowledgeBase.entries.count) entries, \(train.texts.count) phrasings, locale \(locale)\(command.locale == nil ? " (detected)" : "")"
    } else {
      title = "\(knowledgeBase.settings.name): \(knowledgeBase.entries.count) entries"
    }
    if let risk = command.risk { knowledgeBase.settings.risk = risk }
    training = Training(
      seed: command.seed ?? 1, outOfScope: oosTrain?.texts.map(\.text) ?? [],
      validation: valid.map {
        Training.Validation(inScope: $0.texts, outOfScope: oosValid?.texts.map(\.text) ?? [])
      })
    texts = test.texts + (oos?.texts ?? [])
  }
}

/// The files that an evaluation writes.
private struct Outputs {
  var json: OutputFile?
  var predictions: OutputFile?

  init(
    json: String?, predictions: String?, inputs: [(option: String, path: String)]
  ) throws {
    self.json = try json.map { try OutputFile($0) }
    self.predictions = try predictions.map { try OutputFile($0) }
    if let json = self.json, let predictions = self.predictions, json.isRegular,
      json.target == predictions.target
    {
      throw ValidationError("--json and --predictions name the same file")
    }
    for (option, output) in [("--json", self.json), ("--predictions", self.predictions)] {
      for input in inputs where output?.target == OutputFile.target(of: input.path) {
        throw ValidationError("\(option) would overwrite the file of \(input.option)")
      }
    }
  }
}
