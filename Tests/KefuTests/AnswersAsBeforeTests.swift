// Proof that a change of a knowledge base changes no decision.
//
// 1. The same knowledge, tidied or not, decides alike on all phrasings and inline tests.
// 2. Where one decides otherwise, the messages are named with their places.

import Kefu
import KefuTestSupport
import Testing

@Suite struct AnswersAsBeforeTests {
  @Test("1: alike") func alike() throws {
    let bot = try ShopFiles.bot()
    var files = ShopFiles.files
    files["lexicon.txt"] = "ｌｏｇｏ\n"
    #expect(bot.messagesDecidedOtherwise(by: bot).isEmpty)
    #expect(bot.messagesDecidedOtherwise(by: try ShopFiles.bot(files)).isEmpty)
  }

  @Test("2: otherwise") func otherwise() throws {
    let bot = try ShopFiles.bot()
    var files = ShopFiles.files
    files["entries/all.yaml"] = files["entries/all.yaml"]!.replacing(
      "id: refund.how", with: "id: refund.other"
    ).replacing("followUps: [refund.how, ", with: "followUps: [")
    let changed = bot.messagesDecidedOtherwise(by: try ShopFiles.bot(files)).map(\.value)
    #expect(changed.contains("怎么退款"))
    #expect(!changed.contains("退款多久到账"))
    let places = bot.messagesDecidedOtherwise(by: try ShopFiles.bot(files)).map(\.location.file)
    #expect(Set(places) == ["entries/all.yaml"])
  }
}
