import Foundation
import Kefu
import KefuEvaluation

/// A knowledge base with messages to judge it by.
struct ShopFiles {
  var knowledgeBase: String
  /// Messages, each with its entry or entries.
  var dev: String
  /// Messages about nothing.
  var oos: String
}

extension AccuracyBench {
  /// - Parameter files: Nil says in each row that it was not given.
  mutating func addShop(_ files: ShopFiles?) throws {
    let set = "ecommerce-zh"
    func material() throws -> (KnowledgeBase, [LabelledText]) {
      guard let files else { throw MissingInput(description: "needs --kb, --dev and --oos") }
      return try files.read()
    }
    if let (knowledgeBase, texts) = try? material() {
      table.note(knowledgeBase.overlap(with: texts, set: set))
    }
    var first: TrainedKnowledge?
    try addBySeed(Measure.shop) { seed in
      let (knowledgeBase, texts) = try material()
      let trained = KnowledgeTrainer(seed: seed).train(knowledgeBase)
      first = first ?? trained
      let metrics = trained.metrics(of: texts)
      return [metrics.accuracy, metrics.resolved, metrics.coverage, metrics.wrongRate]
        .map { $0?.percent }
    }
    try addHalves(of: set) {
      let (_, texts) = try material()
      guard let first else { throw MissingInput(description: "nothing trained") }
      return (first, texts)
    }
  }
}

extension ShopFiles {
  fileprivate func read() throws -> (KnowledgeBase, [LabelledText]) {
    guard FileManager.default.fileExists(atPath: knowledgeBase) else {
      throw MissingInput(description: "no knowledge base \(knowledgeBase)")
    }
    let shop = try KnowledgeBase(contentsOf: URL(filePath: knowledgeBase))
    let labels = LabelledTexts.Labels.entries(
      shop.entries.map(\.id), of: "the knowledge base")
    return try (shop, read(dev, labels).texts + read(oos, .ignored).texts)
  }

  private func read(_ path: String, _ labels: LabelledTexts.Labels) throws -> LabelledTexts {
    do {
      return try LabelledTexts(contentsOf: path, labels)
    } catch {
      throw MissingInput(error, file: path)
    }
  }
}

extension KnowledgeBase {
  /// How many of the messages stand in the knowledge base, as variants or in its own tests, where
  /// training reads them.
  fileprivate func overlap(with texts: [LabelledText], set: String) -> String {
    let phrasings = Set(entries.flatMap(\.phrasings).map(\.value))
    let kept = Set(heldOut.map(\.message.value) + outOfScope.map(\.value))
    let learnt = texts.count { phrasings.contains($0.text) }
    let judged = texts.count { kept.contains($0.text) }
    return
      "\(set): risk \(settings.risk) of its kb.yaml; of \(texts.count) messages, \(learnt) are variants of the knowledge base and \(judged) are in its own tests"
  }
}
