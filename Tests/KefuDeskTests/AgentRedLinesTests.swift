// What no agent may say.
//
//  1. The shipped rules, and those for a shop without any, find each sort of offence and none of what
//     agents properly say.
//  2. Asking for a secret is found without a rule.
//  3. No shipped canned reply or answer crosses a line.

import Foundation
import KefuKnowledge
import KefuTestSupport
import Testing

@testable import KefuDesk

@Suite struct AgentRedLinesTests {
  static let shop = URL(filePath: shippedKnowledge("ecommerce-zh"))

  static func shipped() throws -> AgentRedLines {
    let data = try Data(contentsOf: shop.appending(path: AgentRedLine.fileName))
    return AgentRedLines(try AgentRedLine.read([UInt8](data)))
  }

  static let texts: [(String, String?)] = [
    ("亲，您加我微信，转账便宜十块", "offPlatform"), ("這個可以私下轉賬嗎？可以", "offPlatform"),
    ("五星返现５元哦", "cashForPraise"), ("这个就是不给退的", "refusesReturn"),
    ("我们不给开发票", "refusesInvoice"), ("爱买不买", "insult"), ("你有病吧", "insult"),
    ("你给我等着", "threat"), ("请把短信验证码发给我", "asksForSecret"), ("您的支付密码是多少", "asksForSecret"),
    ("请不要私下转账，谨防受骗", nil), ("我们不支持好评返现", nil), ("可以退的，运费由我们承担", nil),
    ("发票已经开好，请查收", nil), ("请勿把验证码告诉任何人", nil), ("您好，请问有什么可以帮您？", nil), ("", nil),
  ]

  @Test("1, 2: texts", arguments: texts)
  func crossed(text: String, line: String?) throws {
    #expect(AgentRedLines.standard.crossed(by: text) == line)
    #expect(try Self.shipped().crossed(by: text) == line)
  }

  @Test("3: what the shop itself says") func ownTexts() throws {
    // Only kb.yaml is loaded: the entries are many, and their answers are read as lines below.
    let settings = try Data(contentsOf: Self.shop.appending(path: "kb.yaml"))
    let entry = "- {id: a, question: 怎么退款, answers: [好]}\n"
    let files = ["kb.yaml": [UInt8](settings), "entries/a.yaml": [UInt8](entry.utf8)]
    let knowledge = try #require(KnowledgeLoader.load(files: files).knowledgeBase)
    let canned = try Data(contentsOf: Self.shop.appending(path: CannedReplies.fileName))
    let replies = try CannedReplies([UInt8](canned), settings: knowledge.settings)
    var texts = replies.all.map(\.text.value)
    let entries = Self.shop.appending(path: "entries")
    for name in try FileManager.default.contentsOfDirectory(atPath: entries.path).sorted() {
      let file = try String(contentsOf: entries.appending(path: name), encoding: .utf8)
      texts += file.split(separator: "\n").map(String.init).filter { $0.contains("text: ") }
    }
    #expect(texts.count > 200)
    let lines = try Self.shipped()
    let crossing = texts.filter { lines.crossed(by: $0) != nil }
    #expect(crossing == [])
  }
}
