// Mining a log.
//
// 1. The same lines in any order give the same clusters, to the last bit.
// 2. Every message is counted once: known, out of scope, ignored, decided, rare or listed.
// 3. Literal phrasings and messages of tests/oos.tsv are never listed, however written.
// 4. What the log says of a message decides with the bot whether it is unknown; asked anew, what is
//    known by now drops out.
// 5. Figures: messages, phrasings, conversations, shares of handoffs and low ratings, first and last.
// 6. Suggestions: a topic far from all is a new entry, one near an entry its variant; what has no
//    words, is gibberish, is like what is out of scope or was sent once is ignored.
// 7. Examples: the most central phrase first, at most twelve, all different; what a person answered
//    most often is the draft.
// 8. The most informative clusters come first; those to be ignored last.
// 9. Ignored stays ignored, to the letter and when the cluster grows or others stand for it; another
//    topic does not go with it. Decided and proposed messages are remembered alike.
// 10. Output is masked unless asked otherwise; it names lines, figures and reasons.
import Foundation
import Kefu
import KefuTestSupport
import Testing

@testable import KefuEvaluation

@Suite struct MinerTests {
  private static let bot = Bot(SampleShop.knowledgeBase)

  private static func log(_ texts: [String]) -> TranscriptLog {
    TranscriptLog(
      texts.enumerated().map { LoggedMessage($1, line: $0 + 1) }, file: "log")
  }

  private static let rent = [
    "相机租一天多少钱", "租相机多少钱一天", "相机短租一天多少钱", "相机租赁多少钱一天呀", "亲，相机租一天多少钱",
  ]
  private static let job = ["你们仓库招人吗", "仓库还招人吗", "请问仓库招人吗", "你们仓库还招人不"]

  private static func mine(
    _ log: TranscriptLog, decisions: [MiningDecision] = [], minimumCount: Int = 1,
    isRerun: Bool = true, bot: Bot = Self.bot
  ) -> Mined {
    var options = Miner.Options()
    options.minimumCount = minimumCount
    options.isRerun = isRerun
    return Miner(bot, options: options).mine(log, decisions: decisions)
  }

  private static func decision(_ texts: [String], _ verdict: MiningDecision.Verdict)
    -> MiningDecision
  {
    let here = SourceLocation(file: "mine.decisions.yaml")
    return MiningDecision(texts.map { Sourced($0, at: here) }, verdict, location: here)
  }

  private static func topics(_ mined: Mined) -> [Set<String>] {
    mined.clusters.map { Set($0.phrases.map(\.text)) }
  }

  @Test("1: any order", arguments: UInt64(1)...6) func order(seed: UInt64) {
    let planted = PlantedLog(
      200, phrasings: Self.bot.knowledge.phrasings, chitChat: ["今天天气怎么样", "讲个笑话"], share: 0.5,
      seed: 9)
    var log = Self.log(planted.texts + planted.texts.prefix(30))
    for i in log.messages.indices {
      log.messages[i].conversation = "c\(i / 3)"
      log.messages[i].isHandedOver = i % 7 == 0
      log.messages[i].agentReply = i % 5 == 0 ? "答\(i % 3)" : nil
    }
    let first = Self.mine(log)
    var random = SeededRandom(seed: seed)
    log.messages.shuffle(using: &random)
    #expect(Self.mine(log) == first)
    #expect(first.clusters.count > 5)
  }

  @Test("2, 3: every message once") func counts() {
    var knowledgeBase = SampleShop.knowledgeBase
    knowledgeBase.outOfScope = [
      Sourced("今天天气怎么样", at: SourceLocation(file: "tests/oos.tsv"))
    ]
    let bot = Bot(knowledgeBase)
    var log = Self.log(["退款多久到账", "退款，多久到账？", "今天天气怎么样！", "喵"] + Self.rent + Self.job)
    log.messages[0].count = 10
    let mined = Self.mine(
      log, decisions: [Self.decision(Self.job, .ignore)], minimumCount: 3, bot: bot)
    #expect(mined.counts.messages == 22)
    #expect(mined.counts.distinct == 12)
    #expect(mined.counts.known == 11)
    #expect(mined.counts.outOfScope == 1)
    #expect(mined.counts.ignored == 4)
    #expect(mined.counts.rare == 1)
    #expect(mined.counts.listed == 5)
    #expect(mined.counts.decided == 0)
    #expect(Self.topics(mined) == [Set(Self.rent)])
  }

  @Test("4: what the log says") func standing() {
    // A message that the bot answers by itself, but not to the letter.
    let known = "请问退货运费谁承担呀"
    guard case .answer(let candidate) = Self.bot.recognize(known).decision,
      candidate.confidence < .certain
    else {
      Issue.record("\(known) is answered otherwise")
      return
    }
    let unknown = Self.rent[0]
    typealias Change = (inout LoggedMessage) -> Void
    let table: [(text: String, change: Change, anew: Bool, asRecorded: Bool)] = [
      (known, { _ in }, false, false),
      (unknown, { _ in }, true, true),
      (known, { $0.decision = .fallback }, false, true),
      (known, { $0.decision = .clarify }, false, true),
      (
        known,
        {
          $0.decision = .answer; $0.entries = ["return.freight"]; $0.isRejected = true
        },
        true, true
      ),
      (known, { $0.isRejected = true }, true, true),
      // The bot would by now say something else.
      (
        known,
        {
          $0.decision = .answer; $0.entries = ["size"]; $0.isRejected = true
        }, false, true
      ),
      (
        unknown,
        {
          $0.decision = .answer; $0.entries = ["size"]; $0.confidence = 0.9
        }, false,
        false
      ),
      (
        unknown,
        {
          $0.decision = .answer; $0.entries = ["size"]; $0.confidence = 0.1
        }, true, true
      ),
      (
        unknown,
        {
          $0.decision = .answer; $0.entries = ["gone"]
        }, true, false
      ),
      (
        unknown,
        {
          $0.decision = .handoff; $0.handoffReason = "askedForPerson"
        }, true, false
      ),
      (
        unknown,
        {
          $0.decision = .handoff; $0.handoffReason = "misses"
        }, true, true
      ),
      (
        "退款多久到账",
        {
          $0.isRejected = true; $0.decision = .fallback
        }, false, false
      ),
    ]
    for (row, (text, change, anew, asRecorded)) in table.enumerated() {
      var log = Self.log([text])
      change(&log.messages[0])
      #expect((Self.mine(log).counts.listed == 1) == anew, "row \(row)")
      #expect(
        (Self.mine(log, isRerun: false).counts.listed == 1) == asRecorded,
        "row \(row), as recorded")
    }
  }

  @Test("5, 7: figures") func figures() throws {
    var log = Self.log(Self.rent + [Self.rent[0]])
    log.messages[0].count = 4
    log.messages[0].isHandedOver = true
    log.messages[0].agentReply = "一天 80，打13800138000"
    log.messages[1].agentReply = "您好"
    log.messages[1].rating = 1
    log.messages[2].conversation = "a"
    log.messages[3].conversation = "b"
    log.messages[4].conversation = "b"
    log.messages[2].time = LogTime("2026-11-11 10:00")
    log.messages[3].time = LogTime("2026-11-10 10:00")
    let mined = Self.mine(log)
    let cluster = try #require(mined.clusters.first)
    #expect(mined.clusters.count == 1)
    #expect(cluster.messages == 9)
    #expect(cluster.phrases.count == 5)
    #expect(cluster.phrases[0].text == Self.rent[0])
    #expect(cluster.phrases[0].count == 5)
    #expect(cluster.phrases[0].lines == [1, 6])
    #expect(cluster.conversations == 2)
    #expect(cluster.handoffRate == 4.0 / 9)
    #expect(cluster.lowRatingRate == 1.0 / 9)
    #expect(cluster.firstSeen == LogTime("2026-11-10 10:00"))
    #expect(cluster.lastSeen == LogTime("2026-11-11 10:00"))
    #expect(cluster.agentReply == "一天 80，打[phone]")
    #expect(Set(cluster.examples.map(\.text)) == Set(Self.rent))
    #expect(cluster.representative == cluster.examples[0])
    #expect(cluster.informativeness > 0 && !cluster.isProposed)
  }

  @Test("7: many phrases") func examples() throws {
    let texts = (1...40).map { "租相机\($0)号店一天多少钱" }
    let cluster = try #require(Self.mine(Self.log(texts)).clusters.first)
    #expect(cluster.examples.count == MinedCluster.mostProposed)
    #expect(Set(cluster.examples.map(\.text)).count == cluster.examples.count)
  }

  @Test("6: suggestions") func suggestions() throws {
    func suggestion(_ texts: [String], bot: Bot = Self.bot) throws -> MinedCluster {
      let mined = Self.mine(Self.log(texts), bot: bot)
      try #require(mined.clusters.count == 1, "\(texts): \(mined.clusters.map(\.suggestion))")
      return mined.clusters[0]
    }
    #expect(try suggestion(Self.rent).suggestion == .newEntry)
    #expect(try suggestion(["👍"]).suggestion == .ignore)
    #expect(try suggestion(["👍"]).reason == "no telling word in it")
    let mash = try suggestion(["zxqw fjdk", "zxqw fjdk!", "zxqw fjdkk"])
    #expect(mash.suggestion == .ignore)
    #expect(mash.reason.hasPrefix("gibberish: "))
    #expect(try suggestion(["相机租一天多少钱"]).reason == "one message only")
    let strict = Bot(KnowledgeBase(SampleShop.entries, thresholds: Thresholds(answer: 1)))
    let near = try suggestion(["运费险的钱多久到", "运费险的钱多久到呢", "那运费险的钱多久到"], bot: strict)
    #expect(near.suggestion == .variant(of: "freight.insurance"), "\(near.reason)")
    #expect(near.nearest?.entry == "freight.insurance")
    #expect(near.nearest?.question == "有没有运费险")

    var knowledgeBase = SampleShop.knowledgeBase
    knowledgeBase.outOfScope = ["上海明天下雨吗", "明天上海下不下雨"].map {
      Sourced($0, at: SourceLocation(file: "tests/oos.tsv"))
    }
    let weather = try suggestion(["上海明天会下雨吗", "上海明天下雨不"], bot: Bot(knowledgeBase))
    #expect(weather.suggestion == .ignore)
    #expect(weather.reason.hasPrefix("like messages known to be out of scope: mean cosine "))
  }

  @Test("8: order of worth") func ranking() {
    var log = Self.log(Self.rent + Self.job + ["👍", "👍", "👍"])
    let before = Self.mine(log)
    #expect(Set(Self.topics(before).prefix(2)) == [Set(Self.rent), Set(Self.job)])
    #expect(before.clusters.last?.suggestion == .ignore)
    for i in 5..<9 {
      log.messages[i].isHandedOver = true
      log.messages[i].rating = 1
    }
    let mined = Self.mine(log)
    func worth(_ mined: Mined) -> Double {
      mined.clusters.first { $0.messages == Self.job.count }?.informativeness ?? 0
    }
    #expect(abs(worth(mined) / worth(before) - 5) < 1e-9)
    #expect(Self.topics(mined)[0] == Set(Self.job))
  }

  @Test("8: the first ones differ") func diversity() {
    func draft(_ worth: Double, _ name: String, _ terms: [Int32]) -> ClusterBuilder.Draft {
      var vector = TermVectors.Vector()
      for term in terms { vector.append(term, 1) }
      let phrase = MinedCluster.Phrase(text: name, masked: name, count: 1, lines: [1])
      return ClusterBuilder.Draft(
        cluster: MinedCluster(
          examples: [phrase], phrases: [phrase], messages: 1, conversations: 0, handoffRate: 0,
          lowRatingRate: 0, suggestion: .newEntry, reason: "", informativeness: worth,
          isProposed: false),
        direction: vector.scaledToOne)
    }
    let ordered = Ranking.ordered([
      draft(9, "b", [1, 2, 3]), draft(10, "a", [1, 2, 3]), draft(5, "c", [4]),
      draft(5, "d", [5]),
    ])
    #expect(ordered.map(\.cluster.representative.text) == ["a", "c", "d", "b"])
    #expect(Ranking.ordered([]).isEmpty)
  }

  @Test("9: ignored stays ignored") func ignored() {
    let first = Self.mine(Self.log(Self.rent))
    let proposal = first.clusters[0].proposal().messages
    let ignored = [Self.decision(proposal, .ignore)]
    #expect(Self.mine(Self.log(Self.rent), decisions: ignored).clusters == [])
    // The cluster grows and its centre moves; another topic is as before.
    let grown =
      Self.rent + Self.rent.map { $0 + "谢谢" }
      + ["相机租三天多少钱", "租相机一天多少钱呢", "租相机一天多少", "相机一天租多少"] + Self.job
    let mined = Self.mine(Self.log(grown), decisions: ignored)
    #expect(Self.topics(mined) == [Set(Self.job)])
    #expect(mined.counts.ignored == grown.count - Self.job.count)
    // One message of a large cluster takes itself out, not the others.
    let one = Self.mine(
      Self.log(Self.rent + Self.job),
      decisions: [
        Self.decision([Self.job[0]], .ignore)
      ])
    #expect(one.counts.ignored >= 1)
    #expect(Self.topics(one).contains(Set(Self.rent)))
  }

  @Test("9: decided and proposed") func decided() {
    let id = Sourced("size", at: SourceLocation(file: "f"))
    let log = Self.log(Self.rent + Self.job)
    let decided = Self.mine(log, decisions: [Self.decision(Self.job, .variant(of: id))])
    #expect(decided.counts.decided == 4)
    #expect(Self.topics(decided) == [Set(Self.rent)])
    let proposed = Self.mine(log, decisions: [Self.decision(Self.job, .undecided)])
    for cluster in proposed.clusters {
      #expect(cluster.isProposed == Self.job.contains(cluster.phrases[0].text))
    }
    // Applied ones are remembered to the letter; new phrasings of theirs are news.
    var applied = Self.decision([Self.job[0]], .variant(of: id))
    applied.applied = CalendarDate("2026-11-11")
    let later = Self.mine(log, decisions: [applied])
    #expect(later.counts.decided == 1)
    #expect(Self.topics(later).contains(Set(Self.job.dropFirst())))
  }

  @Test("10: what is printed") func output() throws {
    var texts = Self.rent
    texts[0] += "，打13800138000"
    var log = Self.log(texts)
    log.messages[1].agentReply = "一天 80"
    let mined = Self.mine(log)
    let text = mined.summary(of: "log", top: 5)
    #expect(
      text.hasPrefix("log: 5 messages, 5 distinct\n0 known; 5 in 1 cluster\n\n1. new entry: “"))
    #expect(text.contains("5 messages, 5 phrasings; handed over 0 %, rated low 0 %"))
    #expect(text.contains("   line 1       相机租一天多少钱，打[phone]\n"))
    #expect(text.contains("   a person answered: “一天 80”\n"))
    #expect(!text.contains("13800138000"))
    #expect(mined.summary(of: "log", top: 5, isMasked: false).contains("打13800138000"))
    let json = String(decoding: try mined.json(), as: UTF8.self)
    #expect(json.contains("打[phone]") && !json.contains("13800138000"))
    #expect(json.contains("\"suggestion\" : \"entry\""))
    #expect(
      String(decoding: try mined.json(isMasked: false), as: UTF8.self).contains("13800138000"))
    let two = Self.mine(Self.log(Self.rent + Self.job))
    #expect(two.summary(of: "log", top: 1).hasSuffix("\n1 more; --top 2 shows them\n"))
    #expect(mined.clusters[0].proposal().messages.contains("相机租一天多少钱，打[phone]"))
    #expect(mined.clusters[0].proposal(isMasked: false).messages.contains(texts[0]))
  }
}
