// What people ask of such a bot first:
//  1. Words that sound alike are not the same: 景点 never gets 经典's answer; 张云 is never taken for
//     张芸 by a keyword, and what it costs to hear one for the other is seen.
//  2. With an entry for each, each goes to its own; the other's cost is seen.
//  3. One wrong character, homophone, confused sound or typed pinyin still reaches the entry.
//  4. So does a misspelt Latin word.
import KefuKnowledge
import KefuTestSupport
import KefuText
import Testing

@testable import KefuMatching

@Suite struct PublicCaseTests {
  static let others = [
    Entry("hello", ["你好", "在吗", "有人吗"]), Entry("bye", ["再见", "先这样吧", "没事了"]),
    Entry("ship", ["什么时候发货", "怎么还不发货", "几号能发"]),
  ]

  private static let shop = CompiledKnowledge(SampleShop.knowledgeBase)

  private static func entry(_ word: String, _ id: String) -> Entry {
    Entry(id, ["\(word)有哪些", "推荐几个\(word)", "我想问\(word)"], any: [word])
  }

  @Test(
    "1: alone",
    arguments: [("景点", "经典"), ("经典", "景点"), ("张云", "张芸"), ("张芸", "张云")])
  func isNotTheOther(word: String, other: String) throws {
    let compiled = CompiledKnowledge([Self.entry(other, "other")] + Self.others)
    for message in [word, "问下\(word)"] {
      let heard = compiled.recognize(message).stages[.fuzzy]?.first?.evidence ?? []
      for case .phrase(let hit) in heard { #expect(hit.cost > 0, "\(message)") }
      let isDictionaryWord = word == "景点" || word == "经典"
      #expect(!isDictionaryWord || compiled.answered(message) != "other", "\(message)")
    }
    for message in [word, "\(word)有哪些", "推荐几个\(word)", "我想问\(word)"] {
      let found = compiled.recognize(message)
      let candidate = found.candidates.first { compiled.id($0.entry) == "other" }
      #expect((candidate?.confidence.value ?? 0) < 1, "\(message)")
      #expect(found.stages[.keyword]?.isEmpty == true, "\(message)")
    }
  }

  @Test("1: an entry about 经典 does not answer 景点") func scenery() {
    let compiled = CompiledKnowledge([
      Entry("classic", ["经典款有货吗", "经典系列多少钱", "有没有经典款"], any: ["经典"])
    ])
    for message in ["景点", "附近有什么景点", "景点门票多少"] {
      #expect(compiled.answered(message) == nil, "\(message)")
    }
  }

  @Test("2: each its own", arguments: [("景点", "经典"), ("张云", "张芸"), ("运费", "云飞")])
  func eachItsOwn(word: String, other: String) throws {
    let compiled = CompiledKnowledge(
      [Self.entry(word, "own"), Self.entry(other, "other")] + Self.others)
    for (word, id) in [(word, "own"), (other, "other")] {
      for message in ["\(word)有哪些", "我想问\(word)", "请问一下\(word)呢", word] {
        let found = compiled.recognize(message)
        #expect(found.candidates.first.map { compiled.id($0.entry) } == id, "\(message)")
        for candidate in found.candidates.dropFirst() {
          #expect(candidate.confidence.value < 1, "\(message)")
        }
      }
      #expect(compiled.answered("\(word)有哪些") == id)
    }
    // What sound cost the other is in its evidence.
    let evidence = compiled.described(.fuzzy, "\(word)有哪些").first { $0.hasPrefix("other") }
    if let evidence {
      let cost = try #require(
        evidence.firstMatch(of: /\) ([0-9.]+)|哪些 ([0-9.]+) of|cost ([0-9.]+)/))
      let number = [cost.1, cost.2, cost.3].compactMap { $0 }.compactMap { Double($0) }
      #expect(number.allSatisfy { $0 > 0 } && !number.isEmpty)
    }
  }

  @Test(
    "3: bent in form or sound",
    arguments: [
      ("我要退宽", "refund.how"), ("tuikuan多久到账", "refund.time"), ("退款duojiu到账", "refund.time"),
      ("运废险怎么赔", "freight.insurance"), ("有没有运废险", "freight.insurance"),
      ("yunfeixian怎么赔", "freight.insurance"), ("晕费险怎么陪", "freight.insurance"),
      ("电子发漂怎么开", "invoice"), ("电子发票则么开", "invoice"), ("電子發票怎麼開", "invoice"),
      ("退货运费水承担", "return.freight"), ("退货云费谁承当", "return.freight"),
      ("退货运费谁成担", "return.freight"), ("实么时候发货", "ship.when"), ("什么时候发获", "ship.when"),
      ("怎么还不花货", "ship.when"), ("东西还没发呢都3天了", "ship.when"),
      ("支持七天无里由退货吗", "return.seven-days"), ("7天無理由怎麼退", "return.seven-days"),
      ("尺马怎么选", "size"),
    ])
  func bent(message: String, id: String) {
    #expect(Self.shop.answered(message) == id)
  }

  @Test("3: the first candidate", arguments: ["申请退宽", "申请推款", "申请tuikuan", "退宽入口"])
  func bentKeyword(message: String) {
    let best = Self.shop.recognize(message).candidates.first
    #expect(best.map { Self.shop.id($0.entry) } == "refund.how")
    #expect((best?.confidence.value ?? 0) < 1)
  }

  @Test("3: what stage 2 says of it") func evidence() {
    let compiled = CompiledKnowledge([Entry("a", ["问甲"], any: ["退款", "运费险"])])
    #expect(compiled.described(.fuzzy, "要退宽") == ["a | any 退款 1..<3 cost 0.25"])
    #expect(compiled.described(.fuzzy, "tuikuan") == ["a | any 退款 0..<7 cost 0.4"])
    #expect(compiled.described(.fuzzy, "运废险呢") == ["a | any 运费险 0..<3 cost 0.25"])
    #expect(compiled.described(.fuzzy, "退货") == [])
    #expect(compiled.described(.fuzzy, "退款") == [])
  }

  @Test("4: Latin typos", arguments: ["en", "zh-Hans"])
  func latin(locale: String) {
    let compiled = CompiledKnowledge(
      KnowledgeBase(
        [
          Entry(
            "ship", ["how long is shipping", "shipping time", "when does it arrive"],
            any: ["shipping time"]),
          Entry(
            "return", ["how do I return it", "return policy", "send it back"],
            any: ["return policy"]),
        ], locale: locale))
    for message in ["shiping time", "how long is shippng", "shippnig time"] {
      #expect(compiled.recognize(message).candidates.first?.entry == 0, "\(message)")
    }
    for message in ["retrun policy", "how do i retun it"] {
      #expect(compiled.answered(message) == "return", "\(message)")
    }
    #expect(compiled.answered("shippnig time") == "ship")
  }
}
