// Running messages:
//  1. An outcome says what the bot did, by ids, with at most ten candidates.
//  2. Only the chosen stages run.
//  3. Progress counts every message.
//  4. Percentiles by nearest rank; nothing of nothing.
import Kefu
import KefuTestSupport
import Testing

@testable import KefuEvaluation

@Suite struct EvaluatorTests {
  private static let shop = Training().compile(SampleShop.knowledgeBase)

  @Test("1: outcomes") func outcomes() throws {
    let texts = [
      LabelledText("退款多久到账", ["refund.time"], line: 1), LabelledText("尺码", ["invoice"], line: 2),
      LabelledText("", line: 3),
    ]
    let outcomes = Evaluator(Self.shop).outcomes(of: texts)
    #expect(outcomes.map(\.expected) == texts.map(\.labels))
    #expect(outcomes[0].action == .answer("refund.time"))
    #expect(outcomes[0].isAnsweredRight)
    #expect(outcomes[0].confidence == 1)
    #expect(outcomes[0].inScope == .certain)
    #expect(outcomes[0].stage == .keyword)
    #expect(outcomes[0].firstOfStage[.weighted] == "refund.time")
    #expect(outcomes[1].candidates.first?.entry == "size")
    #expect(!outcomes[1].isRight)
    #expect(outcomes[2].action == .fallback)
    #expect(outcomes[2].confidence == 0)
    for (text, outcome) in zip(texts, outcomes) {
      let recognition = Self.shop.recognize(text.text)
      #expect(outcome == Outcome(recognition, expected: text.labels, in: Self.shop))
    }
  }

  @Test("1: clarifications") func clarification() throws {
    let outcome = Outcome(
      expected: [], candidates: (0..<12).map { Outcome.Ranked("\($0)", 0.3) },
      action: .clarify(["0", "1"]), inScope: Confidence(0.3))
    #expect(outcome.candidates.count == 10)
    #expect(!outcome.isAnswered)
    let asking = KnowledgeBase(
      SampleShop.entries, thresholds: Thresholds(answer: 1, clarify: 0.01))
    let text = LabelledText("退宽", ["refund.how"], line: 1)
    let asked = Evaluator(Training().compile(asking)).outcomes(of: [text])[0]
    guard case .clarify(let options) = asked.action else {
      Issue.record("\(asked.action)")
      return
    }
    #expect(options == asked.candidates.prefix(options.count).map(\.entry))
    #expect(options.count > 1)
  }

  @Test("2: stages") func stages() {
    let text = LabelledText("退宽多久到账", ["refund.time"], line: 1)
    let keyword = Evaluator(Self.shop, stages: [.keyword]).outcomes(of: [text])[0]
    #expect(Set(keyword.firstOfStage.keys).isSubset(of: [.keyword]))
    let all = Evaluator(Self.shop).outcomes(of: [text])[0]
    #expect(all.firstOfStage[.fuzzy] == "refund.time")
  }

  @Test("3: progress") func progress() {
    var counts: [Int] = []
    let texts = (1...3).map { LabelledText("退款", line: $0) }
    _ = Evaluator(Self.shop).outcomes(of: texts) { counts.append($0) }
    #expect(counts == [1, 2, 3])
  }

  @Test("4: latency") func latency() throws {
    #expect(Evaluator(Self.shop).latency(of: []) == nil)
    #expect(Latency([]) == nil)
    #expect(Latency([.microseconds(3)]) == Latency(p50: 3, p99: 3))
    let hundred = (1...100).reversed().map { Duration.nanoseconds($0 * 1040) }
    #expect(Latency(hundred) == Latency(p50: 52, p99: 103))
    let latency = try #require(Evaluator(Self.shop).latency(of: [LabelledText("退款", line: 1)]))
    #expect(latency.p50 > 0)
    #expect(latency.p99 >= latency.p50)
  }
}
