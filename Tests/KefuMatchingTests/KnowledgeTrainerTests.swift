// Training on a whole knowledge base:
//  1. The same knowledge and seed give the same bytes; another seed others.
//  2. Any knowledge base can be trained on: empty, of one entry, of doubled and contradictory texts, of
//     texts without a word; in Chinese and in English; each literal phrasing is answered afterwards.
//  3. A hundred messages kept apart are the evidence; fewer are not, and the variants are left out in
//     turn instead.
//  4. Messages about nothing are learnt from and judged by, none by both.
//  5. Leaving variants out leaves each out once, and no entry without a phrasing.
//  6. The fingerprint changes with all that training reads, and with nothing else.
//  7. Progress goes from 0 to 1, learning first.
import KefuKnowledge
import KefuTestSupport
import Synchronization
import Testing

@testable import KefuMatching

@Suite struct KnowledgeTrainerTests {
  private static let here = SourceLocation(file: "tests/a.tsv")

  private static func aboutNothing(_ count: Int) -> [Sourced<String>] {
    (0..<count).map { Sourced("今天第\($0)个笑话讲什么", at: here) }
  }

  private static func heldOut(_ count: Int) -> [HeldOutMessage] {
    var random = SeededRandom(seed: 5)
    return (0..<count).map { number in
      let entry = SampleShop.entries[number % SampleShop.entries.count]
      let text = RandomKnowledge.mutated(random.pick(entry.phrasings).value, using: &random)
      return HeldOutMessage(
        message: Sourced(text + "\(number)", at: here), entry: Sourced(entry.id, at: here))
    }
  }

  private func trained(_ entries: [Entry], locale: String = "zh-Hans") -> TrainedKnowledge {
    KnowledgeTrainer.quick().train(KnowledgeBase(entries, locale: locale))
  }

  @Test("1: the same bytes") func same() async {
    let first = KnowledgeTrainer.quick().train(SampleShop.knowledgeBase).model
    #expect(first.seed == 1)
    await withTaskGroup(of: [UInt8].self) { group in
      for _ in 0..<3 {
        group.addTask { KnowledgeTrainer.quick().train(SampleShop.knowledgeBase).model.bytes }
      }
      for await bytes in group { #expect(bytes == first.bytes) }
    }
    let other = KnowledgeTrainer.quick(seed: 2).train(SampleShop.knowledgeBase).model
    #expect(other.seed == 2 && other.bytes != first.bytes)
    #expect(other.fingerprint == first.fingerprint)
  }

  // MARK: Odd knowledge

  private static let odd: [(name: String, entries: [Entry])] = [
    ("none", []), ("one", [Entry("a", ["怎么退款", "我要退款", "退钱"])]),
    ("one of one", [Entry("a", ["怎么退款"])]),
    ("one phrasing each", ["退款", "发货", "发票", "尺码"].map { Entry($0, [$0 + "怎么办"]) }),
    ("doubled", [Entry("a", ["退款", "退款", "退 款", "退款"]), Entry("b", ["发货", "催发货"])]),
    ("contradictory", [Entry("a", ["退款", "退钱"]), Entry("b", ["退款", "换货"])]),
    ("without a word", [Entry("a", ["，", "👍", "  "]), Entry("b", ["发货", "?"])]),
    ("nothing at all", [Entry("a", ["\u{200B}", ""])]),
    (
      "Latin",
      [Entry("a", ["where is my parcel", "track it"]), Entry("b", ["refund", "money back"])]
    ),
  ]

  @Test("2: odd knowledge", arguments: odd.indices, ["zh-Hans", "en"])
  func any(number: Int, locale: String) {
    let (name, entries) = Self.odd[number]
    let trained = trained(entries, locale: locale)
    #expect(trained.model.entries == entries.map(\.id))
    #expect(trained.model.calibration.numbers.allSatisfy { $0.isFinite })
    #expect(!trained.model.certificate.isCertified, "\(name) proves nothing")
    #expect(!trained.model.certificate.isHeldOut)
    for message in trained.knowledge.phrasings {
      let recognition = trained.knowledge.recognize(message)
      if recognition.text.literal.isEmpty { continue }
      guard case .answer(let candidate) = recognition.decision else {
        Issue.record("\(name): “\(message)” is not answered")
        continue
      }
      #expect(candidate.confidence == .certain && recognition.inScope == .certain)
      #expect(
        trained.knowledge.entries[candidate.entry].phrasings.contains {
          matchText($0.value).literal == matchText(message).literal
        })
    }
    for message in ["", "👍", "鹦鹉", "zebra", "退款吗亲"] {
      let recognition = trained.knowledge.recognize(message)
      #expect(
        recognition.candidates.allSatisfy { $0.confidence.value > 0 && $0.confidence.value <= 1 })
      #expect(recognition.stages[.classifier] != nil)
    }
  }

  @Test("2: many entries") func many() {
    var random = SeededRandom(seed: 4)
    let entries = (0..<300).map { number in
      Entry(
        "e\(number)", (0..<2).map { _ in RandomKnowledge.text(5, using: &random) + "\(number)" })
    }
    var trainer = KnowledgeTrainer.quick()
    trainer.recipe.epochs = 1
    trainer.recipe.leastSteps = 1
    let trained = trainer.train(KnowledgeBase(entries))
    #expect(trained.model.entries.count == 300)
    #expect(trained.knowledge.recognize(entries[299].question.value).candidates[0].entry == 299)
    #expect(trained.confusablePairs.count <= 10)
    let certificate = trained.model.certificate
    #expect(certificate.inScope > 200 && certificate.outOfScope > 0)
  }

  // MARK: Evidence

  @Test("3: messages kept apart") func keptApart() {
    var knowledge = SampleShop.knowledgeBase
    knowledge.heldOut = Self.heldOut(100)
    knowledge.outOfScope = Self.aboutNothing(60)
    let certificate = KnowledgeTrainer.quick().train(knowledge).model.certificate
    #expect(certificate.isHeldOut)
    #expect((90...100).contains(certificate.inScope), "literal ones prove nothing")
    #expect(certificate.outOfScope == 60)
    knowledge.heldOut.removeLast()
    let folded = KnowledgeTrainer.quick().train(knowledge).model.certificate
    #expect(!folded.isHeldOut)
    let phrasings = SampleShop.entries.reduce(0) { $0 + $1.phrasings.count }
    #expect(folded.inScope <= phrasings && folded.inScope > phrasings / 2)
    #expect(folded.outOfScope == 60)
  }

  @Test("3: literal ones prove nothing") func literalEvidence() {
    let knowledge = CompiledKnowledge(SampleShop.knowledgeBase)
    var scratch = MatchScratch()
    #expect(knowledge.evidence("怎么退款", about: "refund.how", scratch: &scratch) == nil)
    #expect(knowledge.evidence("怎么退款", about: nil, scratch: &scratch) == nil)
    let row = knowledge.evidence("怎么退宽呢", about: "refund.how", scratch: &scratch)
    #expect(row.flatMap { row in row.meant.map { row.entries[$0] } } == "refund.how")
    #expect(row?.isInScope == true)
    let nothing = knowledge.evidence("怎么退宽呢", about: nil, scratch: &scratch)
    #expect(nothing?.isInScope == false && nothing?.meant == nil)
    let other = knowledge.evidence("怎么退宽呢", about: "no.such", scratch: &scratch)
    #expect(other?.isInScope == true && other?.meant == nil)
  }

  @Test("3: the risk asked for is the risk judged") func risk() {
    var knowledge = SampleShop.knowledgeBase
    knowledge.settings.risk = 0.25
    let trained = KnowledgeTrainer.quick().train(knowledge)
    #expect(trained.model.certificate.risk == 0.25)
  }

  @Test(
    "4: learnt from and judged by",
    arguments: [
      // Messages about nothing, kept apart, judged.
      (0, 0, 0), (1, 0, 1), (149, 0, 149), (150, 0, 50), (151, 0, 50), (600, 0, 50),
      (600, 99, 50), (600, 100, 50), (600, 500, 100), (600, 1_000, 200), (600, 5_000, 200),
      (601, 5_000, 201), (150, 5_000, 50),
    ])
  func split(aboutNothing: Int, keptApart: Int, judged: Int) {
    var knowledge = SampleShop.knowledgeBase
    knowledge.outOfScope = Self.aboutNothing(aboutNothing)
    knowledge.heldOut = Self.heldOut(keptApart)
    let split = KnowledgeTrainer.split(knowledge)
    #expect(split.judged.count == judged)
    #expect(Set(split.learnt).isDisjoint(with: split.judged))
    #expect(
      (split.learnt + split.judged).sorted() == knowledge.outOfScope.map(\.value).sorted())
    // Every third, so that no part of a file is all on one side.
    let expected = (0..<judged).map {
      knowledge.outOfScope[split.learnt.isEmpty ? $0 : 3 * $0].value
    }
    #expect(split.judged == expected)
  }

  @Test("4: more to learn from") func learnt() {
    let plain = KnowledgeTrainer.quick().train(SampleShop.knowledgeBase).model
    let more = KnowledgeTrainer.quick(outOfScope: ["今天天气怎么样", "讲个笑话"])
      .train(SampleShop.knowledgeBase).model
    #expect(more.bytes != plain.bytes)
    #expect(more.certificate.outOfScope == plain.certificate.outOfScope)
  }

  @Test("5: parts", arguments: [true, false])
  func folds(leavesEntriesOut: Bool) {
    let knowledge = SampleShop.knowledgeBase
    var seen: [String: Int] = [:]
    for fold in 0..<4 {
      let part = FoldedKnowledge(
        knowledge, fold: fold, of: 4, leavesEntriesOut: leavesEntriesOut)
      let rest = Dictionary(
        uniqueKeysWithValues: part.rest.entries.map { ($0.id, Set($0.phrasings.map(\.value))) })
      #expect(rest.values.allSatisfy { !$0.isEmpty })
      for (message, entry) in part.heldOut {
        seen[message, default: 0] += 1
        let own = knowledge.entries.first { $0.phrasings.contains { $0.value == message } }
        if let entry {
          #expect(own?.id == entry && rest[entry]?.contains(message) == false)
        } else {
          #expect(leavesEntriesOut && rest[own?.id ?? ""] == nil)
        }
      }
      if !leavesEntriesOut { #expect(part.rest.entries.count == knowledge.entries.count) }
      #expect(part.rest.settings == knowledge.settings && part.rest.synonyms == knowledge.synonyms)
    }
    let phrasings = knowledge.entries.flatMap(\.phrasings).map(\.value)
    #expect(seen == Dictionary(uniqueKeysWithValues: phrasings.map { ($0, 1) }))
  }

  @Test("5: entries of one phrasing keep it") func single() {
    let knowledge = KnowledgeBase([Entry("a", ["退款"]), Entry("b", ["发货", "催发货"])])
    for fold in 0..<4 {
      let part = FoldedKnowledge(knowledge, fold: fold, of: 4, leavesEntriesOut: true)
      #expect(part.rest.entries.map(\.id) == ["a", "b"])
      #expect(part.heldOut.allSatisfy { $0.entry == "b" })
    }
  }

  // MARK: The fingerprint

  private typealias Change = (String, @Sendable (inout KnowledgeBase) -> Void)

  private static let full: KnowledgeBase = {
    var knowledge = SampleShop.knowledgeBase
    knowledge.heldOut = heldOut(3)
    knowledge.outOfScope = aboutNothing(3)
    knowledge.entries[0].weights = ["退款": 2]
    return knowledge
  }()

  private static func sourced(_ text: String) -> Sourced<String> { Sourced(text, at: here) }

  private static let read: [Change] = [
    ("locale", { $0.settings.locale = "en" }), ("risk", { $0.settings.risk = 0.03 }),
    ("the coverage of options", { $0.settings.optionCoverage = 0.9 }),
    ("an id", { $0.entries[1].id = "other" }), ("order", { $0.entries.swapAt(0, 1) }),
    ("an entry less", { $0.entries.removeLast() }),
    ("a question", { $0.entries[1].question.value += "呢" }),
    ("a variant", { $0.entries[1].variants[0].value += "呢" }),
    ("a variant less", { $0.entries[1].variants.removeLast() }),
    ("a variant twice", { $0.entries[1].variants.append($0.entries[1].variants[0]) }),
    ("any", { $0.entries[1].keywords.any.append(sourced("退")) }),
    ("all", { $0.entries[0].keywords.all.append([sourced("退")]) }),
    (
      "a group cut in two",
      { base in
        base.entries[0].keywords.all = base.entries[0].keywords.all.flatMap { $0.map { [$0] } }
      }
    ),
    ("none", { $0.entries[0].keywords.none = [] }),
    (
      "all and none exchanged",
      { base in
        base.entries[0].keywords.any = base.entries[0].keywords.none
        base.entries[0].keywords.none = []
      }
    ),
    ("a weight", { $0.entries[0].weights["退款"] = 3 }),
    ("a weighed word", { $0.entries[0].weights = ["到账": 2] }),
    ("a synonym", { $0.synonyms[0].words.append(sourced("咋样")) }),
    (
      "two sets made one",
      { base in
        base.synonyms[0].words += base.synonyms[1].words
        base.synonyms.remove(at: 1)
      }
    ),
    ("a discount", { $0.synonyms[0].discount = 0.5 }),
    ("a word", { $0.lexicon.append(LexiconWord(word: sourced("退差价"))) }),
    ("its frequency", { $0.lexicon[0].frequency = 7 }),
    ("a stop word", { $0.stopWords.append("亲") }),
    ("a message about nothing", { $0.outOfScope.removeLast() }),
    ("a message kept apart", { $0.heldOut[0].message.value += "呢" }),
    ("its entry", { $0.heldOut[0].entry.value = "size" }),
    (
      "one about nothing kept apart",
      { base in
        let moved = base.outOfScope.suffix(2).map { $0 }
        base.outOfScope.removeLast(2)
        base.heldOut.insert(HeldOutMessage(message: moved[0], entry: moved[1]), at: 0)
      }
    ),
  ]

  @Test("6: what training reads", arguments: read.indices)
  func changes(number: Int) {
    var changed = Self.full
    Self.read[number].1(&changed)
    #expect(changed.trainingFingerprint != Self.full.trainingFingerprint, "\(Self.read[number].0)")
  }

  private static let notRead: [Change] = [
    ("an answer", { $0.entries[0].answers[0].text.value = "另一句" }),
    ("a group", { $0.entries[0].group = "aftersale" }),
    ("handoff", { $0.entries[0].handoff = .always }),
    ("what follows", { $0.entries[0].followUps = [sourced("size")] }),
    ("inline tests", { $0.entries[0].tests.reach = [sourced("退宽")] }),
    ("a place", { $0.entries[0].location = here }), ("the name", { $0.settings.name = "小店" }),
    ("a variable", { $0.settings.variables["a"] = "b" }),
    ("the fallback", { $0.settings.fallback = "不会" }),
    ("cut-offs", { $0.settings.thresholds.answer = 0.7 }),
    ("small talk", { $0.entries[0].isSmallTalk = true }),
    ("triggers", { $0.triggers.thresholds.misses = 9 }),
  ]

  @Test("6: what training does not read", arguments: notRead.indices)
  func ignores(number: Int) {
    var changed = Self.full
    Self.notRead[number].1(&changed)
    #expect(changed != Self.full)
    #expect(
      changed.trainingFingerprint == Self.full.trainingFingerprint, "\(Self.notRead[number].0)")
  }

  // MARK: Progress

  @Test("7: progress", arguments: [0, 100])
  func progress(keptApart: Int) {
    var knowledge = SampleShop.knowledgeBase
    knowledge.heldOut = Self.heldOut(keptApart)
    let steps = Mutex<[KnowledgeTrainer.Progress]>([])
    _ = KnowledgeTrainer.quick().train(knowledge) { step in steps.withLock { $0.append(step) } }
    let all = steps.withLock { $0 }
    #expect(all.allSatisfy { (0...1).contains($0.share) })
    let learning = all.prefix { $0.step == .learning }
    #expect(learning.last?.share == 1 && learning.count > 1)
    let judging = all.dropFirst(learning.count)
    #expect(judging.allSatisfy { $0.step == .judging })
    #expect(judging.first?.share == 0 && judging.last?.share == 1)
    #expect(zip(learning, learning.dropFirst()).allSatisfy { $0.share < $1.share })
  }
}
