// Conversations of a small shop, written as they should go:
//  1. A follow-up keeps the topic; a new full question drops it; the topic fades.
//  2. Options are chosen by number, place and words, refused, or left for another question.
//  3. Several questions in one message are answered in order, small talk briefly.
//  4. A flow asks, skips what it knows, asks again, is interrupted, left, and expires.
//  5. Lookups: found, missing, failed, and a shop without them.
//  6. Triggers, misses, repeats, low ratings and entries hand over, with their reasons.
//  7. The bot speaks first within its windows alone.

import KefuDialogue
import Testing

@Suite struct ConversationTests {
  @Test(
    "1: context",
    arguments: [
      """
      > 退货运费谁承担
      < [return.freight]
      > 那换货呢
      < [exchange.freight]
      """,
      """
      > 退款多久到账
      < [refund.time]
      > 退到哪里
      < [refund.where]
      """,
      """
      > 退款多久到账
      < [refund.time]
      > 你们几点上班
      < [service.hours]
      """,
    ])
  func context(conversation: String) {
    #expect(TalkingShop.complaints(conversation) == [])
  }

  private static let offered = """
    > 运费谁承担
    < 1. 退货运费谁承担
    < []

    """

  @Test(
    "2: options",
    arguments: [
      ("> 2\n< [exchange.freight]", 1), ("> 第二个\n< [exchange.freight]", 1),
      ("> 后面那个\n< [exchange.freight]", 1), ("> 换货的\n< [exchange.freight]", 1),
      ("> 头一个\n< [return.freight]", 1), ("> /choose 1\n< [return.freight]", 1),
      ("> 都不是\n< 换个说法\n< []", 1), ("> 可以开发票吗\n< [invoice.issue]", 1),
      ("> 都不是\n> 都不是\n< []", 1),
    ])
  func options(reply: String, _: Int) {
    #expect(TalkingShop.complaints(Self.offered.trimmed + "\n" + reply) == [])
  }

  @Test(
    "3: several questions",
    arguments: [
      "> 你好，可以开发票吗\n< [chat.greet] [invoice.issue]\n< 您好，欢迎来到可福。\n< 可以开。",
      "> 谢谢，再见\n< [chat.thanks] [chat.bye]",
      "> 可以开发票吗，另外你们几点上班\n< [invoice.issue] [service.hours]",
    ])
  func several(conversation: String) {
    #expect(TalkingShop.complaints(conversation) == [])
  }

  @Test(
    "4: flows",
    arguments: [
      // The whole way, by words, yes in words.
      """
      > 我要退货
      < [return.how]
      < 这就帮您退。
      < 订单号是多少？
      > 2026031588120457
      < 是什么原因？
      < 1. 不喜欢
      > 不想要了
      < 商品还没用过吧？
      > 嗯嗯
      < 已登记，订单号：2026031588120457，原因：不喜欢。
      ! -
      """,
      // What stands in the first message is not asked again.
      """
      > 我要退货，订单号2026031588120457，东西坏了
      < 请拍一张照片。
      > [图片]
      < 收到，同事马上来。
      ! flow
      """,
      // Asked again twice with a reason, then left empty.
      """
      > 我要退货
      > 嘿嘿嘿
      < 没认出来，再发一次订单号。
      > 哈哈哈
      < 没认出来
      > 呵呵呵
      < 是什么原因？
      """,
      // Declined, and no text shows braces.
      """
      > 我要退货
      > 不想说
      < 是什么原因？
      > 1
      > 是的
      < 订单号：未提供，原因：不喜欢
      """,
      // A required choice that is not understood goes to a person.
      """
      > 我要退货
      > 不想说
      > 嘿嘿嘿
      < 是什么原因？
      > 哈哈哈
      ! flow
      """,
      // A question in between.
      """
      > 我要退货
      > 退款多久到账？
      < [refund.time]
      < 三天内。
      < 接着刚才的：订单号是多少？
      > 不告诉你
      < 是什么原因？
      > 第二个
      < 请拍一张照片。
      > 不方便拍
      ! flow
      """,
      // Left.
      """
      > 我要退货
      > 算了
      < 先不办了
      > 2026031588120457
      < []
      """,
      // No, and used.
      """
      > 我要退货
      > 没有订单号
      > 1
      > 不是，用过了
      < 用过的要请同事看看。
      ! flow
      """,
      // Questions without an answer let it expire.
      """
      > 我要退货
      > 你们几点上班？
      < 接着刚才的
      > 退款多久到账？
      < 接着刚才的
      > 可以开发票吗？
      < 接着刚才的
      > 退货运费谁承担？
      < [return.freight]
      > 不想说
      < []
      """,
      // Another question of the customer's own begins another flow.
      """
      @ lookup logistics 2026031588120457 status=运输中 place=杭州
      > 我要退货
      > 快递到哪了
      < [ship.track]
      < 订单号是多少？
      > 2026031588120457
      < 运输中，现在在杭州。
      """,
    ])
  func flows(conversation: String) {
    #expect(TalkingShop.complaints(conversation) == [])
  }

  @Test(
    "5: lookups",
    arguments: [
      """
      @ lookup logistics 2026031588120457 status=运输中 place=杭州
      > 查物流 2026031588120457
      < 帮您查一下。
      < 运输中，现在在杭州。
      """,
      """
      @ lookup logistics 2026031588120457 status=运输中 place=杭州
      > 快递到哪了
      > 2026031588129999
      < 没有这个订单。
      """,
      // A field that the flow shows is missing.
      """
      @ lookup logistics 2026031588120457 status=运输中
      > 快递到哪了
      > 2026031588120457
      < 暂时查不到。
      ! flow
      """,
      // A shop that looks nothing up.
      """
      > 快递到哪了
      < [ship.track]
      < 订单页可以看物流。
      """,
    ])
  func lookups(conversation: String) {
    #expect(TalkingShop.complaints(conversation) == [])
  }

  @Test(
    "6: handoff",
    arguments: [
      "> 转人工\n< 好的，马上请同事来\n! askedForPerson",
      "> 不转人工\n! -",
      "> /human\n! askedForPerson",
      "> 我很生气\n< 很抱歉，同事马上来。\n! anger",
      "> 我不生气\n! -",
      "> 太坑了\n! anger",
      "> 可以开发票吗，我很生气\n< [invoice.issue]\n! anger",
      "> 客服态度太差\n< [complaint.agent]\n! entry",
      "> 天王盖地虎\n! -\n> 宝塔镇河妖\n! misses",
      "> 天王盖地虎\n> 可以开发票吗\n> 宝塔镇河妖\n! -",
      "> 可以开发票吗\n< 转人工\n! -\n> 能开票不\n! repeated\n< 没能说清楚",
      "> 你好\n> 您好\n! -",
      "> 垃圾客服\n! -\n> 垃圾客服\n! repeated",
      "> /rate 1\n! lowRating",
      "> /rate 5\n< 谢谢您的评价\n! -",
      "> 再见\n< 打个分\n> 5分\n< 谢谢您的评价\n> 再见\n! -",
      "> 再见\n> 2星\n! lowRating",
      "@ level diamond\n> 专属顾问\n! vip",
      "> 专属顾问\n! -",
      // In the middle of a flow.
      "> 我要退货\n> 转人工\n! askedForPerson\n> 2026031588120457\n< []",
    ])
  func handoff(conversation: String) {
    #expect(TalkingShop.complaints(conversation) == [])
  }

  @Test(
    "7: outreach",
    arguments: [
      "@ now 2026-11-02 10:00\n> /event unpaid order=1\n< 还没付款\n> /event unpaid order=1\n< -",
      "@ now 2026-11-02 08:59\n> /event unpaid order=1\n< -",
      "@ now 2026-11-02 13:00\n> /event unpaid order=1\n< -",
      "@ now 2026-11-02 21:30\n> /event unpaid order=1\n< -",
      // A Sunday, and a holiday.
      "@ now 2026-11-01 09:30\n> /event unpaid order=1\n< -",
      "@ now 2026-10-02 09:30\n> /event unpaid order=1\n< -\n@ now 2026-10-02 10:00\n> /event unpaid order=1\n< 还没付款",
      // Two a day.
      "@ now 2026-11-02 10:00\n> /event unpaid order=1\n> /event unpaid order=2\n< 还没付款\n> /event unpaid order=3\n< -\n@ now 2026-11-03 10:00\n> /event unpaid order=3\n< 还没付款",
      "@ now 2026-11-02 03:00\n> /event visit\n< 欢迎光临可福。",
      "> /event birthday\n< -",
      // Nobody is interrupted.
      "> 我要退货\n> /event unpaid order=1\n< -",
    ])
  func outreach(conversation: String) {
    #expect(TalkingShop.complaints(conversation) == [])
  }
}

extension String {
  fileprivate var trimmed: String { trimmingCharacters(in: .newlines) }
}
