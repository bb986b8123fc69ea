import Foundation
import Kefu
import KefuEvaluation

/// All that an evaluation reads.
struct EvaluationMaterial {
  var title: String
  var knowledgeBase: KnowledgeBase
  var training: Training
  /// The test, if there is one, then messages out of scope.
  var test: [LabelledTexts]

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
        contentsOf: URL(filePath: command.directory ?? KnowledgeOptions.defaultDirectory))
      known = .entries(knowledgeBase.entries.map(\.id), of: "the knowledge base")
    }
    let oosTrain = command.oosTrain.flatMap { read($0, .ignored) }
    let valid = command.valid.flatMap { read($0, known) }
    let oosValid = command.oosValid.flatMap { read($0, .ignored) }
    let test = command.test.flatMap { read($0, known) }
    let oos = command.oos.flatMap { read($0, .ignored) }
    guard problems.isEmpty else {
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
    self.test = [test, oos].compactMap { $0 }
  }
}
