import Foundation
import KefuDialogue
import KefuKnowledge
import KefuMatching
import KefuTestSupport
import Testing

/// A shop with a flow of every kind of question, small enough to read.
enum TalkingShop {
  static let files = [
    "kb.yaml": """
    name: 小店
    variables: {shop.name: 可福}
    businessHours: {timeZone: Asia/Shanghai, mon-sun: ["09:00-22:00"]}
    holidays: [2026-10-01..2026-10-07]
    skillGroups: {aftersale: 售后, complaint: 投诉}
    thresholds: {answer: 0.5, clarify: 0.2, margin: 0.1}
    """,
    "entries/all.yaml": """
    - {id: refund.time, question: 退款多久到账, variants: [退的钱什么时候到, 退款几天到], answers: [三天内。], followUps: [refund.where]}
    - {id: refund.where, question: 退款退到哪里, variants: [钱退到哪张卡, 退到微信还是支付宝], answers: [原路退回。]}
    - {id: return.how, question: 怎么申请退货, variants: [我要退货, 想把东西退了], answers: [在订单页申请退货。]}
    - {id: return.freight, question: 退货运费谁承担, variants: [退货邮费谁出, 退回去的运费要自己付吗], keywords: {any: [退货运费]}, answers: [看原因。], followUps: [exchange.freight]}
    - {id: exchange.freight, question: 换货运费谁承担, variants: [换货邮费谁出, 换回去的运费要自己付吗], answers: [换货运费各付一程。]}
    - {id: exchange.how, question: 怎么换货, variants: [我要换货, 想换一件], answers: [在订单页申请换货。]}
    - {id: invoice.issue, question: 可以开发票吗, variants: [能开票不, 怎么开发票], answers: [可以开。], handoff: offer}
    - {id: service.hours, question: 你们几点上班, variants: [客服什么时候在线], answers: [九点到二十二点。]}
    - {id: ship.track, question: 查物流到哪了, variants: [快递到哪了, 我的包裹在哪], answers: [订单页可以看物流。]}
    - {id: complaint.agent, question: 我要投诉客服, variants: [客服态度太差], answers: [非常抱歉。], handoff: always, group: complaint}
    """,
    "smalltalk.yaml": """
    - {id: chat.greet, question: 你好, variants: [您好, 在吗], answers: ["您好，欢迎来到{shop.name}。想问什么？"]}
    - {id: chat.thanks, question: 谢谢, variants: [谢谢你, 多谢], answers: [不客气。还有别的吗？]}
    - {id: chat.bye, question: 再见, variants: [拜拜], answers: [再见。]}
    - {id: chat.abuse, question: 你是傻子吗, variants: [垃圾客服], answers: [对不起。], handoff: offer}
    """,
    "triggers.yaml": """
    thresholds: {misses: 2, repeats: 2, lowRating: 2}
    triggers:
      - {id: person, reason: askedForPerson, phrases: [转人工, 找真人, human agent], unless: [不转人工]}
      - {id: anger, reason: anger, priority: high, group: complaint, phrases: [生气], patterns: ['(真|太)(差|坑)了'], unless: [不生气], say: 很抱歉，同事马上来。}
      - {id: diamond, reason: vip, priority: high, when: {level: diamond}, phrases: [专属顾问]}
    """,
    "flows.yaml": """
    - id: flow.return
      title: 退货
      startedBy: {entries: [return.how]}
      expiresAfterTurns: 4
      group: aftersale
      cancel: [不退了, 算了]
      steps:
        - id: order
          say: 这就帮您退。
          ask: {slot: order, type: orderNumber, prompt: 订单号是多少？, invalid: 没认出来，再发一次订单号。, retries: 2, optional: true, otherwise: 未提供}
        - id: reason
          ask:
            slot: reason
            type: choice
            prompt: 是什么原因？
            retries: 1
            options: [{label: 不喜欢, value: dislike, words: [不想要, 后悔了]}, {label: 有质量问题, value: quality, words: [坏了, 破了]}]
          branch: [{when: {reason: quality}, next: photo}]
        - id: clear
          ask: {slot: clear, type: yesNo, prompt: 商品还没用过吧？, retries: 1, optional: true}
          branch: [{when: {clear: "no"}, next: used}]
        - {id: done, say: "已登记，订单号：{slot.order}，原因：{slot.reason}。", end: {outcome: recorded, reason: 退货登记}}
        - {id: used, say: 用过的要请同事看看。, end: {outcome: handoff, reason: 商品用过}}
        - id: photo
          ask: {slot: photo, type: photo, prompt: 请拍一张照片。, retries: 1, optional: true}
        - {id: sent, say: "收到，同事马上来。", end: {outcome: handoff, reason: 质量问题退货, group: complaint}}
    - id: flow.track
      title: 查物流
      startedBy: {entries: [ship.track]}
      steps:
        - {id: order, ask: {slot: order, type: orderNumber, prompt: 订单号是多少？}}
        - id: look
          say: 帮您查一下。
          lookup: {kind: logistics, by: [order], into: parcel}
          branch: [{when: {parcel: found}, next: tell}, {when: {parcel: missing}, next: none}]
        - {id: sorry, say: 暂时查不到。, end: {outcome: handoff, reason: 查不到物流}}
        - {id: none, say: 没有这个订单。, end: {outcome: solved}}
        - {id: tell, say: "{slot.parcel.status}，现在在{slot.parcel.place}。", end: {outcome: solved}}
    - id: flow.unpaid
      title: 付款提醒
      startedBy: {events: [unpaid]}
      windows: {notBefore: "09:00", afternoonFrom: "14:00", holidaysFrom: "10:00", quiet: ["21:00-09:00"], perOrder: 1, perDay: 2}
      steps:
        - {id: remind, say: 您有订单还没付款。, end: {outcome: solved}}
    - id: flow.visit
      title: 欢迎
      startedBy: {events: [visit]}
      steps: [{id: hello, say: "欢迎光临{shop.name}。", end: {outcome: solved}}]
    """,
  ]

  static let knowledgeBase: KnowledgeBase = {
    let (knowledgeBase, diagnostics) = KnowledgeLoader.load(
      files: files.mapValues { Array($0.utf8) })
    guard let knowledgeBase else { preconditionFailure("\(diagnostics)") }
    return knowledgeBase
  }()
  static let knowledge = CompiledKnowledge(knowledgeBase)

  /// What of a written conversation does not hold.
  static func complaints(_ text: String) -> [String] {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().map {
      Sourced(String($1), at: SourceLocation(file: "test", line: $0 + 1))
    }
    let (transcripts, problems) = Transcript.read(lines)
    return problems.map { "\($0.location.line): \($0.message)" }
      + transcripts.flatMap { $0.failures(in: knowledge) }.map {
        "\($0.location.line): \($0.message)"
      }
  }
}

/// A table of the folder `Data`, one row a line.
func rows(of file: String) throws -> [[String]] {
  let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Data")
  return try String(contentsOf: folder.appending(path: file), encoding: .utf8)
    .split(separator: "\n").map { $0.split(separator: "\t").map(String.init) }
}

let noon = Date(timeIntervalSince1970: 1_793_592_000)  // 2026-11-02 12:00 in Shanghai
