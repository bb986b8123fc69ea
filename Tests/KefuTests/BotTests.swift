// What the bot says:
//  1. An answer has its variables filled in; the first whose conditions and days hold is used, and
//     where none does, the fallback.
//  2. It carries the entry, its follow-ups, group and handoff policy; other replies carry none.
//  3. A clarification numbers its options.
//  4. A fallback says kb.yaml's sentence, or Kefu's own in the knowledge base's language.
//  5. A message too long is refused in words.
//  6. Stages can be switched off; many tasks share one bot.
import Kefu
import KefuTestSupport
import Testing

@Suite struct BotTests {
  static let days = [
    CalendarDate("2026-11-01"), CalendarDate("2026-11-12"), CalendarDate("2026-11-13"), nil,
  ]

  @Test("1: conditions and days") func answers() throws {
    let bot = try ShopFiles.bot()
    func text(_ context: AnswerContext) -> String {
      bot.reply(to: "退款多久到账", context: context).text
    }
    #expect(text(AnswerContext(attributes: ["channel": "tmall"])) == "天猫 3 天")
    #expect(text(AnswerContext(attributes: ["channel": "jd"])) == "可福: 3 天内,{单号}可查")
    let texts = Self.days.map { text(AnswerContext(today: $0)) }
    let (sale, normal) = ("大促期间 3 天", "可福: 3 天内,{单号}可查")
    #expect(texts == [sale, sale, normal, normal])
    #expect(text(AnswerContext(variables: ["refund.days": "{5}"])) == "可福: {5} 天内,{单号}可查")
  }

  @Test("1: no answer for this customer") func noAnswer() throws {
    let bot = try ShopFiles.bot()
    let reply = bot.reply(to: "换货运费谁承担")
    #expect(reply.text == "可福还不会")
    #expect(reply.entry == "exchange.freight")
    let vip = bot.reply(to: "换货运费谁承担", context: AnswerContext(attributes: ["level": "vip"]))
    #expect(vip.text == "只对会员")
  }

  @Test("2: what comes with an answer") func answer() throws {
    let bot = try ShopFiles.bot()
    let reply = bot.reply(to: "退款多久到账")
    #expect(reply.confidence == .certain)
    #expect(reply.stage == .keyword)
    #expect(reply.followUps.map(\.entry) == ["refund.how", "return.freight"])
    #expect(reply.followUps.map(\.question) == ["怎么退款", "退货运费谁承担"])
    #expect(reply.handoff == .offer)
    #expect(reply.group == "aftersale")
    #expect(reply.options.isEmpty)
    #expect(reply.runnerUp != nil && reply.runnerUp != "refund.time")
    let other = bot.reply(to: "怎么退款")
    #expect(other.handoff == .always && other.group == nil && other.followUps.isEmpty)
    #expect(bot.reply(to: "退货运费谁承担").handoff == .never)
  }

  /// A message as near to one entry as to the other.
  private static let ambiguous = "运费谁承担"

  @Test("3: clarification") func clarification() throws {
    let bot = try ShopFiles.bot()
    let reply = bot.reply(to: Self.ambiguous)
    guard case .clarify(let candidates) = reply.decision else {
      Issue.record("\(String(describing: reply.decision))")
      return
    }
    #expect(
      reply.options.prefix(2).compactMap(\.entry).sorted() == [
        "exchange.freight", "return.freight",
      ])
    #expect(reply.options.count == candidates.count)
    let list = reply.options.enumerated().map { "\($0 + 1). \($1.question)\n" }.joined()
    #expect(reply.text == "您想问的是哪一个？\n\(list)都不是的话，换个说法再问我就好。")
    #expect(reply.entry == nil && reply.handoff == .never && reply.followUps.isEmpty)
    #expect(reply.confidence == candidates[0].confidence)
    #expect(reply.decision?.entries == candidates.map(\.entry))
  }

  @Test("3, 4, 5: in English") func english() throws {
    var files = ShopFiles.files
    files["kb.yaml"] = """
      name: shop
      locale: en
      variables: {shop.name: A, refund.days: 3}
      skillGroups: {aftersale: B}
      thresholds: {answer: 0.5, clarify: 0.2, margin: 0.1}
      """
    let bot = try ShopFiles.bot(files)
    #expect(
      bot.reply(to: "weather").text
        == "Sorry, I don't know that yet. Please put it another way, or reply \"agent\" for a person."
    )
    let clarification = bot.reply(to: Self.ambiguous).text
    #expect(clarification.hasPrefix("Which of these do you mean?\n1. "))
    #expect(clarification.hasSuffix("\nIf none, please put it another way."))
    #expect(
      bot.refusalOfLongMessage().text
        == "This message is too long to read. Please put the question in a few sentences.")
  }

  @Test("4: fallback", arguments: ["今天天气怎么样", "", "👍", "\u{0}"])
  func fallback(message: String) throws {
    let bot = try ShopFiles.bot()
    let reply = bot.reply(to: message)
    #expect(reply.text == "可福还不会")
    #expect(reply.entry == nil && reply.options.isEmpty && reply.group == nil)
    guard case .fallback = reply.decision else {
      Issue.record("\(String(describing: reply.decision))")
      return
    }
    #expect(reply.decision?.entries == [])
    #expect(
      bot.reply(to: message, context: AnswerContext(variables: ["shop.name": "您"])).text == "您还不会")
    let plain = Bot(KnowledgeBase([Entry("a", ["退款"])]))
    #expect(
      plain.reply(to: message).text == "抱歉，这个问题我还不会回答。您可以换个说法再问，或回复“转人工”找人工客服。")
  }

  @Test("5: too long") func tooLong() throws {
    let reply = try ShopFiles.bot().refusalOfLongMessage()
    #expect(reply.text == "这条消息太长，我没有读完。请把问题缩短到几句话再发一次。")
    #expect(reply.decision == nil && reply.act == .fallback)
    #expect(reply.confidence == Confidence(0) && reply.stage == nil && reply.runnerUp == nil)
  }

  @Test("6: stages") func stages() throws {
    let bot = try ShopFiles.bot()
    #expect(bot.reply(to: "退款多久到账", stages: [.weighted]).confidence < .certain)
    #expect(bot.reply(to: "退款多久到账", stages: []).text == "可福还不会")
    #expect(bot.recognize("退款", stages: [.fuzzy]).stages.count == 1)
    #expect(bot.knowledgeBase.entries.count == 4)
  }

  @Test("6: many tasks") func isThreadSafe() async throws {
    let bot = try ShopFiles.bot()
    let messages = ["退款多久到账", "我要退宽", "运费谁承担", "今天天气", "退货运费", ""]
    let expected = messages.map { bot.reply(to: $0) }
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<80 {
        group.addTask {
          for (message, reply) in zip(messages, expected) {
            #expect(bot.reply(to: message) == reply)
          }
        }
      }
    }
  }
}
