// The triggers and flows of KnowledgeBase/ecommerce-zh.
//
// 1. They load without a diagnostic of their files, whatever the entries say.
// 2. A message that needs a person hits a trigger of its reason, and the most urgent first.
// 3. An ordinary message hits none.
// 4. A person can be asked for in at least 60 ways.
// 5. There is a flow for a return, a refund, an exchange, a complaint, a reminder to pay, and what
//    can be looked up; a customer who would rather not say reaches an end in each.
// 6. Order, parcel and refund are looked up by the kind that knows them, and every outcome is
//    dealt with.
// 7. Every event of the shop has one flow. What is sent unasked keeps its hours, on holidays too,
//    and comes once for an order; what asks for nothing ends with a single message.
// 8. What customers read in a flow has full-width punctuation.

import Foundation
import KefuKnowledge
import KefuTestSupport
import Testing

@Suite struct ShippedDialogueTests {
  private let knowledgeBase: KnowledgeBase

  init() throws {
    let package = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let directory = package.appending(path: "KnowledgeBase/ecommerce-zh")
    let (loaded, diagnostics) = KnowledgeLoader.load(directory: directory)
    #expect(
      diagnostics.filter { ["triggers.yaml", "flows.yaml"].contains($0.location.file) } == [])
    #expect(!diagnostics.contains { $0.code == DiagnosticCode.asksForSecret.rawValue })
    knowledgeBase = try #require(loaded)
  }

  private func reason(_ message: String) -> TriggerReason? {
    SlowTriggers.first(in: message, of: knowledgeBase.triggers)?.reason
  }

  @Test(
    "2: what needs a person",
    arguments: [
      ("人工", .askedForPerson), ("转人工!!", .askedForPerson), ("我要找真人客服", .askedForPerson),
      ("轉真人客服,謝謝", .askedForPerson), ("請幫我轉接專人服務", .askedForPerson),
      ("我要搵真人傾", .askedForPerson), ("有冇人工呀", .askedForPerson), ("给俺整个真人来", .askedForPerson),
      ("啷个转人工嘛", .askedForPerson), ("zhuan rengong", .askedForPerson),
      ("agent", .askedForPerson), ("I want to talk to a person", .askedForPerson),
      ("Representative please", .askedForPerson), ("别转了,快接人工吧", .askedForPerson),
      ("叫你们老板来跟我说", .askedForPerson), ("帮我转售后的人", .askedForPerson),
      ("人工费多少,算了给我转人工", .askedForPerson), ("机器人走开,人工来", .askedForPerson),
      ("我真的很生气", .anger), ("你们太过分了吧", .anger), ("不生气才怪,气死我了", .anger),
      ("什么破店,再也不来了", .anger), ("收到的东西太坑了!", .anger),
      ("我已经咨询了律师", .legal), ("再不退我就起诉你们", .legal), ("我要报警了", .legal),
      ("我要打12315投诉你们", .regulator), ("去消協告你哋", .regulator), ("明天就去市监局", .regulator),
      ("我要曝光你们", .media), ("发到小红书让大家避雷", .media), ("已经联系记者了", .media),
      ("有人打电话自称客服让我转账", .scam), ("叫我共享屏幕退款是不是骗人的", .scam),
      ("对方问我要验证码", .scam), ("你们客服让我加微信转账", .redLine), ("验证码发给你了 337421", .redLine),
      ("发票多开点行不行", .redLine), ("用了面霜脸过敏了", .injury), ("充电的时候突然起火了", .injury),
      ("孩子吃了上吐下泻", .injury), ("你们把我的信息卖给别人了", .privacy), ("我電話被泄露了", .privacy),
      ("找我的VIP客服", .vip),
      // The more urgent of two.
      ("我很生气,吃完拉肚子还进医院了,转人工", .injury),
    ] as [(String, TriggerReason)])
  func hits(message: String, expected: TriggerReason) {
    #expect(reason(message) == expected)
  }

  @Test(
    "3: ordinary messages",
    arguments: [
      "安装人工费多少钱", "这个人工智能音箱怎么用", "是手工做的吗", "人工草坪多少钱一平", "人工客服几点上班", "你是机器人吗",
      "你是真人吗", "不用转人工,我就问一下", "不要人工安装", "这是真人实拍吗", "有真人试穿图吗", "人工钻石是真的钻石吗",
      "扫地机器人有保修吗", "clean agent 500ml", "Is this a human hair wig?", "真人头发做的假发吗", "叫个人来修一下洗衣机",
      "我不生气,就是问问", "惹女朋友生气了,送什么好", "垃圾袋有大号的吗", "什么垃圾桶好用", "火大了锅会不会糊", "愤怒的小鸟玩偶有吗",
      "律师资格考试的书有吗", "这个烟雾报警器怎么装", "机器一直报警怎么办", "送到法院路18号", "订单号8812315777到哪了",
      "相机曝光度怎么调", "会过敏吗", "敏感肌能用吗", "宝宝会不会过敏", "有没有漏电保护", "防触电的插座", "爆炸盐怎么用",
      "能加微信私下转账吗", "收不到验证码怎么办", "忘记支付密码了", "验证码是什么", "退款多久到账", "怎么退货", "发票怎么开",
      "我的会员等级怎么升", "你们会泄露我的个人信息吗", "发小红书有返现吗", "什么时候发货", "谢谢你", "质量怎么样", "能便宜点吗",
      "换个颜色可以吗", "找个人来安装要收费吗", "手工钱包有几种颜色", "热搜同款裙子还有吗",
    ])
  func ordinary(message: String) {
    let hit = SlowTriggers.first(in: message, of: knowledgeBase.triggers)
    #expect(hit == nil, "hits \(hit?.id ?? "")")
  }

  @Test("4: asking for a person")
  func ways() {
    let asking = knowledgeBase.triggers.all.filter { $0.reason == .askedForPerson }
    #expect(asking.flatMap(\.phrases).count >= 60)
    for trigger in asking {
      for phrase in trigger.phrases { #expect(reason(phrase.value) == .askedForPerson) }
    }
    #expect(Set(knowledgeBase.triggers.all.map(\.reason)) == Set(TriggerReason.allCases))
  }

  @Test(
    "5: flows",
    arguments: [
      "flow.return", "flow.refund", "flow.exchange", "flow.complaint", "flow.payment-reminder",
      "flow.order-status", "flow.track", "flow.refund-missing", "flow.delivered", "flow.refunded",
    ])
  func declined(id: String) throws {
    let flow = try #require(knowledgeBase.flows.first { $0.id == id })
    #expect(!flow.cancel.isEmpty)
    var step = flow.steps[0]
    var declined: Set<String> = []
    for _ in flow.steps {
      if let ask = step.ask {
        #expect(ask.isOptional)
        declined.insert(ask.slot)
      }
      let branch = step.branches.first { branch in
        branch.conditions.allSatisfy { declined.contains($0) && $1.contains("declined") }
      }
      if let branch {
        step = try #require(flow.step(branch.next.value))
        continue
      }
      switch step.exit {
      case .step(let next): step = try #require(flow.step(next.value))
      case .end: return
      }
    }
    Issue.record("\(id) goes on after \(flow.steps.count) steps")
  }

  @Test(
    "6: lookups",
    arguments: [
      ("order.status", LookupKind.order), ("ship.track", .logistics), ("refund.missing", .refund),
    ])
  func lookups(entry: String, kind: LookupKind) throws {
    let flow = try #require(
      knowledgeBase.flows.first { $0.entries.contains { $0.value == entry } })
    let looking = flow.steps.filter { $0.lookup != nil }
    #expect(looking.compactMap(\.lookup?.kind).allSatisfy { $0 == kind })
    #expect(!looking.isEmpty)
    for step in looking {
      let into = try #require(step.lookup?.into)
      let outcomes = step.branches.compactMap { $0.conditions[into] }.reduce(Set()) {
        $0.union($1)
      }
      // Failed goes on to `next`, which is another step than the one for what was found.
      #expect(outcomes == ["found", "missing"])
      let found = step.branches.first { $0.conditions[into]?.contains("found") == true }
      guard case .step(let next) = step.exit else {
        Issue.record("\(step.id) ends where nothing was found")
        continue
      }
      #expect(next.value != found?.next.value)
    }
  }

  @Test("7: every event, once", arguments: ShopEvent.allCases)
  func events(event: ShopEvent) throws {
    let flows = knowledgeBase.flows.filter { $0.events.contains(event) }
    #expect(flows.count == 1)
    let flow = try #require(flows.first)
    #expect(flow.entries.isEmpty)
    if !flow.steps.contains(where: { $0.ask != nil }) { #expect(flow.steps.count == 1) }
    // Whoever visits is there; nobody else is written to outside the hours.
    guard event != .visit else { return }
    let windows = try #require(flow.windows)
    #expect(windows.perOrder == 1)
    #expect(windows.perDay <= 3)
    func allowed(_ isHoliday: Bool) -> [Int] {
      (0..<1440).filter { windows.allows(minute: $0, isHoliday: isHoliday) }
    }
    let morning = 9 * 60..<12 * 60
    let afternoon = 14 * 60..<21 * 60 + 30
    #expect(allowed(false) == Array(morning) + Array(afternoon))
    #expect(allowed(true) == Array(morning.dropFirst(60)) + Array(afternoon))
  }

  @Test(
    "7: holidays",
    arguments: [
      ("2026-10-01", true), ("2026-10-07", true), ("2026-10-08", false), ("2027-01-01", true),
      ("2027-02-06", true), ("2027-05-01", true), ("2026-11-11", false),
    ])
  func holidays(day: String, isHoliday: Bool) throws {
    let day = try #require(CalendarDate(day))
    #expect(knowledgeBase.settings.holidays.contains { $0.contains(day) } == isHoliday)
  }

  @Test("8: punctuation")
  func punctuation() {
    for flow in knowledgeBase.flows {
      for step in flow.steps {
        let texts =
          [step.say, step.ask?.prompt, step.ask?.invalid, step.ask?.otherwise]
          .compactMap { $0?.value } + (step.ask?.options.map(\.label) ?? [])
        for text in texts {
          #expect(!text.contains { ",;?!()".contains($0) }, "\(flow.id) \(step.id)")
        }
      }
    }
  }
}
