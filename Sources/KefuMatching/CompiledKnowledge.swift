public import KefuKnowledge
public import KefuText

/// A knowledge base made ready to answer: its texts analysed, its indexes built.
///
/// ```swift
/// let compiled = CompiledKnowledge(knowledgeBase)
/// let recognition = compiled.recognize("退款多久到账")
/// ```
///
/// Built once, then only read: any number of tasks share it. Reloading makes another one.
/// Building costs some 70 µs a phrasing. A reference, since a copy of all its parts would cost every
/// thread dozens of counts that all of them share.
public final class CompiledKnowledge: Sendable {
  public let knowledgeBase: KnowledgeBase
  public let analyzer: TextAnalyzer
  /// Every question and variant, entry by entry.
  public let phrasings: [String]
  /// `[phrasing]` index into `entries`.
  public let entryOfPhrasing: [Int32]
  /// Where each entry stands, by its id.
  public let numberOfEntry: [String: Int]
  let synonyms: SynonymTable
  let rules: KeywordRules
  let keyword: KeywordMatcher
  let fuzzy: FuzzyMatcher
  let weighted: WeightedMatcher
  let classifier: EntryClassifier?
  let fusion: Fusion
  /// What stage 4 and the confidences come from; nil without a trained model.
  public let model: TrainedModel?

  public var entries: [Entry] { knowledgeBase.entries }

  /// The cut-offs in force, each in `0...1`.
  public var limits: (answer: Double, clarify: Double, margin: Double) {
    (fusion.answerThreshold, fusion.clarifyThreshold, fusion.ambiguityMargin)
  }

  /// With a trained model, a message is asked back only where it is about any entry with at least
  /// this probability,
  public static let leastInScope = Fusion.leastInScope
  /// and where no more entries than these are likely.
  public static let maximumOptions = Fusion.maximumOptions

  /// - Parameter model: What `KnowledgeTrainer` learnt from this knowledge base; without one there
  ///   is no stage 4, and confidences are no promise.
  public init(_ knowledgeBase: KnowledgeBase, model: TrainedModel? = nil) {
    self.knowledgeBase = knowledgeBase
    self.model = model
    let synonyms = SynonymTable(knowledgeBase.synonyms)
    self.synonyms = synonyms
    let analyzer = TextAnalyzer(segmenter: Segmenter(lexicon: Self.lexicon(of: knowledgeBase)))
    self.analyzer = analyzer
    let readsPinyin = knowledgeBase.settings.locale.hasPrefix("zh")

    var phrasings: [String] = []
    var owners: [Int32] = []
    for (number, entry) in knowledgeBase.entries.enumerated() {
      for phrasing in entry.phrasings {
        phrasings.append(phrasing.value)
        owners.append(Int32(number))
      }
    }
    self.phrasings = phrasings
    entryOfPhrasing = owners
    numberOfEntry = Dictionary(
      knowledgeBase.entries.enumerated().map { ($1.id, $0) },
      uniquingKeysWith: { first, _ in first })

    let extractor = TermExtractor(stopWords: knowledgeBase.stopWords, synonyms: synonyms)
    var scratch = TextScratch()
    var text = MatchText()
    var literals: [UInt64] = []
    var forms = PhrasingIndex.Builder()
    var terms = WeightedMatcher.Builder()
    var words = WordNeighbours()
    var bag: [Term] = []
    var form = FuzzyForm()
    for (phrasing, owner) in zip(phrasings, owners) {
      text.prepare(phrasing, analyzer: analyzer, scratch: &scratch)
      literals.append(text.literal.isEmpty ? 0 : text.literalHash)
      extractor.extract(text, into: &bag)
      terms.add(bag, entry: owner)
      form.derive(from: text, readsPinyin: readsPinyin)
      forms.add(form)
      for token in text.analyzed.tokens where token.kind == .latin {
        words.add(Array(text.analyzed.normalized.scalars[token.range]))
      }
    }
    rules = KeywordRules(
      entries: knowledgeBase.entries, analyzer: analyzer, synonyms: synonyms)
    for keyword in rules.characters where keyword.allSatisfy({ $0 > 0x20 && $0 < 0x2E80 }) {
      words.add(keyword)
    }
    keyword = KeywordMatcher(
      rules: rules, literals: LiteralIndex(hashes: literals), entryOfPhrasing: owners)
    fuzzy = FuzzyMatcher(
      rules: rules,
      keywords: FuzzyKeywords(rules: rules, analyzer: analyzer, readsPinyin: readsPinyin),
      phrasings: forms.finish(), entryOfPhrasing: owners, words: words,
      readsPinyin: readsPinyin)
    weighted = terms.finish(entries: knowledgeBase.entries, extractor: extractor)
    classifier = model.map { EntryClassifier($0.classifier, entries: knowledgeBase.entries) }
    fusion = Fusion(
      thresholds: knowledgeBase.settings.thresholds, calibration: model?.calibration)
  }

  /// The same with another model; the indexes are shared.
  init(_ base: CompiledKnowledge, model: TrainedModel) {
    knowledgeBase = base.knowledgeBase
    analyzer = base.analyzer
    phrasings = base.phrasings
    entryOfPhrasing = base.entryOfPhrasing
    numberOfEntry = base.numberOfEntry
    synonyms = base.synonyms
    rules = base.rules
    keyword = base.keyword
    fuzzy = base.fuzzy
    weighted = base.weighted
    self.model = model
    classifier = EntryClassifier(model.classifier, entries: base.entries)
    fusion = Fusion(
      thresholds: base.knowledgeBase.settings.thresholds, calibration: model.calibration)
  }

  /// What the segmenter must cut whole: the lexicon, synonyms, words the trainer weighs and words of
  /// `all`. Phrases of `any` are pieces of sentences, which would hide the words in them.
  private static func lexicon(of knowledgeBase: KnowledgeBase) -> [Segmenter.Word] {
    var words = knowledgeBase.lexicon.map {
      Segmenter.Word($0.word.value, frequency: $0.frequency)
    }
    for set in knowledgeBase.synonyms { words += set.words.map { Segmenter.Word($0.value) } }
    for entry in knowledgeBase.entries {
      words += entry.keywords.all.joined().map { Segmenter.Word($0.value) }
      words += entry.weights.keys.map { Segmenter.Word($0) }
    }
    return words
  }
}

/// Working memory of the stages, reused from message to message; one per thread or task.
public struct MatchScratch: Sendable {
  var text = TextScratch()
  var form = FuzzyForm()
  var hits = KeywordHits()
  var fuzzy = FuzzyScratch()
  var terms: [Term] = []
  var weighted = WeightedScratch()
  var classifier = ClassifierScratch()
  /// Looked up, and added to, where all stages are used; nil: every message is matched.
  public var memory: RecognitionMemory?

  public init() {}
}
