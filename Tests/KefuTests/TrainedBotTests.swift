// A bot and its trained model:
//  1. Without a model, with one of this knowledge, of older texts, of other entries: the status says
//     which, and whether it is used.
//  2. A directory's trained.kefu is used where there is one; a damaged one is refused in words.
//  3. The explanation says of stage 4 that it is not trained, switched off, or what it has learnt to
//     tell; and where nothing is certified, that literal phrasings alone are answered.
//  4. The status is about texts: answers may change without another training.
import Foundation
import Kefu
import KefuTestSupport
import Testing

@testable import KefuMatching

@Suite struct TrainedBotTests {
  private static let trained: TrainedKnowledge = {
    var trainer = KnowledgeTrainer()
    trainer.recipe.hidden = 16
    trainer.recipe.epochs = 2
    trainer.recipe.leastSteps = 40
    trainer.recipe.leastStepsPerLabel = 0
    return trainer.train(knowledgeBase)
  }()

  private static let knowledgeBase =
    KnowledgeLoader.load(files: ShopFiles.files.mapValues { Array($0.utf8) }).knowledgeBase
    ?? KnowledgeBase()

  private var model: TrainedModel { Self.trained.model }

  @Test("1: missing") func missing() {
    let bot = Bot(Self.knowledgeBase)
    #expect(bot.modelStatus == .missing && !bot.modelStatus.isUsed)
    #expect(bot.knowledge.model == nil)
  }

  @Test("1: current") func current() {
    for bot in [Bot(Self.knowledgeBase, model: model), Bot(Self.trained)] {
      #expect(bot.modelStatus == .current && bot.modelStatus.isUsed)
      #expect(bot.knowledge.model != nil)
      #expect(bot.recognize("退款").stages[.classifier]?.isEmpty == false)
    }
  }

  @Test("1: outdated") func outdated() {
    var changed = Self.knowledgeBase
    changed.entries[0].variants.removeLast()
    changed.entries.reverse()
    let bot = Bot(changed, model: model)
    #expect(bot.modelStatus == .outdated && bot.modelStatus.isUsed)
    // Entries are told by id, not by number.
    let found = bot.recognize("退款").stages[.classifier] ?? []
    let before = Bot(Self.trained).recognize("退款").stages[.classifier] ?? []
    #expect(!found.isEmpty)
    #expect(
      found.map { changed.entries[$0.entry].id }
        == before.map { Self.knowledgeBase.entries[$0.entry].id })
  }

  @Test("1: unfit", arguments: [true, false])
  func unfit(isLonger: Bool) {
    var changed = Self.knowledgeBase
    if isLonger {
      changed.entries.append(Entry("new", ["会员"]))
    } else {
      changed.entries.removeLast()
    }
    let bot = Bot(changed, model: model)
    #expect(bot.modelStatus == .unfit && !bot.modelStatus.isUsed)
    #expect(bot.knowledge.model == nil)
    #expect(bot.recognize("退款").candidates == Bot(changed).recognize("退款").candidates)
  }

  @Test("2: in a directory") func directory() throws {
    try ShopFiles.withDirectory { directory in
      let file = Bot.modelFile(in: directory)
      #expect(file.lastPathComponent == "trained.kefu")
      #expect(try Bot(knowledgeBase: directory).modelStatus == .missing)
      #expect(try Bot.model(in: directory) == nil)
      try model.write(to: file)
      let bot = try Bot(knowledgeBase: directory)
      #expect(bot.modelStatus == .current)
      #expect(bot.reply(to: "退款多久到账").entry == "refund.time")
      #expect(bot.reply(to: "退款多久到账").confidence == .certain)
      try Data("KEFUMODL and no more".utf8).write(to: file)
      let error = #expect(throws: ModelFileError.self) { try Bot(knowledgeBase: directory) }
      #expect(error == .truncated(bytes: 20, expected: 64))
    }
  }

  private func stage(_ explanation: Explanation) throws -> Explanation {
    try #require(explanation.children.first { $0.label.hasPrefix("classifier") })
  }

  @Test("3: stage 4 explained") func explanation() throws {
    let plain = Bot(Self.knowledgeBase)
    #expect(try stage(plain.explain("退款")).label == "classifier: not trained")
    let bot = Bot(Self.trained)
    #expect(
      try stage(bot.explain("退款", stages: [.keyword])).label == "classifier: switched off")
    #expect(try stage(bot.explain("")).label == "classifier: nothing")
    let found = try stage(bot.explain("退款的运费"))
    #expect(found.label == "classifier:" && (1...3).contains(found.children.count))
    for child in found.children {
      let id = Self.knowledgeBase.entries.map(\.id).first { child.label.hasPrefix($0 + " ") }
      #expect(id != nil)
      #expect(child.children.count == 1)
      #expect(
        child.children[0].label.firstMatch(
          of: /^has learnt to tell it: probability [01]\.\d{3}$/) != nil)
    }
    let together = try #require(
      bot.explain("退款的运费").children.first { $0.label.hasPrefix("together: ") })
    #expect(together.children.contains { $0.label.contains("classifier 0.") })
    #expect(
      together.label.wholeMatch(of: /together: about any entry with [01]\.\d{3}/) != nil)
    let thresholds = try #require(bot.explain("退款的运费").children.last).children.map(\.label)
    #expect(thresholds.last == "not certified for risk 0.020")
    if !thresholds[0].hasSuffix(" is enough") {
      let asking = "ask back where it is about any entry with 0.500: "
      #expect(thresholds.contains { $0.hasPrefix(asking) })
    }
  }

  @Test("3: nothing certified") func uncertified() throws {
    var unpinned = Self.knowledgeBase
    unpinned.settings.thresholds = Thresholds()
    let bot = Bot(unpinned, model: model)
    #expect(bot.modelStatus == .current)
    #expect(bot.knowledge.model?.certificate.isCertified == false)
    func first(_ message: String) throws -> String? {
      try #require(bot.explain(message).children.first { $0.label == "thresholds" })
        .children.first?.label
    }
    let words = "answer literal phrasings only, as nothing more is certified: this is "
    #expect(try first("退款多久到账") == words + "one")
    #expect(try first("退款的钱") == words + "none")
    #expect(bot.explain("退款多久到账").label == "answer refund.time with confidence 1.000")
    #expect(bot.reply(to: "退款多久到账").entry == "refund.time")
    #expect(bot.reply(to: "退款的钱").entry == nil)
  }

  @Test("4: new answers") func newAnswers() {
    var changed = Self.knowledgeBase
    changed.entries[1].answers[0].text.value = "请点右上角"
    let bot = Bot(changed, model: model)
    #expect(bot.modelStatus == .current)
    #expect(bot.reply(to: "怎么退款").text == "请点右上角")
  }
}
