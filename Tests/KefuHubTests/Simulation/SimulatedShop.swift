import Foundation
import KefuDesk
import KefuDialogue
import KefuHub
import KefuKnowledge
import KefuMatching

/// A shop small enough for a million conversations: an answer, a question back, a flow with a slot and
/// a lookup, triggers, and an event that may have to wait for the morning.
enum SimulatedShop {
  static let files = [
    "kb.yaml": """
    name: 小店
    businessHours: {timeZone: Asia/Shanghai, mon-sun: ["09:00-22:00"]}
    skillGroups: {presale: 售前, aftersale: 售后, complaint: 投诉}
    thresholds: {answer: 0.5, clarify: 0.2, margin: 0.1}
    """,
    "entries/all.yaml": """
    - {id: refund.time, question: 退款多久到账, variants: [退款几天到], answers: [三天内。], group: aftersale}
    - {id: exchange.freight, question: 换货运费谁承担, variants: [换货邮费谁出], answers: [各付一程。], group: aftersale}
    - {id: return.freight, question: 退货运费谁承担, variants: [退货邮费谁出], answers: [看原因。], group: aftersale}
    - {id: size, question: 尺码怎么选, variants: [选什么码], answers: [看尺码表。], group: presale}
    - {id: ship.track, question: 查物流到哪了, variants: [快递到哪了], answers: [订单页可以看物流。], group: aftersale}
    - {id: complaint.agent, question: 我要投诉客服, variants: [客服态度太差], answers: [抱歉。], handoff: always, group: complaint}
    """,
    "triggers.yaml": """
    thresholds: {misses: 2, repeats: 3, lowRating: 2}
    triggers:
      - {id: person, reason: askedForPerson, phrases: [转人工]}
      - {id: anger, reason: anger, priority: high, group: complaint, phrases: [气死我了]}
    """,
    "flows.yaml": """
    - id: flow.track
      title: 查物流
      startedBy: {entries: [ship.track]}
      cancel: [算了]
      steps:
        - {id: order, ask: {slot: order, type: orderNumber, prompt: 订单号是多少？}}
        - id: look
          lookup: {kind: logistics, by: [order], into: parcel}
          branch: [{when: {parcel: found}, next: tell}]
        - {id: sorry, say: 暂时查不到。, end: {outcome: handoff, reason: 查不到物流, group: aftersale}}
        - {id: tell, say: "{slot.parcel.status}。", end: {outcome: solved}}
    - id: flow.unpaid
      title: 付款提醒
      startedBy: {events: [unpaid]}
      windows: {notBefore: "09:00", quiet: ["21:00-09:00"], perOrder: 9, perDay: 9}
      steps:
        - {id: remind, say: 您有订单还没付款。, end: {outcome: solved}}
    """,
  ]

  static let messages = [
    "退款多久到账", "退款几天到", "换货运费谁承担", "退货运费谁承担", "运费谁承担", "尺码怎么选", "快递到哪了", "查物流到哪了", "快递到哪了",
    "2026031588120457", "2026031588120457", "2026031588120457", "2026031588120457", "算了", "我要投诉客服",
    "转人工", "转人工", "转人工", "气死我了", "天王盖地虎", "1", "5分",
  ]

  static let dialogue: Dialogue = {
    let (knowledgeBase, diagnostics) = KnowledgeLoader.load(
      files: files.mapValues { Array($0.utf8) })
    guard let knowledgeBase else { preconditionFailure("\(diagnostics)") }
    return Dialogue(CompiledKnowledge(knowledgeBase), lookups: [.logistics])
  }()

  static let groups = ["presale", "aftersale", "complaint"]

  static let cannedReplies: CannedReplies = {
    let text = """
      - {code: hello, text: 您好。}
      - {code: address, text: "订单{订单号}已登记。", fields: [订单号]}
      """
    guard
      let replies = try? CannedReplies(
        Array(text.utf8), file: "canned.yaml", settings: dialogue.knowledge.knowledgeBase.settings)
    else { preconditionFailure("the canned replies are wrong") }
    return replies
  }()
}
