import CKefuKernels
import Dispatch
public import KefuKnowledge
import Synchronization

/// Trains stage 4 on a knowledge base and finds out how far the stages can be trusted.
///
/// ```swift
/// let trained = KnowledgeTrainer(seed: 1).train(knowledgeBase) { print("\($0.step) \($0.share)") }
/// try trained.model.write(to: url)
/// let bot = Bot(trained.knowledge)
/// ```
///
/// The evidence for confidences and thresholds is the messages kept apart in tests/*.tsv, if there
/// are `leastHeldOut` of them; else the variants themselves, a part of them left out of training in
/// turn, which takes as many trainings more. The same knowledge, seed and evidence give the same
/// bytes on every machine.
///
/// A knowledge base of 10 000 variants takes some ten seconds on one core, four times that without
/// messages kept apart.
public struct KnowledgeTrainer: Sendable {
  public var seed: UInt64
  /// Messages about nothing, to learn from besides those of the knowledge base; not to be judged by.
  public var outOfScope: [String]
  var recipe = TrainingRecipe()

  /// Messages kept apart that make evidence enough.
  public static let leastHeldOut = 100
  /// Messages about nothing that make evidence enough.
  static let leastOutOfScope = 50
  /// Parts of the variants left out in turn: more of them where there are few, since a bot that
  /// lacks a quarter of three variants is another bot.
  static func folds(_ phrasings: Int) -> Int { phrasings < 6_000 ? 8 : 4 }

  public init(seed: UInt64 = 1, outOfScope: [String] = []) {
    self.seed = seed
    self.outOfScope = outOfScope
  }

  public struct Progress: Sendable {
    public enum Step: String, Sendable { case learning, judging }
    public var step: Step
    /// Of the step, in `0...1`.
    public var share: Double
  }

  /// - Parameter progress: Called now and then, from any thread.
  public func train(
    _ knowledgeBase: KnowledgeBase, progress: @Sendable (Progress) -> Void = { _ in }
  ) -> TrainedKnowledge {
    let base = CompiledKnowledge(knowledgeBase)
    let aboutNothing = Self.split(knowledgeBase)
    let untrusted = model(of: base, aboutNothing: aboutNothing.learnt, seed: seed) {
      progress(Progress(step: .learning, share: $0))
    }
    let knowledge = CompiledKnowledge(base, model: untrusted)
    let calibrator = Calibrator(knowledgeBase.settings)
    let isHeldOut = knowledgeBase.heldOut.count >= Self.leastHeldOut
    progress(Progress(step: .judging, share: 0))
    let rows =
      isHeldOut
      ? heldOutEvidence(knowledge, aboutNothing.judged)
      : foldedEvidence(knowledgeBase, aboutNothing) {
        progress(Progress(step: .judging, share: $0))
      }
    let calibration = calibrator.calibrate(rows, isHeldOut: isHeldOut)
    progress(Progress(step: .judging, share: 1))
    let model = untrusted.with(calibration)
    return TrainedKnowledge(
      knowledge: CompiledKnowledge(base, model: model), model: model,
      confusablePairs: calibration.confusablePairs(rows, limit: 10))
  }

  /// Judges a trained knowledge base by other messages, without learning its texts again.
  ///
  /// - Parameters:
  ///   - heldOut: Messages with their entries, none of them a variant.
  ///   - outOfScope: Messages about nothing, none of them learnt from.
  ///   - settings: Whose `risk` and `optionCoverage` to meet; the knowledge base's own where not given.
  public func calibrate(
    _ trained: TrainedKnowledge, heldOut: [HeldOutMessage], outOfScope: [String],
    settings: Settings? = nil
  ) -> TrainedKnowledge {
    let knowledge = trained.knowledge
    var scratch = MatchScratch()
    let rows =
      heldOut.compactMap {
        knowledge.evidence($0.message.value, about: $0.entry.value, scratch: &scratch)
      } + outOfScope.compactMap { knowledge.evidence($0, about: nil, scratch: &scratch) }
    let calibration = Calibrator(settings ?? knowledge.knowledgeBase.settings)
      .calibrate(rows, isHeldOut: true)
    let model = trained.model.with(calibration)
    return TrainedKnowledge(
      knowledge: CompiledKnowledge(knowledge, model: model), model: model,
      confusablePairs: calibration.confusablePairs(rows, limit: 10))
  }

  // MARK: Learning

  /// - Parameters:
  ///   - aboutNothing: Messages of the knowledge base to learn from besides the phrasings.
  ///   - isFold: One of many models that are only judged by; a single network does.
  private func model(
    of knowledge: CompiledKnowledge, aboutNothing: [String], seed: UInt64,
    isFold: Bool = false, progress: (Double) -> Void
  ) -> TrainedModel {
    let knowledgeBase = knowledge.knowledgeBase
    let views: FeatureViews =
      knowledgeBase.settings.locale.hasPrefix("zh") ? .chinese : .spaced
    var scratch = MatchScratch()
    var text = MatchText()
    var features = TextFeatures()
    func extract(_ message: String) -> TextFeatures {
      text.prepare(message, analyzer: knowledge.analyzer, scratch: &scratch.text)
      features.extract(text, views: views)
      return features
    }
    let texts = knowledge.phrasings.map(extract)
    let space = FeatureSpace(texts: texts, views: views)
    func vector(_ features: TextFeatures) -> SparseVector {
      var vector = SparseVector()
      space.vector(of: features, into: &vector)
      return vector
    }
    var vectors = texts.map(vector)
    var labels = knowledge.entryOfPhrasing
    for message in outOfScope + aboutNothing {
      vectors.append(vector(extract(message)))
      labels.append(Int32(knowledgeBase.entries.count))
    }
    let recipe = recipe.adapted(to: vectors.count, labels: knowledgeBase.entries.count)
    let members = isFold ? 1 : recipe.members
    let networks = (0..<members).map { member in
      Trainer(
        vectors: vectors, labels: labels, features: space.count,
        labelCount: knowledgeBase.entries.count + 1, recipe: recipe,
        seed: seed &+ UInt64(member) &* 0x9E37_79B9
      ).fit { progress((Double(member) + $0) / Double(members)) }
    }
    var writer = ModelWriter()
    writer.add(
      Network(meanOf: networks), space: space, labels: knowledgeBase.entries.map(\.id))
    writer.add(.calibration, Calibration().numbers)
    do {
      return try TrainedModel(
        writer.finish(fingerprint: knowledgeBase.trainingFingerprint, seed: seed))
    } catch {
      preconditionFailure("a model just written cannot be read: \(error)")
    }
  }

  /// Messages about nothing, learnt from in part where there are enough for both uses: every third is
  /// judged by, but of more than customers send, one in six of all, the rest is learnt from too.
  static func split(_ knowledgeBase: KnowledgeBase) -> (learnt: [String], judged: [String]) {
    let messages = knowledgeBase.outOfScope.map(\.value)
    guard messages.count >= 3 * leastOutOfScope else { return ([], messages) }
    let inScope =
      knowledgeBase.heldOut.count >= leastHeldOut
      ? knowledgeBase.heldOut.count : knowledgeBase.entries.reduce(0) { $0 + $1.phrasings.count }
    let judged = min((messages.count + 2) / 3, max(leastOutOfScope, inScope / 5))
    return (
      messages.indices.filter { $0 % 3 != 0 || $0 / 3 >= judged }.map { messages[$0] },
      (0..<judged).map { messages[3 * $0] }
    )
  }

  // MARK: Evidence

  private func heldOutEvidence(
    _ knowledge: CompiledKnowledge, _ aboutNothing: [String]
  ) -> [EvidenceRow] {
    var scratch = MatchScratch()
    return knowledge.knowledgeBase.heldOut.compactMap {
      knowledge.evidence($0.message.value, about: $0.entry.value, scratch: &scratch)
    } + aboutNothing.compactMap { knowledge.evidence($0, about: nil, scratch: &scratch) }
  }

  /// Each variant as seen by a bot trained without it; where the knowledge base has too few messages
  /// about nothing, also variants as seen by a bot that lacks their whole entry.
  private func foldedEvidence(
    _ knowledgeBase: KnowledgeBase, _ aboutNothing: (learnt: [String], judged: [String]),
    progress: @Sendable (Double) -> Void
  ) -> [EvidenceRow] {
    let lacksOutOfScope = knowledgeBase.outOfScope.count < Self.leastOutOfScope
    let folds = Self.folds(knowledgeBase.entries.reduce(0) { $0 + $1.phrasings.count })
    let results = Mutex([[EvidenceRow]](repeating: [], count: folds))
    let done = Mutex(0)
    DispatchQueue.concurrentPerform(iterations: folds) { fold in
      let split = FoldedKnowledge(
        knowledgeBase, fold: fold, of: folds, leavesEntriesOut: lacksOutOfScope)
      let base = CompiledKnowledge(split.rest)
      let learnt = model(
        of: base, aboutNothing: aboutNothing.learnt, seed: seed &+ UInt64(fold) &+ 1,
        isFold: true
      ) { _ in }
      let knowledge = CompiledKnowledge(base, model: learnt)
      var scratch = MatchScratch()
      var rows: [EvidenceRow] = []
      let outOfScope = aboutNothing.judged.enumerated()
        .filter { $0.offset % folds == fold }.map {
          (message: $0.element, entry: String?.none)
        }
      for (message, entry) in split.heldOut + outOfScope {
        if let row = knowledge.evidence(message, about: entry, scratch: &scratch) {
          rows.append(row)
        }
      }
      results.withLock { $0[fold] = rows }
      let share = done.withLock {
        $0 += 1
        return Double($0) / Double(folds)
      }
      progress(share)
    }
    return results.withLock { $0.flatMap { $0 } }
  }
}

/// What training makes.
public struct TrainedKnowledge: Sendable {
  public var knowledge: CompiledKnowledge
  public var model: TrainedModel
  /// The ten pairs of entries most often taken for one another in the evidence, worst first.
  public var confusablePairs: [ConfusablePair]
}

/// A knowledge base without some of its variants, and those.
struct FoldedKnowledge {
  var rest: KnowledgeBase
  /// With the entry meant; nil where the whole entry is left out, or never was.
  var heldOut: [(message: String, entry: String?)] = []

  /// One entry in so many is left out.
  static let entryStride = 10

  /// - Parameter fold: Takes every `folds`-th phrasing, from another one in each entry.
  init(_ knowledgeBase: KnowledgeBase, fold: Int, of folds: Int, leavesEntriesOut: Bool) {
    rest = knowledgeBase
    rest.entries = []
    var number = 0
    for (i, entry) in knowledgeBase.entries.enumerated() {
      var kept: [Sourced<String>] = []
      var left: [Sourced<String>] = []
      for phrasing in entry.phrasings {
        if number % folds == fold { left.append(phrasing) } else { kept.append(phrasing) }
        number += 1
      }
      if leavesEntriesOut, i % Self.entryStride == fold, knowledgeBase.entries.count > 2 {
        // As many as of any entry, so that the entries left out weigh no more than the others.
        heldOut += left.map { ($0.value, nil) }
        continue
      }
      guard let first = kept.first else {
        // An entry of one phrasing cannot do without it.
        rest.entries.append(entry)
        continue
      }
      var reduced = entry
      reduced.question = first
      reduced.variants = Array(kept.dropFirst())
      rest.entries.append(reduced)
      heldOut += left.map { ($0.value, entry.id) }
    }
  }
}

extension CompiledKnowledge {
  /// What the stages see in a message about `entry`, or about none; nil for a literal phrasing,
  /// which proves nothing.
  func evidence(_ message: String, about entry: String?, scratch: inout MatchScratch)
    -> EvidenceRow?
  {
    var text = MatchText()
    text.prepare(message, analyzer: analyzer, scratch: &scratch.text)
    let (_, fused) = propose(text, Set(Stage.allCases), &scratch)
    guard !fused.candidates.contains(where: { $0.confidence == .certain }) else { return nil }
    return EvidenceRow(
      message: fused.message, candidates: fused.features,
      entries: fused.candidates.map { entries[$0.entry].id },
      meant: entry.flatMap { id in
        fused.candidates.firstIndex { entries[$0.entry].id == id }
      },
      isInScope: entry != nil)
  }
}

extension KnowledgeBase {
  /// A hash of all that training reads: ids, phrasings, keywords, synonyms, word lists, messages kept
  /// apart, locale, risk and the coverage of options. Answers, groups and flows may change without
  /// another training.
  public var trainingFingerprint: UInt64 {
    var sum: UInt64 = 0x4B65_6675
    func add(_ text: String) {
      sum = mixed(sum &+ 1)
      for byte in text.utf8 { sum = (sum ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
      sum = mixed(sum ^ 0x1F)
    }
    func end() { sum = mixed(sum ^ 0x9E37_79B9_7F4A_7C15) }
    add(settings.locale)
    add("\(settings.risk) \(settings.optionCoverage)")
    for entry in entries {
      add(entry.id)
      for phrasing in entry.phrasings { add(phrasing.value) }
      end()
      for phrase in entry.keywords.any { add(phrase.value) }
      end()
      for group in entry.keywords.all {
        for word in group { add(word.value) }
        end()
      }
      end()
      for word in entry.keywords.none { add(word.value) }
      end()
      for (word, weight) in entry.weights.sorted(by: { $0.key < $1.key }) {
        add("\(word)=\(weight)")
      }
      end()
    }
    end()
    for set in synonyms {
      add("\(set.discount)")
      for word in set.words { add(word.value) }
      end()
    }
    end()
    // The order of these means nothing.
    for word in lexicon.map({ "\($0.word.value) \($0.frequency.map(String.init) ?? "")" }).sorted()
    {
      add(word)
    }
    end()
    for word in stopWords.sorted() { add(word) }
    end()
    for message in outOfScope { add(message.value) }
    end()
    for row in heldOut {
      add(row.message.value)
      add(row.entry.value)
    }
    return sum
  }
}
